"""PURE: the phases of a round and the ways between them, as one table."""

from enum import StrEnum
from typing import NamedTuple


class Phase(StrEnum):
    """Where a round stands, in the order that it goes through them."""

    PREPARATION = "preparation"
    SCORING = "scoring"
    PLENARY = "plenary"
    LOCKED = "locked"
    PUBLISHED = "published"
    OBJECTIONS = "objections"
    FINAL = "final"


class Need(StrEnum):
    """A condition that must hold before a way is taken; the action that takes it checks it, in words."""

    JUDGING = "judging"
    CALIBRATION = "calibration"
    TWO_ENTRIES = "two_entries"
    PANEL = "panel"
    JUDGE_FOR_EACH_ENTRY = "judge_for_each_entry"
    NO_MARKS_SAVED = "no_marks_saved"
    ALL_SHEETS_SUBMITTED = "all_sheets_submitted"
    NOTHING_MODERATED = "nothing_moderated"
    NO_OPEN_TIE = "no_open_tie"
    NO_OPEN_OBJECTION = "no_open_objection"


# Managing a round: which permission that takes depends on the round's level (assessments.permissions).
MANAGE_ROUND = "manage_round"

# Phases in which the result is frozen.
FROZEN = frozenset({Phase.LOCKED, Phase.PUBLISHED, Phase.OBJECTIONS, Phase.FINAL})
# Phases in which the result is public.
OPEN = frozenset({Phase.PUBLISHED, Phase.OBJECTIONS, Phase.FINAL})


class Transition(NamedTuple):
    """One way from a phase to another, who may take it, and what must hold before."""

    code: str
    before: Phase
    after: Phase
    permission: str
    needs: tuple[Need, ...]


# From locked on there is no way back: a correction is a new result, never an old one changed [ours].
TRANSITIONS = (
    Transition(
        "start_scoring",
        Phase.PREPARATION,
        Phase.SCORING,
        MANAGE_ROUND,
        (Need.TWO_ENTRIES, Need.PANEL, Need.JUDGE_FOR_EACH_ENTRY),
    ),
    Transition("stop_scoring", Phase.SCORING, Phase.PREPARATION, MANAGE_ROUND, (Need.NO_MARKS_SAVED,)),
    Transition("open_plenary", Phase.SCORING, Phase.PLENARY, MANAGE_ROUND, (Need.ALL_SHEETS_SUBMITTED,)),
    Transition("reopen_scoring", Phase.PLENARY, Phase.SCORING, MANAGE_ROUND, (Need.NOTHING_MODERATED,)),
    Transition("lock", Phase.PLENARY, Phase.LOCKED, MANAGE_ROUND, (Need.JUDGING, Need.NO_OPEN_TIE)),
    Transition("end_calibration", Phase.PLENARY, Phase.FINAL, MANAGE_ROUND, (Need.CALIBRATION,)),
    Transition("publish", Phase.LOCKED, Phase.PUBLISHED, MANAGE_ROUND, ()),
    Transition("open_objections", Phase.PUBLISHED, Phase.OBJECTIONS, MANAGE_ROUND, ()),
    Transition("close_objections", Phase.OBJECTIONS, Phase.FINAL, MANAGE_ROUND, (Need.NO_OPEN_OBJECTION,)),
)


def transition(before: Phase, after: Phase) -> Transition | None:
    """Give the way from one phase to the other, or None where the table has none."""
    return next((way for way in TRANSITIONS if (way.before, way.after) == (before, after)), None)


def allowed(before: Phase, after: Phase) -> bool:
    """Say whether the table has a way from one phase to the other."""
    return transition(before, after) is not None


def dated_phases(*, calibration: bool) -> tuple[Phase, ...]:
    """Give the phases that a round leaves, in their order: each can have a date. A calibration has no result."""
    phases = tuple(phase for phase in Phase if any(way.before is phase for way in TRANSITIONS))
    return tuple(phase for phase in phases if phase not in FROZEN) if calibration else phases
