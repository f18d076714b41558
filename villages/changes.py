"""Before and after: how the same families stood at baseline and at endline. Pure.

Only matched families, with both surveys, are compared. A difference is what was seen, no proof of its cause.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from villages.welfare import INDICATORS, Answer, Indicator, WelfareStage, assess

STAGES = tuple(stage for stage in WelfareStage if stage is not WelfareStage.INCOMPLETE)


@dataclass(frozen=True)
class Pair:
    """One family with both rounds: sex of its head, 21 letters each, income a month in rupiah where known."""

    head_sex: str
    before: str
    after: str
    income_before: int | None = None
    income_after: int | None = None


@dataclass(frozen=True)
class StageRow:
    """Families of one stage before, by their stage after."""

    stage: WelfareStage
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many families began at the stage."""
        return sum(self.counts)


@dataclass(frozen=True)
class IndicatorChange:
    """How many families answered "ya" before and after, of those that answered ya or tidak both times."""

    indicator: Indicator
    families: int
    yes_before: int
    yes_after: int

    @property
    def share_before(self) -> Fraction | None:
        """Share of "ya" before, in percent."""
        return Fraction(100 * self.yes_before, self.families) if self.families else None

    @property
    def share_after(self) -> Fraction | None:
        """Share of "ya" after, in percent."""
        return Fraction(100 * self.yes_after, self.families) if self.families else None

    @property
    def difference(self) -> Fraction | None:
        """The change in percentage points."""
        return Fraction(100 * (self.yes_after - self.yes_before), self.families) if self.families else None


@dataclass(frozen=True)
class Movement:
    """How many matched families rose, stayed or fell in stage."""

    risen: int
    same: int
    fallen: int


@dataclass(frozen=True)
class Changes:
    """The before/after table of a group of families."""

    matched: int
    undecided: int
    rows: tuple[StageRow, ...]
    movement: Movement
    indicators: tuple[IndicatorChange, ...]
    median_income_before: int | None
    median_income_after: int | None
    income_families: int

    @property
    def decided(self) -> int:
        """How many matched families have a stage at both rounds: the table's grand total."""
        return self.matched - self.undecided

    @property
    def totals_after(self) -> tuple[int, ...]:
        """How many families ended at each stage."""
        return tuple(sum(row.counts[at] for row in self.rows) for at in range(len(STAGES)))


def compare(pairs: Iterable[Pair]) -> Changes:
    """Build the table. Families whose stage is still open at either round are counted as undecided."""
    pairs = list(pairs)
    moves: Counter[tuple[WelfareStage, WelfareStage]] = Counter()
    for pair in pairs:
        moves[assess(pair.before).stage, assess(pair.after).stage] += 1
    rows = tuple(StageRow(before, tuple(moves[before, after] for after in STAGES)) for before in STAGES)
    decided = sum(row.total for row in rows)
    incomes = [
        (pair.income_before, pair.income_after)
        for pair in pairs
        if pair.income_before is not None and pair.income_after is not None
    ]
    return Changes(
        matched=len(pairs),
        undecided=len(pairs) - decided,
        rows=rows,
        movement=_movement(rows),
        indicators=tuple(_indicator(indicator, pairs) for indicator in INDICATORS),
        median_income_before=_median([before for before, _after in incomes]),
        median_income_after=_median([after for _before, after in incomes]),
        income_families=len(incomes),
    )


def _movement(rows: Sequence[StageRow]) -> Movement:
    cells = [(at, to, count) for at, row in enumerate(rows) for to, count in enumerate(row.counts)]
    return Movement(
        risen=sum(count for at, to, count in cells if to > at),
        same=sum(count for at, to, count in cells if to == at),
        fallen=sum(count for at, to, count in cells if to < at),
    )


def _indicator(indicator: Indicator, pairs: Sequence[Pair]) -> IndicatorChange:
    place = indicator.number - 1
    plain = {Answer.YES.value, Answer.NO.value}
    both = [(pair.before[place], pair.after[place]) for pair in pairs]
    both = [(before, after) for before, after in both if before in plain and after in plain]
    return IndicatorChange(
        indicator,
        len(both),
        sum(before == Answer.YES for before, _after in both),
        sum(after == Answer.YES for _before, after in both),
    )


def _median(values: list[int]) -> int | None:
    return round(median(values)) if values else None
