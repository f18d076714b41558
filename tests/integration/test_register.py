"""The register of families and how far its surveys are: found by name, member and number, filtered, never slow."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from p2wkss.fields import PersonalNumber
from tests.factories.places import make_family, make_member, make_survey, nik
from tests.factories.world import World
from villages.actions.families import set_family_status
from villages.actions.review import return_survey, submit_survey, verify_survey
from villages.change_page import stage_summary
from villages.enums import FamilyStatus, SurveyRound
from villages.models import Family, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
ROWS = pytest.mark.parametrize("count", [1, 3, 30])
KK = "3604991202190001"


def register(world: World) -> str:
    return reverse("villages:family_list", args=[world.serang.villages[1].pk])


def merge(family: Family, into: Family) -> None:
    Family.objects.filter(pk=family.pk).update(status=FamilyStatus.MERGED, merged_into=into)


@pytest.fixture
def families(world: World) -> dict[str, Family]:
    """Four families of a village: two active, one that moved, and a record that was merged."""
    by, village = world.serang.staff, world.serang.villages[1]
    kk = PersonalNumber(KK)
    found = {
        "woman": make_family(by, village, serial=51, head_name="Ibu Rohayati", rt="02", rw="01", kk=kk),
        "man": make_family(by, village, serial=52, head_name="Pak Nawawi", rt="03", rw="02"),
        "moved": make_family(by, village, serial=53, head_name="Pak Udin", rt="03", rw="01"),
        "merged": make_family(by, village, serial=54, head_name="Ibu Rohayatii", rt="02", rw="01"),
    }
    make_member(by, found["man"], "Siti Jamilah", nik=PersonalNumber(nik(61, woman=True)))
    set_family_status(by=by, family=found["moved"], status="moved", since=date(2019, 5, 1), reason="Ikut anak")
    merge(found["merged"], found["woman"])
    return found


def names(response: Any) -> list[str]:
    return [row["family"].head_name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ibu Rohayati", "Pak Nawawi"]),
        ("?q=jamilah", ["Pak Nawawi"]),
        ("?q=rohay", ["Ibu Rohayati"]),
        ("?q=udin", []),
        ("?q=udin&status=semua", ["Pak Udin"]),
        ("?rw=02", ["Pak Nawawi"]),
        ("?rt=03&rw=01", []),
        ("?status=semua", ["Ibu Rohayati", "Pak Nawawi", "Pak Udin"]),
        ("?status=moved", ["Pak Udin"]),
        ("?status=merged", ["Ibu Rohayatii"]),
        ("?status=apa", ["Ibu Rohayati", "Pak Nawawi"]),
        ("?belum=baseline&status=moved", ["Ibu Rohayati", "Pak Nawawi"]),
    ],
)
def test_who_is_listed(
    query: str, expected: list[str], staff: Client, world: World, families: dict[str, Family]
) -> None:
    assert names(staff.get(register(world) + query)) == expected


def test_the_state_of_a_survey_and_its_surveyor_filter(
    staff: Client, world: World, families: dict[str, Family]
) -> None:
    by = world.serang.staff
    submit_survey(by=by, survey=make_survey(by, families["woman"]))
    make_survey(by, families["man"], SurveyRound.ENDLINE, "y" * 5 + "-" * 16)
    url = register(world)
    assert names(staff.get(f"{url}?survei=baseline.submitted")) == ["Ibu Rohayati"]
    assert names(staff.get(f"{url}?survei=endline.submitted")) == []
    assert names(staff.get(f"{url}?survei=endline.draft")) == ["Pak Nawawi"]
    assert names(staff.get(f"{url}?belum=baseline")) == ["Pak Nawawi"]
    page = staff.get(f"{url}?pendata={by.pk}")
    assert names(page) == ["Ibu Rohayati", "Pak Nawawi"]
    assert f"keluarga yang disurvei {by.full_name}" in page.content.decode()
    assert names(staff.get(f"{url}?pendata={by.pk}&survei=endline.draft")) == ["Pak Nawawi"]
    stranger = staff.get(f"{url}?pendata={world.pandeglang.staff.pk}")
    assert names(stranger) == []
    assert world.pandeglang.staff.full_name not in stranger.content.decode()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (nik(51), "Ibu Rohayati"),
        (KK, "Ibu Rohayati"),
        (f"{KK[:4]} {KK[4:8]}.{KK[8:]}", "Ibu Rohayati"),
        (nik(53), "Pak Udin"),
        (nik(54), "Ibu Rohayati"),
        (nik(61, woman=True), "Pak Nawawi"),
    ],
)
def test_a_number_finds_its_family_and_stays_nowhere(
    typed: str, expected: str, staff: Client, world: World, families: dict[str, Family], caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    response = staff.post(register(world), {"q": typed, "rt": "09", "status": "died"}, follow=True)
    assert names(response) == [expected]
    digits = "".join(letter for letter in typed if letter.isdigit())
    for text in (response.redirect_chain[0][0], response.content.decode(), caplog.text):
        assert digits not in text
        assert typed not in text
    if digits == nik(61, woman=True):
        assert "anggota: Siti Jamilah" in response.content.decode()


def test_a_number_of_another_village_is_not_found(staff: Client, world: World) -> None:
    number = world.serang.family.nik.reveal()
    response = staff.post(register(world), {"q": number}, follow=True)
    assert names(response) == []
    assert "Hapus pencarian" in response.content.decode()


def test_a_number_that_is_not_whole_comes_back_with_words_at_the_box(
    staff: Client, world: World, families: dict[str, Family]
) -> None:
    response = staff.post(register(world), {"q": "360499********51", "rt": "02"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "NIK dan No. KK dicari dengan 16 angka lengkap" in page
    assert 'value="360499********51"' in page
    assert 'aria-invalid="true"' in page
    assert names(response) == ["Ibu Rohayati"]


def test_a_number_in_an_address_is_not_looked_for_and_leaves_it(staff: Client, world: World) -> None:
    response = staff.get(register(world), {"q": nik(51), "rt": "02"})
    assert response["Location"] == f"{register(world)}?rt=02"


def test_text_that_is_searched_stays_in_the_address(staff: Client, world: World) -> None:
    response = staff.post(register(world), {"q": "Siti & Udin", "rt": "02", "rw": "", "status": "active"})
    assert response["Location"] == f"{register(world)}?q=Siti+%26+Udin&rt=02&status=active"
    assert "no-store" in response["Cache-Control"]


def test_who_left_waits_for_no_survey(staff: Client, world: World, families: dict[str, Family]) -> None:
    rows = {row["family"].head_name: row for row in staff.get(f"{register(world)}?status=semua").context["rows"]}
    assert rows["Pak Udin"]["next"] is None
    assert rows["Pak Nawawi"]["next"][0] == SurveyRound.BASELINE
    page = staff.get(reverse("villages:family_detail", args=[families["moved"].pk])).content.decode()
    assert "Pindah" in page
    assert "Isi survei" in page, "it may still be corrected"


@ROWS
@pytest.mark.parametrize(("query", "number"), [("?q=a", 10), ("?pendata={}", 10), ("?status=semua&rw=01", 9)])
def test_a_search_asks_as_often_whatever_it_finds(
    count: int, query: str, number: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    for serial in range(200, 200 + count):
        family = make_family(by, village, serial=serial)
        make_member(by, family)
        make_survey(by, family)
    with django_assert_num_queries(number):
        page = staff.get(register(world) + query.format(by.pk))
    assert len(page.context["rows"]) == count


def progress(village: TargetVillage) -> tuple[int, int, int]:
    row: Any = TargetVillage.objects.with_progress().get(pk=village.pk)
    return row.family_count, row.baseline_count, row.endline_count


def test_the_progress_of_a_village_counts_no_record_twice(world: World, families: dict[str, Family]) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    for family in families.values():
        if family is not families["merged"]:
            make_survey(by, family)
            make_survey(by, family, SurveyRound.ENDLINE, "y" * 20 + "-")
    assert progress(village) == (3, 3, 0)
    twin = make_family(by, village, serial=70)
    make_survey(by, twin)
    assert progress(village) == (4, 4, 0)
    merge(twin, families["woman"])
    assert progress(village) == (3, 3, 0)
    assert sum(before for _label, before, _after in stage_summary(village)) == 3
    row: Any = TargetVillage.objects.with_progress().get(pk=village.pk)
    assert (row.baseline_waits, row.endline_waits) == (False, True)
    for name in ("woman", "man"):
        survey = families[name].surveys.get(round=SurveyRound.ENDLINE)
        type(survey).objects.filter(pk=survey.pk).update(answers="y" * 21)
    row = TargetVillage.objects.with_progress().get(pk=village.pk)
    assert not row.endline_waits, "the family that moved is not waited for"


def test_progress_by_rt_and_by_surveyor(staff: Client, world: World, families: dict[str, Family]) -> None:
    by, kader, village = world.serang.staff, world.serang.surveyor, world.serang.villages[1]
    waiting = submit_survey(by=by, survey=make_survey(by, families["woman"]))
    passed = verify_survey(by=by, survey=submit_survey(by=by, survey=make_survey(by, families["man"])))
    return_survey(by=by, survey=submit_survey(by=by, survey=make_survey(by, families["moved"])), remarks={1: "Cek"})
    make_survey(by, families["man"], SurveyRound.ENDLINE, "y" * 5 + "-" * 16, surveyor=kader)
    response = staff.get(reverse("villages:village_progress", args=[village.pk]))
    places = {(one.rt, one.rw): one for one in response.context["places"]}
    assert set(places) == {("02", "01"), ("03", "02")}
    counts = {key: [(r.complete, r.submitted, r.verified) for r in one.rounds] for key, one in places.items()}
    assert counts == {("02", "01"): [(1, 1, 0), (0, 0, 0)], ("03", "02"): [(1, 0, 1), (0, 0, 0)]}
    total = response.context["total"]
    assert (total.families, total.rounds[0].complete, total.rounds[0].verified) == (2, 2, 1)
    surveyors = {one["surveyor"]: one for one in response.context["surveyors"]}
    mine, theirs = surveyors[by.pk], surveyors[kader.pk]
    assert [mine[key] for key in ("entered", "draft", "submitted", "returned", "verified")] == [3, 0, 1, 1, 1]
    assert (theirs["entered"], theirs["draft"]) == (1, 1)
    assert (waiting.state, passed.state) == ("submitted", "verified")
    page = response.content.decode()
    for address in ("?rt=02&amp;rw=01", f"?status=semua&amp;pendata={kader.pk}"):
        assert f'href="{register(world)}{address}"' in page
    assert names(staff.get(f"{register(world)}?status=semua&pendata={kader.pk}")) == ["Pak Nawawi"]


@ROWS
def test_progress_asks_as_often_whatever_its_length(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    for number in range(count):
        make_survey(by, make_family(by, village, serial=200 + number, rt=f"{number + 1:02}"))
    with django_assert_num_queries(8):
        page = staff.get(reverse("villages:village_progress", args=[village.pk]))
    assert len(page.context["places"]) == count


def test_a_village_without_families_has_an_empty_progress(staff: Client, world: World) -> None:
    page = staff.get(reverse("villages:village_progress", args=[world.serang.villages[1].pk])).content.decode()
    assert "Belum ada keluarga aktif di desa ini." in page
    assert "Belum ada survei di desa ini." in page


def test_the_pages_lead_to_the_progress(staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    address = reverse("villages:village_progress", args=[village.pk])
    for name in ("village_detail", "family_list"):
        assert f'href="{address}"' in staff.get(reverse(f"villages:{name}", args=[village.pk])).content.decode()


def test_the_register_of_thousands_reads_one_page_only(staff: Client, world: World) -> None:
    village = world.serang.villages[1]
    rows = [
        Family(
            target_village=village,
            head_name=f"Keluarga {serial:04}",
            head_sex="female",
            no_nik_reason="Belum diurus",
            rt=f"{serial % 20 + 1:02}",
            created_by=world.serang.staff,
        )
        for serial in range(5000)
    ]
    Family.objects.bulk_create(rows, batch_size=500)
    page = staff.get(register(world))
    assert page.context["page"].paginator.count == 5000
    assert len(page.context["rows"]) == 50
    assert isinstance(page.context["page"].paginator.object_list, QuerySet)
