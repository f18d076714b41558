"""The before/after table: sums that must agree whatever the families are, and one table worked by hand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from villages.changes import STAGES, Changes, Pair, compare
from villages.welfare import INDICATOR_COUNT, NOT_APPLICABLE_ALLOWED, WelfareStage, assess

FEMALE, MALE = "female", "male"
letters = st.tuples(
    *(st.sampled_from("yyytb-" if n in NOT_APPLICABLE_ALLOWED else "yyyt-") for n in range(1, INDICATOR_COUNT + 1))
).map("".join)
incomes = st.none() | st.integers(0, 50_000_000)
pairs = st.builds(Pair, st.sampled_from([FEMALE, MALE]), letters, letters, incomes, incomes)
groups = st.lists(pairs, max_size=25)


def matrix(changes: Changes) -> list[tuple[int, ...]]:
    return [row.counts for row in changes.rows]


def transposed(changes: Changes) -> list[tuple[int, ...]]:
    return list(zip(*matrix(changes), strict=True))


@given(groups)
def test_every_way_of_adding_up_gives_the_same_families(families: list[Pair]) -> None:
    changes = compare(families)
    assert changes.matched == len(families)
    assert sum(row.total for row in changes.rows) == sum(changes.totals_after) == changes.decided
    assert changes.decided + changes.undecided == changes.matched
    moved = changes.movement
    assert moved.risen + moved.same + moved.fallen == changes.decided


@given(groups)
def test_rows_and_columns_are_the_stages_of_the_decided_families(families: list[Pair]) -> None:
    changes = compare(families)
    stages = [(assess(one.before).stage, assess(one.after).stage) for one in families]
    decided = [both for both in stages if WelfareStage.INCOMPLETE not in both]
    assert [row.total for row in changes.rows] == [sum(before == stage for before, _ in decided) for stage in STAGES]
    assert list(changes.totals_after) == [sum(after == stage for _, after in decided) for stage in STAGES]


@given(groups, st.randoms(use_true_random=False))
def test_the_order_of_the_families_is_irrelevant(families: list[Pair], dice: object) -> None:
    shuffled = sorted(families, key=lambda _one: dice.random())  # type: ignore[attr-defined]
    assert compare(shuffled) == compare(families)


@given(groups)
def test_women_and_men_together_are_everybody(families: list[Pair]) -> None:
    everybody = compare(families)
    women, men = (compare(one for one in families if one.head_sex == sex) for sex in (FEMALE, MALE))
    assert women.matched + men.matched == everybody.matched
    for ours, hers, his in zip(everybody.rows, women.rows, men.rows, strict=True):
        assert ours.counts == tuple(a + b for a, b in zip(hers.counts, his.counts, strict=True))
    for ours, hers, his in zip(everybody.indicators, women.indicators, men.indicators, strict=True):
        assert ours.families == hers.families + his.families
        assert ours.yes_after == hers.yes_after + his.yes_after


@given(groups)
def test_read_backwards_the_table_turns_over(families: list[Pair]) -> None:
    forward = compare(families)
    backward = compare(
        Pair(one.head_sex, one.after, one.before, one.income_after, one.income_before) for one in families
    )
    assert matrix(backward) == transposed(forward)
    assert (backward.movement.risen, backward.movement.fallen) == (forward.movement.fallen, forward.movement.risen)
    for there, back in zip(forward.indicators, backward.indicators, strict=True):
        assert there.difference == (None if back.difference is None else -back.difference)
        assert (there.gained, there.lost, there.p) == (back.lost, back.gained, back.p)
        assert there.interval == (back.interval and (-back.interval[1], -back.interval[0]))
    there_income, back_income = forward.income, backward.income
    assert (there_income.before, there_income.after) == (back_income.after, back_income.before)
    assert (there_income.up, there_income.same, there_income.down) == (
        back_income.down,
        back_income.same,
        back_income.up,
    )
    assert there_income.difference == (None if back_income.difference is None else -back_income.difference)


@given(groups)
def test_shares_are_of_families_that_answered_ya_or_tidak_both_times(families: list[Pair]) -> None:
    for one in compare(families).indicators:
        at = one.indicator.number - 1
        assert one.families == sum({pair.before[at], pair.after[at]} <= {"y", "t"} for pair in families)
        assert one.gained == sum((pair.before[at], pair.after[at]) == ("t", "y") for pair in families)
        assert one.lost == sum((pair.before[at], pair.after[at]) == ("y", "t") for pair in families)
        if one.families == 0:
            assert one.share_before is one.share_after is one.difference is one.interval is None
            assert one.p == 1
        else:
            assert one.share_before is not None and one.share_after is not None
            assert 0 <= one.share_before <= 100 and 0 <= one.share_after <= 100
            assert one.difference == one.share_after - one.share_before


@given(letters, incomes)
def test_a_family_that_did_not_change_is_on_the_diagonal(answers: str, income: int | None) -> None:
    changes = compare([Pair(FEMALE, answers, answers, income, income)])
    assert changes.movement.risen == changes.movement.fallen == 0
    assert all(one.difference in (0, None) for one in changes.indicators)
    assert all((one.gained, one.lost, one.p) == (0, 0, 1) for one in changes.indicators)
    assert changes.income.before == changes.income.after == income
    assert changes.income.difference == (None if income is None else 0)


@given(groups)
def test_income_is_of_families_that_named_it_both_times(families: list[Pair]) -> None:
    income = compare(families).income
    known = [one for one in families if one.income_before is not None and one.income_after is not None]
    assert income.families == len(known) == income.up + income.same + income.down
    if income.interval is not None:
        assert income.difference is not None
        assert income.interval[0] <= income.difference <= income.interval[1]


def test_nobody_gives_an_empty_table() -> None:
    changes = compare([])
    assert (changes.matched, changes.decided, changes.income.before, changes.income.families) == (0, 0, None, 0)


def test_a_table_worked_by_hand() -> None:
    """Four families: one rises two stages, one stays, one falls, and one has a question open at endline."""
    poor = "t" + "y" * 20
    changes = compare(
        [
            Pair(FEMALE, poor, "y" * 14 + "t" + "y" * 6, 1_000_000, 1_600_000),
            Pair(FEMALE, "y" * 21, "y" * 21, 2_000_000, 2_100_000),
            Pair(MALE, "y" * 6 + "t" + "y" * 14, poor, None, 900_000),
            Pair(MALE, poor, "-" + "y" * 20, 800_000, 700_000),
        ]
    )
    assert matrix(changes) == [
        (0, 0, 1, 0, 0),
        (1, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 1),
    ]
    assert changes.totals_after == (1, 0, 1, 0, 1)
    assert (changes.movement.risen, changes.movement.same, changes.movement.fallen) == (1, 1, 1)
    assert (changes.matched, changes.undecided) == (4, 1)
    first = changes.indicators[0]
    assert (first.families, first.yes_before, first.yes_after) == (3, 2, 2)
    assert (first.share_before, first.difference) == (Fraction(200, 3), 0)
    assert (first.gained, first.lost, first.p) == (1, 1, 1)
    income = changes.income
    assert (income.before, income.after, income.families) == (1_000_000, 1_600_000, 3)
    assert (income.difference, income.interval) == (100_000, None)
    assert (income.up, income.same, income.down) == (2, 0, 1)
