"""PURE: the instrument, that is the form by which villages are judged, as data; and its reading and checking.

A definition is a mapping (from TOML or JSON) of this shape; every key stands in it or the definition is refused:

    code = "banten-2019"            title = "…"            year = 2019
    source_note = "…"               where the text comes from; shown wherever the instrument is shown
    scale_max = "4"                 the mark that counts as 100
    aggregation = "mean"            how the marks of several assessors become one
    tie_break = ["total", "dasar", …, "plenary"]
    [[components]]                  code, name, weight (together exactly 100), indicators
    [[components.indicators]]       code, name, weight (inside the component), evidence, allows_not_applicable, levels
    levels = [{ value = "0", text = "…" }, …]              ascending, at least two

Numbers are integers or decimal text ("12.5"), never floats: a float is not the number that was written.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

INSTRUMENTS = Path(__file__).parent / "instruments"
TOTAL = "total"
PLENARY = "plenary"
FULL_WEIGHT = Decimal(100)


class Aggregation(StrEnum):
    """The rule by which the marks of several assessors on one indicator become one."""

    MEAN = "mean"


class ProblemCode(StrEnum):
    """What can be wrong in a definition. The words for each are given where they are shown."""

    SYNTAX = "syntax"  # detail
    ENCODING = "encoding"
    MISSING_KEY = "missing_key"  # key
    UNKNOWN_KEY = "unknown_key"  # key
    WRONG_TYPE = "wrong_type"  # expected: text | integer | list | table | boolean
    EMPTY_TEXT = "empty_text"
    TEXT_TOO_LONG = "text_too_long"  # limit
    BAD_CODE = "bad_code"  # value
    RESERVED_CODE = "reserved_code"  # value
    DUPLICATE_CODE = "duplicate_code"  # value, first (path)
    FLOAT = "float"  # value
    NOT_A_NUMBER = "not_a_number"  # value
    OUT_OF_RANGE = "out_of_range"  # value, low, high
    NOT_POSITIVE = "not_positive"  # value
    WEIGHTS_TOTAL = "weights_total"  # total, expected
    TOO_FEW = "too_few"  # found, needed
    NOT_ASCENDING = "not_ascending"  # value, previous
    UNKNOWN_CHOICE = "unknown_choice"  # value, choices
    TIE_BREAK_ENDS = "tie_break_ends"  # first, last
    TIE_BREAK_REPEATED = "tie_break_repeated"  # value


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a definition: where ("components[1].weight"), what, and the figures for its words."""

    path: str
    code: ProblemCode
    params: Mapping[str, str]

    def __str__(self) -> str:
        figures = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.path or '.'}: {self.code.value}" + (f" ({figures})" if figures else "")


class InstrumentError(ValueError):
    """A definition that cannot be used, with everything that is wrong in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Level:
    """One worded step of an indicator: what an assessor must find in the village to give this value."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question about a village: its steps, the evidence it asks for, and its weight inside the component."""

    code: str
    name: str
    weight: Decimal
    levels: tuple[Level, ...]
    evidence: tuple[str, ...]
    allows_not_applicable: bool

    def level(self, value: Decimal) -> Level | None:
        """Give the step that has this value, or None where the indicator has no such step."""
        return next((level for level in self.levels if level.value == value), None)


@dataclass(frozen=True, slots=True)
class Component:
    """A group of indicators whose weight the province fixes, such as "program dasar 40" [seed]."""

    code: str
    name: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """The whole form of one year and level: components, scale, and the rules for adding up and breaking ties."""

    code: str
    title: str
    year: int
    source_note: str
    scale_max: Decimal
    aggregation: Aggregation
    tie_break: tuple[str, ...]
    components: tuple[Component, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of the form."""
        return tuple(indicator for component in self.components for indicator in component.indicators)

    def indicator(self, code: str) -> Indicator:
        """Give the indicator with this code; KeyError where there is none."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise KeyError(code)


def parse(mapping: Mapping[str, object]) -> Instrument:
    """Turn a definition into an instrument, or raise InstrumentError with all problems at once."""
    reader = _Reader()
    instrument = reader.instrument(mapping)
    if instrument is None or reader.problems:
        raise InstrumentError(reader.problems)
    return instrument


def parse_toml(text: str) -> Instrument:
    """Read a definition from TOML text; InstrumentError also for text that is no TOML."""
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentError([Problem("", ProblemCode.SYNTAX, {"detail": str(error)})]) from error
    return parse(mapping)


def parse_json(text: str) -> Instrument:
    """Read a definition from JSON text, such as `canonical_json` gives; InstrumentError also for text that is no JSON."""
    try:
        mapping = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InstrumentError([Problem("", ProblemCode.SYNTAX, {"detail": str(error)})]) from error
    return parse(mapping)


def load_toml(path: Path) -> Instrument:
    """Read a definition from a TOML file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InstrumentError([Problem("", ProblemCode.ENCODING, {})]) from error
    return parse_toml(text)


def to_mapping(instrument: Instrument) -> dict[str, object]:
    """Give the definition back as plain data (numbers as text) that `parse` reads to an equal instrument."""
    return {
        "code": instrument.code,
        "title": instrument.title,
        "year": instrument.year,
        "source_note": instrument.source_note,
        "scale_max": number_text(instrument.scale_max),
        "aggregation": instrument.aggregation.value,
        "tie_break": list(instrument.tie_break),
        "components": [
            {
                "code": component.code,
                "name": component.name,
                "weight": number_text(component.weight),
                "indicators": [_indicator_mapping(indicator) for indicator in component.indicators],
            }
            for component in instrument.components
        ],
    }


def canonical_json(instrument: Instrument) -> str:
    """Give the one text that stands for the instrument: the same definition always gives the same text."""
    return json.dumps(to_mapping(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(instrument: Instrument) -> str:
    """Give the fingerprint (hexadecimal) of the canonical text."""
    return hashlib.sha256(canonical_json(instrument).encode("utf-8")).hexdigest()


def number_text(number: Decimal) -> str:
    """Write a number in its one plain form: "3" for 3.00, "12.5" for 12.50, never an exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _indicator_mapping(indicator: Indicator) -> dict[str, object]:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "weight": number_text(indicator.weight),
        "evidence": list(indicator.evidence),
        "allows_not_applicable": indicator.allows_not_applicable,
        "levels": [{"value": number_text(level.value), "text": level.text} for level in indicator.levels],
    }
