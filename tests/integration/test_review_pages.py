"""The pages on which surveys are checked, and the signals."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.models import User
from tests.factories.places import make_family, make_survey
from tests.factories.reviews import (
    BASELINE,
    ENDLINE,
    ROWS,
    STATES,
    SignIn,
    hand_in,
    handed_in,
    pick,
    put,
    queue_url,
    review_url,
    signals_url,
    told,
    village_of,
)
from tests.factories.world import World
from villages.actions.review import return_survey, submit_survey
from villages.actions.surveys import save_survey
from villages.enums import INDICATOR_LABELS, SurveyState
from villages.models import Family, Survey, SurveyEvent
from villages.survey_states import MOVES, Step

pytestmark = pytest.mark.usefixtures("shared_world")


# The queue ---------------------------------------------------------------------------------------------------


@ROWS
def test_the_queue_asks_as_often_for_any_number(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    handed_in(world, count)
    with django_assert_num_queries(11):
        response = staff.get(queue_url(world))
    assert len(response.context["rows"]) == count


def test_the_queue_shows_what_waits_and_counts_the_rest(staff: Client, world: World) -> None:
    surveys = handed_in(world, 4)
    for survey, state in zip(surveys, STATES, strict=True):
        put(survey, state)
    response = staff.get(queue_url(world))
    assert [row["survey"].state for row in response.context["rows"]] == ["submitted"]
    assert [count for _label, count in response.context["counts"]] == [1, 1, 1, 1]
    every = staff.get(queue_url(world, query="?status=semua")).context["rows"]
    assert [bool(row["value"]) for row in every] == [row["survey"].state == "submitted" for row in every]
    assert len(every) == 4
    assert staff.get(queue_url(world, query="?status=apa&kader=x&rt=")).context["search"].state == "submitted"
    assert staff.get(queue_url(world, ENDLINE)).context["rows"] == []


def test_the_queue_is_filtered_in_the_address(staff: Client, world: World) -> None:
    handed_in(world, 2)
    family = make_family(world.serang.staff, village_of(world), serial=760, rt="07", head_name="Ibu Uji (contoh)")
    hand_in(world.serang.staff, family)
    helper = User.objects.get(pk=world.pandeglang.staff.pk)
    Survey.objects.filter(family=family).update(surveyor=helper)

    def names(query: str) -> list[str]:
        return [row["survey"].family.head_name for row in staff.get(queue_url(world, query=query)).context["rows"]]

    assert len(names("")) == 3
    assert names("?rt=07") == names(f"?kader={helper.pk}") == ["Ibu Uji (contoh)"]
    assert names(f"?rt=01&kader={helper.pk}") == []
    page = staff.get(queue_url(world, query="?rt=07")).content.decode()
    assert f"{review_url(family)}?rt=07" in page


def test_a_record_merged_into_another_is_not_listed(staff: Client, world: World) -> None:
    kept, double = handed_in(world, 2)
    Family.objects.filter(pk=double.family_id).update(status="merged", merged_into=kept.family_id)
    rows = staff.get(queue_url(world)).context["rows"]
    assert [row["survey"] for row in rows] == [kept]


def test_the_hints_of_the_queue(staff: Client, world: World) -> None:
    own, copied, changed = handed_in(world, 3)
    source = make_survey(world.serang.staff, own.family, ENDLINE)
    Survey.objects.filter(pk__in=[copied.pk, changed.pk]).update(surveyor=world.serang.surveyor, copied_from=source)
    Survey.objects.filter(pk=changed.pk).update(monthly_income=900_000)
    hints = {row["survey"].pk: row["hints"] for row in staff.get(queue_url(world)).context["rows"]}
    assert hints == {
        own.pk: ["diisi sendiri"],
        copied.pk: ["sama persis dengan yang disalin"],
        changed.pk: ["disalin lalu diubah"],
    }


def test_ticked_surveys_are_verified(staff: Client, world: World) -> None:
    surveys = handed_in(world, 3)
    response = staff.post(queue_url(world, query="?rt=01"), pick(*surveys[:2]))
    assert response["Location"] == queue_url(world, query="?rt=01")
    response = staff.get(response["Location"])
    assert told(response) == ["2 survei diverifikasi."]
    assert [row["survey"] for row in response.context["rows"]] == [surveys[2]]


def test_a_survey_that_moved_on_is_named_on_the_page(staff: Client, world: World) -> None:
    first, second = handed_in(world, 2)
    sent = pick(first, second)
    return_survey(by=world.serang.staff, survey=second, note="Tanyakan lagi", remarks={})
    response = staff.post(queue_url(world), sent, follow=True)
    assert told(response) == [
        "1 survei diverifikasi.",
        f"Dilewati karena berubah sejak daftar dibuka: {second.family.head_name}.",
    ]


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Pilih paling sedikit satu survei."), ({"pick": ["x:1"]}, "Pilihan ini tidak dikenal")],
)
def test_a_refused_choice_comes_back(staff: Client, world: World, sent: dict[str, Any], words: str) -> None:
    handed_in(world, 1)
    response = staff.post(queue_url(world), {"csrfmiddlewaretoken": "-", **sent})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_what_was_ticked_stays_ticked(staff: Client, world: World) -> None:
    survey = handed_in(world, 1)[0]
    sent = {"pick": [*pick(survey)["pick"], f"{uuid4()}:1"]}
    response = staff.post(queue_url(world), sent)
    assert response.status_code == 422
    assert [row["ticked"] for row in response.context["rows"]] == [True]


# One survey --------------------------------------------------------------------------------------------------


def test_both_rounds_stand_side_by_side(staff: Client, world: World) -> None:
    family = make_family(world.serang.staff, village_of(world), serial=702)
    make_survey(world.serang.staff, family, BASELINE, "y" * 8 + "t" + "y" * 12)
    hand_in(world.serang.staff, family, ENDLINE, monthly_income=1_750_000)
    response = staff.get(review_url(family, ENDLINE))
    answers = [row for _label, rows in response.context["tiers"] for row in rows]
    assert [row["number"] for row in answers if row["differs"]] == [9]
    assert (str(answers[8]["then"]), str(answers[8]["now"])) == ("Tidak", "Ya")
    page = response.content.decode()
    assert page.count("berubah</span>") == 1
    assert "KS I → KS III Plus" in page
    assert "Rp1.500.000 → Rp1.750.000" in page
    assert all(str(text) in page for text in INDICATOR_LABELS.values())


def test_a_baseline_stands_alone(staff: Client, world: World) -> None:
    survey = handed_in(world, 1)[0]
    make_survey(world.serang.staff, survey.family, ENDLINE, "t" * 21)
    response = staff.get(review_url(survey.family))
    assert response.context["before"] is None
    assert "berubah</span>" not in response.content.decode()


def test_a_step_opens_the_next_that_waits(staff: Client, world: World) -> None:
    first, second, third = handed_in(world, 3)
    put(second, SurveyState.VERIFIED)

    def verify(survey: Survey, query: str = "") -> Any:
        sent = {"step": "verify", "version": survey.version}
        return staff.post(review_url(survey.family) + query, sent)["Location"]

    assert verify(third) == review_url(first.family)
    assert verify(first, "?rt=01") == queue_url(world)
    put(third, SurveyState.SUBMITTED)
    put(first, SurveyState.SUBMITTED)
    first.refresh_from_db()
    assert verify(first, "?rt=01&page=3") == f"{review_url(third.family)}?rt=01"


def test_a_return_keeps_its_words_for_the_surveyor(staff: Client, world: World) -> None:
    survey = handed_in(world, 1)[0]
    sent = {"step": "return", "version": survey.version, "note": "Kunjungi lagi", "remark_3": "Atap bocor"}
    response = staff.post(review_url(survey.family), sent, follow=True)
    assert told(response)[0] == f"Survei {survey.family.head_name}: Dikembalikan."
    page = staff.get(review_url(survey.family)).content.decode()
    for words in ("Kunjungi lagi", "Atap bocor", f"3. {INDICATOR_LABELS[3]}:"):
        assert words in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"step": "return"}, "Tulis apa yang harus diperbaiki"),
        ({"step": "verify", "remark_4": "Sudah benar?"}, "Catatan pada jawaban hanya sampai"),
        ({"note": "Kunjungi lagi"}, "Pilih Verifikasi atau Kembalikan."),
        ({"step": "submit"}, "submit"),
        ({"step": "return", "remark_5": "x" * 301}, "300"),
    ],
)
def test_a_refused_step_loses_nothing(staff: Client, world: World, sent: dict[str, str], words: str) -> None:
    survey = handed_in(world, 1)[0]
    response = staff.post(review_url(survey.family), {"version": survey.version, **sent})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert all(value in page for name, value in sent.items() if name != "step")
    survey.refresh_from_db()
    assert survey.state == "submitted"


def test_a_survey_that_changed_is_shown_again_before_it_is_accepted(staff: Client, world: World) -> None:
    survey = handed_in(world, 1)[0]
    sent = {"step": "verify", "version": survey.version, "note": "Lengkap"}
    survey.answers = "t" * 21
    save_survey(by=world.serang.staff, survey=survey)
    response = staff.post(review_url(survey.family), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Survei ini berubah sejak halaman dibuka." in page
    assert "Lengkap" in page
    again = {**sent, "version": response.context["form"]["version"].value()}
    assert staff.post(review_url(survey.family), again).status_code == 302


@pytest.mark.parametrize("state", STATES)
def test_the_buttons_are_the_steps_that_can_be_taken(staff: Client, world: World, state: SurveyState) -> None:
    survey = put(handed_in(world, 1)[0], state)
    page = staff.get(review_url(survey.family)).content.decode()
    for step in (Step.VERIFY, Step.RETURN):
        assert (f'name="step" value="{step.value}"' in page) == ((state.value, step) in MOVES)


def test_a_round_that_was_not_surveyed_has_no_page(staff: Client, world: World) -> None:
    family = handed_in(world, 1)[0].family
    assert staff.get(review_url(family, ENDLINE)).status_code == 404


def test_the_way_to_the_queue_is_shown_to_who_may_go(world: World, sign_in: SignIn) -> None:
    url = reverse("villages:village_detail", args=[village_of(world).pk])
    for user, shown in ((world.serang.staff, True), (world.serang.surveyor, False), (world.secretariat, False)):
        client = sign_in(user)
        place = village_of(world) if user != world.serang.surveyor else world.serang.villages[0]
        page = client.get(reverse("villages:village_detail", args=[place.pk])).content.decode()
        assert ("/periksa/" in page) == shown, url


# Signals -----------------------------------------------------------------------------------------------------


def test_signals_are_hints_with_a_way_to_each_family(staff: Client, world: World) -> None:
    surveys = handed_in(world, 25, answers="y" * 20 + "t")
    Survey.objects.filter(pk__in=[one.pk for one in surveys[:4]]).update(entry_seconds=20)
    response = staff.get(signals_url(world))
    page = response.content.decode()
    who = str(world.serang.staff)
    for words in (
        f"25 dari 25 survei {who} berturut-turut berisi 21 jawaban yang sama.",
        f"4 dari 4 survei {who} diisi dalam 20 detik atau kurang.",
        f"25 dari 25 survei {who} bertanggal Selasa, 15 Januari 2019.",
        "25 dari 25 keluarga RT 01 menjawab 21 pertanyaan dengan sama.",
        "25 dari 25 keluarga yang penghasilannya diisi menyebut Rp1.500.000.",
        "Isyarat bukan bukti kesalahan",
        "Dapat terjadi karena",
        "Periksa bersama kader.",
    ):
        assert words in page, [one["seen"] for one in response.context["signals"]]
    assert page.count(review_url(surveys[0].family)) == 5
    assert [len(one["families"]) for one in response.context["signals"]] == [25, 4, 25, 25, 25]
    assert ">5 isyarat</a>" in staff.get(queue_url(world)).content.decode()
    assert "Satu RT dengan jawaban yang sama" in staff.get(review_url(surveys[0].family)).content.decode()


def test_copies_that_changed_in_nothing_are_a_hint(staff: Client, world: World) -> None:
    for at, survey in enumerate(handed_in(world, 3)):
        answers = "y" * 18 + "tyt"[at:] + "y" * at
        copy = hand_in(world.serang.staff, survey.family, ENDLINE, answers)
        Survey.objects.filter(pk=survey.pk).update(answers=answers)
        Survey.objects.filter(pk=copy.pk).update(copied_from=survey)
    page = staff.get(signals_url(world, ENDLINE)).content.decode()
    assert f"3 dari 3 salinan {world.serang.staff} sama dalam semua jawaban dan penghasilan" in page


def test_few_surveys_are_no_hint(staff: Client, world: World) -> None:
    handed_in(world, 2)
    assert "Tidak ada isyarat" in staff.get(signals_url(world)).content.decode()


@ROWS
def test_signals_ask_as_often_for_any_number(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    surveys = handed_in(world, count * 5)
    Survey.objects.filter(pk__in=[one.pk for one in surveys]).update(entry_seconds=9)
    with django_assert_num_queries(8):
        response = staff.get(signals_url(world))
    assert response.context["signals"]


def test_whole_drafts_are_handed_in_together(world: World, staff: Client) -> None:
    village, by = world.serang.villages[0], world.serang.staff
    for serial, answers in ((61, "y" * 21), (62, "t" * 21), (63, "y" * 20 + "-")):
        make_survey(by, make_family(by, village, serial), answers=answers)
    returned = make_survey(by, make_family(by, village, 64))
    return_survey(by=by, survey=submit_survey(by=by, survey=returned), remarks={1: "Tanyakan lagi"})
    page = staff.get(reverse("villages:village_progress", args=[village.pk])).content.decode()
    assert "3 survei lengkap belum diajukan" in page
    url = reverse("villages:survey_submit", args=[village.pk, "baseline"])
    assert "3 survei diajukan" in staff.post(url, follow=True).content.decode()
    states = Survey.objects.filter(family__target_village=village).values_list("state", flat=True)
    assert sorted(states) == ["draft", "returned", "submitted", "submitted", "submitted"]
    assert SurveyEvent.objects.filter(state="submitted", by=by).count() == 4
    assert "0 survei diajukan" in staff.post(url, follow=True).content.decode(), "again changes nothing"
