"""The instrument as data: components, indicators, worded levels, and what makes a definition valid. Pure.

Weights are exact decimals. Component weights total 100 (Banten 2019: 40/20/20/20, seed report); indicator weights
are relative inside their component.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

TOTAL, PLENARY = "total", "plenary"
FULL_WEIGHT = Decimal(100)


class Aggregation(StrEnum):
    """How the marks of several assessors become one."""

    MEAN = "mean"


class ProblemCode(StrEnum):
    """What can be wrong with a definition."""

    MISSING = "missing"
    NOT_A_LIST = "not_a_list"
    NOT_A_NUMBER = "not_a_number"
    FLOAT = "float"
    NOT_POSITIVE = "not_positive"
    WEIGHTS_NOT_100 = "weights_not_100"
    DUPLICATE_CODE = "duplicate_code"
    EMPTY = "empty"
    TOO_FEW_LEVELS = "too_few_levels"
    LEVELS_NOT_ASCENDING = "levels_not_ascending"
    LEVEL_OUT_OF_SCALE = "level_out_of_scale"
    UNKNOWN_TIE_BREAK = "unknown_tie_break"
    UNKNOWN_AGGREGATION = "unknown_aggregation"


@dataclass(frozen=True)
class Problem:
    """One fault, with the place where it stands, such as `components[1].weight`."""

    path: str
    code: ProblemCode
    found: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.code}{f' ({self.found})' if self.found else ''}"


class InstrumentError(ValueError):
    """A definition that cannot be used; `problems` lists every fault found, not just the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Level:
    """One worded step of an indicator."""

    value: Decimal
    text: str


@dataclass(frozen=True)
class Indicator:
    """One thing that is judged."""

    code: str
    name: str
    weight: Decimal
    levels: tuple[Level, ...]
    evidence: str
    allows_not_applicable: bool


