"""Reading the definition of an instrument; holds what makes it valid."""

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from assessments.definition import (
    MARK_MOST,
    TEXT_LIMIT,
    DefinitionReader,
    Problem,
    ProblemCode,
    at,
    number_text,
)
from assessments.instrument.types import (
    FULL_WEIGHT,
    PLENARY,
    TOTAL,
    Aggregation,
    Award,
    Category,
    CategoryKind,
    Component,
    Indicator,
    Instrument,
    Level,
    NumberRange,
    Part,
)

FIRST_YEAR, LAST_YEAR = 1979, 2100
# A fact may be an amount of rupiah.
FACT_DIGITS = 15
MOST_PLACES = 100
# A unit and the name of a rank stand beside numbers in narrow columns.
SHORT_LIMIT = 40

_INSTRUMENT_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,19}")


class InstrumentError(ValueError):
    """A definition that cannot be used; `problems` lists every fault found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


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


class _Reader(DefinitionReader):
    """Notes every fault of a definition [rules: ours; the weights of 100: seed]."""

    def __init__(self, facts: Collection[str] | None) -> None:
        super().__init__()
        self._facts = facts
        self._first_use: dict[tuple[type, str], str] = {}
        # The parts that an indicator may name; None while they are faulty themselves.
        self._parts: tuple[str, ...] | None = ()

    def instrument(self, value: object) -> Instrument:
        table = self.table("", value, Instrument, optional=("parts", "categories", "awards", "rank_names"))
        scale_max = self.positive("", "scale_max", table)
        parts = self._round_parts(table)
        components = tuple(
            self._component(path, item, scale_max) for path, item in self.items("", "components", table, needed=1)
        )
        self._check_weights("components", [component.weight for component in components])
        self._check_parts_used(components)
        return Instrument(
            code=self._code("", Instrument, table, _INSTRUMENT_CODE),
            title=self.text("", "title", table),
            year=self.whole("", "year", table, FIRST_YEAR, LAST_YEAR),
            source_note=self.text("", "source_note", table, limit=TEXT_LIMIT),
            scale_max=scale_max,
            aggregation=self._aggregation(table),
            tie_break=self._tie_break(table, [component.code for component in components]),
            components=components,
            parts=parts,
            categories=self._categories(table),
            awards=tuple(
                self._award(path, item, components) for path, item in self.items("", "awards", table, needed=0)
            ),
            rank_names=tuple(
                word for _place, word in self.different("", "rank_names", table, needed=0, limit=SHORT_LIMIT)
            ),
        )

    # What villages are judged on.

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

    def _check_weights(self, place: str, weights: Sequence[Decimal]) -> None:
        """Note weights that do not total 100, unless one of them is faulty itself."""
        total = sum(weights, Decimal(0))
        if weights and all(weights) and total != FULL_WEIGHT:
            self.note(place, ProblemCode.WEIGHTS_NOT_100, total=number_text(total))

    def _indicator(self, path: str, value: object, scale_max: Decimal) -> Indicator:
        optional = ("weight", "allows_not_applicable", "fact", "levels", "number", "parts")
        table = self.table(path, value, Indicator, optional=optional)
        allows = table.get("allows_not_applicable", False)
        if not isinstance(allows, bool):
            self.note(at(path, "allows_not_applicable"), ProblemCode.WRONG_TYPE, expected="boolean")
        if isinstance(value, dict) and "levels" not in table and "number" not in table:
            self.note(path, ProblemCode.MISSING_KEY, key="levels")
        if "levels" in table and "number" in table:
            self.note(path, ProblemCode.LEVELS_AND_NUMBER)
        return Indicator(
            code=self._code(path, Indicator, table, _CODE),
            name=self.text(path, "name", table),
            weight=self.positive(path, "weight", {"weight": 1, **table}),
            levels=self._levels(path, table, scale_max),
            evidence=self.text(path, "evidence", table, limit=TEXT_LIMIT),
            allows_not_applicable=allows is True,
            fact=self._fact(path, table),
            number=self._number(at(path, "number"), table["number"]) if "number" in table else None,
            parts=self._indicator_parts(path, table),
        )

    def _fact(self, path: str, table: dict[str, object]) -> str:
        code, place = self.text(path, "fact", table), at(path, "fact")
        if code and not _FACT.fullmatch(code):
            self.note(place, ProblemCode.BAD_CODE, value=code)
        elif code and self._facts is not None and code not in self._facts:
            self.note(place, ProblemCode.UNKNOWN_CHOICE, value=code, choices=", ".join(self._facts))
        return code

    def _number(self, path: str, value: object) -> NumberRange | None:
        table = self.table(path, value, NumberRange)
        ends = [self._end(path, key, table) for key in ("worst", "best")]
        unit = self.text(path, "unit", table, limit=SHORT_LIMIT)
        worst, best = ends
        if worst is None or best is None:
            return None
        if worst == best:
            self.note(path, ProblemCode.EQUAL_ENDS, value=number_text(worst))
        return NumberRange(worst, best, unit)

    def _end(self, path: str, key: str, table: dict[str, object]) -> Decimal | None:
        end = self.number(path, key, table)
        if end is not None and end < 0:
            self.note(
                at(path, key),
                ProblemCode.OUT_OF_RANGE,
                value=number_text(end),
                low="0",
                high=number_text(MARK_MOST),
            )
        return end

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
            self._check_value(at(item_path, "value"), value, scale_max, levels)
            levels.append(Level(value, text, least))
        if len(silent) < len(items) - 1:
            for item_path in silent:
                self.note(item_path, ProblemCode.MISSING_KEY, key="from")
        return tuple(levels)

    def _check_value(self, place: str, value: Decimal, scale_max: Decimal, before: Sequence[Level]) -> None:
        shown = number_text(value)
        if value < 0 or (scale_max and value > scale_max):
            high = number_text(scale_max) if scale_max else "scale_max"
            self.note(place, ProblemCode.OUT_OF_RANGE, value=shown, low="0", high=high)
        if any(level.value == value for level in before):
            self.note(place, ProblemCode.DUPLICATE_VALUE, value=shown)
        elif before and value < before[-1].value:
            self.note(place, ProblemCode.NOT_ASCENDING, value=shown, previous=number_text(before[-1].value))

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

    # In which parts, and in which categories.

    def _round_parts(self, table: dict[str, object]) -> tuple[Part, ...]:
        before = len(self.problems)
        parts = tuple(self._part(path, item) for path, item in self.items("", "parts", table, needed=0))
        self._parts = tuple(part.code for part in parts) if len(self.problems) == before else None
        self._check_weights("parts", [part.weight for part in parts])
        return parts

    def _part(self, path: str, value: object) -> Part:
        table = self.table(path, value, Part)
        return Part(
            code=self._code(path, Part, table, _CODE),
            name=self.text(path, "name", table),
            weight=self.positive(path, "weight", table),
        )

    def _indicator_parts(self, path: str, table: dict[str, object]) -> tuple[str, ...]:
        """Read in which parts an indicator is marked; give them in the order of the round."""
        named = self.different(path, "parts", table, needed=0)
        known = self._parts
        if known is None:
            return ()
        if named and not known:
            self.note(path, ProblemCode.UNKNOWN_KEY, key="parts")
        for place, code in named:
            if code and known and code not in known:
                self.note(place, ProblemCode.UNKNOWN_CHOICE, value=code, choices=", ".join(known))
        return tuple(code for code in known if code in {word for _place, word in named})

    def _check_parts_used(self, components: Sequence[Component]) -> None:
        """Note a part in which nothing is marked; not where an indicator's parts are faulty themselves."""
        if any(".parts" in problem.path for problem in self.problems):
            return
        indicators = [indicator for component in components for indicator in component.indicators]
        for index, code in enumerate(self._parts or ()):
            if indicators and not any(code in indicator.parts or not indicator.parts for indicator in indicators):
                self.note(f"parts[{index}]", ProblemCode.PART_UNUSED, value=code)

    def _categories(self, table: dict[str, object]) -> tuple[Category, ...]:
        """Read the categories: none, or one for each kind of place."""
        items = self.items("", "categories", table, needed=0)
        if len(items) == 1:
            self.note("categories", ProblemCode.TOO_FEW, found="1", needed=str(len(CategoryKind)))
        kinds: list[CategoryKind | None] = []
        categories = []
        for path, item in items:
            row = self.table(path, item, Category)
            code = self._code(path, Category, row, _CODE)
            name = self.text(path, "name", row)
            kind = self.choice(path, "kind", row, CategoryKind)
            if kind and kind in kinds:
                self.note(at(path, "kind"), ProblemCode.REPEATED, value=kind.value)
            kinds.append(kind)
            categories.append(Category(code, name, kind or CategoryKind.REGENCY))
        return tuple(categories)

    # How marks become ranks and awards.

    def _aggregation(self, table: dict[str, object]) -> Aggregation:
        return self.choice("", "aggregation", table, Aggregation) or Aggregation.MEAN

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

    def _award(self, path: str, value: object, components: Sequence[Component]) -> Award:
        table = self.table(path, value, Award)
        return Award(
            code=self._code(path, Award, table, _CODE),
            name=self.text(path, "name", table),
            basis=self._basis(path, table, components),
            places=self.whole(path, "places", table, 1, MOST_PLACES),
        )

    def _basis(self, path: str, table: dict[str, object], components: Sequence[Component]) -> tuple[str, ...]:
        """Read what an award goes by: codes of one kind; a code of both kinds is the component's."""
        named = self.different(path, "basis", table, needed=1)
        inner = {indicator.code for component in components for indicator in component.indicators}
        kinds = ({TOTAL}, {component.code for component in components}, inner)
        if not all(map(all, kinds)):
            return ()
        codes = {code for _place, code in named if code}
        unknown = codes.difference(*kinds)
        for place, code in named:
            if code in unknown:
                choices = ", ".join([TOTAL, *(component.code for component in components)])
                self.note(place, ProblemCode.UNKNOWN_CHOICE, value=code, choices=choices)
        if not unknown and not any(codes <= kind for kind in kinds):
            self.note(at(path, "basis"), ProblemCode.MIXED_BASIS)
        return tuple(code for _place, code in named)

    # The codes of all of them.

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
