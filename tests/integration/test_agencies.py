"""The agencies of a region, and the kinds of activities of a year."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from p2wkss.models import AuditEvent, Region
from tests.factories.activities import make_activity, make_agency, make_kind
from tests.factories.places import make_cycle
from tests.factories.summaries import kept_figures
from tests.factories.world import BANTEN, PANDEGLANG, SERANG, World
from villages.actions.activity_kinds import save_activity_kind, take_over_kinds
from villages.actions.agencies import save_agency
from villages.models import ActivityKind, Agency
from villages.starter import starter_kinds

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
LIST, CREATE = reverse("villages:agency_list"), reverse("villages:agency_create")


def agency_data(**changes: str) -> dict[str, str]:
    facts = {"region": SERANG, "name": "Dinas Koperasi", "short_name": "Dinkop", "kind": "government"}
    return {**facts, "is_active": "on", **changes}


def test_an_agency_is_entered_by_the_staff_of_its_regency(staff: Client, world: World) -> None:
    response = staff.post(CREATE, agency_data(), follow=True)
    assert "Instansi Dinas Koperasi tersimpan." in response.content.decode()
    agency = Agency.objects.get()
    assert (agency.region_id, agency.version, str(agency)) == (SERANG, 1, "Dinkop")
    event = AuditEvent.objects.get(action="agency.save")
    assert (event.actor, event.region_code) == (world.serang.staff, SERANG)
    assert event.details["changes"]["name"] == ["", "Dinas Koperasi"]


def test_the_staff_are_offered_their_own_region_only(staff: Client, world: World, sign_in: SignIn) -> None:
    def offered(client: Client) -> list[str]:
        return [region.pk for region in client.get(CREATE).context["form"].fields["region"].queryset]

    assert offered(staff) == [SERANG]
    assert offered(sign_in(world.secretariat)) == [BANTEN, PANDEGLANG, SERANG]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "tidak boleh kosong"),
        ({"name": "dinas sosial"}, "name", "sudah ada di wilayah itu: Dinas Sosial."),
        ({"kind": "lain"}, "kind", "lain"),
        ({"region": PANDEGLANG}, "region", "Masukkan pilihan yang valid"),
        ({"region": "36.04.15"}, "region", "Masukkan pilihan yang valid"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    make_agency(world.serang.staff, "Dinas Sosial")
    response = staff.post(CREATE, agency_data(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert Agency.objects.count() == 1


@pytest.mark.parametrize("code", ["36.04.15", "36.04.15.2010"])
def test_only_a_regency_or_a_province_has_agencies(world: World, code: str) -> None:
    agency = Agency(region=Region.objects.get(code=code), name="Puskesmas", kind="government")
    with pytest.raises(ValidationError, match="Pilih provinsi"):
        save_agency(by=world.serang.staff, agency=agency)
    assert not Agency.objects.exists()


def test_the_region_of_an_agency_never_changes(world: World) -> None:
    agency = make_agency(world.secretariat, region=SERANG)
    agency.region_id = PANDEGLANG
    with pytest.raises(ValidationError, match="tidak dapat diubah"):
        save_agency(by=world.secretariat, agency=agency)
    agency.region_id = PANDEGLANG
    with pytest.raises(PermissionDenied):
        save_agency(by=world.serang.staff, agency=agency)
    assert Agency.objects.get().region_id == SERANG


def test_the_agencies_of_the_province_are_seen_and_not_kept_by_the_staff(staff: Client, world: World) -> None:
    above = make_agency(world.secretariat, "Biro Kesra", BANTEN)
    make_agency(world.pandeglang.staff, "Dinas Pandeglang", PANDEGLANG)
    page = staff.get(LIST).content.decode()
    assert "Biro Kesra" in page
    assert "Dinas Pandeglang" not in page
    update = reverse("villages:agency_update", args=[above.pk])
    assert update not in page
    assert staff.get(update).status_code == 403


def test_an_agency_is_corrected_and_a_stale_form_shows_both(staff: Client, world: World) -> None:
    agency = make_agency(world.serang.staff)
    url = reverse("villages:agency_update", args=[agency.pk])
    new = agency_data(name="Dinas Koperasi dan UKM", version="1", is_active="")
    assert staff.post(url, new).status_code == 302
    agency.refresh_from_db()
    assert (agency.name, agency.is_active, agency.region_id, agency.version) == (new["name"], False, SERANG, 2)
    response = staff.post(url, agency_data(name="Dari tab lama", version="1"))
    assert response.status_code == 422
    assert ("Dinas Koperasi dan UKM", "Dari tab lama") in [
        (one.saved, one.typed) for one in response.context["form"].conflicts
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_list_of_agencies(count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_agency(world.secretariat, f"Dinas {number:02}", SERANG if number % 2 else BANTEN)
    client = sign_in(world.secretariat)
    with django_assert_num_queries(7):
        page = client.get(LIST)
    assert len(page.context["rows"]) == count


def test_the_filter_stands_in_the_address(world: World, sign_in: SignIn) -> None:
    make_agency(world.secretariat, "Biro Kesra", BANTEN)
    make_agency(world.secretariat, "PT Maju", SERANG, kind="company")
    client = sign_in(world.secretariat)
    for query, expected in (
        ({}, ["Biro Kesra", "PT Maju"]),
        ({"wilayah": SERANG}, ["PT Maju"]),
        ({"jenis": "government"}, ["Biro Kesra"]),
        ({"wilayah": "99", "jenis": "apa"}, []),
    ):
        assert [agency.name for agency, _may in client.get(LIST, query).context["rows"]] == expected
    assert "Tidak ada instansi di sini" in client.get(LIST, {"wilayah": "99"}).content.decode()


# Kinds of activities -----------------------------------------------------------------------------------------


def kind_data(**changes: str) -> dict[str, str]:
    facts = {"name": "Pelatihan menjahit", "field": "economy", "component": "lanjutan"}
    return {**facts, "is_physical": "", "is_active": "on", **changes}


def test_a_year_begins_with_the_starter_list_and_the_page_says_so(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    page = client.get(reverse("villages:kind_list", args=[world.cycle.pk])).content.decode()
    assert "Belum ada jenis kegiatan" in page
    response = client.post(reverse("villages:kind_take_over", args=[world.cycle.pk]), follow=True)
    count = len(starter_kinds())
    assert ActivityKind.objects.filter(cycle=world.cycle).count() == count
    page = response.content.decode()
    assert f"{count} jenis kegiatan diambil." in page
    assert "Contoh awal, bukan daftar resmi" in page
    event = AuditEvent.objects.get(action="activity_kind.save")
    assert event.details == {"taken_over": count, "taken_from": "starter"}
    again = client.post(reverse("villages:kind_take_over", args=[world.cycle.pk]), follow=True)
    assert "sudah memiliki jenis kegiatan" in again.content.decode()
    assert ActivityKind.objects.count() == count


def test_a_year_takes_over_what_the_last_one_used(world: World) -> None:
    make_kind(world.secretariat, world.cycle, "Jahit", component="dasar")
    make_kind(world.secretariat, world.cycle, "Lama", is_active=False)
    make_cycle(world.secretariat, 2020)
    following = make_cycle(world.secretariat, 2021)
    made = take_over_kinds(by=world.secretariat, cycle=following)
    assert [(kind.name, kind.component, kind.cycle_id) for kind in made] == [("Jahit", "dasar", following.pk)]
    assert AuditEvent.objects.latest("pk").details["taken_from"] == 2019
    earlier = make_cycle(world.secretariat, 2018)
    assert len(take_over_kinds(by=world.secretariat, cycle=earlier)) == len(starter_kinds())


def test_the_notice_goes_when_nothing_is_left_of_the_starter_list(world: World, sign_in: SignIn) -> None:
    make_kind(world.secretariat, world.cycle, "Jahit", component="dasar")
    page = sign_in(world.secretariat).get(reverse("villages:kind_list", args=[world.cycle.pk])).content.decode()
    assert "Contoh awal" not in page
    assert "Belum ada jenis kegiatan untuk komponen ini." in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "tidak boleh kosong"),
        ({"name": "MENJAHIT"}, "name", "sudah ada pada tahun itu"),
        ({"component": "utama"}, "component", "utama"),
        ({"field": ""}, "field", "tidak boleh kosong"),
    ],
)
def test_what_is_wrong_with_a_kind_stands_at_its_field(
    world: World, sign_in: SignIn, changes: dict[str, str], field: str, words: str
) -> None:
    make_kind(world.secretariat, world.cycle, "Menjahit")
    url = reverse("villages:kind_create", args=[world.cycle.pk])
    response = sign_in(world.secretariat).post(url, kind_data(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert ActivityKind.objects.count() == 1


def test_a_kind_in_use_moves_with_its_figures_and_the_log_says_so(world: World, sign_in: SignIn) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    kind = make_kind(world.secretariat, world.cycle)
    make_activity(by, village, make_agency(by), kind)
    client, url = sign_in(world.secretariat), reverse("villages:kind_update", args=[kind.pk])
    assert "Dipakai 1 kegiatan" in client.get(url).content.decode()
    assert client.post(url, kind_data(component="dukungan", version="1")).status_code == 302
    event = AuditEvent.objects.filter(action="activity_kind.save").latest("pk")
    assert event.details["changes"]["component"] == ["lanjutan", "dukungan"]
    figures = kept_figures(village.pk)
    assert figures.held_by_component == {"dukungan": 1}


def test_a_kind_stays_with_its_year_and_its_keepers(world: World) -> None:
    kind = make_kind(world.secretariat, world.cycle)
    with pytest.raises(PermissionDenied):
        save_activity_kind(by=world.serang.staff, kind=kind)
    with pytest.raises(PermissionDenied):
        take_over_kinds(by=world.serang.staff, cycle=make_cycle(world.secretariat, 2020))
    kind.cycle = make_cycle(world.secretariat, 2021)
    with pytest.raises(ValidationError, match="tahun program lain"):
        save_activity_kind(by=world.secretariat, kind=kind)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_list_of_kinds(count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_kind(world.secretariat, world.cycle, f"Jenis {number:02}", is_physical=bool(number % 2))
    client = sign_in(world.secretariat)
    with django_assert_num_queries(6):
        page = client.get(reverse("villages:kind_list", args=[world.cycle.pk]))
    assert len(page.context["kinds"]) == count
