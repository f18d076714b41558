"""PURE: how an activity stands, promised against delivered, and what several of them come to.

Amounts are whole rupiah. A promise that was called off stays a promise: only so does the record show what came of it.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class PromiseState(StrEnum):
    """How an activity stands on a day."""

    PLANNED = "planned"
    LATE = "late"
    HELD = "held"
    LESS = "less"
    CANCELLED = "cancelled"


class Promise(Protocol):
    """What an agency promised, and what it delivered."""

    @property
    def planned_on(self) -> date: ...
    @property
    def promised(self) -> int: ...
    @property
    def held_on(self) -> date | None: ...
    @property
    def delivered(self) -> int | None: ...
    @property
    def cancelled_reason(self) -> str: ...


class Sums(NamedTuple):
    """Several activities added up: how many, how many of them were held or called off, and their amounts."""

    activities: int = 0
    held: int = 0
    cancelled: int = 0
    promised: int = 0
    delivered: int = 0


def promise_state(promise: Promise, today: date) -> PromiseState:
    """Say how an activity stands. It is late from the day after the planned one; less is less than was promised."""
    if promise.cancelled_reason:
        return PromiseState.CANCELLED
    if promise.held_on is None:
        return PromiseState.LATE if promise.planned_on < today else PromiseState.PLANNED
    return PromiseState.LESS if (promise.delivered or 0) < promise.promised else PromiseState.HELD


def sum_up(promises: Iterable[Promise]) -> Sums:
    """Add activities up."""
    listed = list(promises)
    return Sums(
        activities=len(listed),
        held=sum(one.held_on is not None for one in listed),
        cancelled=sum(bool(one.cancelled_reason) for one in listed),
        promised=sum(one.promised for one in listed),
        delivered=sum(one.delivered or 0 for one in listed),
    )
