"""Cells as people and machines fill them: each is read, or refused by its code; nothing else is ever raised."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.factories.cells import BLANKS, DIGITS_16, VALUES
from villages.amounts import MAX_DIGITS, read_rupiah
from villages.imports.cells import (
    EXCEL_ERRORS,
    SEXES,
    Code,
    Faulty,
    clean_text,
    excerpt,
    mask_numbers,
    read_amount,
    read_answer,
    read_date,
    read_digits,
    read_sex,
    read_unit,
)
from villages.welfare import Answer

READERS: tuple[Callable[[Any], Any], ...] = (
    clean_text,
    read_digits,
    read_date,
    read_sex,
    read_unit,
    read_amount,
    read_answer,
)
INDONESIAN = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize("read", READERS, ids=lambda one: one.__name__)
@given(value=VALUES)
@example(value=math.inf)
@example(value=-math.inf)
@example(value=10**5000)
@example(value="9" * 10_000)
def test_any_value_is_read_or_refused(read: Callable[[Any], Any], value: Any) -> None:
    try:
        read(value)
    except Faulty as fault:
        assert fault.code in Code


# Text ---------------------------------------------------------------------------------------------------------------


@given(st.one_of(st.text(), VALUES))
def test_cleaning_twice_is_cleaning_once(value: Any) -> None:
    text, _cleaned = clean_text(value)
    assert clean_text(text) == (text, False)


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    clean, _cleaned = clean_text(text)
    assert clean.isprintable()
    assert clean == clean.strip()
    assert "  " not in clean
    assert clean[:1] not in {"'", "‘", "’"}
    visible = re.sub(r"[\s'‘’]", "", "".join(one for one in text if one.isprintable()))
    assert re.sub(r"[\s'‘’]", "", clean) == visible, "nothing that can be seen is lost"


@pytest.mark.parametrize(
    ("typed", "text", "cleaned"),
    [
        ("  Siti   Aminah ", "Siti Aminah", False),
        ("Siti\nAminah", "Siti Aminah", False),
        ("Siti\u00a0Aminah", "Siti Aminah", True),
        ("\u200bSiti\ufeff", "Siti", True),
        ("'0812", "0812", True),
        ("Sa'adah", "Sa'adah", False),
        (3.0, "3", False),
        (3.5, "3.5", False),
        ("\x00", "", True),
    ],
)
def test_what_cleaning_takes_out(typed: Any, text: str, cleaned: bool) -> None:
    assert clean_text(typed) == (text, cleaned)


# Numbers ------------------------------------------------------------------------------------------------------------


@given(DIGITS_16, st.sampled_from(["{}", "'{}", " {} ", "\u200b{}", "{}\u00a0"]))
def test_sixteen_digits_come_through_whatever_is_around_them(digits: str, around: str) -> None:
    assert read_digits(around.format(digits))[0] == digits


@given(DIGITS_16, st.sampled_from([" ", ".", "-", "\u00a0"]))
def test_digits_in_groups(digits: str, mark: str) -> None:
    assert read_digits(mark.join((digits[:6], digits[6:12], digits[12:])))[0] == digits


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.dates()))
def test_a_number_in_a_cell_has_lost_digits(value: Any) -> None:
    with pytest.raises(Faulty, match=Code.NUMBER_LOST):
        read_digits(value)


@pytest.mark.parametrize("text", ["3.60415E+15", "3,60415e15", "3E+15", "3.6041520180000E+15"])
def test_text_of_a_number_that_lost_its_digits(text: str) -> None:
    with pytest.raises(Faulty, match=Code.NUMBER_LOST):
        read_digits(text)


# Dates --------------------------------------------------------------------------------------------------------------

STYLES: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "iso with midnight": lambda one: f"{one.isoformat()} 00:00:00",
    "iso without zeros": lambda one: f"{one.year:04}-{one.month}-{one.day}",
    "strokes": lambda one: f"{one.day:02}/{one.month:02}/{one.year:04}",
    "strokes without zeros": lambda one: f"{one.day}/{one.month}/{one.year:04}",
    "hyphens": lambda one: f"{one.day:02}-{one.month:02}-{one.year:04}",
    "dots": lambda one: f"{one.day:02}.{one.month:02}.{one.year:04}",
    "Indonesian": lambda one: f"{one.day} {INDONESIAN[one.month - 1]} {one.year:04}",
    "English": lambda one: f"{one.day} {ENGLISH[one.month - 1]} {one.year:04}",
    "short": lambda one: f"{one.day:02}-{SHORT[one.month - 1]}-{one.year:04}",
    "shouted": lambda one: f" {one.day}  {INDONESIAN[one.month - 1].upper()}  {one.year:04} ",
}


@pytest.mark.parametrize("style", STYLES)
@given(day=days)
def test_a_date_is_read_in_every_style(style: str, day: date) -> None:
    assert read_date(STYLES[style](day)) == (day.isoformat(), True)


@given(days, st.times())
def test_a_date_of_a_spreadsheet_is_no_text(day: date, hour: time) -> None:
    assert read_date(day) == read_date(datetime.combine(day, hour)) == (day.isoformat(), False)


@given(VALUES)
def test_what_is_read_as_a_date_is_one(value: Any) -> None:
    try:
        found, _as_text = read_date(value)
    except Faulty:
        return
    assert date.fromisoformat(found).isoformat() == found


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2100))
def test_days_that_do_not_exist_are_refused(day: int, month: int, year: int) -> None:
    try:
        date(year, month, day)
    except ValueError:
        with pytest.raises(Faulty, match=Code.DATE_UNREADABLE):
            read_date(f"{day}/{month}/{year}")


@pytest.mark.parametrize(
    "text", ["01/13/1980", "12/1/80", "1980", "Januari 1980", "32 Januari 1980", "12 Brumaire 1980"]
)
def test_what_could_be_several_dates_is_refused(text: str) -> None:
    with pytest.raises(Faulty):
        read_date(text)


# Sex, RT and RW, rupiah, answers ------------------------------------------------------------------------------------


@given(st.sampled_from(sorted(SEXES)), st.sampled_from([str.upper, str.lower, str.title]))
def test_words_of_the_sexes(word: str, written: Callable[[str], str]) -> None:
    assert read_sex(f" {written(word)} ") == SEXES[word]


@given(st.integers(0, 999), st.sampled_from(["{}", "{:02}", "{:03}", "RT {}", "rt.{:02}", "RW{:03}", "{}.0"]))
def test_units_have_two_digits_at_least(number: int, written: str) -> None:
    assert read_unit(written.format(number)) == f"{number:02}"
    assert read_unit(number) == read_unit(float(number)) == f"{number:02}"


@given(VALUES)
def test_a_unit_is_digits_that_fit_the_register(value: Any) -> None:
    try:
        found = read_unit(value)
    except Faulty:
        return
    assert re.fullmatch(r"[0-9]{2,3}", found)


@given(st.integers(0, 10**MAX_DIGITS - 1))
def test_every_way_of_writing_an_amount_is_the_same_amount(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    zero_cents = [f"Rp{dotted},00", f"{amount:,}.00"] if amount >= 1000 else []
    for text in (str(amount), dotted, f"Rp {dotted},-", f" rp. {amount} ", *zero_cents):
        assert read_rupiah(text) == read_amount(text) == amount
    assert read_amount(amount) == read_amount(float(amount)) == amount


@given(st.one_of(st.text(), st.from_regex(r"(Rp)?[0-9.,\- ]{0,20}", fullmatch=True)))
def test_amounts_are_read_as_in_the_form(text: str) -> None:
    assume(clean_text(text)[0] == text)
    try:
        expected: int | None = read_rupiah(text)
    except ValueError:
        expected = None
    try:
        found: int | None = read_amount(text)
    except Faulty:
        found = None
    assert found == expected


@pytest.mark.parametrize("value", [-1, 0.5, 10**12, 1e300, math.nan, math.inf, True, "1,5", "1.500.00", "-5", "1 juta"])
def test_amounts_that_are_none(value: Any) -> None:
    with pytest.raises(Faulty, match=Code.AMOUNT_UNREADABLE):
        read_amount(value)


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (Answer.YES, ["Ya", "YA", " ya ", "y", "v", "✓", "1", 1, 1.0, True, "Iya"]),
        (Answer.NO, ["Tidak", "tIdAk", "T", "tdk", "x", "0", 0, 0.0, False]),
        (Answer.NOT_APPLICABLE, ["Tidak berlaku", "TIDAK  BERLAKU", "tb", "n/a", "B"]),
        (Answer.MISSING, ["", None, "-", "–", "   ", "\u200b"]),
    ],
)
def test_words_of_the_answers(letter: Answer, words: list[Any]) -> None:
    assert {read_answer(word) for word in words} == {letter.value}


@given(VALUES)
def test_an_answer_is_one_of_four_letters(value: Any) -> None:
    try:
        assert read_answer(value) in {one.value for one in Answer}
    except Faulty as fault:
        assert fault.code == Code.ANSWER_UNKNOWN


@pytest.mark.parametrize("value", [2, 3, "2", "3", "mungkin", "ya/tidak", timedelta(1), date(2019, 1, 1), math.nan])
def test_what_lists_understand_differently_is_no_answer(value: Any) -> None:
    with pytest.raises(Faulty, match=Code.ANSWER_UNKNOWN):
        read_answer(value)


# What is said of a cell ---------------------------------------------------------------------------------------------

between = st.sampled_from(["", " ", ".", "-", "  ", " . ", "\u00a0"])


others = st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=30)


@given(others, DIGITS_16, between, others)
def test_a_personal_number_inside_a_text_is_masked(before: str, digits: str, mark: str, after: str) -> None:
    said = excerpt(f"{before}x{digits[:6]}{mark}{digits[6:12]}{mark}{digits[12:]}x{after}")
    assert len(re.sub(r"\D", "", said)) <= 8
    assert len(said) <= 40


@given(DIGITS_16)
def test_a_number_is_masked_as_everywhere(digits: str) -> None:
    assert mask_numbers(digits) == f"{digits[:6]}********{digits[-2:]}"
    assert mask_numbers(f"NIK {digits}, Kampung Meliyas") == f"NIK {digits[:6]}********{digits[-2:]}, Kampung Meliyas"
    assert mask_numbers(digits[:15]) == "*" * 15, "one digit is missing, and the rest is still somebody's"


@given(VALUES)
def test_whatever_is_said_is_short_and_shows_no_number(value: Any) -> None:
    said = excerpt(value)
    assert len(said) <= 40
    assert said.isprintable()
    assert not re.search(r"\d{14}", said)


@pytest.mark.parametrize(
    "text", ["Kampung Meliyas No. 12", "0812-3456-7890", "1.500.000", "12/01/1980", "", "RT 03 / 04"]
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_numbers(text) == text


@given(BLANKS)
def test_blanks_are_no_text(blank: Any) -> None:
    assert excerpt(blank) == ""


def test_the_errors_of_spreadsheets_are_known_as_they_are_written() -> None:
    assert all(clean_text(error) == (error, False) for error in EXCEL_ERRORS)
