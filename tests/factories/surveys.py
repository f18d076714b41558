"""What a browser sends from the survey page, where to, and surveys on their way."""

from typing import Any

from django.urls import reverse

from p2wkss.models import User
from tests.factories.places import make_survey
from villages.actions.review import return_survey, submit_survey
from villages.enums import SurveyRound
from villages.models import Family, Survey

WHOLE, EMPTY = "y" * 21, "-" * 21


def edit_url(family: Family, round: str = SurveyRound.ENDLINE) -> str:
    """The page of a survey."""
    return reverse("villages:survey_edit", args=[family.pk, round])


def draft_url(family: Family, round: str = SurveyRound.ENDLINE) -> str:
    """Where the page's script sends the draft."""
    return reverse("villages:survey_autosave", args=[family.pk, round])


def copy_url(family: Family) -> str:
    """Where a start from the last round is asked for."""
    return reverse("villages:survey_copy", args=[family.pk])


def typed(answers: str, **changes: Any) -> dict[str, Any]:
    """The form's fields; a gap in the answers is not sent."""
    given = {f"answer_{number}": letter for number, letter in enumerate(answers, 1) if letter != "-"}
    return {"surveyed_on": "2019-09-10", "monthly_income": "1.500.000", "version": "0", **given, **changes}


def survey_of(family: Family, round: str = SurveyRound.ENDLINE) -> Survey:
    """The survey as it stands in the database."""
    return Survey.objects.get(family=family, round=round)


def said(response: Any) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in response.context["messages"]]


def put(survey: Survey, state: str) -> Survey:
    """Bring a survey into a state, whatever the way."""
    Survey.objects.filter(pk=survey.pk).update(state=state)
    survey.refresh_from_db()
    return survey


def send_back(by: User, family: Family, **facts: Any) -> Survey:
    """A survey at endline that was handed in and returned."""
    survey = submit_survey(by=by, survey=make_survey(by, family, SurveyRound.ENDLINE))
    return return_survey(by=by, survey=survey, **facts)
