"""Figures of villages add up, and come back from the database as they were."""

import json
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from villages.figures import Figures, add_up

NUMBERS = st.integers(0, 10**12)
COUNTS = st.dictionaries(st.sampled_from(["dasar", "lanjutan", "1", "12", "ks1>ks2"]), st.integers(1, 10**12))
AGENCIES = st.sets(st.integers(1, 30)).map(lambda found: tuple(sorted(found)))
DAYS = st.sampled_from(["", "2019-02-01", "2019-10-11"])
KINDS = {int: NUMBERS, dict: COUNTS}


def _strategy(name: str, default: object) -> st.SearchStrategy[object]:
    if name == "stages":
        return st.lists(st.tuples(DAYS, DAYS), min_size=12, max_size=12).map(tuple)
    return AGENCIES if isinstance(default, tuple) else KINDS[type(default)]


BLANK = Figures()
figures = st.builds(Figures, **{one.name: _strategy(one.name, getattr(BLANK, one.name)) for one in fields(Figures)})


def without_stages(one: Figures) -> Figures:
    return Figures(**{**{name.name: getattr(one, name.name) for name in fields(one)}, "stages": ()})


@given(st.lists(figures, max_size=6), st.integers(0, 6))
def test_parts_add_up_to_the_same_as_the_whole(villages: list[Figures], cut: int) -> None:
    parts = [add_up(villages[:cut]), add_up(villages[cut:])]
    assert add_up(parts) == add_up(villages)
    assert add_up(reversed(villages)) == add_up(villages)


@given(figures)
def test_one_village_adds_up_to_itself(one: Figures) -> None:
    assert add_up([one]) == without_stages(one)
    assert add_up([one, BLANK]) == add_up([one])


@given(st.lists(figures, min_size=1, max_size=5))
def test_every_number_is_the_sum(villages: list[Figures]) -> None:
    total = add_up(villages)
    assert total.families == sum(one.families for one in villages)
    assert total.delivered_total == sum(one.delivered_total for one in villages)
    assert set(total.agencies_delivered) == {key for one in villages for key in one.agencies_delivered}


@given(figures)
def test_the_database_gives_back_what_it_was_given(one: Figures) -> None:
    assert Figures.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_unknown_and_missing_figures_do_not_stop_the_reading() -> None:
    assert Figures.from_json({"families": 3, "figure_of_tomorrow": 1}) == Figures(families=3)
    assert Figures.from_json({}) == Figures()


def test_more_served_than_entered_leaves_nobody_unserved() -> None:
    assert Figures(families=3, served=5).unserved == 0
    assert Figures(families=5, served=3).unserved == 2


def test_stages_of_a_village_are_twelve_even_when_nothing_was_noted() -> None:
    assert [state.stage for state in Figures().stage_states()] == list(range(1, 13))
    assert not any(state.is_held for state in Figures().stage_states())
