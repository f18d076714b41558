"""What stands in one cell: read as people and spreadsheets write it, with what had to be put right. Pure."""

import re
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from villages.amounts import MAX_DIGITS, read_rupiah
from villages.welfare import Answer


class Code(StrEnum):
    """What can be the matter with a cell or a row. The words are in `villages/imports/words.py`."""

    CLEANED = "cleaned"
    NUMBER_LOST = "number_lost"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    DATE = "date"
    SERIAL = "serial"
    SEX_DIFFERS = "sex_differs"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    REGION_UNKNOWN = "region_unknown"
    MASK_DIFFERS = "mask_differs"
    DATE_TEXT = "date_text"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPLAUSIBLE = "date_implausible"
    DATE_FUTURE = "date_future"
    DATE_MISSING = "date_missing"
    SEX_UNKNOWN = "sex_unknown"
    UNIT_UNREADABLE = "unit_unreadable"
    AMOUNT_UNREADABLE = "amount_unreadable"
    ANSWER_UNKNOWN = "answer_unknown"
    ANSWER_NOT_APPLICABLE = "answer_not_applicable"
    MISSING = "missing"
    NIK_MISSING = "nik_missing"
    TOO_LONG = "too_long"
    KEY_FOREIGN = "key_foreign"
    KEY_TWICE = "key_twice"
    NIK_TWICE = "nik_twice"
    KK_TWICE = "kk_twice"
    NIK_TAKEN = "nik_taken"
    KK_TAKEN = "kk_taken"
    FAMILY_TWICE = "family_twice"
    NIK_ELSEWHERE = "nik_elsewhere"
    KNOWN_BY_NIK = "known_by_nik"
    KNOWN_BY_NAME = "known_by_name"
    FAMILY_MERGED = "family_merged"
    SURVEY_VERIFIED = "survey_verified"
    OTHER_VILLAGE = "other_village"
    FORMULA = "formula"
    MERGED_CELL = "merged_cell"
    HIDDEN_COLUMN = "hidden_column"
    SECOND_HEAD = "second_head"
    ERROR_VALUE = "error_value"


class Faulty(ValueError):
    """A cell that cannot be read, with the code of why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_IN_FRONT = "'‘’ "
_SKIPPED = frozenset(_IN_FRONT)
_BLANKS = re.compile(r"[ \t\r\n]+")
_SEPARATORS = re.compile(r"[\s.\-]+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.I)
_UNIT = re.compile(r"(?:r[tw])?[\s.]*0*(\d{1,3})(?:\.0)?", re.I | re.A)
# A NIK or No. KK in a text, also in groups, and also one that lacks a digit or two.
_PERSONAL = re.compile(r"\d(?:[\s.\-]{0,3}\d){13,}")
_NOT_DIGIT = re.compile(r"\D")
_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDED_DATE = re.compile(r"(\d{1,2})[\s\-]+([a-z]+)[\s\-]+(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february pebruari peb",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agustus ags agt aug august",
            "sep september sept",
            "okt oktober oct october",
            "nov november nopember nop",
            "des desember dec december",
        ),
        1,
    )
    for name in names.split()
}
SEXES = {
    word: sex
    for sex, words in (("female", "p perempuan pr wanita w f female"), ("male", "l laki-laki laki lk pria m male"))
    for word in words.split()
}
# A number 2 or 3 is refused: lists differ in what they mean by it.
_ANSWER_WORDS = {
    Answer.YES.value: ("ya", "y", "iya", "v", "✓", "✔", "1", "yes"),
    Answer.NO.value: ("tidak", "t", "tdk", "x", "✕", "✗", "0", "no"),
    Answer.NOT_APPLICABLE.value: ("tidak berlaku", "t. berlaku", "t berlaku", "tb", "b", "n/a", "na"),
    Answer.MISSING.value: ("", "-", "–"),
}
_PLAIN_ANSWERS = {word: letter for letter, words in _ANSWER_WORDS.items() for word in words}
# Looked up as they stand, as this happens a million times for a large workbook; True and 1.0 count as 1.
LETTERS: dict[Any, str] = {
    **{form: letter for word, letter in _PLAIN_ANSWERS.items() for form in (word, word.upper(), word.capitalize())},
    1: Answer.YES.value,
    0: Answer.NO.value,
    None: Answer.MISSING.value,
}


def clean_text(value: Any) -> tuple[str, bool]:
    """Give the text of a cell and whether something invisible or an apostrophe in front had to be taken out.

    Several blanks count as one; a whole number loses its ".0". Blanks at the ends are no finding.
    """
    if type(value) is not str:
        return _written(value), False
    if value.isprintable() and value[:1] not in _SKIPPED and "  " not in value and value[-1:] != " ":
        return value, False
    kept = "".join(" " if one.isspace() else one for one in value if one.isprintable() or one.isspace())
    text = " ".join(kept.split()).lstrip(_IN_FRONT)
    return text, text != " ".join(part for part in _BLANKS.split(value) if part)


def _written(value: Any) -> str:
    """Write a number or a date as text; a number with thousands of digits is the spreadsheets' own #NUM!."""
    try:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    except ValueError:
        return "#NUM!"


