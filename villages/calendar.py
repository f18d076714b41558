"""PURE: months as a calendar shows them, and how the visits of a year stand against what was meant each month.

Weeks begin on Monday.
"""

from calendar import Calendar, monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import NamedTuple, Protocol

WEEK = 7


class Month(NamedTuple):
    """A month of a year; in an address it is written 2019-03."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def address(self) -> str:
        """How it stands in an address, where a tuple would be taken for several values."""
        return str(self)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def days(self) -> tuple[date, ...]:
        """All its days."""
        return tuple(self.first + timedelta(at) for at in range(self.last.day))

    def moved(self, months: int) -> "Month":
        """Give the month so many months later; earlier for a negative number."""
        at = self.year * 12 + self.month - 1 + months
        return Month(at // 12, at % 12 + 1)

    def __contains__(self, day: object, /) -> bool:
        return isinstance(day, date) and (day.year, day.month) == tuple(self)


def month_of(day: date) -> Month:
    """Give the month that a day lies in."""
    return Month(day.year, day.month)


def months_of(year: int) -> tuple[Month, ...]:
    """Give the twelve months of a year."""
    return tuple(Month(year, month) for month in range(1, 13))


def read_month(text: str) -> Month | None:
    """Read 2019-03; None for what is no month, or lies at the edge of what dates can say."""
    year, _dash, month = text.partition("-")
    if not (year.isascii() and year.isdecimal() and month.isascii() and month.isdecimal()):
        return None
    if len(year) != 4 or len(month) != 2 or not MINYEAR < int(year) < MAXYEAR or not 1 <= int(month) <= 12:
        return None
    return Month(int(year), int(month))


def read_day(text: str) -> date | None:
    """Read 2019-03-04; None for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def month_weeks(month: Month) -> tuple[tuple[date, ...], ...]:
    """Give the weeks that a month touches, each from Monday to Sunday, with the days of its neighbours."""
    return tuple(tuple(week) for week in Calendar().monthdatescalendar(month.year, month.month))


def every_weekday(month: Month, weekday: int, at_most: int) -> tuple[date, ...]:
    """Give the first days of a month that fall on a weekday: 0 is Monday."""
    return tuple(day for day in month.days if day.weekday() == weekday)[:at_most]


class Dated(Protocol):
    """A visit as the strip of the year counts it."""

    @property
    def planned_on(self) -> date: ...
    @property
    def held_on(self) -> date | None: ...
    @property
    def cancelled_reason(self) -> str: ...


class MonthCount(NamedTuple):
    """How many visits a month was planned for, and how many were held in it."""

    month: Month
    planned: int
    held: int


def count_months(visits: Iterable[Dated], year: int) -> tuple[MonthCount, ...]:
    """Count the visits of a year month by month: as planned by the day of the plan, as held by the day they were held.

    A visit that was called off counts for neither; one that was moved into another month counts there as held.
    """
    planned = dict.fromkeys(months_of(year), 0)
    held = dict(planned)
    for visit in visits:
        if not visit.cancelled_reason and (month := month_of(visit.planned_on)) in planned:
            planned[month] += 1
        if visit.held_on is not None and (month := month_of(visit.held_on)) in held:
            held[month] += 1
    return tuple(MonthCount(month, planned[month], held[month]) for month in planned)
