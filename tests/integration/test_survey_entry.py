"""Entering a survey: handing in, what was sent back, and a start from the family's own last round."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_survey
from tests.factories.surveys import (
    EMPTY,
    WHOLE,
    copy_url,
    draft_url,
    edit_url,
    put,
    said,
    send_back,
    survey_of,
    typed,
)
from tests.factories.world import World
from villages.actions.review import return_survey, submit_survey, verify_survey
from villages.actions.surveys import save_and_submit, save_survey, start_from_last_round
from villages.enums import FamilyStatus, SurveyRound, SurveyState
from villages.models import Family, Survey, SurveyEvent
from villages.register import next_without

pytestmark = pytest.mark.usefixtures("shared_world")

ENDLINE, BASELINE = SurveyRound.ENDLINE, SurveyRound.BASELINE

# Handing in -------------------------------------------------------------------------------------------------


def test_a_whole_survey_is_handed_in_and_the_next_family_opens(staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    first, second = (make_family(world.serang.staff, village, serial=serial) for serial in (31, 32))
    response = staff.post(edit_url(first), typed(WHOLE, next="1"), follow=True)
    assert response.redirect_chain == [(edit_url(second), 302)]
    assert said(response) == ["Survei Keluarga 031 (contoh) lengkap dan diajukan untuk diperiksa."]
    assert [(event.state, event.by) for event in SurveyEvent.objects.filter(survey=survey_of(first))] == [
        ("submitted", world.serang.staff)
    ]


def test_an_unfinished_one_stays_a_draft_and_the_next_family_opens(staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    first, second = (make_family(world.serang.staff, village, serial=serial) for serial in (31, 32))
    response = staff.post(edit_url(first), typed("y" * 19 + "--", next="1"), follow=True)
    assert response.redirect_chain == [(edit_url(second), 302)]
    assert said(response) == ["Survei Keluarga 031 (contoh) tersimpan sebagai draf; 2 pertanyaan belum dijawab."]
    assert survey_of(first).state == SurveyState.DRAFT


def test_save_only_saves(staff: Client, world: World) -> None:
    family = world.serang.family
    response = staff.post(edit_url(family), typed(WHOLE), follow=True)
    assert said(response) == ["Survei Keluarga 003 (contoh) tersimpan, tetapi belum diajukan."]
    assert response.redirect_chain == [(reverse("villages:family_detail", args=[family.pk]), 302)]
    assert survey_of(family).state == SurveyState.DRAFT


def test_the_same_form_sent_twice_is_handed_in_once(staff: Client, world: World) -> None:
    for _time in range(2):
        assert staff.post(edit_url(world.serang.family), typed(WHOLE, next="1")).status_code == 302
    assert SurveyEvent.objects.filter(survey=survey_of(world.serang.family)).count() == 1


def test_what_was_handed_in_stays_so_when_corrected_and_goes_back_when_a_gap_is_made(
    staff: Client, world: World
) -> None:
    survey = submit_survey(by=world.serang.staff, survey=make_survey(world.serang.staff, world.serang.family, ENDLINE))
    staff.post(edit_url(survey.family), typed("t" + "y" * 20, version=survey.version, next="1"))
    corrected = survey_of(survey.family)
    assert (corrected.state, corrected.answers[0]) == ("submitted", "t")
    staff.post(edit_url(survey.family), typed("-" + "y" * 20, version=corrected.version, next="1"))
    assert survey_of(survey.family).state == SurveyState.DRAFT


def test_nothing_is_saved_when_handing_in_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_arguments: Any) -> None:
        raise ValidationError("Tidak sekarang.")

    monkeypatch.setattr("villages.actions.surveys.submit_survey", refuse)
    survey = Survey(family=world.serang.family, round=ENDLINE, answers=WHOLE, surveyed_on=timezone.localdate())
    with pytest.raises(ValidationError, match="Tidak sekarang"):
        save_and_submit(by=world.serang.staff, survey=survey)
    assert not Survey.objects.filter(family=world.serang.family, round=ENDLINE).exists()


def test_an_old_version_is_neither_saved_nor_handed_in(world: World) -> None:
    survey = make_survey(world.serang.staff, world.serang.family, ENDLINE)
    old = Survey.objects.get(pk=survey.pk)
    survey.answers = "t" * 21
    save_survey(by=world.serang.staff, survey=survey)
    old.answers = "y" * 20 + "t"
    with pytest.raises(StaleVersion):
        save_and_submit(by=world.serang.staff, survey=old)
    assert (survey_of(survey.family).answers, survey_of(survey.family).state) == ("t" * 21, "draft")


def test_who_only_reads_may_not_hand_in(world: World) -> None:
    survey = Survey(family=world.serang.family, round=ENDLINE, answers=WHOLE, surveyed_on=timezone.localdate())
    with pytest.raises(PermissionDenied):
        save_and_submit(by=world.secretariat, survey=survey)


@pytest.mark.parametrize("status", [one for one in FamilyStatus if one is not FamilyStatus.ACTIVE])
def test_nobody_waits_for_a_family_that_left(status: FamilyStatus, staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    first, gone, third = (make_family(world.serang.staff, village, serial=serial) for serial in (31, 32, 33))
    merged_into = third if status is FamilyStatus.MERGED else None
    Family.objects.filter(pk=gone.pk).update(status=status, merged_into=merged_into)
    assert next_without(first, ENDLINE) == third
    response = staff.get(edit_url(first))
    assert (response.context["family_count"], response.context["waiting_count"]) == (2, 2)


# Checked and sent back --------------------------------------------------------------------------------------


def test_a_verified_survey_is_shown_and_cannot_be_changed(staff: Client, world: World) -> None:
    survey = put(make_survey(world.serang.staff, world.serang.family, ENDLINE), SurveyState.VERIFIED)
    response = staff.get(edit_url(survey.family))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Survei ini sudah diverifikasi" in page
    assert '<fieldset class="sheet" disabled>' in page
    for absent in ("form-actions", "Simpan dan lanjut", "data-entry", "data-autosave", "survey-keys.js"):
        assert absent not in page
    refused = staff.post(edit_url(survey.family), typed("t" * 21, version=survey.version, next="1"))
    assert refused.status_code == 422
    assert "Minta pemeriksa mengembalikannya dulu." in refused.content.decode()
    assert survey_of(survey.family).answers == WHOLE


def test_a_returned_survey_says_what_to_correct_until_it_is_handed_in_again(staff: Client, world: World) -> None:
    survey = send_back(
        world.serang.staff, world.serang.family, note="Kunjungi lagi.", remarks={3: "Atap bocor.", 21: "Siapa?"}
    )
    page = staff.get(edit_url(survey.family)).content.decode()
    for words in ("dikembalikan untuk diperbaiki", "Kunjungi lagi.", "Atap bocor.", "Siapa?"):
        assert words in page
    assert page.count('class="answer-remark"') == 2
    assert 'aria-describedby="remark_answer_3"' in page
    corrected = typed("yyt" + "y" * 18, version=survey.version, next="1")
    staff.post(edit_url(survey.family), corrected)
    after = staff.get(edit_url(survey.family)).content.decode()
    assert survey_of(survey.family).state == SurveyState.SUBMITTED
    assert "Survei ini sudah diajukan" in after
    for words in ("Kunjungi lagi.", "Atap bocor.", "answer-remark"):
        assert words not in after


def test_only_the_newest_remarks_count(staff: Client, world: World) -> None:
    survey = send_back(world.serang.staff, world.serang.family, note="Pertama.", remarks={1: "Lama."})
    again = submit_survey(by=world.serang.staff, survey=survey)
    return_survey(by=world.serang.staff, survey=again, note="Kedua.", remarks={2: "Baru."})
    page = staff.get(edit_url(survey.family)).content.decode()
    assert "Kedua." in page and "Baru." in page
    assert "Pertama." not in page and "Lama." not in page


def test_a_remark_is_text_and_no_markup(staff: Client, world: World) -> None:
    survey = send_back(world.serang.staff, world.serang.family, remarks={1: "<b>tebal</b>"})
    assert "&lt;b&gt;tebal&lt;/b&gt;" in staff.get(edit_url(survey.family)).content.decode()


def test_the_page_saves_itself_only_where_it_may(staff: Client, world: World) -> None:
    family = world.serang.family
    assert f'data-autosave="{draft_url(family)}"' in staff.get(edit_url(family)).content.decode()
    survey = make_survey(world.serang.staff, family, ENDLINE)
    for state, saves in (("draft", True), ("returned", True), ("submitted", False), ("verified", False)):
        put(survey, state)
        page = staff.get(edit_url(family)).content.decode()
        assert ("data-autosave" in page, "survey-drafts.js" in page) == (saves, saves), state
    put(survey, "draft")
    conflict = staff.post(edit_url(family), typed("t" * 21))
    assert conflict.status_code == 422
    assert "data-autosave" not in conflict.content.decode()


# A start from the last round --------------------------------------------------------------------------------


def test_the_last_round_is_copied_where_somebody_says_so(staff: Client, world: World) -> None:
    family, baseline = world.serang.family, survey_of(world.serang.family, BASELINE)
    assert "Mulai dari jawaban survei awal" in staff.get(edit_url(family)).content.decode()
    assert not Survey.objects.filter(family=family, round=ENDLINE).exists()
    response = staff.post(copy_url(family), follow=True)
    copy = survey_of(family)
    assert (copy.answers, copy.copied_from, copy.state, copy.version) == (baseline.answers, baseline, "draft", 1)
    assert (copy.surveyed_on, copy.monthly_income) == (timezone.localdate(), None)
    page = response.content.decode()
    assert "Jawaban disalin dari survei awal tanggal Selasa, 15 Januari 2019" in page
    assert "Mulai dari jawaban survei awal" not in page
    assert AuditEvent.objects.filter(action="survey.copy", object_id=str(copy.pk)).count() == 1


def test_a_copy_asked_for_twice_is_one_copy(staff: Client, world: World) -> None:
    responses = [staff.post(copy_url(world.serang.family), follow=True) for _time in range(2)]
    assert [said(one) for one in responses] == [[], []]
    assert survey_of(world.serang.family).version == 1


def test_reviewers_still_see_that_it_was_a_copy(staff: Client, world: World) -> None:
    family = world.serang.family
    staff.post(copy_url(family))
    staff.post(edit_url(family), typed("t" + "y" * 20, version="1", next="1"))
    survey = survey_of(family)
    assert (survey.state, survey.copied_from) == ("submitted", survey_of(family, BASELINE))
    assert "Jawaban disalin" not in staff.get(edit_url(family)).content.decode()


def test_answers_are_never_copied_over(staff: Client, world: World) -> None:
    family = world.serang.family
    make_survey(world.serang.staff, family, ENDLINE, "t" + "-" * 20)
    assert "Mulai dari jawaban survei awal" not in staff.get(edit_url(family)).content.decode()
    response = staff.post(copy_url(family), follow=True)
    assert said(response) == ["Survei akhir sudah berisi jawaban; jawaban survei awal tidak disalin."]
    assert survey_of(family).answers == "t" + "-" * 20


def test_an_empty_draft_keeps_its_date_and_income(staff: Client, world: World) -> None:
    family = world.serang.family
    blank = make_survey(world.serang.staff, family, ENDLINE, EMPTY)
    assert "Mulai dari jawaban survei awal" in staff.get(edit_url(family)).content.decode()
    staff.post(copy_url(family))
    copy = survey_of(family)
    assert (copy.pk, copy.answers, copy.surveyed_on) == (blank.pk, WHOLE, blank.surveyed_on)
    assert (copy.monthly_income, copy.version) == (blank.monthly_income, 2)


def test_there_is_nothing_to_copy_from_an_unfinished_baseline(staff: Client, world: World) -> None:
    family = make_family(world.serang.staff, world.serang.villages[1], serial=41)
    make_survey(world.serang.staff, family, BASELINE, "y" * 20 + "-")
    assert "Mulai dari jawaban survei awal" not in staff.get(edit_url(family)).content.decode()
    assert said(staff.post(copy_url(family), follow=True)) == [
        "Jawaban survei awal belum lengkap, jadi belum dapat disalin."
    ]
    assert not Survey.objects.filter(family=family, round=ENDLINE).exists()


def test_a_baseline_is_never_a_copy(staff: Client, world: World) -> None:
    family = make_family(world.serang.staff, world.serang.villages[1], serial=41)
    make_survey(world.serang.staff, family, ENDLINE)
    assert "Mulai dari jawaban survei awal" not in staff.get(edit_url(family, BASELINE)).content.decode()


def test_a_verified_survey_is_never_begun_anew(world: World) -> None:
    survey = submit_survey(
        by=world.serang.staff, survey=make_survey(world.serang.staff, world.serang.family, ENDLINE, "t" * 21)
    )
    verify_survey(by=world.serang.staff, survey=survey)
    with pytest.raises(ValidationError):
        start_from_last_round(by=world.serang.staff, family=world.serang.family)
    assert survey_of(world.serang.family).answers == "t" * 21


def test_who_only_reads_may_not_copy(world: World) -> None:
    with pytest.raises(PermissionDenied):
        start_from_last_round(by=world.secretariat, family=world.serang.family)


# The cost of a page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_as_often_in_a_large_village(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    village = world.serang.villages[1]
    families = [make_family(world.serang.staff, village, serial=300 + at) for at in range(count)]
    survey = send_back(world.serang.staff, families[0], note="Periksa.", remarks=dict.fromkeys(range(1, 22), "Lagi."))
    with django_assert_num_queries(9):
        assert staff.get(edit_url(survey.family)).status_code == 200
