"""Drafts that the survey page sends while it is filled in, and the time that it took."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_survey
from tests.factories.surveys import WHOLE, copy_url, draft_url, edit_url, put, said, send_back, survey_of, typed
from tests.factories.world import World
from villages.actions.surveys import MAX_ENTRY_SECONDS, save_survey
from villages.enums import SurveyRound, SurveyState
from villages.models import Family, Survey

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
ENDLINE = SurveyRound.ENDLINE


def test_a_draft_is_saved_and_the_page_is_told_what_stands(staff: Client, world: World) -> None:
    family = world.serang.family
    response = staff.post(draft_url(family), typed("y" * 8 + "t" + "-" * 12))
    survey = survey_of(family)
    assert response.status_code == 200
    assert response.json() == {
        "version": 1,
        "saved_at": timezone.localtime(survey.saved_at).strftime("%H.%M"),
        "state": "draft",
        "stage": "ks1",
        "stage_label": "KS I",
        "first_unmet": 9,
        "answered": 9,
    }
    assert (survey.answers, survey.monthly_income) == ("y" * 8 + "t" + "-" * 12, 1_500_000)


def test_the_version_from_one_draft_carries_the_next_and_the_button(staff: Client, world: World) -> None:
    family = world.serang.family
    first = staff.post(draft_url(family), typed("y" + "-" * 20)).json()["version"]
    second = staff.post(draft_url(family), typed("yy" + "-" * 19, version=first)).json()["version"]
    response = staff.post(edit_url(family), typed(WHOLE, version=second, next="1"), follow=True)
    assert said(response)[0] == "Survei Keluarga 003 (contoh) lengkap dan diajukan untuk diperiksa."
    assert survey_of(family).state == SurveyState.SUBMITTED


def test_a_draft_whose_answer_was_lost_is_sent_again_without_harm(staff: Client, world: World) -> None:
    family, draft = world.serang.family, typed("yy" + "-" * 19)
    answers = [staff.post(draft_url(family), draft) for _time in range(2)]
    assert [one.json()["version"] for one in answers] == [1, 1]
    assert AuditEvent.objects.filter(action="survey.save_endline").count() == 1


def test_a_draft_never_goes_over_somebody_elses_newer_one(staff: Client, world: World) -> None:
    family = world.serang.family
    make_survey(world.serang.surveyor, family, ENDLINE, "t" * 21)
    response = staff.post(draft_url(family), typed("y" * 21))
    assert response.status_code == 409
    assert "Orang lain" in response.json()["reason"]
    assert survey_of(family).answers == "t" * 21


@pytest.mark.parametrize("state", [SurveyState.SUBMITTED, SurveyState.VERIFIED])
def test_what_was_handed_in_is_not_saved_by_itself(state: SurveyState, staff: Client, world: World) -> None:
    survey = put(make_survey(world.serang.staff, world.serang.family, ENDLINE), state)
    response = staff.post(draft_url(survey.family), typed("t" * 21, version=survey.version))
    assert response.status_code == 409
    assert str(state.label) in response.json()["reason"]
    assert survey_of(survey.family).answers == WHOLE


def test_what_was_sent_back_saves_itself_and_stays_sent_back(staff: Client, world: World) -> None:
    survey = send_back(world.serang.staff, world.serang.family, note="Periksa lagi.", remarks={})
    response = staff.post(draft_url(survey.family), typed("t" + "y" * 20, version=survey.version))
    assert (response.status_code, response.json()["state"]) == (200, "returned")


def test_faulty_fields_are_named(staff: Client, world: World) -> None:
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    for changes, field in (
        ({"surveyed_on": ""}, "surveyed_on"),
        ({"surveyed_on": tomorrow}, "surveyed_on"),
        ({"monthly_income": "banyak"}, "monthly_income"),
        ({"answer_3": "b"}, "answer_3"),
    ):
        response = staff.post(draft_url(world.serang.family), typed(WHOLE, **changes))
        assert (response.status_code, list(response.json()["errors"])) == (422, [field])
    assert not Survey.objects.filter(family=world.serang.family, round=ENDLINE).exists()


@pytest.mark.parametrize("url", [draft_url, copy_url])
def test_who_may_send_a_draft_or_a_copy(url: Callable[[Family], str], world: World, sign_in: SignIn) -> None:
    own, other = world.serang.family, world.pandeglang.family
    done = 302 if url is copy_url else 200
    for person, family, expected in (
        (world.serang.surveyor, own, done),
        (world.serang.staff, own, done),
        (world.secretariat, own, 403),
        (world.official, own, 404),
        (world.serang.assessor, own, 404),
        (world.administrator, own, 404),
        (world.serang.staff, other, 404),
    ):
        assert sign_in(person).post(url(family), typed("y" + "-" * 20)).status_code == expected, person
    assert not Survey.objects.filter(family=other, round=ENDLINE).exists()


def test_no_draft_of_a_family_that_is_not_there_and_none_by_a_link(staff: Client, world: World) -> None:
    nowhere = reverse("villages:survey_autosave", args=[uuid4(), ENDLINE])
    assert staff.post(nowhere, typed(WHOLE)).status_code == 404
    assert staff.get(draft_url(world.serang.family)).status_code == 405
    assert staff.get(copy_url(world.serang.family)).status_code == 405


def test_a_draft_carries_neither_name_nor_number_back(staff: Client, world: World) -> None:
    body = staff.post(draft_url(world.serang.family), typed(WHOLE)).content.decode()
    assert world.serang.family.head_name not in body
    assert world.serang.family.nik.reveal() not in body


# The time of entry ------------------------------------------------------------------------------------------


def test_time_is_added_up_only_where_something_changed(staff: Client, world: World) -> None:
    family, draft = world.serang.family, typed("y" + "-" * 20, entry_seconds="40")
    for _time in range(2):
        staff.post(draft_url(family), draft)
    assert (survey_of(family).entry_seconds, survey_of(family).version) == (40, 1)
    staff.post(edit_url(family), typed(WHOLE, version="1", entry_seconds="25"))
    assert survey_of(family).entry_seconds == 65


@pytest.mark.parametrize(("told", "kept"), [("", None), ("-3", None), ("lama", None), ("999999", MAX_ENTRY_SECONDS)])
def test_nonsense_about_time_harms_nothing(told: str, kept: int | None, staff: Client, world: World) -> None:
    response = staff.post(draft_url(world.serang.family), typed(WHOLE, entry_seconds=told))
    assert response.status_code == 200
    assert survey_of(world.serang.family).entry_seconds == kept


def test_no_survey_took_more_than_a_day(world: World) -> None:
    by, survey = world.serang.staff, make_survey(world.serang.staff, world.serang.family, ENDLINE)
    for answers in ("t" * 21, WHOLE):
        survey.answers = answers
        survey = save_survey(by=by, survey=survey, seconds=MAX_ENTRY_SECONDS)
    assert survey_of(world.serang.family).entry_seconds == MAX_ENTRY_SECONDS


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_draft_costs_the_same_in_a_large_village(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    village = world.serang.villages[1]
    families = [make_family(world.serang.staff, village, serial=300 + at) for at in range(count)]
    with django_assert_num_queries(28):
        assert staff.post(draft_url(families[0]), typed("y" + "-" * 20)).status_code == 200
