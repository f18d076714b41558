"""How an activity stands, and what activities come to."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.promises import PromiseState, Sums, promise_state, sum_up

DAY = date(2019, 6, 1)


@dataclass
class One:
    planned_on: date = DAY
    promised: int = 100
    held_on: date | None = None
    delivered: int | None = None
    cancelled_reason: str = ""


@pytest.mark.parametrize(
    ("one", "today", "expected"),
    [
        (One(), DAY - timedelta(1), PromiseState.PLANNED),
        (One(), DAY, PromiseState.PLANNED),
        (One(), DAY + timedelta(1), PromiseState.LATE),
        (One(held_on=DAY, delivered=100), DAY, PromiseState.HELD),
        (One(held_on=DAY, delivered=150), DAY, PromiseState.HELD),
        (One(held_on=DAY, delivered=99), DAY, PromiseState.LESS),
        (One(promised=0, held_on=DAY, delivered=0), DAY, PromiseState.HELD),
        (One(cancelled_reason="Anggaran dialihkan"), DAY + timedelta(9), PromiseState.CANCELLED),
    ],
)
def test_each_state(one: One, today: date, expected: PromiseState) -> None:
    assert promise_state(one, today) is expected


amounts = st.integers(0, 10**12)
days = st.dates(date(2018, 1, 1), date(2020, 12, 31))
planned = st.builds(One, planned_on=days, promised=amounts)
held = st.builds(One, planned_on=days, promised=amounts, held_on=days, delivered=amounts)
cancelled = st.builds(One, planned_on=days, promised=amounts, cancelled_reason=st.just("Anggaran dialihkan"))
activities = st.lists(st.one_of(planned, held, cancelled))


@given(activities, days)
def test_sums_agree_with_the_states(listed: list[One], today: date) -> None:
    states = [promise_state(one, today) for one in listed]
    sums = sum_up(listed)
    assert sums.activities == len(listed)
    assert sums.held == states.count(PromiseState.HELD) + states.count(PromiseState.LESS)
    assert sums.cancelled == states.count(PromiseState.CANCELLED)


@given(activities, activities)
def test_two_lists_add_up(first: list[One], second: list[One]) -> None:
    pairs = zip(sum_up(first), sum_up(second), strict=True)
    assert sum_up([*first, *second]) == Sums(*(one + other for one, other in pairs))


@given(held, days, days)
def test_what_was_held_stands_alike_on_every_day(one: One, today: date, later: date) -> None:
    assert promise_state(one, today) is promise_state(one, later)
