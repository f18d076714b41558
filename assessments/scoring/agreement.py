"""PURE: how far assessors agree, who is strict, and where they differ most. Shown, never applied to a mark.

A *unit* is what several assessors marked: one indicator of one entry, in one part of the judging. All arithmetic is
exact, and made of the raw marks: what the plenary moderated is no assessor's.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple, TypeVar

from assessments.instrument import Instrument
from assessments.scoring.types import Sheet

Number = int | Fraction
# What names a unit, and the number that a mark is.
U = TypeVar("U", bound=Hashable)
N = TypeVar("N", int, Fraction)

# An assessor with fewer marks that a colleague shares has no severity: chance alone would speak [ours].
LEAST_SHARED = 10


class Unit(NamedTuple):
    """What several assessors marked; `part` is "" where the judging has one part only."""

    entry: str
    part: str
    indicator: str


class Severity(NamedTuple):
    """How far an assessor lies from the colleagues, in points of 100: below 0 is stricter, above 0 milder.

    `shared` counts the marks that at least one colleague gave too. `points` is None where they are too few.
    """

    points: Fraction | None
    shared: int


def units(instrument: Instrument, sheets: Iterable[Sheet]) -> dict[Unit, dict[str, Fraction]]:
    """Give the marks of each unit by assessor, in points of 100, so that all indicators are on one scale.

    Only sheets that were handed in; what is not applicable or missing is no mark.
    """
    points: dict[tuple[str, Decimal], Fraction] = {}
    found: dict[Unit, dict[str, Fraction]] = {}
    for sheet in sheets:
        for code, mark in sheet.marks.items() if sheet.submitted else ():
            if mark.value is None:
                continue
            key = (code, mark.value)
            if key not in points:
                points[key] = 100 * instrument.indicators[code].share(mark.value, instrument.scale_max)
            found.setdefault(Unit(sheet.entry, sheet.part, code), {})[sheet.assessor] = points[key]
    return found


def alpha(units: Mapping[U, Mapping[str, N]]) -> float | None:
    """Give Krippendorff's alpha for ordinal marks: 1 is full agreement, 0 what chance would give, below 0 worse.

    Only the order of the marks counts, never their distance. A unit with one mark says nothing and is left out, so
    missing and not applicable marks do no harm. None where alpha has no meaning: no unit with two marks, or the same
    mark everywhere.

    Krippendorff, Content Analysis, 4th ed. 2019, chapter 12. His ordinal distance of two marks is the square of the
    difference of their mid-ranks among all paired marks, so sums of squares of ranks stand for his table.
    """
    patterns = Counter(tuple(sorted(unit.values())) for unit in units.values() if len(unit) > 1)
    counts: Counter[N] = Counter()
    for pattern, times in patterns.items():
        for mark in pattern:
            counts[mark] += times
    ranks = _double_mid_ranks(counts)
    everywhere = _unlike((ranks[mark], times) for mark, times in counts.items())
    if not everywhere:
        return None
    within = sum(
        Fraction(_unlike((ranks[mark], 1) for mark in pattern) * times, len(pattern) - 1)
        for pattern, times in patterns.items()
    )
    return float(1 - within * (counts.total() - 1) / everywhere)


def _double_mid_ranks(counts: Mapping[N, int]) -> dict[N, int]:
    """Give twice the mid-rank, which is a whole number, of each mark among all marks."""
    ranks, below = {}, 0
    for mark in sorted(counts):
        ranks[mark] = 2 * below + counts[mark]
        below += counts[mark]
    return ranks


def _unlike(ranks: Iterable[tuple[int, int]]) -> int:
    """Sum the squared differences over all pairs of ranks that are there so many times."""
    given = list(ranks)
    times = sum(count for _rank, count in given)
    total = sum(rank * count for rank, count in given)
    return times * sum(rank * rank * count for rank, count in given) - total * total


def severity(units: Mapping[U, Mapping[str, N]], *, least: int = LEAST_SHARED) -> dict[str, Severity]:
    """Give each assessor's mean deviation from the mean of the colleagues on the same units, in order of name.

    The marks are points of 100. Where all assessors marked all units, the severities sum to 0. A mean of fewer than
    `least` shared marks is not told. It only describes: who always judges beside a mild colleague looks strict [ours].
    """
    common = lcm(*{mark.denominator for unit in units.values() for mark in unit.values()})
    # By how many marked the unit: the sum of (own mark x number - all marks), as whole numbers.
    sums: defaultdict[str, Counter[int]] = defaultdict(Counter)
    shared: Counter[str] = Counter()
    for unit in units.values():
        marks = {assessor: mark.numerator * (common // mark.denominator) for assessor, mark in unit.items()}
        everybody = sum(marks.values())
        for assessor, mark in marks.items():
            sums[assessor][len(marks)] += len(marks) * mark - everybody
            shared[assessor] += len(marks) > 1
    return {name: Severity(_mean(sums[name], shared[name], common, least), shared[name]) for name in sorted(sums)}


def _mean(sums: Mapping[int, int], shared: int, common: int, least: int) -> Fraction | None:
    if shared < max(least, 1):
        return None
    total = sum((Fraction(value, size - 1) for size, value in sums.items() if size > 1), Fraction(0))
    return total / (common * shared)


def spread(marks: Iterable[Number]) -> Fraction:
    """Give how far the highest mark of a unit lies above the lowest, in points of 100; 0 for fewer than two marks."""
    points = [Fraction(mark) for mark in marks]
    return max(points) - min(points) if points else Fraction(0)
