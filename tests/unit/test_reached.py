"""What came of activities for families, and where agencies and fields meet."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from villages.enums import Outcome
from villages.reached import STEPS, Reaching, converge, furthest, is_further, ladder

rows = st.lists(
    st.builds(
        Reaching,
        family=st.integers(0, 9),
        agency=st.integers(0, 4),
        field=st.sampled_from("abc"),
        outcome=st.sampled_from(STEPS),
    )
)


def test_the_steps_are_the_outcomes_in_their_order() -> None:
    assert list(STEPS) == Outcome.values


@given(rows)
def test_a_family_counts_once_by_its_furthest(listed: list[Reaching]) -> None:
    found = furthest(listed)
    assert set(found) == {row.family for row in listed}
    for row in listed:
        assert not is_further(row.outcome, found[row.family])
        assert any(one.family == row.family and one.outcome == found[row.family] for one in listed)


@given(rows, st.sets(st.integers(0, 9)))
def test_each_rung_takes_in_those_above_it(listed: list[Reaching], women: set[int]) -> None:
    rungs = ladder(furthest(listed), women)
    assert [rung.outcome for rung in rungs] == list(STEPS)
    assert rungs[0].families == len({row.family for row in listed})
    assert rungs[0].women == len({row.family for row in listed} & women)
    for lower, higher in pairwise(rungs):
        assert lower.families >= higher.families
        assert lower.women >= higher.women
        assert lower.men >= higher.men
    assert sum(row.outcome == "business" for row in listed) >= rungs[-1].families


@given(rows)
def test_cells_hold_no_more_than_their_row_and_column(listed: list[Reaching]) -> None:
    found = converge(listed)
    assert set(found.cells) == {(row.agency, row.field) for row in listed}
    for (agency, field), families in found.cells.items():
        assert 0 < families <= min(found.by_agency[agency], found.by_field[field])
    for agency, families in found.by_agency.items():
        assert families <= sum(count for (one, _field), count in found.cells.items() if one == agency)


@given(rows, st.randoms())
def test_the_order_of_what_was_noted_says_nothing(listed: list[Reaching], chance: object) -> None:
    shuffled = list(listed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert furthest(shuffled) == furthest(listed)
    assert converge(shuffled) == converge(listed)


@given(rows)
def test_noting_the_same_again_changes_nothing(listed: list[Reaching]) -> None:
    assert furthest([*listed, *listed]) == furthest(listed)
    assert converge([*listed, *listed]) == converge(listed)
