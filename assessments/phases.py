"""PURE: the phases of a round and the ways between them, as one table."""

from enum import StrEnum
from typing import NamedTuple


class Phase(StrEnum):
    """Where a round stands."""

    PREPARATION = "preparation"
    SCORING = "scoring"
    LOCKED = "locked"
    PUBLISHED = "published"


class Need(StrEnum):
    """A condition that must hold before a way is taken; the action that takes it checks it, in words."""

    TWO_ENTRIES = "two_entries"
    PANEL = "panel"
    JUDGE_FOR_EACH_ENTRY = "judge_for_each_entry"
    NO_MARKS_SAVED = "no_marks_saved"
    ALL_SHEETS_SUBMITTED = "all_sheets_submitted"
    NO_OPEN_TIE = "no_open_tie"


# Managing a round: which permission that takes depends on the round's level (assessments.permissions).
MANAGE_ROUND = "manage_round"


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
    Transition("lock", Phase.SCORING, Phase.LOCKED, MANAGE_ROUND, (Need.ALL_SHEETS_SUBMITTED, Need.NO_OPEN_TIE)),
    Transition("publish", Phase.LOCKED, Phase.PUBLISHED, MANAGE_ROUND, ()),
)


def transition(before: Phase, after: Phase) -> Transition | None:
    """Give the way from one phase to the other, or None where the table has none."""
    return next((way for way in TRANSITIONS if (way.before, way.after) == (before, after)), None)


def allowed(before: Phase, after: Phase) -> bool:
    """Say whether the table has a way from one phase to the other."""
    return transition(before, after) is not None
