"""The way of a survey: which step leads where. Pure; who may take a step stands in `villages/permissions.py`."""

from enum import StrEnum


class Step(StrEnum):
    """What is done to a survey."""

    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"


# The states are those of `villages.enums.SurveyState`. A survey that somebody checked changes only after it went back.
MOVES: dict[tuple[str, Step], str] = {
    ("draft", Step.SUBMIT): "submitted",
    ("returned", Step.SUBMIT): "submitted",
    ("submitted", Step.VERIFY): "verified",
    ("submitted", Step.RETURN): "returned",
    ("verified", Step.RETURN): "returned",
}
EDITABLE = frozenset({"draft", "submitted", "returned"})


def next_state(state: str, step: Step) -> str | None:
    """Give the state that a step leads to, or None where it cannot be taken."""
    return MOVES.get((state, step))


def state_after_edit(state: str, *, complete: bool) -> str:
    """Give the state after a change of answers: what was handed in and is whole no longer becomes a draft again."""
    return "draft" if state == "submitted" and not complete else state
