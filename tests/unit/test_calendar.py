"""Months as a calendar shows them: whole weeks from Monday, no day lost, no day twice."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.calendar import (
    Month,
    count_months,
    every_weekday,
    month_of,
    month_weeks,
    months_of,
    read_day,
    read_month,
)

MONTHS = st.builds(Month, st.integers(2, 9998), st.integers(1, 12))
DAYS = st.dates(date(2018, 1, 1), date(2020, 12, 31))


@dataclass
class Planned:
    """A visit as the strip counts it."""

    planned_on: date
    held_on: date | None = None
    cancelled_reason: str = ""


@given(MONTHS)
def test_the_weeks_of_a_month_hold_each_of_its_days_once(month: Month) -> None:
    weeks = month_weeks(month)
    days = [day for week in weeks for day in week]
    assert all(len(week) == 7 and [day.weekday() for day in week] == list(range(7)) for week in weeks)
    assert days == [days[0] + timedelta(at) for at in range(len(days))]
    assert tuple(day for day in days if day in month) == month.days
    assert weeks[0][-1] >= month.first
    assert weeks[-1][0] <= month.last


@given(MONTHS, st.integers(-24, 24))
def test_months_go_back_and_forth(month: Month, steps: int) -> None:
    if 1 <= month.moved(steps).year <= 9999:
        assert month.moved(steps).moved(-steps) == month
    assert month.moved(1).moved(-1) == month
    assert month_of(month.last + timedelta(1)) == month.moved(1)
    assert month_of(month.first - timedelta(1)) == month.moved(-1)


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert read_month(str(month)) == month


@given(st.text(max_size=12))
def test_any_text_is_a_month_or_none(text: str) -> None:
    month = read_month(text)
    assert month is None or str(month) == text


@pytest.mark.parametrize("text", ["", "2019", "2019-13", "2019-00", "0001-01", "9999-12", "19-03", "2019-3", "²019-03"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019-03-04", date(2019, 3, 4)), ("2019-02-30", None), ("20190304", None), ("2019-W10-1", None), ("", None)],
)
def test_days_are_read(text: str, day: date | None) -> None:
    assert read_day(text) == day


@given(MONTHS, st.integers(0, 6), st.integers(0, 6))
def test_every_weekday_comes_in_order_and_never_too_often(month: Month, weekday: int, at_most: int) -> None:
    days = every_weekday(month, weekday, at_most)
    assert all(day in month and day.weekday() == weekday for day in days)
    assert len(days) == min(at_most, sum(day.weekday() == weekday for day in month.days))
    assert list(days) == sorted(set(days))
    assert len(every_weekday(month, weekday, 4)) == 4, "each month has four of each"


def test_the_first_four_tuesdays_of_march_2019() -> None:
    assert [day.day for day in every_weekday(Month(2019, 3), 1, 4)] == [5, 12, 19, 26]
    assert month_weeks(Month(2019, 3))[0][0] == date(2019, 2, 25)


@given(st.lists(st.builds(Planned, DAYS, st.none() | DAYS)))
def test_each_visit_of_the_year_is_counted_once(visits: list[Planned]) -> None:
    counts = count_months(visits, 2019)
    assert tuple(one.month for one in counts) == months_of(2019)
    assert sum(one.planned for one in counts) == sum(visit.planned_on.year == 2019 for visit in visits)
    assert sum(one.held for one in counts) == sum(
        visit.held_on is not None and visit.held_on.year == 2019 for visit in visits
    )


def test_called_off_counts_for_nothing_and_moved_counts_where_it_was_held() -> None:
    counts = count_months(
        [
            Planned(date(2019, 3, 5), date(2019, 4, 2)),
            Planned(date(2019, 3, 12), cancelled_reason="Banjir"),
            Planned(date(2019, 3, 19)),
        ],
        2019,
    )
    assert {one.month.month: (one.planned, one.held) for one in counts if one.planned or one.held} == {
        3: (2, 0),
        4: (0, 1),
    }