@dataclass(frozen=True)
class Component:
    """One of the weighted parts of the total."""

    code: str
    name: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Instrument:
    """All that villages are judged on, and how marks become a rank."""

    code: str
    title: str
    year: int
    source_note: str
    scale_max: Decimal
    aggregation: Aggregation
    tie_break: tuple[str, ...]
    components: tuple[Component, ...]

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its code, in the order of the sheet."""
        return {indicator.code: indicator for part in self.components for indicator in part.indicators}


def parse(data: Mapping[str, Any]) -> Instrument:
    """Read a definition (from TOML or JSON). Raises InstrumentError with every problem found."""
    reader = _Reader()
    instrument = Instrument(
        code=reader.text(data, "code", ""),
        title=reader.text(data, "title", ""),
        year=int(reader.number(data, "year", "")),
        source_note=reader.text(data, "source_note", ""),
        scale_max=reader.positive(data, "scale_max", ""),
        aggregation=reader.aggregation(data),
        tie_break=tuple(map(str, data.get("tie_break", ()))),
        components=tuple(reader.component(item, path) for path, item in reader.items(data, "components", "")),
    )
    problems = reader.problems + list(_rules(instrument))
    if problems:
        raise InstrumentError(problems)
    return instrument


def load_toml(path: Path) -> Instrument:
    """Read a definition file. Raises InstrumentError, or tomllib.TOMLDecodeError for what is no TOML."""
    return parse(tomllib.loads(path.read_text(encoding="utf-8")))


def to_mapping(instrument: Instrument) -> dict[str, Any]:
    """Give the definition as plain data that `parse` reads back; decimals become text."""
    return {
        "code": instrument.code,
        "title": instrument.title,
        "year": instrument.year,
        "source_note": instrument.source_note,
        "scale_max": _plain(instrument.scale_max),
        "aggregation": instrument.aggregation.value,
        "tie_break": list(instrument.tie_break),
        "components": [
            {
                "code": part.code,
                "name": part.name,
                "weight": _plain(part.weight),
                "indicators": [_indicator_mapping(indicator) for indicator in part.indicators],
            }
            for part in instrument.components
        ],
    }


def canonical_json(instrument: Instrument) -> str:
    """Give the one text of a definition that its hash is taken of."""
    return json.dumps(to_mapping(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(instrument: Instrument) -> str:
    """Give the fingerprint of a definition, 64 hex digits."""
    return hashlib.sha256(canonical_json(instrument).encode()).hexdigest()


def _indicator_mapping(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "weight": _plain(indicator.weight),
        "evidence": indicator.evidence,
        "allows_not_applicable": indicator.allows_not_applicable,
        "levels": [{"value": _plain(level.value), "text": level.text} for level in indicator.levels],
    }


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


class _Reader:
    """Reads fields one by one and remembers what was wrong, so that one run names every fault."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, path: str, code: ProblemCode, found: object = "") -> None:
        self.problems.append(Problem(path, code, str(found)))

    def text(self, data: Mapping[str, Any], key: str, path: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.note(f"{path}{key}", ProblemCode.MISSING)
            return ""
        return value.strip()

    def number(self, data: Mapping[str, Any], key: str, path: str) -> Decimal:
        value = data.get(key)
        if value is None:
            self.note(f"{path}{key}", ProblemCode.MISSING)
        elif isinstance(value, float):
            self.note(f"{path}{key}", ProblemCode.FLOAT, value)
        else:
            try:
                number = Decimal(str(value))
                if number.is_finite() and not isinstance(value, bool):
                    return number
            except InvalidOperation:
                pass  # noted below, with the text that is no number
            self.note(f"{path}{key}", ProblemCode.NOT_A_NUMBER, value)
        return Decimal(0)

    def positive(self, data: Mapping[str, Any], key: str, path: str) -> Decimal:
        before = len(self.problems)
        number = self.number(data, key, path)
        if number <= 0 and len(self.problems) == before:
            self.note(f"{path}{key}", ProblemCode.NOT_POSITIVE, number)
        return number

    def items(self, data: Mapping[str, Any], key: str, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        found = data.get(key)
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            self.note(f"{path}{key}", ProblemCode.NOT_A_LIST)
            return
        if not found:
            self.note(f"{path}{key}", ProblemCode.EMPTY)
        for position, item in enumerate(found):
            yield f"{path}{key}[{position}].", item

    def aggregation(self, data: Mapping[str, Any]) -> Aggregation:
        value = data.get("aggregation", Aggregation.MEAN)
        if value not in set(Aggregation):
            self.note("aggregation", ProblemCode.UNKNOWN_AGGREGATION, value)
            return Aggregation.MEAN
        return Aggregation(value)

    def component(self, data: Mapping[str, Any], path: str) -> Component:
        return Component(
            code=self.text(data, "code", path),
            name=self.text(data, "name", path),
            weight=self.positive(data, "weight", path),
            indicators=tuple(self.indicator(item, at) for at, item in self.items(data, "indicators", path)),
        )

    def indicator(self, data: Mapping[str, Any], path: str) -> Indicator:
        return Indicator(
            code=self.text(data, "code", path),
            name=self.text(data, "name", path),
            weight=self.positive({"weight": 1, **data}, "weight", path),
            levels=tuple(
                Level(self.number(item, "value", at), self.text(item, "text", at))
                for at, item in self.items(data, "levels", path)
            ),
            evidence=self.text(data, "evidence", path),
            allows_not_applicable=data.get("allows_not_applicable", False) is True,
        )


def _rules(instrument: Instrument) -> Iterator[Problem]:
    """Check what no single field shows."""
    total = sum((part.weight for part in instrument.components), Decimal(0))
    if instrument.components and total != FULL_WEIGHT:
        yield Problem("components", ProblemCode.WEIGHTS_NOT_100, str(total))
    yield from _duplicates("components", [part.code for part in instrument.components])
    codes = [indicator.code for part in instrument.components for indicator in part.indicators]
    yield from _duplicates("components.indicators", codes)
    yield from _tie_break(instrument)
    for part_at, part in enumerate(instrument.components):
        for at, indicator in enumerate(part.indicators):
            yield from _levels(instrument, indicator, f"components[{part_at}].indicators[{at}].levels")


def _duplicates(path: str, codes: list[str]) -> Iterator[Problem]:
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        yield Problem(path, ProblemCode.DUPLICATE_CODE, code)


def _tie_break(instrument: Instrument) -> Iterator[Problem]:
    """The ladder begins with the total, ends with the plenary, and names components once each between [ours]."""
    ladder = instrument.tie_break
    middle = ladder[1:-1]
    known = {part.code for part in instrument.components}
    framed = len(ladder) >= 2 and ladder[0] == TOTAL and ladder[-1] == PLENARY
    if not framed or len(set(middle)) != len(middle) or not set(middle) <= known:
        yield Problem("tie_break", ProblemCode.UNKNOWN_TIE_BREAK, ", ".join(ladder))


def _levels(instrument: Instrument, indicator: Indicator, path: str) -> Iterator[Problem]:
    values = [level.value for level in indicator.levels]
    if len(values) < 2:
        yield Problem(path, ProblemCode.TOO_FEW_LEVELS)
    if any(later <= earlier for earlier, later in zip(values, values[1:], strict=False)):
        yield Problem(path, ProblemCode.LEVELS_NOT_ASCENDING, ", ".join(map(str, values)))
    if values and (min(values) < 0 or max(values) > instrument.scale_max):
        yield Problem(path, ProblemCode.LEVEL_OUT_OF_SCALE, ", ".join(map(str, values)))
