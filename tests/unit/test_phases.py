"""The phases of a round: the table is complete, and there is no way back from a locked result."""

from itertools import product

import pytest

from assessments.phases import FROZEN, MANAGE_ROUND, OPEN, TRANSITIONS, Need, Phase, allowed, transition

WAYS = {
    (Phase.PREPARATION, Phase.SCORING),
    (Phase.SCORING, Phase.PREPARATION),
    (Phase.SCORING, Phase.PLENARY),
    (Phase.PLENARY, Phase.SCORING),
    (Phase.PLENARY, Phase.LOCKED),
    (Phase.PLENARY, Phase.FINAL),
    (Phase.LOCKED, Phase.PUBLISHED),
    (Phase.PUBLISHED, Phase.OBJECTIONS),
    (Phase.OBJECTIONS, Phase.FINAL),
}


@pytest.mark.parametrize(("before", "after"), list(product(Phase, Phase)))
def test_exactly_the_ways_of_the_table_are_allowed(before: Phase, after: Phase) -> None:
    assert allowed(before, after) == ((before, after) in WAYS)


def test_each_way_stands_once_under_one_code() -> None:
    assert len({(way.before, way.after) for way in TRANSITIONS}) == len(TRANSITIONS)
    assert len({way.code for way in TRANSITIONS}) == len(TRANSITIONS)


def test_every_phase_is_reached_from_preparation() -> None:
    assert _reached(Phase.PREPARATION) == set(Phase)


def test_from_a_locked_result_no_way_leads_back() -> None:
    assert _reached(Phase.LOCKED) == FROZEN
    assert _reached(Phase.PUBLISHED) == OPEN


def test_every_condition_is_used_and_every_way_has_a_permission() -> None:
    assert {need for way in TRANSITIONS for need in way.needs} == set(Need)
    assert {way.permission for way in TRANSITIONS} == {MANAGE_ROUND}


def test_preparation_opens_again_only_while_no_mark_is_saved() -> None:
    way = transition(Phase.SCORING, Phase.PREPARATION)
    assert way is not None
    assert way.needs == (Need.NO_MARKS_SAVED,)


def test_a_result_is_locked_only_without_gaps_and_open_ties() -> None:
    plenary, lock = transition(Phase.SCORING, Phase.PLENARY), transition(Phase.PLENARY, Phase.LOCKED)
    assert plenary is not None
    assert lock is not None
    assert plenary.needs == (Need.ALL_SHEETS_SUBMITTED,)
    assert set(lock.needs) == {Need.JUDGING, Need.NO_OPEN_TIE}


def test_only_a_calibration_ends_without_a_result() -> None:
    ways = [way for way in TRANSITIONS if way.after is Phase.FINAL]
    assert {way.before: way.needs for way in ways} == {
        Phase.PLENARY: (Need.CALIBRATION,),
        Phase.OBJECTIONS: (Need.NO_OPEN_OBJECTION,),
    }


def _reached(start: Phase) -> set[Phase]:
    found = {start}
    while further := {way.after for way in TRANSITIONS if way.before in found} - found:
        found |= further
    return found
