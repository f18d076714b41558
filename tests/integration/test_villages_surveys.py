"""Families and surveys in their pages: second tabs, double sends, the order of work, and what stays masked."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent, Region, RegionLevel
from tests.factories.places import make_family, make_survey, nik
from tests.factories.world import World
from villages.enums import INDICATOR_LABELS, SurveyRound
from villages.models import Family, Survey

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
ENDLINE, BASELINE = SurveyRound.ENDLINE, SurveyRound.BASELINE


def survey_url(family: Family, round: str = ENDLINE) -> str:
    return reverse("villages:survey_edit", args=[family.pk, round])


def survey_data(answers: str, **changes: Any) -> dict[str, Any]:
    given = {f"answer_{number}": letter for number, letter in enumerate(answers, 1) if letter != "-"}
    return {"surveyed_on": "2019-09-10", "monthly_income": "1.500.000", **given, **changes}


def family_data(**changes: Any) -> dict[str, Any]:
    return {"head_name": "Ibu Aminah (contoh)", "head_sex": "female", "rt": "2", "nik": nik(500, woman=True), **changes}


def as_sent_again(response: Any) -> dict[str, Any]:
    """What a browser sends when the form that came back is sent without a touch."""
    form = response.context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


# Surveys ----------------------------------------------------------------------------------------------------


def test_of_two_tabs_on_a_new_survey_the_second_is_told(staff: Client, world: World) -> None:
    family = world.serang.family
    opened = staff.get(survey_url(family)).context["form"]["version"].value()
    first = survey_data("y" * 21, version=opened)
    second = survey_data("y" * 20 + "t", version=opened, monthly_income="900000", surveyed_on="2019-09-11")
    assert staff.post(survey_url(family), first).status_code == 302
    assert staff.post(survey_url(family), first).status_code == 302
    response = staff.post(survey_url(family), second)
    assert response.status_code == 422
    assert {one.label: (one.saved, one.typed) for one in response.context["form"].conflicts} == {
        "Tanggal survei": ("Selasa, 10 September 2019", "Rabu, 11 September 2019"),
        "Penghasilan keluarga sebulan (Rp)": ("1.500.000", "900000"),
        f"21. {INDICATOR_LABELS[21]}": ("Ya", "Tidak"),
    }
    survey = Survey.objects.get(family=family, round=ENDLINE)
    assert (survey.answers, survey.monthly_income, survey.version) == ("y" * 21, 1_500_000, 1)
    assert staff.post(survey_url(family), as_sent_again(response)).status_code == 302
    survey.refresh_from_db()
    assert (survey.answers, survey.monthly_income, survey.version) == ("y" * 20 + "t", 900_000, 2)


def test_the_same_amount_written_otherwise_is_no_difference(staff: Client, world: World) -> None:
    url = survey_url(world.serang.family)
    staff.post(url, survey_data("y" * 21, monthly_income="1.500.000"))
    response = staff.post(url, survey_data("t" + "y" * 20, monthly_income="1500000"))
    assert [one.label for one in response.context["form"].conflicts] == [f"1. {INDICATOR_LABELS[1]}"]


def test_an_error_in_an_answer_leads_to_its_row(staff: Client, world: World) -> None:
    response = staff.post(survey_url(world.serang.family), survey_data("y" * 21, answer_3="b"))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#div_id_answer_3">3. {INDICATOR_LABELS[3]}' in page
    assert 'id="div_id_answer_3"' in page
    assert page.count(" checked") == 20


def test_tidak_berlaku_is_offered_only_where_it_makes_sense(staff: Client, world: World) -> None:
    page = staff.get(survey_url(world.serang.family)).content.decode()
    offered = [number for number in range(1, 22) if f'name="answer_{number}" value="b"' in page]
    assert offered == [5, 6, 13, 14]
    assert page.count('type="radio"') == 21 * 2 + 4


def test_the_page_carries_what_the_live_stage_needs(staff: Client, world: World) -> None:
    page = staff.get(survey_url(world.serang.family, BASELINE)).content.decode()
    assert "data-label-pra_sejahtera=" in page
    assert ">KS III Plus</output>" in page
    for mark in ("data-survey", "data-welfare-stage", "data-first-unmet", "data-answered", "js/survey.js"):
        assert mark in page


def test_an_empty_survey_is_kept_as_not_yet_complete(staff: Client, world: World) -> None:
    assert staff.post(survey_url(world.serang.family), survey_data("-" * 21, monthly_income="")).status_code == 302
    survey = Survey.objects.get(family=world.serang.family, round=ENDLINE)
    assert (survey.welfare_stage, survey.is_complete, survey.monthly_income) == ("belum_lengkap", False, None)


def test_the_amount_is_shown_in_the_readers_form(staff: Client, world: World) -> None:
    staff.post(reverse("set_language"), {"language": "en", "next": "/"})
    url = survey_url(world.serang.family, BASELINE)
    page = staff.get(url).content.decode()
    assert 'value="1,500,000"' in page
    response = staff.post(url, survey_data("y" * 21, monthly_income="1,600,000", version="1"))
    assert response.status_code == 302
    assert Survey.objects.get(family=world.serang.family, round=BASELINE).monthly_income == 1_600_000


def test_the_next_family_follows_the_register_and_skips_what_is_done(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    in_order = [("A", "01"), ("B", "01"), ("C", "01"), ("D", "02")]
    families = [
        make_family(by, village, serial=30 + at, head_name=f"{name} (contoh)", rt=rt)
        for at, (name, rt) in enumerate(in_order)
    ]
    make_survey(by, families[2], ENDLINE)

    def after(family: Family, answers: str) -> str:
        survey = Survey.objects.filter(family=family, round=ENDLINE).first()
        data = survey_data(answers, next="1", version=survey.version if survey else "0")
        return str(staff.post(survey_url(family), data)["Location"])

    assert after(families[0], "-" * 21) == survey_url(families[1])
    assert after(families[1], "y" * 21) == survey_url(families[3])
    assert after(families[3], "y" * 21) == survey_url(families[0])
    assert after(families[0], "y" * 21) == reverse("villages:family_list", args=[village.pk])


def test_who_only_reads_may_not_survey(world: World, sign_in: SignIn) -> None:
    response = sign_in(world.secretariat).post(survey_url(world.serang.family), survey_data("y" * 21))
    assert response.status_code == 403
    assert not Survey.objects.filter(round=ENDLINE).exists()


# Families ---------------------------------------------------------------------------------------------------


def test_a_key_of_another_village_shows_and_changes_nothing(staff: Client, world: World) -> None:
    other = world.pandeglang.family
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    response = staff.post(url, family_data(uuid=str(other.pk)))
    assert response.status_code == 422
    assert "Formulir ini sudah dipakai untuk keluarga lain." in response.content.decode()
    assert other.head_name not in response.content.decode()
    assert Family.objects.get(pk=other.pk).head_name == other.head_name


def test_a_form_that_is_changed_after_it_was_sent_can_be_sent_again(staff: Client, world: World) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    key = str(uuid4())
    assert staff.post(url, family_data(uuid=key, version="0")).status_code == 302
    response = staff.post(url, family_data(uuid=key, version="0", head_name="Ibu Amina (contoh)"))
    assert [tuple(one) for one in response.context["form"].conflicts] == [
        ("Nama kepala keluarga", "Ibu Aminah (contoh)", "Ibu Amina (contoh)")
    ]
    assert staff.post(url, as_sent_again(response)).status_code == 302
    assert Family.objects.get(pk=key).head_name == "Ibu Amina (contoh)"


def test_a_stale_number_is_compared_masked(staff: Client, world: World) -> None:
    family = world.serang.family
    url = reverse("villages:family_update", args=[family.pk])
    same = {"head_name": family.head_name, "head_sex": "male", "head_birth_date": "1980-01-12", "rt": "01", "rw": "01"}
    assert staff.post(url, {**same, "nik": nik(611), "version": "1"}).status_code == 302
    response = staff.post(url, {**same, "nik": nik(622), "version": "1"})
    assert [tuple(one) for one in response.context["form"].conflicts] == [("NIK", "360499********11", nik(622))]
    assert nik(611) not in response.content.decode()
    untouched = staff.post(url, {**same, "rt": "05", "nik": "", "version": "1"})
    assert [one.label for one in untouched.context["form"].conflicts] == ["RT"]


def test_the_forms_that_carry_numbers_are_not_kept_by_the_browser(staff: Client, world: World) -> None:
    for url in (
        reverse("villages:family_create", args=[world.serang.villages[0].pk]),
        reverse("villages:family_update", args=[world.serang.family.pk]),
        reverse("villages:family_numbers", args=[world.serang.family.pk]),
    ):
        assert "no-store" in staff.get(url)["Cache-Control"]


def test_a_known_region_is_no_warning(staff: Client, world: World) -> None:
    Region.objects.create(code="36.04.99", name="Uji", level=RegionLevel.DISTRICT, parent_id="36.04", is_active=False)
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    response = staff.post(url, family_data(head_birth_date="1980-01-13"), follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        "Keluarga Ibu Aminah (contoh) tersimpan.",
        "NIK: Tanggal lahir menurut NIK berbeda dari isian.",
    ]


def test_a_twin_that_one_may_not_see_is_not_mentioned(world: World, sign_in: SignIn) -> None:
    make_family(world.serang.staff, world.serang.villages[1], serial=44, nik=PersonalNumber(nik(500, woman=True)))
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    response = sign_in(world.serang.surveyor).post(url, family_data(), follow=True)
    assert "juga terdaftar" not in response.content.decode()


def test_the_register_is_searched_filtered_and_masked(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    woman = make_family(by, village, serial=51, head_name="Ibu Rohayati (contoh)", head_sex="female", rt="02")
    make_family(by, village, serial=52, head_name="Pak Nawawi (contoh)", rt="03")
    make_survey(by, woman, answers="y" * 8 + "t" + "y" * 12)
    url = reverse("villages:family_list", args=[village.pk])

    def names(query: str) -> list[str]:
        return [row["family"].head_name[:-9] for row in staff.get(f"{url}{query}").context["rows"]]

    assert names("") == ["Ibu Rohayati", "Pak Nawawi"]
    assert names("?q=nawa") == names("?rt=03") == names("?belum=baseline") == ["Pak Nawawi"]
    assert names("?belum=apa&rt=") == ["Ibu Rohayati", "Pak Nawawi"]
    assert names("?q=tidak+ada") == []
    page = staff.get(url).content.decode()
    for words in ("perempuan kepala keluarga", "KS I", "belum disurvei", "Isi survei akhir", "Isi survei awal"):
        assert words in page
    assert "360499********51" in page
    assert nik(51) not in page


def test_a_register_is_cut_into_pages_that_keep_the_search(staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    for serial in range(100, 151):
        make_family(world.serang.staff, village, serial=serial)
    url = reverse("villages:family_list", args=[village.pk])
    first = staff.get(f"{url}?q=keluarga")
    assert len(first.context["rows"]) == 50
    assert "?q=keluarga&amp;page=2" in first.content.decode()
    assert len(staff.get(f"{url}?q=keluarga&page=2").context["rows"]) == 1


def test_a_family_page_names_the_first_indicator_that_is_not_met(staff: Client, world: World) -> None:
    make_survey(world.serang.staff, world.serang.family, ENDLINE, "y" * 8 + "t" + "y" * 12)
    page = staff.get(reverse("villages:family_detail", args=[world.serang.family.pk])).content.decode()
    assert f"#9 {INDICATOR_LABELS[9]}" in page


def test_no_digits_reach_the_audit(staff: Client, world: World) -> None:
    url = reverse("villages:family_create", args=[world.serang.villages[0].pk])
    staff.post(url, family_data())
    details = [str(one) for one in AuditEvent.objects.values_list("details", flat=True)]
    assert not any(nik(500, woman=True) in one or "Aminah" in one for one in details)
