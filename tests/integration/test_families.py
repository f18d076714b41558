"""Entering families and surveys: errors in place, nothing lost, nothing half-saved, nothing over a newer version."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories.places import make_family, make_survey, nik
from tests.factories.world import World
from villages.enums import SurveyRound
from villages.models import Family, Survey
from villages.welfare import NOT_APPLICABLE_ALLOWED, assess

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


def family_data(**changes: str) -> dict[str, str]:
    return {
        "head_name": "Ibu Aminah (contoh)",
        "head_sex": "female",
        "head_birth_date": "1980-01-12",
        "nik": nik(500, woman=True),
        "no_nik_reason": "",
        "kk": "",
        "rt": "02",
        "rw": "01",
        "address": "",
        **changes,
    }


def add(client: Client, world: World, **changes: str) -> Any:
    return client.post(
        reverse("villages:family_create", args=[world.serang.villages[0].pk]), family_data(**changes), follow=True
    )


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"nik": "36041540"}, "nik", "Nomor ini harus 16 angka."),
        ({"nik": "36049940O1800001"}, "nik", "Nomor ini hanya boleh berisi angka."),
        ({"nik": "3604995213800001"}, "nik", "bukan tanggal yang ada"),
        ({"nik": "3604995201800000"}, "nik", "tidak boleh 0000"),
        ({"nik": ""}, "nik", "Isi NIK, atau alasan belum punya NIK."),
        ({"kk": "3604993202800001"}, "kk", "bukan tanggal yang ada"),
        ({"head_birth_date": "2019-02-30"}, "head_birth_date", "tanggal"),
        ({"head_name": ""}, "head_name", "tidak boleh kosong"),
        ({"rt": "0001"}, "rt", "3"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    before = Family.objects.count()
    response = add(staff, world, **changes)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    page = response.content.decode()
    assert 'value="1980-01-12"' in page or field == "head_birth_date"
    for value in changes.values():
        assert f'value="{value}"' in page or not value
    assert Family.objects.count() == before


def test_spaces_and_dots_in_a_nik_are_taken_out(staff: Client, world: World) -> None:
    number = nik(501, woman=True)
    add(staff, world, nik=f"{number[:4]} {number[4:10]}.{number[10:]}")
    assert Family.objects.get(head_name="Ibu Aminah (contoh)").nik.reveal() == number


def test_what_is_only_odd_is_said_and_saved(staff: Client, world: World) -> None:
    response = add(staff, world, head_sex="male")
    words = [str(message) for message in response.context["messages"]]
    assert "NIK: Jenis kelamin menurut NIK berbeda dari isian." in words
    assert "NIK: Enam angka pertama bukan kode wilayah yang dikenal." in words
    assert Family.objects.filter(head_name="Ibu Aminah (contoh)").exists()


def test_a_nik_that_the_village_has_is_refused_at_the_field(staff: Client, world: World) -> None:
    taken = world.serang.family.nik.reveal()
    response = add(staff, world, nik=taken, head_sex="male")
    assert "sudah terdaftar di desa binaan ini" in str(response.context["form"].errors["nik"])


def test_the_same_nik_in_another_village_of_the_year_is_pointed_out(staff: Client, world: World) -> None:
    taken = world.serang.family.nik.reveal()
    url = reverse("villages:family_create", args=[world.serang.villages[1].pk])
    response = staff.post(url, family_data(nik=taken, head_sex="male"), follow=True)
    assert "NIK ini juga terdaftar di Desa Kamurang." in [str(one) for one in response.context["messages"]]


def test_without_a_nik_a_reason_is_enough(staff: Client, world: World) -> None:
    add(staff, world, nik="", no_nik_reason="Sedang diurus di kecamatan")
    assert not Family.objects.get(head_name="Ibu Aminah (contoh)").nik


def test_the_database_asks_for_a_nik_or_a_reason_too(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Family.objects.filter(pk=world.serang.family.pk).update(nik="", nik_hash="", no_nik_reason="")


def test_a_form_sent_twice_makes_one_family(staff: Client, world: World) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    key = str(staff.get(url).context["form"]["uuid"].value())
    before = Family.objects.count()
    for _send in range(2):
        assert staff.post(url, family_data(uuid=key)).status_code == 302
    assert Family.objects.count() == before + 1
    other = staff.post(url, family_data(uuid=key, head_name="Orang lain (contoh)"))
    assert other.status_code == 422
    assert Family.objects.get(pk=key).head_name == "Ibu Aminah (contoh)"


def test_a_stale_form_shows_both_and_overwrites_only_when_sent_again(staff: Client, world: World) -> None:
    family = world.serang.family
    url = reverse("villages:family_update", args=[family.pk])
    old = {**family_data(nik="", head_name="Dari tab lama"), "version": str(family.version)}
    newer = {**family_data(nik="", head_name="Dari tab baru"), "version": str(family.version)}
    assert staff.post(url, newer).status_code == 302
    response = staff.post(url, old)
    assert response.status_code == 422
    conflict = {one.label: (one.saved, one.typed) for one in response.context["form"].conflicts}
    assert conflict["Nama kepala keluarga"] == ("Dari tab baru", "Dari tab lama")
    family.refresh_from_db()
    assert family.head_name == "Dari tab baru"
    again = {**old, "version": response.context["form"]["version"].value()}
    assert staff.post(url, again).status_code == 302
    family.refresh_from_db()
    assert family.head_name == "Dari tab lama"


def test_the_same_content_again_changes_nothing(staff: Client, world: World) -> None:
    add(staff, world)
    family = Family.objects.get(head_name="Ibu Aminah (contoh)")
    url = reverse("villages:family_update", args=[family.pk])
    staff.post(url, {**family_data(nik=""), "version": str(family.version)})
    family.refresh_from_db()
    assert family.version == 1


def survey_data(answers: str, **changes: str) -> dict[str, str]:
    given = {f"answer_{number}": letter for number, letter in enumerate(answers, 1) if letter != "-"}
    return {"surveyed_on": "2019-09-10", "monthly_income": "1.500.000", **given, **changes}


def test_a_survey_is_saved_with_what_is_answered(staff: Client, world: World) -> None:
    url = reverse("villages:survey_edit", args=[world.serang.family.pk, SurveyRound.ENDLINE])
    answers = "y" * 8 + "t" + "-" * 12
    assert staff.post(url, survey_data(answers)).status_code == 302
    survey = Survey.objects.get(family=world.serang.family, round=SurveyRound.ENDLINE)
    assert (survey.answers, survey.monthly_income, survey.welfare_stage) == (answers, 1_500_000, "ks1")
    page = staff.get(url).content.decode()
    assert "1.500.000" in page
    assert "#9" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surveyed_on": "2999-01-01"}, "surveyed_on"),
        ({"surveyed_on": "kemarin"}, "surveyed_on"),
        ({"monthly_income": "banyak"}, "monthly_income"),
        ({"answer_1": "b"}, "answer_1"),
        ({"answer_3": "mungkin"}, "answer_3"),
    ],
)
def test_a_faulty_survey_keeps_every_other_answer(
    staff: Client, world: World, changes: dict[str, str], field: str
) -> None:
    url = reverse("villages:survey_edit", args=[world.serang.family.pk, SurveyRound.ENDLINE])
    response = staff.post(url, survey_data("y" * 21, **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.content.decode().count("checked") >= 20
    assert not Survey.objects.filter(round=SurveyRound.ENDLINE).exists()


def test_save_and_next_leads_to_the_next_open_family(staff: Client, world: World) -> None:
    following = make_family(world.serang.staff, world.serang.villages[0], serial=20, rt="02")
    url = reverse("villages:survey_edit", args=[world.serang.family.pk, SurveyRound.ENDLINE])
    response = staff.post(url, survey_data("y" * 21, next="1"))
    assert response["Location"] == reverse("villages:survey_edit", args=[following.pk, SurveyRound.ENDLINE])


def test_a_stale_survey_shows_both(staff: Client, world: World) -> None:
    survey = Survey.objects.get(family=world.serang.family, round=SurveyRound.BASELINE)
    url = reverse("villages:survey_edit", args=[world.serang.family.pk, SurveyRound.BASELINE])
    version = str(survey.version)
    staff.post(url, survey_data("t" * 21, version=version))
    response = staff.post(url, survey_data("y" * 20 + "t", version=version))
    assert response.status_code == 422
    assert len(response.context["form"].conflicts) >= 20
    survey.refresh_from_db()
    assert survey.answers == "t" * 21


letters = st.tuples(*(st.sampled_from("ytb-" if n in NOT_APPLICABLE_ALLOWED else "yt-") for n in range(1, 22))).map(
    "".join
)


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(answers=letters)
def test_the_database_computes_the_stage_that_the_rule_gives(world: World, answers: str) -> None:
    survey = Survey.objects.get(family=world.serang.family, round=SurveyRound.BASELINE)
    Survey.objects.filter(pk=survey.pk).update(answers=answers)
    survey.refresh_from_db()
    assert survey.welfare_stage == assess(answers).stage
    assert survey.is_complete == ("-" not in answers)


@pytest.mark.parametrize("answers", ["y" * 20, "y" * 20 + "x", "b" + "y" * 20, "y" * 20 + "b", "yyyyyyb" + "y" * 14])
def test_the_database_refuses_answers_that_make_no_sense(world: World, answers: str) -> None:
    surveys = Survey.objects.filter(family=world.serang.family)
    with pytest.raises(IntegrityError), transaction.atomic():
        surveys.update(answers=answers)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_lists_ask_as_often_whatever_their_length(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    village = world.serang.villages[0]
    for serial in range(100, 100 + count):
        make_survey(world.serang.staff, make_family(world.serang.staff, village, serial=serial))
    staff.get(reverse("home"))
    with django_assert_num_queries(9):
        staff.get(reverse("villages:family_list", args=[village.pk]))