def mask_numbers(text: str) -> str:
    """Mask what may be a NIK or No. KK in a text: region and last two digits stay, of a shorter one nothing."""
    return _PERSONAL.sub(_mask, text) if len(text) >= 14 else text


def _mask(found: re.Match[str]) -> str:
    digits = _NOT_DIGIT.sub("", found[0])
    return f"{digits[:6]}{'*' * (len(digits) - 8)}{digits[-2:]}" if len(digits) >= 16 else "*" * len(digits)


def excerpt(value: Any, length: int = 40) -> str:
    """Give what may be shown of a cell: its beginning, with numbers masked. Masked first, as half a number is one."""
    return "" if value is None else mask_numbers(clean_text(value)[0])[:length]


def read_digits(value: Any) -> tuple[str, bool]:
    """Give the digits of a NIK or No. KK, and whether something had to be taken out.

    Raises Faulty when the spreadsheet holds a number: it keeps 15 digits, so the last ones are gone.
    """
    if type(value) is str:
        if len(value) == 16 and value.isascii() and value.isdigit():
            return value, False
        text, cleaned = clean_text(value)
        if _SCIENTIFIC.fullmatch(text):
            raise Faulty(Code.NUMBER_LOST)
        digits = text if "*" in text else _SEPARATORS.sub("", text)
        return digits, cleaned
    raise Faulty(Code.NUMBER_LOST)


@lru_cache(maxsize=65536, typed=True)
def read_date(value: Any) -> tuple[str, bool]:
    """Give a date as ISO text, and whether it stood there as text. Raises Faulty for what is no date."""
    if isinstance(value, datetime):
        return value.date().isoformat(), False
    if isinstance(value, date):
        return value.isoformat(), False
    text = clean_text(value)[0].lower() if isinstance(value, str) else ""
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _NUMERIC_DATE.fullmatch(text):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    elif (found := _WORDED_DATE.fullmatch(text)) and found[2] in _MONTHS:
        year, month, day = int(found[3]), _MONTHS[found[2]], int(found[1])
    else:
        raise Faulty(Code.DATE_UNREADABLE)
    try:
        return date(year, month, day).isoformat(), True
    except ValueError:
        raise Faulty(Code.DATE_UNREADABLE) from None


@lru_cache(maxsize=65536, typed=True)
def read_sex(value: Any) -> str:
    """Give "female" or "male". Raises Faulty for any other word."""
    sex = SEXES.get(clean_text(value)[0].lower())
    if sex is None:
        raise Faulty(Code.SEX_UNKNOWN)
    return sex


@lru_cache(maxsize=65536, typed=True)
def read_unit(value: Any) -> str:
    """Give the number of an RT or RW with two digits at least. Raises Faulty for what is no such number."""
    found = _UNIT.fullmatch(clean_text(value)[0])
    if found is None:
        raise Faulty(Code.UNIT_UNREADABLE)
    return found[1].zfill(2)


def read_amount(value: Any) -> int:
    """Give whole rupiah. Raises Faulty for cents, negative amounts and what could be read in two ways."""
    if isinstance(value, bool):
        raise Faulty(Code.AMOUNT_UNREADABLE)
    if isinstance(value, int | float):
        if not 0 <= value < 10**MAX_DIGITS or value != int(value):  # nothing compares with NaN
            raise Faulty(Code.AMOUNT_UNREADABLE)
        return int(value)
    try:
        return read_rupiah(clean_text(value)[0])
    except ValueError:
        raise Faulty(Code.AMOUNT_UNREADABLE) from None


def read_answer(value: Any) -> str:
    """Give the letter of an answer. Raises Faulty for a word that is none."""
    letter = LETTERS.get(value)
    if letter is None:
        letter = _PLAIN_ANSWERS.get(clean_text(value)[0].lower())
    if letter is None:
        raise Faulty(Code.ANSWER_UNKNOWN)
    return letter
