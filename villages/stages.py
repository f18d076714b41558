"""PURE: the twelve stages of a programme year, and what their events add up to.

The order is that of the source [seed]: pembinaan stands three times (3, 7, 10), so a stage is a step of a sequence and
no type. Whether a stage may be held out of its order is our choice: it may, with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

STAGE_COUNT = 12
PLANNED, HELD, REOPENED = "planned", "held", "reopened"
# A reason has to be words: "-" and "ok" are none [ours].
REASON_LETTERS = 5


class Noted(Protocol):
    """One event as it was noted, in the order of being noted."""

    @property
    def stage(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date | None: ...


class Mark(StrEnum):
    """How one stage stands on a day, as a sign on a board."""

    HELD = "held"
    HELD_LATE = "held-late"
    OVERDUE = "overdue"
    AHEAD = "ahead"
    UNPLANNED = "unplanned"


class Standing(StrEnum):
    """How the whole year of a village stands on a day."""

    LATE = "late"
    ON_TIME = "on-time"
    UNPLANNED = "unplanned"
    DONE = "done"


class StageState(NamedTuple):
    """How one stage stands: the day it is planned for, and the day it was held; None where that is not known."""

    stage: int
    planned_on: date | None = None
    held_on: date | None = None

    @property
    def is_held(self) -> bool:
        """Whether the stage is done."""
        return self.held_on is not None

    def days_late(self, today: date) -> int:
        """Days between the plan and the day it was held, or today while it is not; 0 for on time and without a plan."""
        if self.planned_on is None:
            return 0
        return max(((self.held_on or today) - self.planned_on).days, 0)

    def mark(self, today: date) -> Mark:
        """Give the sign of the stage on a day; what is held without a plan is not late."""
        late = self.days_late(today) > 0
        if self.is_held:
            return Mark.HELD_LATE if late else Mark.HELD
        if self.planned_on is None:
            return Mark.UNPLANNED
        return Mark.OVERDUE if late else Mark.AHEAD


class Progress(NamedTuple):
    """How far a village is on a day: `latest` is the open stage that is overdue longest, `days_late` by how much."""

    held: int
    current: StageState | None
    latest: StageState | None
    days_late: int
    standing: Standing


def stage_states(events: Iterable[Noted]) -> tuple[StageState, ...]:
    """Give the twelve states in order: the newest plan counts, a reopening takes back what was held before it."""
    states = [StageState(stage) for stage in range(1, STAGE_COUNT + 1)]
    for event in events:
        at = event.stage - 1
        if event.kind == PLANNED:
            states[at] = states[at]._replace(planned_on=event.on)
        else:
            states[at] = states[at]._replace(held_on=event.on if event.kind == HELD else None)
    return tuple(states)


def read_states(pairs: Sequence[Sequence[str]]) -> tuple[StageState, ...]:
    """Read twelve (planned, held) ISO dates, "" for none; nothing at all stands for twelve open stages."""
    pairs = pairs or (("", ""),) * STAGE_COUNT
    return tuple(StageState(at, _day(planned), _day(held)) for at, (planned, held) in enumerate(pairs, start=1))


def current_stage(states: Sequence[StageState]) -> StageState | None:
    """Give the first stage that is not held; None when all are."""
    return next((state for state in states if not state.is_held), None)


def open_before(states: Sequence[StageState], stage: int) -> tuple[int, ...]:
    """Give the stages before this one that are not held."""
    return tuple(state.stage for state in states if state.stage < stage and not state.is_held)


def is_out_of_order(states: Sequence[StageState], stage: int) -> bool:
    """Say whether a stage would be held while one before it is not."""
    return bool(open_before(states, stage))


def progress_of(states: Sequence[StageState], today: date) -> Progress:
    """Say how far a village is: as late as the open stage that is overdue longest [ours].

    A stage that was held late is over: it makes nobody late today. Without a date for any open stage nothing can be
    on time or late.
    """
    waiting = [state for state in states if not state.is_held]
    latest = max(waiting, key=lambda state: (state.days_late(today), -state.stage), default=None)
    days = latest.days_late(today) if latest else 0
    if not waiting:
        standing = Standing.DONE
    elif days:
        standing = Standing.LATE
    else:
        planned = any(state.planned_on for state in waiting)
        standing = Standing.ON_TIME if planned else Standing.UNPLANNED
    return Progress(len(states) - len(waiting), current_stage(states), latest if days else None, days, standing)


def misordered(dates: Mapping[int, date]) -> dict[int, int]:
    """Give each stage that is dated before an earlier one, with the earlier stage that has the latest such date."""
    wrong: dict[int, int] = {}
    last: int | None = None
    for stage in sorted(dates):
        if last is not None and dates[stage] < dates[last]:
            wrong[stage] = last
        else:
            last = stage
    return wrong


def is_reason(text: str) -> bool:
    """Say whether a text is a reason in words."""
    return sum(letter.isalpha() for letter in text) >= REASON_LETTERS


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
