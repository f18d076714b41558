"""What an instrument is made of, and what each piece says about a mark."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from assessments.definition import MARK_MOST, MARK_STEP

TOTAL, PLENARY = "total", "plenary"
FULL_WEIGHT = Decimal(100)
# The ministry's codes: in a province the regencies (kabupaten) are 01 to 69, the cities (kota) 71 to 99 [public].
FIRST_CITY = 71


class Aggregation(StrEnum):
    """How the marks of several assessors on one indicator become one.

    The trimmed mean leaves out one highest and one lowest mark where there are at least three; of one or two it
    is the mean [ours].
    """

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED_MEAN = "trimmed_mean"


class CategoryKind(StrEnum):
    """Which places a category holds: the regencies (kabupaten) or the cities (kota)."""

    REGENCY = "regency"
    CITY = "city"


@dataclass(frozen=True)
class Level:
    """One worded step of an indicator: what must be found in the village for this value.

    `least` is the value of the indicator's fact from which on the step is proposed.
    """

    value: Decimal
    text: str
    least: Decimal | None = field(default=None, metadata={"key": "from"})


@dataclass(frozen=True)
class NumberRange:
    """What a number that is itself the mark counts: nothing at `worst`, all at `best`, evenly between.

    `best` below `worst` says that fewer is better. A number beyond an end counts as that end.
    """

    worst: Decimal
    best: Decimal
    unit: str

    def share(self, value: Decimal) -> Fraction:
        """Give how much of the way from worst to best a number is, 0 to 1."""
        worst = Fraction(self.worst)
        way = (Fraction(value) - worst) / (Fraction(self.best) - worst)
        return min(max(way, Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class Indicator:
    """One question about a village: its steps or its number, the evidence it asks for, its weight in the component.

    `parts` are the parts of the judging in which it is marked; none stands for all.
    """

    code: str
    name: str
    weight: Decimal
    levels: tuple[Level, ...]
    evidence: str
    allows_not_applicable: bool
    fact: str = ""
    number: NumberRange | None = None
    parts: tuple[str, ...] = ()

    @property
    def proposes(self) -> bool:
        """Whether the named fact proposes a mark."""
        return bool(self.fact and self.number) or any(level.least is not None for level in self.levels)

    def proposed(self, value: Decimal | None) -> Level | None:
        """Give the step that a value of the fact proposes; None where the value is not known, or none is proposed."""
        if value is None or self.number or not self.proposes:
            return None
        reached = [level for level in self.levels if level.least is not None and level.least <= value]
        return reached[-1] if reached else self.levels[0]

    def proposed_value(self, value: Decimal | None) -> Decimal | None:
        """Give the mark that a value of the fact proposes: a step's value, or the fact as a mark can store it."""
        if value is not None and self.number and self.proposes:
            return min(max(value, Decimal(0)), MARK_MOST).quantize(MARK_STEP, ROUND_HALF_UP)
        level = self.proposed(value)
        return level.value if level else None

    def level(self, value: Decimal) -> Level | None:
        """Give the step of this value, or None where the indicator has none."""
        return next((level for level in self.levels if level.value == value), None)

    def accepts(self, value: Decimal) -> bool:
        """Tell whether this may be a mark: a step's value, or any number that a mark can store, from zero up."""
        if self.number is None:
            return self.level(value) is not None
        return value.is_finite() and 0 <= value <= MARK_MOST and value == value.quantize(MARK_STEP)

    def share(self, value: Decimal, scale_max: Decimal) -> Fraction:
        """Give what a mark counts, 0 to 1."""
        return self.number.share(value) if self.number else Fraction(value) / Fraction(scale_max)


@dataclass(frozen=True)
class Component:
    """A group of indicators whose weight the province fixes, such as "program dasar" with 40 [seed]."""

    code: str
    name: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Part:
    """One occasion of a judging with sheets of its own, such as documents 60, presentation 20, field visit 20."""

    code: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Category:
    """Villages that are ranked among themselves: those of regencies, or those of cities."""

    code: str
    name: str
    kind: CategoryKind


@dataclass(frozen=True)
class Award:
    """A thematic award (penghargaan): by the total, or by some components or indicators, for so many places."""

    code: str
    name: str
    basis: tuple[str, ...]
    places: int


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
    parts: tuple[Part, ...] = ()
    categories: tuple[Category, ...] = ()
    awards: tuple[Award, ...] = ()
    rank_names: tuple[str, ...] = ()

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its code, in the order of the sheet."""
        return {indicator.code: indicator for component in self.components for indicator in component.indicators}

    @cached_property
    def part_weights(self) -> dict[str, Decimal]:
        """The weight of each part by its code, in their order; without parts there is one, called ""."""
        return {part.code: part.weight for part in self.parts} or {"": FULL_WEIGHT}

    @property
    def part_codes(self) -> tuple[str, ...]:
        """The parts of the judging in their order; ("",) where it has one only."""
        return tuple(self.part_weights)

    def parts_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Give the parts in which an indicator is marked."""
        return indicator.parts or self.part_codes

    @cached_property
    def _by_part(self) -> dict[str, tuple[Indicator, ...]]:
        indicators = self.indicators.values()
        return {code: tuple(one for one in indicators if code in self.parts_of(one)) for code in self.part_codes}

    def marked_in(self, part_code: str) -> tuple[Indicator, ...]:
        """Give the indicators of a part's sheet, in its order. Raises KeyError for a part that there is not."""
        return self._by_part[part_code]

    def category_of(self, regency_code: str) -> str:
        """Give the category in which the villages of a regency or city ("36.04", "36.71") are ranked; "" for none.

        Raises ValueError for what is no code of a regency or city.
        """
        if not self.categories:
            return ""
        _province, _dot, place = regency_code.partition(".")
        kind = CategoryKind.CITY if int(place) >= FIRST_CITY else CategoryKind.REGENCY
        return next(category.code for category in self.categories if category.kind is kind)

    def rank_name(self, rank: int) -> str:
        """Give what a rank is called, such as "Juara I"; "" where it has no name."""
        return self.rank_names[rank - 1] if 0 < rank <= len(self.rank_names) else ""
