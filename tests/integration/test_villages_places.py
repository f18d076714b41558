"""Years and target villages: errors in place, nothing half-saved, nothing over a newer version."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.models import AuditEvent, Region
from p2wkss.roles import Role
from tests.factories.people import make_user
from tests.factories.places import make_cycle, make_family, make_survey
from tests.factories.world import World
from villages.enums import SurveyRound
from villages.models import Cycle, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
PDF = b"%PDF-1.7\nisi SK\n"


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """List the files that the site has stored since the test began."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file())


def as_sent_again(response: Any) -> dict[str, Any]:
    """What a browser sends when the form that came back is sent without a touch."""
    form = response.context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# Years ------------------------------------------------------------------------------------------------------


def test_the_secretariat_opens_a_year(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    response = client.post(reverse("villages:cycle_create"), {"year": "2020", "province": "36"}, follow=True)
    assert said(response) == ["Tahun program Banten 2020 dibuka."]
    assert AuditEvent.objects.filter(action="cycle.open", details__year=2020).exists()


@pytest.mark.parametrize(
    ("year", "province", "field", "words"),
    [
        ("2019", "36", "__all__", "sudah dibuka"),
        ("1979", "36", "__all__", "antara 1980 dan 2100"),
        ("dua ribu", "36", "year", "Masukkan"),
        ("2020", "32", "province", "pilihan"),
    ],
)
def test_a_faulty_year_is_refused_in_place(
    world: World, sign_in: SignIn, year: str, province: str, field: str, words: str
) -> None:
    client = sign_in(world.secretariat)
    response = client.post(reverse("villages:cycle_create"), {"year": year, "province": province})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    assert f'value="{year}"' in response.content.decode()
    assert Cycle.objects.count() == 1


def test_the_list_of_years_counts_only_villages_that_one_may_see(world: World, sign_in: SignIn) -> None:
    def count(user: Any) -> int:
        page = sign_in(user).get(reverse("villages:cycle_list")).context["page"]
        return int(page.object_list[0].village_count)

    assert (count(world.serang.staff), count(world.secretariat)) == (2, 4)


# Target villages --------------------------------------------------------------------------------------------


@pytest.fixture
def free_village(world: World) -> Region:
    """A village of the regency that is no target yet."""
    return Region.objects.create(code="36.04.15.2011", name="Songgomjaya", level=4, parent_id="36.04.15")


def village_data(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "cycle": world.cycle.pk,
        "decree": world.serang.decree.pk,
        "village": "36.04.15.2011",
        "kampung": "Meliyas",
        "rw": "01",
        "rt": "01, 02",
        "family_quota": "100",
        "reason": "Rawan ekonomi",
        "outcome": "",
        **changes,
    }


def test_a_village_is_named(staff: Client, world: World, free_village: Region) -> None:
    response = staff.post(reverse("villages:village_create"), village_data(world), follow=True)
    assert said(response) == ["Desa Songgomjaya tersimpan."]
    page = response.content.decode()
    for words in ("Banten", "Kabupaten Serang", "Kecamatan Cikande", "2019", "Meliyas", "Rawan ekonomi", "0/100"):
        assert words in page


def test_the_choice_holds_the_own_villages_by_district(staff: Client, free_village: Region) -> None:
    Region.objects.filter(pk=free_village.pk).update(is_active=False)
    page = staff.get(reverse("villages:village_create")).content.decode()
    assert '<optgroup label="Kecamatan Cikande">' in page
    assert "Kamurang" in page
    assert "Sumberjaya" not in page
    assert "Songgomjaya" not in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"village": "36.01.01.2001"}, "village", "pilihan"),
        ({"village": "36.04.15"}, "village", "pilihan"),
        ({"village": "36.04.15.2010"}, "__all__", "sudah menjadi desa binaan"),
        ({"family_quota": "0"}, "__all__", "antara 1 dan 1.000"),
        ({"reason": ""}, "reason", "tidak boleh kosong"),
    ],
)
def test_a_faulty_village_is_refused_in_place(
    staff: Client, world: World, free_village: Region, changes: dict[str, str], field: str, words: str
) -> None:
    before = TargetVillage.objects.count()
    response = staff.post(reverse("villages:village_create"), village_data(world, **changes))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    assert 'value="01, 02"' in response.content.decode()
    assert TargetVillage.objects.count() == before


