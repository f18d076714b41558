"""The phases of a round and the ways between them, as one table. Pure."""

from enum import StrEnum
from typing import NamedTuple


class Phase(StrEnum):
    """Where a round stands."""

    PREPARATION = "preparation"
    SCORING = "scoring"
    LOCKED = "locked"
    PUBLISHED = "published"


class Transition(NamedTuple):
    """One way from a phase to another, and what must hold before it is taken."""

    before: Phase
    after: Phase
    needs: tuple[str, ...]


TRANSITIONS = (
    Transition(Phase.PREPARATION, Phase.SCORING, ("two_entries", "panel", "judge_for_each_entry")),
    Transition(Phase.SCORING, Phase.PREPARATION, ("no_marks_saved",)),
    Transition(Phase.SCORING, Phase.LOCKED, ("all_sheets_submitted", "no_open_tie")),
    Transition(Phase.LOCKED, Phase.PUBLISHED, ()),
)


def allowed(before: Phase, after: Phase) -> bool:
    """Say whether the table has a way from one phase to the other."""
    return any(way.before == before and way.after == after for way in TRANSITIONS)
