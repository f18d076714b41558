"""The home page: for each role how far things are and what is next, in as many queries however much there is."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions.rounds import publish
from assessments.models import Nomination, Round, ScoreSheet
from assessments.phases import Phase
from p2wkss.actions.users import grant_role
from p2wkss.models import Region, RegionLevel, User
from p2wkss.roles import Role
from tests.factories.activities import make_activity, make_agency, make_kind
from tests.factories.judging import fill_sheet, lock_round, make_instrument, make_round
from tests.factories.people import make_user
from tests.factories.places import make_cycle, make_decree, make_family, make_regions, make_survey, make_village
from tests.factories.visits import make_follow_up, make_held_visit
from tests.factories.world import World
from villages.actions.stages import hold_stage
from villages.actions.visits import save_visit
from villages.enums import SurveyRound
from villages.models import Visit

SignIn = Callable[[Any], Client]
HOME = "/"


def words(client: Client) -> str:
    """The text of the home page, with its line breaks taken out."""
    response = client.get(HOME)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def place(db: None) -> None:
    """The few regions that tests use."""
    make_regions()


# Staff and surveyors -------------------------------------------------------------------------------------------


def test_staff_see_what_each_own_village_needs_next(place: None, sign_in: SignIn) -> None:
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    cycle, decree = make_cycle(secretariat), make_decree(staff)
    village = make_village(staff, cycle, decree, family_quota=1)
    client = sign_in(staff)
    page = words(client)
    assert "Desa Kamurang" in page
    assert reverse("villages:family_create", args=[village.pk]) in page
    family = make_family(staff, village)
    page = words(client)
    assert "Lanjutkan survei awal" in page
    assert f"{reverse('villages:family_list', args=[village.pk])}?belum=baseline" in page
    make_survey(staff, family)
    assert "Lanjutkan survei akhir" in words(client)
    make_survey(staff, family, SurveyRound.ENDLINE)
    assert reverse("villages:change_table", args=[village.pk]) in words(client)


def test_cards_are_of_the_newest_year_only(place: None, sign_in: SignIn) -> None:
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    decree = make_decree(staff)
    make_village(staff, make_cycle(secretariat, 2018), decree, "36.04.15.2006")
    make_village(staff, make_cycle(secretariat, 2019), decree, "36.04.15.2010")
    page = words(sign_in(staff))
    assert "Desa Kamurang" in page
    assert "Desa Bakung" not in page


def test_nobody_sees_the_villages_of_another_district(world: World, sign_in: SignIn) -> None:
    page = words(sign_in(world.pandeglang.staff))
    assert "Sumberjaya" in page
    assert "Kamurang" not in page


def test_a_surveyor_sees_the_own_village(world: World, sign_in: SignIn) -> None:
    page = words(sign_in(world.serang.surveyor))
    assert "Desa Kamurang" in page
    assert "Bakung" not in page
    assert "Penilaian yang berjalan" not in page


def test_staff_without_a_village_are_offered_the_first_step(place: None, sign_in: SignIn) -> None:
    page = words(sign_in(make_user("staf", Role.DISTRICT_STAFF, "36.04")))
    assert "Belum ada desa binaan" in page
    assert reverse("villages:village_create") in page
    page = words(sign_in(make_user("kader", Role.SURVEYOR, "36.04.15.2010")))
    assert "Belum ada desa binaan" in page
    assert reverse("villages:village_create") not in page


# Judging -------------------------------------------------------------------------------------------------------


def test_an_assessor_sees_how_many_are_in_and_which_is_next(world: World, sign_in: SignIn) -> None:
    assessor = world.assessors[0]
    sheets = list(ScoreSheet.objects.filter(member__user=assessor, entry__round=world.round).order_by("pk"))
    client = sign_in(assessor)
    assert "Mulai menilai" in words(client)
    fill_sheet(sheets[0], 3, submit=False)
    page = words(client)
    assert "Lanjutkan menilai" in page
    assert reverse("assessments:sheet_edit", args=[sheets[0].pk]) in page
    for sheet in sheets:
        fill_sheet(sheet, 3)
    page = words(client)
    assert "Tidak ada lembar yang menunggu." in page
    assert f"{len(sheets)}/{len(sheets)}" in page


def test_the_secretariat_is_told_each_step_of_a_round(place: None, sign_in: SignIn) -> None:
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    client = sign_in(secretariat)
    assert reverse("villages:cycle_create") in words(client)
    cycle = make_cycle(secretariat)
    page = words(client)
    assert "Banten 2019" in page
    assert reverse("assessments:round_create") in page
    make_round(secretariat, cycle, "36", make_instrument(secretariat), [], [])
    page = words(client)
    assert "Lengkapi peserta dan tim penilai, lalu buka penilaian." in page
    assert "0 peserta · 0 penilai" in page
    assert reverse("assessments:round_create") not in page


def test_a_running_round_says_how_far_it_is(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    total = ScoreSheet.objects.filter(entry__round=world.round).count()
    page = words(client)
    assert f"0/{total} lembar diajukan" in page
    assert "Menunggu penilai mengajukan lembar nilainya." in page
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        own = sheet.entry.target_village_id == world.serang.villages[0].pk
        fill_sheet(sheet, 3 if own else 2)
    page = words(client)
    assert f"{total}/{total} lembar diajukan" in page
    assert "Semua lembar nilai sudah diajukan." in page
    lock_round(world.secretariat, world.round)
    assert "Hasil terkunci; umumkan bila sudah disahkan." in words(client)
    publish(by=world.secretariat, round=Round.objects.get(pk=world.round.pk))
    assert "Penilaian yang berjalan" not in words(client)


def test_a_published_district_round_waits_for_its_nominee(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.serang.staff)
    assert "Penilaian yang berjalan" not in words(client)
    Nomination.objects.filter(regency="36.04").delete()
    page = words(client)
    assert "Pilih satu desa sebagai wakil kabupaten/kota." in page
    assert reverse("assessments:round_detail", args=[world.serang.round.pk]) in page


# Officials and administrators ----------------------------------------------------------------------------------


def test_an_official_finds_the_files_of_the_own_region(world: World, sign_in: SignIn) -> None:
    page = words(sign_in(world.official))
    for district in (world.serang, world.pandeglang):
        assert reverse("report_offer", args=["peringkat", district.round.pk]) in page
    assert reverse("report_offer", args=["peringkat", world.round.pk]) not in page
    regent = words(sign_in(make_user("bupati", Role.OFFICIAL, "36.04")))
    assert reverse("report_offer", args=["peringkat", world.serang.round.pk]) in regent
    assert reverse("report_offer", args=["peringkat", world.pandeglang.round.pk]) not in regent


def test_an_official_without_a_result_is_told_when_it_comes(place: None, sign_in: SignIn) -> None:
    page = words(sign_in(make_user("gubernur", Role.OFFICIAL, "36")))
    assert "Belum ada hasil" in page
    assert "Hasil tampil di sini setelah diumumkan." in page


def test_the_administrator_sees_who_cannot_work_yet(place: None, sign_in: SignIn) -> None:
    admin = make_user("admin", Role.ADMINISTRATOR)
    make_user("baru")
    response = sign_in(admin).get(HOME)
    assert response.context["people"] == {"total": 2, "without_role": 1}
    assert reverse("user_list") in response.content.decode()


def test_several_roles_give_several_sections(world: World, sign_in: SignIn) -> None:
    person = world.serang.staff
    grant_role(by=None, user=person, role=Role.ASSESSOR, region=Region.objects.get(code="36"))
    grant_role(by=None, user=person, role=Role.ADMINISTRATOR, region=Region.objects.get(code="36.04"))
    page = words(sign_in(person))
    for heading in ("Lembar nilai Anda", "Desa Kamurang", "Hasil yang diumumkan", "Kelola pengguna"):
        assert heading in page
    assert "Staf Pokja kabupaten/kota, Penilai, Administrator" in page
    assert "Kabupaten Serang" in page


def test_somebody_without_a_role_reads_a_friendly_word(place: None, sign_in: SignIn) -> None:
    page = words(sign_in(make_user("baru")))
    assert "Akun Anda belum memiliki peran" in page
    assert "Belum ada" not in page


# Queries -------------------------------------------------------------------------------------------------------


def _grow(world: World, count: int) -> None:
    """Let `count` further villages with a family stand in Serang, `count` rounds under the province, and people."""
    staff, secretariat = world.serang.staff, world.secretariat
    for number in range(count):
        code = f"36.04.15.{2100 + number}"
        parent = Region.objects.get(code="36.04.15")
        Region.objects.create(code=code, name=f"Contoh {number:02}", level=RegionLevel.VILLAGE, parent=parent)
        village = make_village(staff, world.cycle, world.serang.decree, code)
        make_survey(staff, make_family(staff, village, serial=200 + number))
        make_follow_up(staff, make_held_visit(staff, village), owner=secretariat)
        cycle = make_cycle(secretariat, 2020 + number)
        make_round(secretariat, cycle, "36", world.instrument, [], [])
        make_user(f"orang-{number}")


def test_an_assessor_finds_the_plenary(world: World, sign_in: SignIn) -> None:
    Round.objects.filter(pk=world.round.pk).update(phase=Phase.PLENARY)
    address = reverse("assessments:plenary", args=[world.round.pk])
    assert address in sign_in(world.assessors[0]).get(HOME).content.decode()
    assert address not in sign_in(world.serang.assessor).get(HOME).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_asks_as_often_however_much_there_is(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    _grow(world, count)
    expected = {
        Role.ADMINISTRATOR: 5,
        Role.SECRETARIAT: 12,
        Role.DISTRICT_STAFF: 11,
        Role.SURVEYOR: 8,
        Role.ASSESSOR: 8,
        Role.OFFICIAL: 7,
    }
    for role, queries in expected.items():
        client = sign_in(world.person(role))
        with django_assert_num_queries(queries, info=role):
            client.get(HOME)


def test_everybody_together_asks_no_more_than_the_sum(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    person: User = world.serang.staff
    for role in Role:
        if role != Role.DISTRICT_STAFF:
            grant_role(by=None, user=person, role=role, region=Region.objects.get(code="36"))
    client = sign_in(person)
    with django_assert_max_num_queries(20):
        client.get(HOME)


# What the record says in figures -------------------------------------------------------------------------------


def test_cards_show_stages_visits_and_agencies(world: World, sign_in: SignIn) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    assert "Instansi yang melaksanakan janji" not in words(sign_in(staff))
    hold_stage(by=staff, target_village=village, stage=1, on=date(2019, 1, 22))
    visit = Visit(target_village=village, stage=3, topic="PHBS", planned_on=date(2019, 3, 5))
    visit.held_on, visit.women, visit.men = visit.planned_on, 12, 3
    save_visit(by=staff, visit=visit)
    make_activity(staff, village, make_agency(staff), make_kind(world.secretariat, world.cycle))
    page = words(sign_in(staff))
    for figure in ("1/12", "1/48", "1/1"):
        assert figure in page


def test_officials_see_the_year_in_figures_and_the_way_to_the_dashboard(world: World, sign_in: SignIn) -> None:
    page = words(sign_in(world.official))
    assert "Tahun program 2019 dalam angka" in page
    assert "di 4 desa" in page
    assert f'href="{reverse("villages:dashboard")}"' in page
    assert "dalam angka" not in words(sign_in(make_user("pimpinan-jabar", Role.OFFICIAL, "32")))
