"""PURE: who holds a thing that was given, how it was found last, and what is worth looking at again.

Studies of P2WKSS criticise that sewing machines stayed with the village office, so the record shows who holds what
[public]. That a thing waits for a check after six months without one is our choice.
"""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

CHECK_MONTHS = 6
HANDOVER, CHECK = "handover", "check"
OFFICE, LOST = "office", "lost"


class Noted(Protocol):
    """One hand-over or check as it was noted."""

    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def holder_kind(self) -> str: ...
    @property
    def condition(self) -> str: ...


E = TypeVar("E", bound=Noted)


class Custody(NamedTuple):
    """How one thing stands. Empty words and None are for what was never noted."""

    holder_kind: str = ""
    handed_on: date | None = None
    condition: str = ""
    found_on: date | None = None

    @property
    def is_at_office(self) -> bool:
        """Whether an office keeps what was meant for families."""
        return self.holder_kind == OFFICE

    @property
    def last_on(self) -> date | None:
        """The last day that somebody saw the thing: a check, or the hand-over itself."""
        return max((day for day in (self.handed_on, self.found_on) if day), default=None)

    def waits_for_check(self, today: date) -> bool:
        """Say whether six months went by without a check; what is lost, or was never handed over, waits for none."""
        last = self.last_on
        return last is not None and self.condition != LOST and today > months_after(last, CHECK_MONTHS)


def custody_of(events: Iterable[Noted]) -> Custody:
    """Read the newest hand-over, and the newest condition that was noted at a hand-over or a check."""
    events = list(events)
    handed = newest(event for event in events if event.kind == HANDOVER)
    found = newest(event for event in events if event.condition)
    return Custody(
        handed.holder_kind if handed else "",
        handed.on if handed else None,
        found.condition if found else "",
        found.on if found else None,
    )


def newest(events: Iterable[E]) -> E | None:
    """Give the event of the latest day; of one day, the one that was noted last."""
    found: E | None = None
    for event in events:
        if found is None or event.on >= found.on:
            found = event
    return found


def months_after(day: date, months: int) -> date:
    """Give the same day so many months on, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
