"""Surveys on their way to the checked record, for tests, and the pages they are checked on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.models import User
from tests.factories.places import make_family, make_survey
from tests.factories.world import World
from villages.actions.review import return_survey, submit_survey, verify_survey, verify_surveys
from villages.enums import SurveyRound, SurveyState
from villages.models import Family, Survey, TargetVillage
from villages.survey_states import Step

SignIn = Callable[[Any], Client]
BASELINE, ENDLINE = SurveyRound.BASELINE, SurveyRound.ENDLINE
ROWS = pytest.mark.parametrize("count", [1, 3, 30])
STATES = list(SurveyState)


def village_of(world: World) -> TargetVillage:
    """A village without families."""
    return world.serang.villages[1]


def handed_in(world: World, count: int, round: SurveyRound = BASELINE, **facts: Any) -> list[Survey]:
    """Surveys of families in the order of the register, each handed in by the surveyor's supervisor."""
    surveys = []
    for serial in range(700, 700 + count):
        family = make_family(world.serang.staff, village_of(world), serial=serial)
        surveys.append(hand_in(world.serang.staff, family, round, **facts))
    return surveys


def hand_in(by: User, family: Family, round: SurveyRound = BASELINE, answers: str = "y" * 21, **facts: Any) -> Survey:
    return submit_survey(by=by, survey=make_survey(by, family, round, answers, **facts))


def put(survey: Survey, state: str) -> Survey:
    """Bring a survey into a state, whatever the way."""
    Survey.objects.filter(pk=survey.pk).update(state=state)
    survey.refresh_from_db()
    return survey


def queue_url(world: World, round: SurveyRound = BASELINE, query: str = "") -> str:
    return reverse("villages:review_queue", args=[village_of(world).pk, round]) + query


def review_url(family: Family, round: SurveyRound = BASELINE) -> str:
    return reverse("villages:survey_review", args=[family.pk, round])


def signals_url(world: World, round: SurveyRound = BASELINE) -> str:
    return reverse("villages:signals", args=[village_of(world).pk, round])


def told(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def pick(*surveys: Survey) -> dict[str, list[str]]:
    return {"pick": [f"{one.pk}:{one.version}" for one in surveys]}


def take(step: Step, by: User, survey: Survey) -> Survey:
    if step is Step.SUBMIT:
        return submit_survey(by=by, survey=survey)
    if step is Step.VERIFY:
        return verify_survey(by=by, survey=survey)
    return return_survey(by=by, survey=survey, remarks={3: "Atap bocor"})


def verify_many(world: World, *surveys: Survey, **changes: Any) -> Any:
    seen = {one.pk: one.version for one in surveys}
    facts = {"by": world.serang.staff, "target_village": village_of(world), "round": BASELINE, "seen": seen, **changes}
    return verify_surveys(**facts)
