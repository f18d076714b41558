"""Statistics of pairs: against published figures, against scipy, and by what must hold for every group of families."""

from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from villages.paired import difference_interval, exact_median, mcnemar_exact, median_interval

counts = st.integers(0, 200)
tables = st.tuples(counts, counts, counts).filter(any)  # gained, lost, unchanged
amounts = st.lists(st.integers(-10_000_000, 10_000_000), max_size=60)
Z = stats.norm.ppf(0.975)


def interval(gained: int, lost: int, pairs: int) -> tuple[float, float]:
    found = difference_interval(gained, lost, pairs)
    assert found is not None
    return found


def test_p_of_cavo_2012() -> None:
    """6 against 16 of 161 patients: p = 0.052479 (contingencytables, chapter 8, after Fagerland et al. 2014)."""
    assert f"{float(mcnemar_exact(6, 16)):.6f}" == "0.052479"


def test_p_worked_by_hand() -> None:
    """1 against 7 (Bentur 2009): 2 x (1 + 8) / 256 = 0.0703. 18 against 3: 2 x (1 + 21 + 210 + 1330) / 2^21."""
    assert mcnemar_exact(1, 7) == Fraction(18, 256)
    assert mcnemar_exact(18, 3) == Fraction(2 * 1562, 2**21)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (1, 0), (1, 1), (5, 5), (3, 4)])
def test_p_is_1_where_both_ways_are_as_frequent_as_they_can_be(gained: int, lost: int) -> None:
    assert mcnemar_exact(gained, lost) == 1


@given(counts, counts)
def test_p_is_that_of_scipy(gained: int, lost: int) -> None:
    expected = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert float(mcnemar_exact(gained, lost)) == pytest.approx(expected, rel=1e-9)


@given(counts, counts)
def test_p_is_a_probability_and_the_same_backwards(gained: int, lost: int) -> None:
    assert 0 < mcnemar_exact(gained, lost) <= 1
    assert mcnemar_exact(gained, lost) == mcnemar_exact(lost, gained)


@given(counts, counts)
def test_p_falls_as_the_greater_count_grows(gained: int, lost: int) -> None:
    more, less = max(gained, lost), min(gained, lost)
    assert mcnemar_exact(more + 1, less) <= mcnemar_exact(more, less)


@pytest.mark.parametrize(
    ("gained", "lost", "pairs", "low", "high", "places"),
    [
        (1, 7, 21, -0.517, -0.026, 3),  # Bentur 2009, as in Fagerland et al. 2014
        (6, 16, 161, -0.1240, -0.0054, 4),  # Cavo 2012, contingencytables, chapter 8
    ],
)
def test_interval_of_published_tables(gained: int, lost: int, pairs: int, low: float, high: float, places: int) -> None:
    assert [round(limit, places) for limit in interval(gained, lost, pairs)] == [low, high]


def test_interval_worked_by_hand_where_nobody_changed() -> None:
    """The score at d is then n d / sqrt(n d (1 - d)); it reaches z at d = z^2 / (n + z^2)."""
    limit = Z**2 / (20 + Z**2)
    assert interval(0, 0, 20) == pytest.approx((-limit, limit), abs=1e-9)


def test_interval_where_everybody_changed_the_same_way() -> None:
    low, high = interval(10, 0, 10)
    assert high == 1
    assert 0 < low < 1
    assert interval(0, 10, 10) == (-1, -low)


def _score(difference: float, gained: int, lost: int, pairs: int) -> float:
    """Tango's score with the likeliest shares found by a search, not by his formula."""
    floor, ceiling = max(0.0, -difference), (1 - difference) / 2

    def badness(share_lost: float) -> float:
        shares = (share_lost + difference, share_lost, 1 - difference - 2 * share_lost)
        seen = (gained, lost, pairs - gained - lost)
        return -sum(count * log(max(share, 1e-300)) for count, share in zip(seen, shares, strict=True) if count)

    found = optimize.minimize_scalar(badness, bounds=(floor, ceiling), method="bounded", options={"xatol": 1e-12})
    share_lost = float(found.x)
    return float(
        (gained - lost - pairs * difference) / (pairs * (2 * share_lost + difference * (1 - difference))) ** 0.5
    )


