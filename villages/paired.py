"""Statistics of pairs: the same families measured twice. Pure; nothing is assumed of how the families differ.

Each function says its source. "Before" and "after" may be swapped: every result then turns over exactly.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist, median

Amount = int | Fraction

_Z = NormalDist().inv_cdf(0.975)
_HALVINGS = 60  # finer than a float can tell


def mcnemar_exact(gained: int, lost: int) -> Fraction:
    """Give the exact two-sided p of McNemar's test: how surprising the two ways of changing are if they were alike.

    Only pairs that changed count: under the hypothesis each of them is a fair coin (McNemar 1947, exact form as in
    Fagerland, Lydersen and Laake 2013, BMC Med Res Methodol 13:91). The exact test never claims too much; it is
    rather too careful. Nobody changed: p is 1.
    """
    if gained < 0 or lost < 0:
        raise ValueError("counts are never negative")
    changed = gained + lost
    tail = sum(comb(changed, count) for count in range(min(gained, lost) + 1))
    return min(Fraction(2 * tail, 2**changed), Fraction(1))


def difference_interval(gained: int, lost: int, pairs: int) -> tuple[float, float] | None:
    """Give the 95 % interval of (gained - lost) / pairs: the change in the share that says ya.

    Tango's score interval (Stat Med 1998;17:891-908), recommended by Fagerland, Lydersen and Laake (Stat Med
    2014;33:2850-75). Chosen because it stays within -1 and 1 and keeps a width where nobody changed, and is the same
    family of test as McNemar's. It is an approximation: beside an exact p it may just leave out 0 where p is a little
    above 0.05. None without pairs.
    """
    if min(gained, lost, pairs - gained - lost) < 0:
        raise ValueError("counts are never negative, and no more pairs change than there are")
    if not pairs:
        return None
    return 0.0 - _upper_limit(lost, gained, pairs), _upper_limit(gained, lost, pairs)


def median_interval(values: Iterable[Amount]) -> tuple[Amount, Amount] | None:
    """Give the interval of the median that the sign test allows: two of the values themselves, by their rank.

    Distribution-free; covers at least 95 % (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2).
    Fewer than six values allow no such interval: None.
    """
    ordered = sorted(values)
    rank = _sign_test_rank(len(ordered))
    return (ordered[rank - 1], ordered[-rank]) if rank else None


def exact_median(values: Sequence[Amount]) -> Fraction | None:
    """Give the middle value, or half-way between the two middle ones; None without values."""
    return median(Fraction(value) for value in values) if values else None


def _sign_test_rank(count: int) -> int:
    """Give the largest rank r with P(fewer than r heads of `count` fair coins) at most 2.5 %; 0 when there is none."""
    rank = below = 0
    while 40 * (below + comb(count, rank)) <= 2**count:
        below += comb(count, rank)
        rank += 1
    return rank


def _upper_limit(gained: int, lost: int, pairs: int) -> float:
    """Find by halving the largest difference that Tango's test still allows."""
    low = (gained - lost) / pairs
    high = 1.0
    if low == high:
        return high
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        if _is_allowed(middle, gained, lost, pairs):
            low = middle
        else:
            high = middle
    return low


def _is_allowed(difference: float, gained: int, lost: int, pairs: int) -> bool:
    """Test a difference above the one seen by Tango's score, with the likeliest shares that have this difference."""
    b = -gained - lost + (2 * pairs - gained + lost) * difference
    c = -lost * difference * (1 - difference)
    share_lost = (sqrt(max(b * b - 8 * pairs * c, 0.0)) - b) / (4 * pairs)
    variance = pairs * (2 * share_lost + difference * (1 - difference))
    return pairs * difference - (gained - lost) <= _Z * sqrt(max(variance, 0.0))
