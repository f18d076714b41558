"""The check of a sheet: what is new, changed, unchanged or wrong, whatever stands in the cells and in which order."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.cells import BLANKS, VALUES
from tests.factories.sheets import (
    SAID,
    Said,
    cells_of,
    check,
    hash_number,
    key_of,
    known_family,
    mask,
    said,
    village,
)
from tests.factories.workbooks import PLACES
from villages.identity import Severity
from villages.imports.cells import Code, excerpt
from villages.imports.check import Checker
from villages.imports.columns import ANSWERS, FACTS, KEY
from villages.imports.rows import CheckedRow, Found, Outcome, severity_of

WIDTH = len(FACTS)
SIXTEEN = re.compile(r"\d(?:[\s.\-]{0,3}\d){13,}")
any_rows = st.lists(st.lists(VALUES, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=3)
few = settings(max_examples=40, deadline=None)  # each example is up to a hundred odd cells


def codes(row: CheckedRow) -> list[str]:
    return [one.code for one in row.findings]


def errors(row: CheckedRow) -> list[Found]:
    return [one for one in row.findings if one.severity is Severity.ERROR]


def shown_of(row: CheckedRow) -> list[str]:
    """Give every text of a row that a page or a returned workbook shows."""
    return [row.name, *(one.about for one in row.findings), *(text for _code, *both in row.changes for text in both)]


def with_cells(cells: list[Any], **values: Any) -> list[Any]:
    """Give the row with other things in some cells."""
    return [values.get(fact.code, cell) for fact, cell in zip(FACTS, cells, strict=True)]


# Whatever stands in the cells ---------------------------------------------------------------------------------------


@few
@given(any_rows)
def test_no_cell_makes_the_check_fail(rows: list[list[Any]]) -> None:
    family = said(1)
    place = village(known_family(1, family))
    for row in check(place, rows):
        assert json.loads(json.dumps(row)), "the plan can hold it"
        assert (row.outcome == Outcome.ERROR) == bool(errors(row))
        if row.outcome == Outcome.NEW:
            assert row.name
            assert row.family.rt
            assert row.hashes[0] or row.family.no_nik_reason


@given(SAID, st.dictionaries(st.sampled_from([fact.code for fact in FACTS]), VALUES, max_size=4))
def test_a_row_that_is_right_but_for_some_cells(about: Said, odd: dict[str, Any]) -> None:
    place = village(known_family(1, about))
    for key in ("", key_of(1), key_of(2)):
        for row in check(place, [with_cells(cells_of(about, key), **odd)]):
            assert (row.outcome == Outcome.ERROR) == bool(errors(row))
            assert json.dumps(row)


@few
@given(any_rows)
def test_what_is_shown_of_a_row_holds_no_personal_number(rows: list[list[Any]]) -> None:
    place = village(known_family(1, said(1)))
    rows = [with_cells(row, key="key:" + key_of(1)) if at % 2 else row for at, row in enumerate(rows)]
    for row in check(place, rows):
        assert not [text for text in shown_of(row) if SIXTEEN.search(text)]


@pytest.mark.parametrize(
    "code",
    ["head_name", "address", "no_nik_reason", "rt", "rw", "head_sex", "head_birth_date", "monthly_income", "answer_7"],
)
@pytest.mark.parametrize(
    "digits", ["3604152004860003", "360415 200486 0003", "3604.1520.0486.0003", 3604152004860003.0]
)
def test_a_number_in_a_wrong_column_is_masked(code: str, digits: str | float) -> None:
    place = village(known_family(1, said(1)))
    for key in (key_of(1), ""):
        for text in (digits, f"Kampung Meliyas Kecamatan Cinangka {digits}", f" '{digits}"):
            [row] = check(place, [with_cells(cells_of(said(1), key), **{code: text})])
            assert not [one for one in shown_of(row) if "200486" in re.sub(r"[\s.]", "", one)]


def test_a_number_in_the_register_is_masked_too() -> None:
    before = said(1, head_name="Siti 3604152004860003", address="3604152004860003")
    place = village(known_family(1, before))
    [row] = check(place, [cells_of(said(1), key_of(1))])
    assert [change[1] for change in row.changes] == ["Siti 360415********03", "360415********03"]
    [row] = check(place, [cells_of(said(1, head_name=before.family.head_name))])
    assert [one.about for one in row.findings if one.code == Code.KNOWN_BY_NIK] == ["Siti 360415********03"]


# The order of columns -----------------------------------------------------------------------------------------------


def replaced(row: CheckedRow, columns: dict[str, int]) -> CheckedRow:
    """Give the row as it would be, had the columns stood in their usual order."""
    usual = {at: PLACES[code] for code, at in columns.items()} | {-1: -1}
    findings = sorted(Found(usual[one.column], one.code, one.about) for one in row.findings)
    cells = [row.cells[columns[fact.code]] for fact in FACTS] if row.cells else []
    return row._replace(findings=findings, cells=cells)


@few
@given(
    st.lists(st.one_of(SAID.map(cells_of), st.lists(VALUES, min_size=WIDTH, max_size=WIDTH)), min_size=1, max_size=4),
    st.permutations(range(WIDTH)),
)
def test_the_order_of_columns_does_not_matter(rows: list[list[Any]], order: list[int]) -> None:
    place = village(known_family(1, said(1)))
    columns = {fact.code: order.index(at) for at, fact in enumerate(FACTS)}
    moved = check(place, [[row[at] for at in order] for row in rows], columns)
    usual = {code: PLACES[code] for code in PLACES}
    assert [replaced(row, columns) for row in moved] == [replaced(row, usual) for row in check(place, rows)]


@given(SAID, st.sets(st.sampled_from([fact.code for fact in FACTS]), max_size=20), st.lists(VALUES, max_size=3))
def test_a_column_that_is_missing_is_as_good_as_an_empty_one(about: Said, missing: set[str], others: list[Any]) -> None:
    place = village(known_family(1, about))
    cells = cells_of(about, key_of(1))
    kept = [fact.code for fact in FACTS if fact.code not in missing]
    columns = {code: at for at, code in enumerate(kept)}
    short = check(place, [[cells[PLACES[code]] for code in kept] + others], columns)
    whole = check(place, [with_cells(cells, **dict.fromkeys(missing))])
    assert [(row.outcome, row.family, row.survey, row.keys, sorted(codes(row))) for row in short] == [
        (row.outcome, row.family, row.survey, row.keys, sorted(codes(row))) for row in whole
    ]


# Families that are known --------------------------------------------------------------------------------------------


@given(SAID, st.booleans())
def test_the_same_again_is_unchanged(about: Said, masked: bool) -> None:
    known = known_family(1, about)
    [row] = check(village(known), [cells_of(about, known.key, masked=masked)])
    assert (row.outcome, row.changes, errors(row)) == (Outcome.UNCHANGED, [], [])
    assert (row.keys, row.versions) == ((known.key, known.survey_key), (3, 2))


@given(SAID, st.dictionaries(st.sampled_from([fact.code for fact in FACTS if fact.code != KEY]), BLANKS))
def test_blank_cells_change_nothing(about: Said, blanks: dict[str, Any]) -> None:
    known = known_family(1, about)
    for row in check(village(known), [with_cells(cells_of(about, known.key), **blanks)]):
        assert (row.outcome, row.changes, errors(row)) == (Outcome.UNCHANGED, [], [])
        assert row.survey == known.survey
        assert row.family == known.facts
        assert row.hashes == (known.nik_hash, known.kk_hash)


@given(st.lists(BLANKS, min_size=WIDTH, max_size=WIDTH), st.sampled_from(["", None, "key:" + key_of(1)]))
def test_a_row_of_blanks_is_no_row(blanks: list[Any], key: str | None) -> None:
    assert check(village(known_family(1, said(1))), [[key, *blanks[1:]]]) == []


@pytest.mark.parametrize("count", [7, 7.0, "7", "7.", " 12 "])
def test_a_row_with_nothing_but_its_running_number_is_no_row(count: Any) -> None:
    columns = {code: at + 1 for code, at in PLACES.items()}
    assert check(village(), [[count, *[""] * WIDTH]], columns) == []
    assert len(check(village(), [["Jumlah", *[""] * WIDTH]], columns)) == 1, "whatever else stands there is not lost"
    checker = Checker(village(), {code: at + 2 for code, at in PLACES.items()}, village_column=1)
    assert list(checker.rows([(2, [count, "Kamurang", *[""] * WIDTH])], {})) == []


@given(SAID, SAID)
def test_changes_are_exactly_the_facts_that_differ(before: Said, after: Said) -> None:
    known = known_family(1, before)
    [row] = check(village(known), [cells_of(after, known.key)])
    changes = {code: (old, new) for code, old, new in row.changes}
    assert len(changes) == len(row.changes)
    expected = {}
    for code in ("head_name", "head_sex", "head_birth_date", "no_nik_reason", "rw", "rt", "address"):
        old, new = getattr(before.family, code), getattr(after.family, code)
        if new not in {"", old}:
            expected[code] = (old, new)
    for code in ("nik", "kk"):
        old, new = getattr(before.family, code), getattr(after.family, code)
        if new not in {"", old}:
            expected[code] = (mask(old), mask(new))
    if before.survey.surveyed_on != after.survey.surveyed_on:
        expected["surveyed_on"] = (before.survey.surveyed_on, after.survey.surveyed_on)
    if after.survey.monthly_income not in {None, before.survey.monthly_income}:
        old_income = before.survey.monthly_income
        expected["monthly_income"] = ("" if old_income is None else str(old_income), str(after.survey.monthly_income))
    for code, old, new in zip(ANSWERS, before.survey.answers, after.survey.answers, strict=True):
        if new not in {"-", old}:
            expected[code] = (old, new)
    assert {code: tuple(map(excerpt_of, both)) for code, both in expected.items()} == changes
    assert row.outcome == (Outcome.CHANGED if expected else Outcome.UNCHANGED)


def excerpt_of(text: str) -> str:
    return excerpt(text, 1000)


@given(SAID, SAID)
def test_applying_the_changes_gives_the_row(before: Said, after: Said) -> None:
    known = known_family(1, before)
    [row] = check(village(known), [cells_of(after, known.key)])
    family, answers = known.facts._asdict(), list(before.survey.answers)
    day, income = before.survey.surveyed_on, before.survey.monthly_income
    for code, _old, new in row.changes:
        if code in ANSWERS:
            answers[ANSWERS.index(code)] = new
        elif code == "surveyed_on":
            day = new
        elif code == "monthly_income":
            income = int(new)
        elif code in {"nik", "kk"}:
            family[code] = getattr(after.family, code)
        else:
            family[code] = new
    assert row.family._asdict() == family
    assert row.survey == (day, "".join(answers), income)
    numbers = [getattr(after.family, code) or getattr(before.family, code) for code in ("nik", "kk")]
    assert list(row.hashes) == [hash_number(number) if number else "" for number in numbers]
    merged = Said(after.family._replace(**{**family, "nik": numbers[0], "kk": numbers[1]}), row.survey)
    [again] = check(village(known_family(1, merged)), [cells_of(after, known.key)])
    assert again.outcome == Outcome.UNCHANGED, "what was stored is what was said"


@given(SAID)
def test_a_family_without_a_key_is_known_by_its_number_or_its_name(about: Said) -> None:
    known = known_family(1, about)
    [row] = check(village(known), [cells_of(about)])
    if about.family.nik or about.family.no_nik_reason or row.keys[0] == known.key:
        assert row.keys[0] == known.key
        assert row.outcome == Outcome.UNCHANGED
        assert codes(row)[-1] in {Code.KNOWN_BY_NIK, Code.KNOWN_BY_NAME}


# New families, and what stands twice --------------------------------------------------------------------------------


def test_a_new_family_gets_the_same_key_each_time() -> None:
    [first] = check(village(), [cells_of(said(7))])
    [second] = check(village(), [cells_of(said(7, address="Kampung lain"))])
    assert first.outcome == second.outcome == Outcome.NEW
    assert first.keys == second.keys
    [spare] = check(village(), [cells_of(said(7), key_of(99))])
    assert spare.keys[0] == key_of(99)


@given(SAID, st.booleans())
def test_the_same_row_twice_is_a_double(about: Said, known: bool) -> None:
    place = village(known_family(1, about)) if known else village()
    key = key_of(1) if known else ""
    first, second = check(place, [cells_of(about, key), cells_of(about, key)])
    assert not {Code.KEY_TWICE, Code.FAMILY_TWICE, Code.NIK_TWICE, Code.KK_TWICE} & set(codes(first))
    assert (Code.KEY_TWICE if known else Code.FAMILY_TWICE) in codes(second)
    assert second.outcome == Outcome.ERROR
    assert "2" in {one.about for one in second.findings}


@given(SAID, SAID)
def test_a_number_of_another_row_or_family_is_a_double(one: Said, other: Said) -> None:
    other = other._replace(family=other.family._replace(nik=said(5).family.nik, kk=said(5).family.kk))
    one = one._replace(family=one.family._replace(nik=said(5).family.nik, kk=said(5).family.kk))
    _first, second = check(village(), [cells_of(one, key_of(1)), cells_of(other, key_of(2))])
    assert {Code.NIK_TWICE, Code.KK_TWICE} <= set(codes(second))
    [row] = check(village(known_family(1, one)), [cells_of(other, key_of(2))])
    assert {Code.NIK_TAKEN, Code.KK_TAKEN} <= set(codes(row))


def test_a_key_of_another_village_and_a_merged_family_are_refused() -> None:
    [row] = check(village(), [["x" * 49, *cells_of(said(1))[1:]]])
    assert codes(row).count(Code.KEY_FOREIGN) == 1
    assert row.outcome == Outcome.ERROR
    [row] = check(village(known_family(1, said(1), merged=True)), [cells_of(said(1), key_of(1))])
    assert Code.FAMILY_MERGED in codes(row)


def test_a_verified_survey_stays_but_the_family_may_change() -> None:
    place = village(known_family(1, said(1), survey_state="verified"))
    [row] = check(place, [cells_of(said(1, address="Kampung lain"), key_of(1))])
    assert row.outcome == Outcome.CHANGED
    [row] = check(place, [cells_of(said(1, answers="t" * 21), key_of(1))])
    assert codes(row)[-1] == Code.SURVEY_VERIFIED


@pytest.mark.parametrize(
    ("answers", "before", "state"),
    [("y" * 21, "draft", "submitted"), ("-" * 21, "draft", "draft"), ("y-" + "y" * 19, "returned", "returned")],
)
def test_the_state_of_a_survey_follows_its_answers(answers: str, before: str, state: str) -> None:
    known = known_family(1, said(1, answers="-" * 21), survey_state=before)
    [row] = check(village(known), [cells_of(said(1, answers=answers, monthly_income=7), known.key)])
    assert row.state == state


@pytest.mark.parametrize("value", ["AB", "36041520048600031", "3604152013860003", "3604152004860000"])
def test_a_wrong_number_is_an_error_without_the_number(value: str) -> None:
    for code in ("nik", "kk"):
        [row] = check(village(), [with_cells(cells_of(said(1)), **{code: value})])
        [found] = [one for one in errors(row) if one.column == PLACES[code]]
        assert found.about == ""


def test_every_code_is_a_warning_or_an_error() -> None:
    assert {severity_of(code) for code in Code} == {Severity.WARNING, Severity.ERROR}
