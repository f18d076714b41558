"""PURE: the instrument, the form by which villages are judged, as data; what makes a definition valid.

A definition is a mapping (from TOML or JSON). A misspelt or missing key is refused; the keys in brackets may be
left out: the weight is then 1, "not applicable" is not allowed, and no fact is named:

    code title year source_note         source_note tells where the text comes from, wherever it is shown
    scale_max                           the mark that counts as 100
    aggregation                         how the marks of several assessors become one: "mean"
    tie_break                           "total", then component codes, then "plenary"
    components[]                        code, name, weight (together exactly 100), indicators
    components[].indicators[]           code, name, (weight) inside the component, evidence,
                                        (allows_not_applicable), (fact), levels
    components[].indicators[].levels[]  value, text, (from); values ascend, at least two

An indicator may name a fact of the village's year, which stands beside its levels. Where the levels, all but the
lowest, say from which value of the fact they count, the fact proposes a level; where none does, it is only shown.
What names no fact has the same text and hash as before there were facts.

Numbers are integers or decimal text ("12.5"). A float is refused: it is not the number that was written.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from assessments.definition import TEXT_LIMIT, DefinitionReader, Problem, ProblemCode, at, number_text

TOTAL, PLENARY = "total", "plenary"
FULL_WEIGHT = Decimal(100)
FIRST_YEAR, LAST_YEAR = 1979, 2100
# A fact may be an amount of rupiah.
FACT_DIGITS = 15

_INSTRUMENT_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,19}")


class Aggregation(StrEnum):
    """How the marks of several assessors on one indicator become one."""

    MEAN = "mean"


class InstrumentError(ValueError):
    """A definition that cannot be used; `problems` lists every fault found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True)
class Level:
    """One worded step of an indicator: what must be found in the village for this value.

    `least` is the value of the indicator's fact from which on the step is proposed.
    """

    value: Decimal
    text: str
    least: Decimal | None = field(default=None, metadata={"key": "from"})


@dataclass(frozen=True)
class Indicator:
    """One question about a village: its steps, the evidence it asks for, its weight inside the component."""

    code: str
    name: str
    weight: Decimal
    levels: tuple[Level, ...]
    evidence: str
    allows_not_applicable: bool
    fact: str = ""

    @property
    def proposes(self) -> bool:
        """Whether the named fact proposes one of the steps."""
        return any(level.least is not None for level in self.levels)

    def proposed(self, value: Decimal | None) -> Level | None:
        """Give the step that a value of the fact proposes; None where the value is not known, or none is proposed."""
        if value is None or not self.proposes:
            return None
        reached = [level for level in self.levels if level.least is not None and level.least <= value]
        return reached[-1] if reached else self.levels[0]

    def level(self, value: Decimal) -> Level | None:
        """Give the step of this value, or None where the indicator has none."""
        return next((level for level in self.levels if level.value == value), None)


@dataclass(frozen=True)
class Component:
    """A group of indicators whose weight the province fixes, such as "program dasar" with 40 [seed]."""

    code: str
    name: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Instrument:
    """All that villages are judged on in a year, and how marks become a rank."""

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


def parse(definition: object, *, facts: Collection[str] | None = None) -> Instrument:
    """Read a definition, or raise InstrumentError with every fault found.

    Where the codes of the known `facts` are given, any other is a fault. A definition that was stored is read
    without them, so that it stays readable when a fact is not measured any more.
    """
    reader = _Reader(facts)
    instrument = reader.instrument(definition)
    if reader.problems:
        raise InstrumentError(reader.problems)
    return instrument


def parse_toml(text: str, *, facts: Collection[str] | None = None) -> Instrument:
    """Read a definition from TOML text. Raises InstrumentError, also for what is no TOML."""
    try:
        definition = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstrumentError([Problem("", ProblemCode.SYNTAX, {"detail": str(error)})]) from error
    return parse(definition, facts=facts)


