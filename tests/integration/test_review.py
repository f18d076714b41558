"""Checking surveys: the steps and what they refuse, one by one and many at once."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_survey
from tests.factories.reviews import BASELINE, ENDLINE, ROWS, STATES, handed_in, put, take, verify_many, village_of
from tests.factories.world import World
from villages.actions.review import return_survey, submit_survey, verify_survey, verify_surveys
from villages.actions.surveys import save_survey
from villages.enums import SurveyState
from villages.models import Survey, SurveyEvent
from villages.survey_states import MOVES, Step

pytestmark = pytest.mark.usefixtures("shared_world")


# The steps ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", list(Step))
def test_every_step_from_every_state(world: World, state: SurveyState, step: Step) -> None:
    survey = put(handed_in(world, 1)[0], state)
    version, events = survey.version, SurveyEvent.objects.count()
    target = MOVES.get((state.value, step))
    if target is None:
        with pytest.raises(ValidationError, match=str(state.label)):
            take(step, world.serang.staff, survey)
    else:
        take(step, world.serang.staff, survey)
    survey.refresh_from_db()
    assert (survey.state, survey.version) == ((target, version + 1) if target else (state, version))
    assert SurveyEvent.objects.count() == events + bool(target)


def test_a_step_stands_in_the_history_and_in_the_audit(world: World) -> None:
    survey = handed_in(world, 1)[0]
    return_survey(by=world.serang.staff, survey=survey, note=" Tanyakan lagi ", remarks={9: " Berapa stel? ", 2: " "})
    event = survey.events.last()
    assert event is not None
    assert (event.state, event.note, event.remarks) == ("returned", "Tanyakan lagi", {"9": "Berapa stel?"})
    audit = AuditEvent.objects.latest("pk")
    assert (audit.action, audit.object_id) == ("survey.return", str(survey.pk))
    assert audit.details == {"round": "baseline", "remarks": 1}


@pytest.mark.parametrize(("note", "remarks"), [("", {}), ("  ", {4: " "}), ("", {22: "apa"}), ("", {0: "apa"})])
def test_a_return_says_what_to_correct(world: World, note: str, remarks: dict[int, str]) -> None:
    survey = handed_in(world, 1)[0]
    with pytest.raises(ValidationError):
        return_survey(by=world.serang.staff, survey=survey, note=note, remarks=remarks)
    survey.refresh_from_db()
    assert survey.state == "submitted"


def test_a_survey_with_open_questions_is_not_handed_in(world: World) -> None:
    family = make_family(world.serang.staff, village_of(world), serial=701)
    survey = make_survey(world.serang.staff, family, answers="y" * 20 + "-")
    with pytest.raises(ValidationError, match="semua 21 pertanyaan"):
        submit_survey(by=world.serang.staff, survey=survey)


def test_only_what_was_looked_at_is_accepted(world: World) -> None:
    survey = handed_in(world, 1)[0]
    seen = Survey.objects.get(pk=survey.pk)
    survey.answers = "t" * 21
    save_survey(by=world.serang.staff, survey=survey)
    for step in (Step.VERIFY, Step.RETURN):
        with pytest.raises(StaleVersion):
            take(step, world.serang.staff, seen)
    assert take(Step.VERIFY, world.serang.staff, survey).state == "verified"


def test_a_verified_survey_changes_only_after_it_went_back(world: World) -> None:
    survey = take(Step.VERIFY, world.serang.staff, handed_in(world, 1)[0])
    survey.answers = "t" * 21
    with pytest.raises(PermissionDenied, match="sudah diverifikasi"):
        save_survey(by=world.serang.staff, survey=survey)
    take(Step.RETURN, world.serang.staff, survey)
    assert save_survey(by=world.serang.staff, survey=survey).state == "returned"


@pytest.mark.parametrize("who", ["secretariat", "official", "administrator"])
def test_nobody_else_checks(world: World, who: str) -> None:
    survey = handed_in(world, 1)[0]
    stranger = getattr(world, who)
    for by in (stranger, world.serang.surveyor, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            verify_survey(by=by, survey=survey)
        with pytest.raises(PermissionDenied):
            return_survey(by=by, survey=survey, note="Periksa", remarks={})
        with pytest.raises(PermissionDenied):
            verify_surveys(by=by, target_village=village_of(world), round=BASELINE, seen={survey.pk: survey.version})
    survey.refresh_from_db()
    assert survey.state == "submitted"


# Many at once ------------------------------------------------------------------------------------------------


def test_many_are_verified_each_with_its_step_and_all_with_one_audit_event(world: World) -> None:
    surveys = handed_in(world, 3)
    before = AuditEvent.objects.count()
    done = verify_many(world, *surveys)
    assert {one.pk for one in done.verified} == {one.pk for one in surveys}
    assert done.skipped == []
    for survey in surveys:
        version = survey.version
        survey.refresh_from_db()
        assert (survey.state, survey.version) == ("verified", version + 1)
        assert [(one.state, one.by) for one in survey.events.all()][-1] == ("verified", world.serang.staff)
    assert AuditEvent.objects.count() == before + 1
    audit = AuditEvent.objects.latest("pk")
    assert (audit.action, audit.details) == ("survey.verify", {"round": "baseline", "surveys": 3})


@pytest.mark.parametrize("state", STATES)
def test_what_moved_on_is_skipped_and_named(world: World, state: SurveyState) -> None:
    first, second = handed_in(world, 2)
    put(second, state)
    done = verify_many(world, first, second)
    ready = [first, second] if state == SurveyState.SUBMITTED else [first]
    assert done.verified == sorted(ready, key=lambda one: one.pk)
    assert done.skipped == ([] if second in ready else [second])
    second.refresh_from_db()
    assert second.state == ("verified" if second in ready else state)


def test_what_was_changed_meanwhile_is_skipped(world: World) -> None:
    survey = handed_in(world, 1)[0]
    before = AuditEvent.objects.count()
    done = verify_many(world, survey, seen={survey.pk: survey.version - 1})
    assert (done.verified, done.skipped) == ([], [survey])
    assert AuditEvent.objects.count() == before


def test_one_strange_key_refuses_all(world: World) -> None:
    survey = handed_in(world, 1)[0]
    elsewhere = Survey.objects.get(family=world.serang.family)
    for key in (elsewhere.pk, uuid4()):
        with pytest.raises(ValidationError, match="bukan dari desa dan putaran ini"):
            verify_many(world, survey, seen={survey.pk: survey.version, key: 1})
    with pytest.raises(ValidationError, match="bukan dari desa dan putaran ini"):
        verify_many(world, survey, round=ENDLINE)
    with pytest.raises(ValidationError, match="Pilih paling sedikit satu"):
        verify_many(world)
    survey.refresh_from_db()
    assert survey.state == "submitted"


@ROWS
def test_verifying_many_asks_as_often_for_any_number(count: int, world: World, django_assert_num_queries: Any) -> None:
    surveys = handed_in(world, count)
    assert world.serang.staff.held_roles
    with django_assert_num_queries(6):
        verify_many(world, *surveys)
