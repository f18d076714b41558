"""PURE: the strict reading of a definition that a person wrote: nothing is guessed, every fault is named."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

NAME_LIMIT = 200
TEXT_LIMIT = 1000

# What a mark can store: so many digits before the point and three decimals.
MARK_DIGITS = 5
MARK_STEP = Decimal("0.001")
MARK_MOST = Decimal("99999.999")


class ProblemCode(StrEnum):
    """What can be wrong with a definition; behind each, the params that its words need."""

    SYNTAX = "syntax"  # detail
    ENCODING = "encoding"
    MISSING_KEY = "missing_key"  # key
    UNKNOWN_KEY = "unknown_key"  # key
    WRONG_TYPE = "wrong_type"  # expected: text, number, integer, list, table or boolean
    EMPTY_TEXT = "empty_text"
    TEXT_TOO_LONG = "text_too_long"  # limit
    BAD_CHARACTER = "bad_character"
    BAD_CODE = "bad_code"  # value
    RESERVED_CODE = "reserved_code"  # value
    DUPLICATE_CODE = "duplicate_code"  # value, first (the path of its first use)
    FLOAT = "float"  # value
    NOT_A_NUMBER = "not_a_number"  # value
    NOT_POSITIVE = "not_positive"  # value
    OUT_OF_RANGE = "out_of_range"  # value, low, high
    WEIGHTS_NOT_100 = "weights_not_100"  # total
    TOO_FEW = "too_few"  # found, needed
    NOT_ASCENDING = "not_ascending"  # value, previous
    DUPLICATE_VALUE = "duplicate_value"  # value (a level's, used by an earlier level)
    LEVELS_AND_NUMBER = "levels_and_number"  # an indicator has one of the two
    EQUAL_ENDS = "equal_ends"  # value (worst and best of a number are the same)
    PART_UNUSED = "part_unused"  # value (a part in which no indicator is marked)
    MIXED_BASIS = "mixed_basis"  # an award goes by the total, or by components, or by indicators
    REPEATED = "repeated"  # value (named twice in one list)
    UNKNOWN_CHOICE = "unknown_choice"  # value, choices
    TIE_BREAK_ENDS = "tie_break_ends"  # first, last
    TIE_BREAK_REPEATED = "tie_break_repeated"  # value


@dataclass(frozen=True)
class Problem:
    """One fault: where it stands ("components[1].weight"), what it is, and the params of its words."""

    path: str
    code: ProblemCode
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.path or '.'}: {self.code}" + (f" ({params})" if params else "")


def number_text(number: Decimal) -> str:
    """Write a number in its one plain form: "3" for 3.00, "12.5" for 12.50, never an exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def at(path: str, key: str) -> str:
    """Name the place of a key: "components[1].weight"."""
    return f"{path}.{key}" if path else key