def load_toml(path: Path, *, facts: Collection[str] | None = None) -> Instrument:
    """Read a definition file. Raises InstrumentError, also for what is no TOML or not UTF-8."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InstrumentError([Problem("", ProblemCode.ENCODING)]) from error
    return parse_toml(text, facts=facts)


def to_mapping(instrument: Instrument) -> dict[str, Any]:
    """Give the definition as plain data, numbers as text, that `parse` reads back to an equal instrument."""
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
                "code": part.code,
                "name": part.name,
                "weight": number_text(part.weight),
                "indicators": [_indicator_mapping(indicator) for indicator in part.indicators],
            }
            for part in instrument.components
        ],
    }


def canonical_json(instrument: Instrument) -> str:
    """Give the one text that stands for a definition: equal instruments always give the same text."""
    return json.dumps(to_mapping(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(instrument: Instrument) -> str:
    """Give the fingerprint of a definition, 64 hex digits."""
    return hashlib.sha256(canonical_json(instrument).encode()).hexdigest()


def _indicator_mapping(indicator: Indicator) -> dict[str, Any]:
    mapping = {
        "code": indicator.code,
        "name": indicator.name,
        "weight": number_text(indicator.weight),
        "evidence": indicator.evidence,
        "allows_not_applicable": indicator.allows_not_applicable,
        "levels": [_level_mapping(level) for level in indicator.levels],
    }
    return {**mapping, "fact": indicator.fact} if indicator.fact else mapping


def _level_mapping(level: Level) -> dict[str, Any]:
    mapping = {"value": number_text(level.value), "text": level.text}
    return mapping if level.least is None else {**mapping, "from": number_text(level.least)}


class _Reader(DefinitionReader):
    """Reads the definition of an instrument; holds what makes it valid [ours; the weights of 100: seed]."""

    def __init__(self, facts: Collection[str] | None) -> None:
        super().__init__()
        self._facts = facts
        self._first_use: dict[tuple[type, str], str] = {}

    def instrument(self, value: object) -> Instrument:
        table = self.table("", value, Instrument)
        scale_max = self.positive("", "scale_max", table)
        components = tuple(
            self._component(path, item, scale_max) for path, item in self.items("", "components", table, needed=1)
        )
        self._check_weights([part.weight for part in components])
        return Instrument(
            code=self._code("", Instrument, table, _INSTRUMENT_CODE),
            title=self.text("", "title", table),
            year=self._year(table),
            source_note=self.text("", "source_note", table, limit=TEXT_LIMIT),
            scale_max=scale_max,
            aggregation=self._aggregation(table),
            tie_break=self._tie_break(table, [part.code for part in components]),
            components=components,
        )

    def _component(self, path: str, value: object, scale_max: Decimal) -> Component:
        table = self.table(path, value, Component)
        return Component(
            code=self._code(path, Component, table, _CODE),
            name=self.text(path, "name", table),
            weight=self.positive(path, "weight", table),
            indicators=tuple(
                self._indicator(place, item, scale_max)
                for place, item in self.items(path, "indicators", table, needed=1)
            ),
        )

    def _check_weights(self, weights: Sequence[Decimal]) -> None:
        """Note weights that do not total 100, unless one of them is faulty itself."""
        total = sum(weights, Decimal(0))
        if weights and all(weights) and total != FULL_WEIGHT:
            self.note("components", ProblemCode.WEIGHTS_NOT_100, total=number_text(total))

    def _indicator(self, path: str, value: object, scale_max: Decimal) -> Indicator:
        table = self.table(path, value, Indicator, optional=("weight", "allows_not_applicable", "fact"))
        allows = table.get("allows_not_applicable", False)
        if not isinstance(allows, bool):
            self.note(at(path, "allows_not_applicable"), ProblemCode.WRONG_TYPE, expected="boolean")
        return Indicator(
            code=self._code(path, Indicator, table, _CODE),
            name=self.text(path, "name", table),
            weight=self.positive(path, "weight", {"weight": 1, **table}),
            levels=self._levels(path, table, scale_max),
            evidence=self.text(path, "evidence", table, limit=TEXT_LIMIT),
            allows_not_applicable=allows is True,
            fact=self._fact(path, table),
        )

    def _fact(self, path: str, table: dict[str, object]) -> str:
        code, place = self.text(path, "fact", table), at(path, "fact")
        if code and not _FACT.fullmatch(code):
            self.note(place, ProblemCode.BAD_CODE, value=code)
        elif code and self._facts is not None and code not in self._facts:
            self.note(place, ProblemCode.UNKNOWN_CHOICE, value=code, choices=", ".join(self._facts))
        return code

    def _levels(self, path: str, table: dict[str, object], scale_max: Decimal) -> tuple[Level, ...]:
        levels: list[Level] = []
        silent: list[str] = []
        items = self.items(path, "levels", table, needed=2)
        for index, (item_path, item) in enumerate(items):
            step = self.table(item_path, item, Level, optional=("from",))
            text = self.text(item_path, "text", step, limit=TEXT_LIMIT)
            value = self.number(item_path, "value", step)
            before = levels[-1] if levels else None
            least = self._least(item_path, step, before, may_say=index > 0 and "fact" in table)
            if index > 0 and "from" not in step:
                silent.append(item_path)
            if value is None:
                continue
            self._check_value(at(item_path, "value"), value, scale_max, before)
            levels.append(Level(value, text, least))
        if len(silent) < len(items) - 1:
            for item_path in silent:
                self.note(item_path, ProblemCode.MISSING_KEY, key="from")
        return tuple(levels)

    def _check_value(self, place: str, value: Decimal, scale_max: Decimal, before: Level | None) -> None:
        shown = number_text(value)
        if value < 0 or (scale_max and value > scale_max):
            high = number_text(scale_max) if scale_max else "scale_max"
            self.note(place, ProblemCode.OUT_OF_RANGE, value=shown, low="0", high=high)
        if before and value <= before.value:
            self.note(place, ProblemCode.NOT_ASCENDING, value=shown, previous=number_text(before.value))

    def _least(self, path: str, step: dict[str, object], before: Level | None, *, may_say: bool) -> Decimal | None:
        """Read from which value of the fact a level counts; the lowest is for all below, and says nothing."""
        if "from" not in step:
            return None
        if not may_say:
            self.note(path, ProblemCode.UNKNOWN_KEY, key="from")
            return None
        least = self.positive(path, "from", step, digits=FACT_DIGITS)
        if least and before and before.least is not None and least <= before.least:
            shown, previous = number_text(least), number_text(before.least)
            self.note(at(path, "from"), ProblemCode.NOT_ASCENDING, value=shown, previous=previous)
        return least

    def _year(self, table: dict[str, object]) -> int:
        year = table.get("year", FIRST_YEAR)
        if isinstance(year, bool) or not isinstance(year, int):
            self.note("year", ProblemCode.WRONG_TYPE, expected="integer")
            return FIRST_YEAR
        if not FIRST_YEAR <= year <= LAST_YEAR:
            low, high = str(FIRST_YEAR), str(LAST_YEAR)
            self.note("year", ProblemCode.OUT_OF_RANGE, value=str(year), low=low, high=high)
        return year

    def _aggregation(self, table: dict[str, object]) -> Aggregation:
        text = self.text("", "aggregation", table)
        choices = [rule.value for rule in Aggregation]
        if text in choices:
            return Aggregation(text)
        if text:
            self.note("aggregation", ProblemCode.UNKNOWN_CHOICE, value=text, choices=", ".join(choices))
        return Aggregation.MEAN

    def _tie_break(self, table: dict[str, object], components: Sequence[str]) -> tuple[str, ...]:
        """Read the ladder: the total first, the plenary last, components between them once at most [ours]."""
        rungs = [(place, self.words(place, item)) for place, item in self.items("", "tie_break", table, needed=2)]
        keys = [key for _place, key in rungs]
        if len(keys) > 1 and (keys[0], keys[-1]) != (TOTAL, PLENARY):
            self.note("tie_break", ProblemCode.TIE_BREAK_ENDS, first=TOTAL, last=PLENARY)
        known = [TOTAL, *components, PLENARY]
        for index, (place, key) in enumerate(rungs):
            if key and components and all(components) and key not in known:
                self.note(place, ProblemCode.UNKNOWN_CHOICE, value=key, choices=", ".join(known))
            elif key in keys[:index]:
                self.note(place, ProblemCode.TIE_BREAK_REPEATED, value=key)
        return tuple(keys)

    def _code(self, path: str, kind: type, table: dict[str, object], form: re.Pattern[str]) -> str:
        """Read a code: well formed, not a word of the ladder, used once (D1 and d1 are the same)."""
        code, place = self.text(path, "code", table), at(path, "code")
        if code and not form.fullmatch(code):
            self.note(place, ProblemCode.BAD_CODE, value=code)
        if code.casefold() in {TOTAL, PLENARY}:
            self.note(place, ProblemCode.RESERVED_CODE, value=code)
        first = self._first_use.setdefault((kind, code.casefold()), place)
        if code and first != place:
            self.note(place, ProblemCode.DUPLICATE_CODE, value=code, first=first)
        return code