@pytest.mark.parametrize(("gained", "lost", "pairs"), [(18, 3, 100), (5, 2, 12), (40, 20, 160), (1, 7, 21)])
def test_limits_are_where_the_score_is_just_not_surprising(gained: int, lost: int, pairs: int) -> None:
    low, high = interval(gained, lost, pairs)
    assert _score(low, gained, lost, pairs) == pytest.approx(Z, abs=1e-3)
    assert _score(high, gained, lost, pairs) == pytest.approx(-Z, abs=1e-3)


@given(tables)
def test_interval_holds_the_difference_and_stays_in_bounds(table: tuple[int, int, int]) -> None:
    gained, lost, unchanged = table
    pairs = gained + lost + unchanged
    low, high = interval(gained, lost, pairs)
    assert -1 <= low <= (gained - lost) / pairs <= high <= 1
    assert low < high


@given(tables)
def test_read_backwards_the_interval_turns_over(table: tuple[int, int, int]) -> None:
    gained, lost, unchanged = table
    low, high = interval(gained, lost, gained + lost + unchanged)
    assert interval(lost, gained, gained + lost + unchanged) == (-high, -low)


@given(tables)
def test_one_more_that_gained_never_lowers_the_interval(table: tuple[int, int, int]) -> None:
    gained, lost, unchanged = table
    pairs = gained + lost + unchanged + 1
    low, high = interval(gained, lost, pairs)
    more_low, more_high = interval(gained + 1, lost, pairs)
    assert more_low >= low - 1e-12
    assert more_high >= high - 1e-12


@given(tables)
def test_interval_agrees_with_the_score_test_of_no_change(table: tuple[int, int, int]) -> None:
    gained, lost, unchanged = table
    low, high = interval(gained, lost, gained + lost + unchanged)
    score = (gained - lost) / (gained + lost) ** 0.5 if gained + lost else 0.0
    if abs(abs(score) - Z) > 1e-6:
        assert (low > 0 or high < 0) == (abs(score) > Z)


def test_without_pairs_there_is_nothing_to_say() -> None:
    assert difference_interval(0, 0, 0) is None
    assert median_interval([]) is None
    assert exact_median([]) is None


@pytest.mark.parametrize(("gained", "lost", "pairs"), [(-1, 0, 5), (0, -1, 5), (3, 3, 5)])
def test_impossible_tables_are_refused(gained: int, lost: int, pairs: int) -> None:
    with pytest.raises(ValueError, match="counts"):
        difference_interval(gained, lost, pairs)
    if pairs - gained - lost > 0:
        with pytest.raises(ValueError, match="counts"):
            mcnemar_exact(gained, lost)


@pytest.mark.parametrize(
    ("count", "rank"), [(6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (15, 4), (20, 6), (25, 8), (100, 40)]
)
def test_ranks_of_the_published_table(count: int, rank: int) -> None:
    """The ranks of the 95 % interval of a median (Campbell and Gardner 1988, BMJ 296:1454; 40 and 61 of 100)."""
    assert median_interval(range(1, count + 1)) == (rank, count + 1 - rank)


@pytest.mark.parametrize("count", range(6))
def test_fewer_than_six_values_allow_no_interval(count: int) -> None:
    assert median_interval(range(count)) is None


@given(st.integers(6, 400))
def test_the_interval_is_the_narrowest_that_covers_95_percent(count: int) -> None:
    found = median_interval(range(1, count + 1))
    assert found is not None
    rank = int(found[0])
    assert 1 - 2 * stats.binom.cdf(rank - 1, count, 0.5) >= 0.95
    assert 1 - 2 * stats.binom.cdf(rank, count, 0.5) < 0.95


@given(amounts)
def test_the_interval_holds_the_median_and_turns_over(values: list[int]) -> None:
    found, middle = median_interval(values), exact_median(values)
    if found is None or middle is None:
        assert len(values) < 6
        return
    assert found[0] <= middle <= found[1]
    assert median_interval([-value for value in values]) == (-found[1], -found[0])
    assert exact_median([-value for value in values]) == -middle


def test_all_equal_gives_a_point() -> None:
    assert median_interval([250_000] * 8) == (250_000, 250_000)
    assert exact_median([250_000] * 8) == 250_000


def test_a_median_between_two_values_is_exact() -> None:
    assert exact_median([1, 2]) == Fraction(3, 2)