class DefinitionReader:
    """Reads plain data; notes each fault and goes on with a stand-in, so that one run names them all.

    The stand-ins ("" and 0) are never used: a definition with any fault is refused as a whole.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, path: str, code: ProblemCode, **params: str) -> None:
        """Remember a fault."""
        self.problems.append(Problem(path, code, params))

    def table(self, path: str, value: object, kind: type, *, optional: Collection[str] = ()) -> dict[str, object]:
        """Read a table whose keys must be the fields of the dataclass `kind`, or what their metadata call `key`."""
        if not isinstance(value, Mapping):
            self.note(path, ProblemCode.WRONG_TYPE, expected="table")
            return {}
        keys = [str(one.metadata.get("key", one.name)) for one in fields(kind)]
        for key in keys:
            if key not in value and key not in optional:
                self.note(path, ProblemCode.MISSING_KEY, key=key)
        for key in value:
            if key not in keys:
                self.note(path, ProblemCode.UNKNOWN_KEY, key=str(key)[:30])
        return {key: value[key] for key in keys if key in value}

    def items(self, path: str, key: str, table: Mapping[str, object], *, needed: int) -> list[tuple[str, object]]:
        """Read a list of at least `needed` items; give each with its place."""
        if key not in table:
            return []
        value, place = table[key], at(path, key)
        if not isinstance(value, list):
            self.note(place, ProblemCode.WRONG_TYPE, expected="list")
            return []
        if len(value) < needed:
            self.note(place, ProblemCode.TOO_FEW, found=str(len(value)), needed=str(needed))
        return [(f"{place}[{index}]", item) for index, item in enumerate(value)]

    def text(self, path: str, key: str, table: Mapping[str, object], *, limit: int = NAME_LIMIT) -> str:
        """Read the text under a key."""
        return self.words(at(path, key), table[key], limit=limit) if key in table else ""

    def words(self, place: str, value: object, *, limit: int = NAME_LIMIT) -> str:
        """Read text; runs of white space become one blank."""
        if not isinstance(value, str):
            self.note(place, ProblemCode.WRONG_TYPE, expected="text")
            return ""
        text = " ".join(value.split())
        if not text:
            self.note(place, ProblemCode.EMPTY_TEXT)
        elif len(text) > limit:
            self.note(place, ProblemCode.TEXT_TOO_LONG, limit=str(limit))
        elif any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
            self.note(place, ProblemCode.BAD_CHARACTER)
            return ""
        return text

    def positive(self, path: str, key: str, table: Mapping[str, object], *, digits: int = MARK_DIGITS) -> Decimal:
        """Read a number above zero."""
        number = self.number(path, key, table, digits=digits)
        if number is None:
            return Decimal(0)
        if number <= 0:
            self.note(at(path, key), ProblemCode.NOT_POSITIVE, value=number_text(number))
        return max(number, Decimal(0))

    def number(self, path: str, key: str, table: Mapping[str, object], *, digits: int = MARK_DIGITS) -> Decimal | None:
        """Read an exact number of so many digits and up to 3 decimals; None if faulty."""
        if key not in table:
            return None
        value, place = table[key], at(path, key)
        if isinstance(value, float):
            self.note(place, ProblemCode.FLOAT, value=repr(value))
        elif isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            self.note(place, ProblemCode.WRONG_TYPE, expected="number")
        elif not re.fullmatch(rf"-?[0-9]{{1,{digits}}}(\.[0-9]{{1,3}})?", text := str(value).strip()):
            self.note(place, ProblemCode.NOT_A_NUMBER, value=text[:30])
        else:
            return Decimal(text)
        return None

    def whole(self, path: str, key: str, table: Mapping[str, object], low: int, high: int) -> int:
        """Read a whole number from `low` to `high`."""
        value, place = table.get(key, low), at(path, key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(place, ProblemCode.WRONG_TYPE, expected="integer")
            return low
        if not low <= value <= high:
            self.note(place, ProblemCode.OUT_OF_RANGE, value=str(value), low=str(low), high=str(high))
        return value

    def choice(self, path: str, key: str, table: Mapping[str, object], choices: type[Choice]) -> Choice | None:
        """Read one of the words of an enumeration; None if faulty."""
        word = self.text(path, key, table)
        known = [choice.value for choice in choices]
        if word in known:
            return choices(word)
        if word:
            self.note(at(path, key), ProblemCode.UNKNOWN_CHOICE, value=word, choices=", ".join(known))
        return None

    def different(
        self, path: str, key: str, table: Mapping[str, object], *, needed: int, limit: int = NAME_LIMIT
    ) -> list[tuple[str, str]]:
        """Read a list of words, none of them twice; give each with its place."""
        found: list[tuple[str, str]] = []
        for place, item in self.items(path, key, table, needed=needed):
            word = self.words(place, item, limit=limit)
            if word and any(word == other for _place, other in found):
                self.note(place, ProblemCode.REPEATED, value=word)
            found.append((place, word))
        return found
