"""Before and after: how the same families stood at baseline and at endline. Pure.

Only matched families, with both surveys, are compared. A difference is what was seen, no proof of its cause.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from villages.paired import Amount, difference_interval, exact_median, mcnemar_exact, median_interval
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
    """How one indicator changed, among the families that answered ya or tidak both times.

    `gained` went from tidak to ya, `lost` from ya to tidak. `interval` is of the difference, as a part of 1.
    """

    indicator: Indicator
    families: int
    yes_before: int
    gained: int
    lost: int
    p: Fraction
    interval: tuple[float, float] | None

    @property
    def yes_after(self) -> int:
        """How many said ya after."""
        return self.yes_before + self.gained - self.lost

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
        return Fraction(100 * (self.gained - self.lost), self.families) if self.families else None


@dataclass(frozen=True)
class IncomeChange:
    """Income a month in rupiah of the families that named it both times, and how it differs within each family."""

    families: int
    before: Fraction | None
    after: Fraction | None
    difference: Fraction | None
    interval: tuple[Amount, Amount] | None
    up: int
    same: int
    down: int


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
    income: IncomeChange

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
    return Changes(
        matched=len(pairs),
        undecided=len(pairs) - decided,
        rows=rows,
        movement=_movement(rows),
        indicators=tuple(_indicator(indicator, pairs) for indicator in INDICATORS),
        income=_income(pairs),
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
    gained = sum(before == Answer.NO and after == Answer.YES for before, after in both)
    lost = sum(before == Answer.YES and after == Answer.NO for before, after in both)
    return IndicatorChange(
        indicator=indicator,
        families=len(both),
        yes_before=sum(before == Answer.YES for before, _after in both),
        gained=gained,
        lost=lost,
        p=mcnemar_exact(gained, lost),
        interval=difference_interval(gained, lost, len(both)),
    )


def _income(pairs: Sequence[Pair]) -> IncomeChange:
    known = [
        (pair.income_before, pair.income_after)
        for pair in pairs
        if pair.income_before is not None and pair.income_after is not None
    ]
    differences = [after - before for before, after in known]
    return IncomeChange(
        families=len(known),
        before=exact_median([before for before, _after in known]),
        after=exact_median([after for _before, after in known]),
        difference=exact_median(differences),
        interval=median_interval(differences),
        up=sum(difference > 0 for difference in differences),
        same=sum(difference == 0 for difference in differences),
        down=sum(difference < 0 for difference in differences),
    )
