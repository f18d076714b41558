"""Figures of villages add up, and come back from the database as they were."""

import json
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.changes import STAGES
from villages.enums import Component, FundSource, ProgrammeField
from villages.figures import Figures, add_up, add_up_rows, is_current, late_stages

NUMBERS = st.integers(0, 10**12)
AGENCIES = st.sets(st.integers(1, 30)).map(lambda found: tuple(sorted(found)))
DAYS = st.sampled_from(["", "2019-02-01", "2019-10-11"])
WORDS: dict[str, list[str]] = {
    "transitions": [f"{before.value}>{after.value}" for before in STAGES for after in STAGES],
    "visits_by_month": [str(month) for month in range(1, 13)],
    "promised": FundSource.values,
    "delivered": FundSource.values,
    "delivered_by_component": Component.values,
    "held_by_component": Component.values,
    "held_by_field": ProgrammeField.values,
    "activities_by_field": ProgrammeField.values,
    "promised_by_field": ProgrammeField.values,
    "delivered_by_field": ProgrammeField.values,
}


def _strategy(name: str, default: object) -> st.SearchStrategy[object]:
    if name == "stages":
        return st.lists(st.tuples(DAYS, DAYS), min_size=12, max_size=12).map(tuple)
    if isinstance(default, dict):
        return st.dictionaries(st.sampled_from(WORDS[name]), st.integers(1, 10**12), max_size=4)
    return AGENCIES if isinstance(default, tuple) else NUMBERS


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
    row = json.loads(json.dumps(one.to_row()))
    assert is_current(row)
    assert Figures.from_row(row) == one
    assert add_up_rows([row, row]) == add_up([one, one])


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_word_of_the_programme_has_its_place(name: str) -> None:
    whole = Figures(**{name: dict.fromkeys(WORDS[name], 1)})
    assert Figures.from_row(whole.to_row()) == whole
    with pytest.raises(KeyError, match=name):
        Figures(**{name: {"sihir": 1}}).to_row()


def test_row_of_another_layout_is_not_current() -> None:
    layout, *rest = Figures(families=3).to_row()
    assert not is_current([layout + 1, *rest])
    assert not is_current(None)
    assert not is_current([])


def test_stage_is_late_from_the_day_after_its_plan() -> None:
    stages = (("2019-03-01", ""), ("2019-03-01", "2019-05-01"), ("", ""), ("2019-06-01", ""))
    late = {day: late_stages(stages, date(2019, *day)) for day in ((3, 1), (3, 2), (6, 2))}
    assert late == {(3, 1): 0, (3, 2): 1, (6, 2): 2}


def test_more_served_than_entered_leaves_nobody_unserved() -> None:
    assert Figures(families=3, served=5).unserved == 0
    assert Figures(families=5, served=3).unserved == 2


def test_stages_of_a_village_are_twelve_even_when_nothing_was_noted() -> None:
    assert [state.stage for state in Figures().stage_states()] == list(range(1, 13))
    assert not any(state.is_held for state in Figures().stage_states())
