"""The twelve stages: what events add up to, who is late, and which dates are out of order."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from villages.stages import (
    HELD,
    PLANNED,
    REOPENED,
    STAGE_COUNT,
    Mark,
    StageState,
    Standing,
    current_stage,
    is_out_of_order,
    is_reason,
    misordered,
    open_before,
    progress_of,
    read_states,
    stage_states,
)

DAYS = st.dates(date(2018, 1, 1), date(2020, 12, 31))
TODAY = date(2019, 7, 1)


class Event(NamedTuple):
    """One event as the rules see it."""

    stage: int
    kind: str
    on: date | None


EVENTS = st.lists(
    st.builds(
        lambda stage, kind, on: Event(stage, kind, None if kind == REOPENED else on),
        st.integers(1, STAGE_COUNT),
        st.sampled_from([PLANNED, HELD, REOPENED]),
        DAYS,
    ),
    max_size=30,
)
STATES = EVENTS.map(stage_states)


@given(EVENTS)
def test_there_are_always_twelve_in_order(events: list[Event]) -> None:
    assert [state.stage for state in stage_states(events)] == list(range(1, STAGE_COUNT + 1))


@given(EVENTS)
def test_the_newest_word_counts(events: list[Event]) -> None:
    for state in stage_states(events):
        planned = [event.on for event in events if event.stage == state.stage and event.kind == PLANNED]
        others = [event for event in events if event.stage == state.stage and event.kind != PLANNED]
        assert state.planned_on == (planned[-1] if planned else None)
        assert state.held_on == (others[-1].on if others else None)


@given(EVENTS, st.integers(1, STAGE_COUNT))
def test_a_reopened_stage_is_open_and_keeps_its_plan(events: list[Event], stage: int) -> None:
    before = stage_states(events)[stage - 1]
    after = stage_states([*events, Event(stage, REOPENED, None)])[stage - 1]
    assert (after.is_held, after.planned_on) == (False, before.planned_on)


@given(STATES, st.integers(1, STAGE_COUNT))
def test_out_of_order_is_what_leaves_an_earlier_stage_open(states: tuple[StageState, ...], stage: int) -> None:
    waiting = open_before(states, stage)
    assert is_out_of_order(states, stage) == bool(waiting)
    assert all(at < stage and not states[at - 1].is_held for at in waiting)
    current = current_stage(states)
    if current:
        assert not open_before(states, current.stage)


@given(STATES, DAYS)
def test_a_mark_says_what_the_days_say(states: tuple[StageState, ...], today: date) -> None:
    for state in states:
        mark, late = state.mark(today), state.days_late(today) > 0
        assert (mark in {Mark.HELD, Mark.HELD_LATE}) == state.is_held
        assert (mark in {Mark.HELD_LATE, Mark.OVERDUE}) == late
        assert (mark is Mark.UNPLANNED) == (not state.is_held and state.planned_on is None)


@given(STATES, DAYS)
def test_a_village_is_as_late_as_its_latest_open_stage(states: tuple[StageState, ...], today: date) -> None:
    progress = progress_of(states, today)
    overdue = [state.days_late(today) for state in states if not state.is_held]
    assert progress.days_late == max(overdue, default=0)
    assert (progress.standing is Standing.LATE) == (progress.days_late > 0) == (progress.latest is not None)
    assert (progress.standing is Standing.DONE) == (progress.held == STAGE_COUNT) == (progress.current is None)


@given(STATES, DAYS, st.integers(0, 400))
def test_nobody_becomes_less_late_by_waiting(states: tuple[StageState, ...], today: date, days: int) -> None:
    later = progress_of(states, today + timedelta(days=days))
    assert later.days_late >= progress_of(states, today).days_late


def test_what_was_held_late_makes_nobody_late_today() -> None:
    states = stage_states([Event(1, PLANNED, date(2019, 1, 1)), Event(1, HELD, date(2019, 3, 1))])
    assert states[0].mark(TODAY) is Mark.HELD_LATE
    assert progress_of(states, TODAY)[:4] == (1, states[1], None, 0)
    assert progress_of(states, TODAY).standing is Standing.UNPLANNED


def test_the_day_of_the_plan_is_not_late() -> None:
    states = stage_states([Event(1, PLANNED, TODAY)])
    assert progress_of(states, TODAY).standing is Standing.ON_TIME
    assert progress_of(states, TODAY + timedelta(days=1)).days_late == 1


def test_among_equally_late_stages_the_first_is_named() -> None:
    day = date(2019, 1, 1)
    progress = progress_of(stage_states([Event(5, PLANNED, day), Event(3, PLANNED, day)]), TODAY)
    assert progress.latest and progress.latest.stage == 3


@given(st.dictionaries(st.integers(1, STAGE_COUNT), DAYS))
def test_misordered_is_empty_just_for_days_in_order(dates: dict[int, date]) -> None:
    days = [dates[stage] for stage in sorted(dates)]
    wrong = misordered(dates)
    assert (not wrong) == (days == sorted(days))
    for stage, earlier in wrong.items():
        assert earlier < stage and dates[earlier] > dates[stage]
        assert dates[earlier] == max(dates[at] for at in dates if at < stage)


@given(st.text(max_size=4))
def test_a_few_letters_are_no_reason(text: str) -> None:
    assert not is_reason(text)


def test_a_reason_is_words() -> None:
    assert is_reason("Banjir di RT 02")
    assert not is_reason("12345 67890 ----")


@given(STATES)
def test_states_are_read_back_from_their_dates(states: tuple[StageState, ...]) -> None:
    pairs = [[day.isoformat() if day else "" for day in state[1:]] for state in states]
    assert read_states(pairs) == states


def test_nothing_kept_is_twelve_open_stages() -> None:
    assert read_states(()) == stage_states([])
