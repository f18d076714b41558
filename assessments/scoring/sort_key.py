"""PURE: the ladder's values as one text, so that a database orders entries by it exactly as the fractions do.

Each value is its whole part and so many decimals, cut off, never rounded: floor(value x 10^k), always of one
width. Take two different values x < y of one rung. Where 10^k >= 1 / (y - x), 10^k y >= 10^k x + 1: the floor of y is
greater; equal values give equal text. So the texts of a rung are ordered as its values are as soon as 10^k is no less
than 1 / (the least difference of two values of the rung); and texts of one width, end to end, are ordered rung by rung,
as tuples are.

What the least difference can be follows from the denominators, which an instrument bounds. Let U be `Totals.unit`, L
the least common multiple of all numbers of marks that can be averaged, P that of all weights of parts that can count
together, and W a component's weights, all weights as whole numbers without a common factor:

- an indicator's share of the scale is a sum of points over (number x U), joined by parts: a denominator divides L U P;
- a component's score is a mean of those weighted by what applies: its denominator divides L U P S, where S <= W is the
  sum of the weights that count. Two of them differ by at least 1 / (L U P S S'), and S S' <= W^2; where every indicator
  always applies, S is always W, and they differ by at least 1 / (L U P W);
- the total is a mean of the components by their weights V: two totals differ by at least 1 over L U P V times the
  product, over the components, of W^2 or W.

Scores are a hundred times as large, which only helps. L takes up to SHEETS_MOST assessors a part.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm, prod

from assessments.instrument import PLENARY, TOTAL, Aggregation, Component, Instrument
from assessments.scoring.totals import Totals, whole

# So many assessors of one part of a village are ordered exactly; no panel in sight comes near [ours].
SHEETS_MOST = 30
# What the column holds. Of an instrument whose ladder needs more, the last rungs lose decimals.
LENGTH_MOST = 400
# The whole part of a score, 0 to 100.
_WHOLE = 3


class SortKeys:
    """Writes the ladder's values of an instrument's entries as text, and takes the text apart again."""

    def __init__(self, totals: Totals) -> None:
        self._decimals = _decimals(totals)
        self._scales = [10**count for count in self._decimals]
        ends = [sum(count + _WHOLE for count in self._decimals[: at + 1]) for at in range(len(self._decimals))]
        self._slices = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
        # So many digits of the text are the total's.
        self.width = ends[0]

    def text(self, keys: Sequence[Fraction]) -> str:
        """Write the values, total first, as one text."""
        written = [
            str(value.numerator * scale // value.denominator).zfill(count + _WHOLE)
            for value, scale, count in zip(keys, self._scales, self._decimals, strict=True)
        ]
        return "".join(written)[:LENGTH_MOST]

    def rungs(self, text: str) -> tuple[str, ...]:
        """Give the text of each rung, total first; equal texts are equal values."""
        return tuple(text[own] for own in self._slices)


def _decimals(totals: Totals) -> list[int]:
    """Give for each rung, total first, the decimals after which two different values always differ."""
    instrument = totals.instrument
    common = totals.unit * _numbers(instrument.aggregation) * _parts(instrument)
    weights = {one.code: _weights(one) for one in instrument.components}
    total = common * sum(_reduced([one.weight for one in instrument.components])) * prod(weights.values())
    bounds = {TOTAL: total} | {code: common * weight for code, weight in weights.items()}
    return [len(str(bounds[key])) for key in instrument.tie_break if key != PLENARY]


def _numbers(rule: Aggregation) -> int:
    """Give the least common multiple of the numbers that a sum of points is divided by."""
    return 2 if rule is Aggregation.MEDIAN else lcm(*range(1, SHEETS_MOST + 1))


def _parts(instrument: Instrument) -> int:
    """Give the least common multiple of the weights of parts that can count together for an indicator."""
    weights = dict(zip(instrument.part_weights, _reduced(list(instrument.part_weights.values())), strict=True))
    return lcm(
        *(
            sum(weights[code] for code in together)
            for own in {instrument.parts_of(one) for one in instrument.indicators.values()}
            for size in range(1, len(own) + 1)
            for together in combinations(own, size)
        )
    )


def _weights(component: Component) -> int:
    """Give what the weights inside a component make of the least difference of two of its scores."""
    total = sum(_reduced([one.weight for one in component.indicators]))
    return total**2 if any(one.allows_not_applicable for one in component.indicators) else total


def _reduced(weights: Sequence[Decimal]) -> list[int]:
    """Give weights in the same proportions as whole numbers without a common factor."""
    numbers = whole(weights)
    return [number // gcd(*numbers) for number in numbers]
