"""Who holds a thing and when it waits for a check: rules, by property."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.custody import CHECK, CHECK_MONTHS, HANDOVER, LOST, OFFICE, Custody, custody_of, months_after, newest


class Event(NamedTuple):
    kind: str
    on: date
    holder_kind: str = ""
    condition: str = ""


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
handovers = st.builds(
    Event, st.just(HANDOVER), days, st.sampled_from(["family", "group", OFFICE, "public"]), st.just("")
)
checks = st.builds(Event, st.just(CHECK), days, st.just(""), st.sampled_from(["used", "unused", "broken", LOST]))
records = st.lists(handovers | checks)


@given(records)
def test_the_holder_is_that_of_the_latest_hand_over(events: list[Event]) -> None:
    custody = custody_of(events)
    handed = [event for event in events if event.kind == HANDOVER]
    assert (custody.handed_on is None) == (not handed)
    if handed:
        latest = max(event.on for event in handed)
        assert custody.handed_on == latest
        assert custody.holder_kind == [event for event in handed if event.on == latest][-1].holder_kind


@given(records, handovers)
def test_a_check_changes_no_holder_and_a_hand_over_no_condition(events: list[Event], handed: Event) -> None:
    before = custody_of(events)
    checked = custody_of([*events, Event(CHECK, handed.on, condition="used")])
    assert (checked.holder_kind, checked.handed_on) == (before.holder_kind, before.handed_on)
    given_on = custody_of([*events, handed])
    assert (given_on.condition, given_on.found_on) == (before.condition, before.found_on)


@given(records, days)
def test_nothing_waits_within_half_a_year_of_being_seen(events: list[Event], today: date) -> None:
    custody = custody_of(events)
    if custody.last_on is not None and today <= months_after(custody.last_on, CHECK_MONTHS):
        assert not custody.waits_for_check(today)


@given(records, days, st.integers(0, 4000))
def test_what_waits_goes_on_waiting(events: list[Event], today: date, later: int) -> None:
    custody = custody_of(events)
    if custody.waits_for_check(today):
        assert custody.waits_for_check(today + timedelta(days=later))


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_months_keep_their_order(day: date, fewer: int, more: int) -> None:
    first, second = sorted((fewer, more))
    assert months_after(day, first) <= months_after(day, second)
    assert months_after(day, 0) == day
    assert months_after(day, 12).month == day.month


@pytest.mark.parametrize(
    ("last", "today", "waits"),
    [
        (date(2019, 4, 10), date(2019, 10, 10), False),
        (date(2019, 4, 10), date(2019, 10, 11), True),
        (date(2019, 8, 31), date(2020, 2, 29), False),
        (date(2019, 8, 31), date(2020, 3, 1), True),
    ],
)
def test_six_months_are_counted_by_the_calendar(last: date, today: date, waits: bool) -> None:
    assert Custody("family", last).waits_for_check(today) is waits


def test_what_was_never_handed_over_or_is_lost_waits_for_nothing() -> None:
    assert not Custody().waits_for_check(date(2030, 1, 1))
    assert not Custody("family", date(2019, 1, 1), LOST, date(2019, 2, 1)).waits_for_check(date(2030, 1, 1))


def test_of_one_day_the_last_note_counts() -> None:
    day = date(2019, 4, 10)
    events = [Event(HANDOVER, day, OFFICE), Event(HANDOVER, day, "family")]
    assert newest(events) is events[1]
    assert not custody_of(events).is_at_office
    assert custody_of(events[:1]).is_at_office
    assert newest([]) is None