def test_a_decree_must_cover_the_year_and_be_of_the_regency(staff: Client, world: World, free_village: Region) -> None:
    late = make_cycle(world.secretariat, 2021)
    response = staff.post(reverse("villages:village_create"), village_data(world, cycle=late.pk))
    assert response.context["form"].errors["decree"] == ["SK ini tidak berlaku untuk tahun 2021."]
    foreign = village_data(world, decree=world.pandeglang.decree.pk)
    response = staff.post(reverse("villages:village_create"), foreign)
    assert list(response.context["form"].errors) == ["decree"]


def test_a_village_sent_twice_is_named_once(staff: Client, world: World, free_village: Region) -> None:
    url = reverse("villages:village_create")
    assert staff.post(url, village_data(world)).status_code == 302
    response = staff.post(url, village_data(world))
    assert "sudah menjadi desa binaan" in str(response.context["form"].errors)
    assert TargetVillage.objects.filter(village=free_village).count() == 1


def test_a_stale_village_shows_both_versions(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    url = reverse("villages:village_update", args=[village.pk])
    version = staff.get(url).context["form"]["version"].value()
    old = village_data(world, village=village.village_id, version=version, reason="Dari tab lama", rt="")
    newer = village_data(world, village=village.village_id, version=version, reason="Dari tab baru", rt="")
    assert staff.post(url, newer).status_code == 302
    response = staff.post(url, old)
    assert response.status_code == 422
    assert [tuple(one) for one in response.context["form"].conflicts] == [
        ("Alasan dipilih", "Dari tab baru", "Dari tab lama")
    ]
    page = response.content.decode()
    assert "Dari tab baru" in page
    assert "Dari tab lama</textarea>" in page
    village.refresh_from_db()
    assert village.reason == "Dari tab baru"
    assert staff.post(url, as_sent_again(response)).status_code == 302
    village.refresh_from_db()
    assert village.reason == "Dari tab lama"


def test_a_village_whose_code_is_gone_can_still_be_corrected(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    Region.objects.filter(pk=village.village_id).update(is_active=False)
    url = reverse("villages:village_update", args=[village.pk])
    data = village_data(world, village=village.village_id, version=village.version, outcome="Jalan sudah dicor")
    assert staff.post(url, data).status_code == 302


def test_a_page_says_what_the_village_needs_next(staff: Client, world: World) -> None:
    village, by = world.serang.villages[1], world.serang.staff
    TargetVillage.objects.filter(pk=village.pk).update(family_quota=1)
    url = reverse("villages:village_detail", args=[village.pk])

    def next_words() -> str:
        return str(staff.get(url).context["next"][0])

    assert next_words() == "Tambah keluarga"
    family = make_family(by, village, serial=70)
    assert next_words() == "Lanjutkan survei awal"
    make_survey(by, family)
    assert next_words() == "Lanjutkan survei akhir"
    make_survey(by, family, SurveyRound.ENDLINE)
    assert next_words() == "Lihat sebelum dan sesudah"


def test_who_only_reads_is_offered_no_entry(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    page = client.get(reverse("villages:village_detail", args=[world.serang.villages[0].pk]))
    assert page.context["next"][0] == "Buka daftar keluarga"
    for url in (
        reverse("villages:family_create", args=[world.serang.villages[0].pk]),
        reverse("villages:village_create"),
    ):
        assert url not in page.content.decode()


def test_a_surveyor_is_not_sent_to_a_decree_that_is_hidden(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.serang.surveyor).get(reverse("villages:village_detail", args=[world.serang.villages[0].pk]))
    assert world.serang.decree.title in page.content.decode()
    assert reverse("villages:decree_detail", args=[world.serang.decree.pk]) not in page.content.decode()


def test_the_year_in_the_address_filters_the_villages(world: World, sign_in: SignIn) -> None:
    make_cycle(world.secretariat, 2021)
    client = sign_in(make_user("semua", Role.DISTRICT_STAFF, "36"))

    def villages(query: str) -> int:
        return len(client.get(f"{reverse('villages:village_list')}{query}").context["page"])

    assert villages("?tahun=2019") == 4
    assert villages("?tahun=2021") == villages("") == 0
    assert villages("?tahun=besok") == 0
