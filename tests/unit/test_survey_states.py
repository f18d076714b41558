"""The way of a survey: every state with every step, and what a change of answers does."""

import pytest

from villages.enums import SurveyState
from villages.survey_states import EDITABLE, MOVES, Step, next_state, state_after_edit

ALLOWED = {
    (SurveyState.DRAFT, Step.SUBMIT): SurveyState.SUBMITTED,
    (SurveyState.RETURNED, Step.SUBMIT): SurveyState.SUBMITTED,
    (SurveyState.SUBMITTED, Step.VERIFY): SurveyState.VERIFIED,
    (SurveyState.SUBMITTED, Step.RETURN): SurveyState.RETURNED,
    (SurveyState.VERIFIED, Step.RETURN): SurveyState.RETURNED,
}


@pytest.mark.parametrize("state", list(SurveyState))
@pytest.mark.parametrize("step", list(Step))
def test_each_step_from_each_state(state: SurveyState, step: Step) -> None:
    assert next_state(state, step) == ALLOWED.get((state, step))


def test_the_table_knows_the_states_and_no_others() -> None:
    named = {state for state, _step in MOVES} | set(MOVES.values())
    assert named == set(SurveyState)
    assert set(EDITABLE) == set(SurveyState) - {SurveyState.VERIFIED}


def test_every_survey_can_come_to_its_end_and_be_opened_again() -> None:
    for start in SurveyState:
        reached, waiting = set(), [str(start)]
        while waiting:
            state = waiting.pop()
            if state not in reached:
                reached.add(state)
                waiting += [target for (source, _step), target in MOVES.items() if source == state]
        assert {"submitted", "verified", "returned"} <= reached


@pytest.mark.parametrize("state", sorted(EDITABLE))
@pytest.mark.parametrize("complete", [True, False])
def test_an_edit_never_moves_a_survey_forward(state: str, complete: bool) -> None:
    after = state_after_edit(state, complete=complete)
    assert after == ("draft" if state == "submitted" and not complete else state)
    assert complete or after != "submitted"
