"""PURE: the twelve stages of a programme year, and what their events add up to.

The order is that of the source [seed]: pembinaan stands three times (3, 7, 10), so a stage is a step of a sequence and
no type. Whether a stage may be held out of its order is our choice: it may, with a reason.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

STAGE_COUNT = 12
PLANNED, HELD, REOPENED = "planned", "held", "reopened"


class Noted(Protocol):
    """One event as it was noted, in the order of being noted."""

    @property
    def stage(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date | None: ...


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


def current_stage(states: Sequence[StageState]) -> StageState | None:
    """Give the first stage that is not held; None when all are."""
    return next((state for state in states if not state.is_held), None)


def is_out_of_order(states: Sequence[StageState], stage: int) -> bool:
    """Say whether a stage would be held while one before it is not."""
    return any(not state.is_held for state in states if state.stage < stage)
