"""The assessor's dossier: the whole record of an own sheet's village, nobody's names, and the files that prove it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import ScoreSheet
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.assets import give_to_family, give_to_office, make_asset, make_handover, make_innovation
from tests.factories.evidence import make_evidence
from tests.factories.places import make_family, make_member, make_survey
from tests.factories.world import World
from villages.actions.evidence import withdraw_evidence
from villages.actions.stages import hold_stage, plan_stage
from villages.actions.visits import save_visit
from villages.enums import FundSource, Outcome, SurveyRound
from villages.models import Family, Visit

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
SECRETS = ("Rahmawati Pertiwi", "Siti Khumaira", "Ibu Penemu")


@pytest.fixture
def sheet(world: World) -> ScoreSheet:
    """The sheet of the first assessor for Kamurang in the province's round."""
    sheets = ScoreSheet.objects.with_places().filter(entry__round=world.round)
    return sheets.get(member__user=world.assessors[0], entry__target_village=world.serang.villages[0])


@pytest.fixture
def assessor(world: World, sign_in: SignIn) -> Client:
    """The assessor, signed in."""
    return sign_in(world.assessors[0])


def address(sheet: ScoreSheet) -> str:
    return reverse("assessments:dossier", args=[sheet.pk])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def record_year(world: World, number: int = 1) -> Family:
    """Record one thing of each kind in Kamurang, with a photo of each."""
    staff, village = world.serang.staff, world.serang.villages[0]
    family = make_family(staff, village, serial=700 + number, head_name=f"{SECRETS[0]} {number}")
    make_member(staff, family, SECRETS[1])
    make_survey(staff, family, answers="t" + "y" * 20)
    make_survey(staff, family, SurveyRound.ENDLINE, surveyed_on=date(2019, 9, 20))
    plan_stage(by=staff, target_village=village, stage=number, on=date(2019, 1, 10))
    hold_stage(by=staff, target_village=village, stage=number, on=date(2019, 1, 15), women=12, men=5)
    visit = Visit(target_village=village, stage=3, topic=f"Gizi {number}", planned_on=date(2019, 2, number))
    visit.held_on, visit.women, visit.men = visit.planned_on, 20, 3
    save_visit(by=staff, visit=visit)
    agency = make_agency(staff, f"Dinas {number}")
    kind = make_kind(world.secretariat, world.cycle)
    activity = make_activity(staff, village, agency, kind, title=f"Menjahit {number}", source=FundSource.COMPANY)
    make_participation(staff, activity, family, outcome=Outcome.BUSINESS)
    asset = make_asset(staff, village, f"Mesin {number}", activity=activity)
    give_to_family(staff, asset, family)
    innovation = make_innovation(staff, village, f"Kompor {number}", inventor=SECRETS[2])
    things = {"visit": visit, "activity": activity, "asset": asset, "innovation": innovation}
    links = [f"stage:{number}", "indicator:D3", *(f"{kind}:{thing.pk}" for kind, thing in things.items())]
    make_evidence(staff, village, number, caption=f"Foto {number}", links=links)
    return family


def test_the_whole_year_is_on_one_page(world: World, sheet: ScoreSheet, assessor: Client) -> None:
    record_year(world)
    give_to_office(world.serang.staff, make_asset(world.serang.staff, world.serang.villages[0], "Kompor gas"))
    make_handover(world.serang.staff, world.serang.villages[0])
    page = text(assessor.get(address(sheet)))
    for words in (
        "Penetapan lokasi desa binaan",
        "TP PKK Kabupaten Serang",
        "1. Survei lokasi dan validasi data sasaran",
        "12 P, 5 L",
        "Terlaksana 1 dari 1 yang direncanakan setahun. Hadir: 20 perempuan, 3 laki-laki.",
        "Dinas 1",
        "CSR/mitra",
        "Rp25.000.000",
        "1 dari 2 keluarga dijangkau kegiatan; 1 belum.",
        "Kantor desa atau dinas",
        "Sekam padi dibakar dalam kaleng bekas",
        "1 kunjungan, 0,1 sebulan",
        "Foto 1",
        "Kunjungan pembinaan: Gizi 1 · 1 Februari 2019",
    ):
        assert words in page, words


def test_nobody_is_named_and_no_number_is_shown(world: World, sheet: ScoreSheet, assessor: Client) -> None:
    family = record_year(world)
    page = text(assessor.get(address(sheet)))
    for secret in (*SECRETS, str(world.serang.family.head_name), family.nik.reveal(), family.nik.reveal()[:6]):
        assert secret not in page
    assert str(family.pk) not in page
    assert "Keluarga" in page


def test_what_is_not_recorded_is_said_in_words(sheet: ScoreSheet, assessor: Client) -> None:
    page = text(assessor.get(address(sheet)))
    for words in (
        "Belum diserahkan.",
        "belum tercatat",
        "Belum ada tahap yang dicatat.",
        "Belum ada keluarga yang disurvei sebelum dan sesudah.",
        "Belum ada kunjungan pembinaan yang dicatat.",
        "Belum ada kegiatan yang dicatat.",
        "Belum dicatat keluarga mana yang dijangkau kegiatan.",
        "Belum ada aset yang dicatat.",
        "Belum ada inovasi yang dicatat.",
        "Belum ada foto atau dokumen yang diunggah.",
    ):
        assert words in page, words


def test_every_indicator_has_a_place_that_the_sheet_leads_to(sheet: ScoreSheet, assessor: Client) -> None:
    page = text(assessor.get(address(sheet)))
    codes = list(sheet.entry.round.instrument.instrument.indicators)
    assert len(codes) == 23
    for code in codes:
        assert page.count(f'id="indikator-{code}"') == 1


def test_a_photo_stands_at_all_that_it_proves_and_none_is_lost(
    world: World, sheet: ScoreSheet, assessor: Client
) -> None:
    staff, village = world.serang.staff, world.serang.villages[0]
    both = make_evidence(staff, village, 1, caption="Rapat dan daftar hadir", links=["stage:2", "indicator:D1"])
    loose = make_evidence(staff, village, 2, caption="Tanpa kaitan")
    old = make_evidence(staff, village, 3, caption="Indikator tahun lain", links=["indicator:Z9"])
    gone = make_evidence(staff, village, 4, caption="Ditarik", links=["indicator:D1"])
    withdraw_evidence(by=staff, evidence=gone, reason="Foto dari desa lain")
    make_evidence(world.pandeglang.staff, world.pandeglang.villages[0], 5, links=["indicator:D1"])
    gallery = assessor.get(address(sheet)).context["gallery"]
    by_code = {proof.indicator.code: proof.evidence for proof in gallery.indicators}
    assert by_code["D1"] == [both]
    assert [(proof.heading, proof.evidence) for proof in gallery.things] == [
        ("Tahap 2: Rapat koordinasi dan sosialisasi Tim Pokja", [both])
    ]
    assert set(gallery.loose) == {loose, old}
    assert gallery.total == 3


def test_stages_and_visits_stand_in_their_order(world: World, sheet: ScoreSheet, assessor: Client) -> None:
    staff, village = world.serang.staff, world.serang.villages[0]
    for stage in (10, 2):
        make_evidence(staff, village, stage, caption=f"Tahap {stage}", links=[f"stage:{stage}"])
    for topic, day in (("A", date(2019, 11, 5)), ("B", date(2019, 2, 5))):
        visit = save_visit(by=staff, visit=Visit(target_village=village, stage=3, topic=topic, planned_on=day))
        make_evidence(staff, village, day.month, caption=topic, links=[f"visit:{visit.pk}"])
    things = assessor.get(address(sheet)).context["gallery"].things
    assert [proof.evidence[0].caption for proof in things] == ["Tahap 2", "Tahap 10", "B", "A"]


@pytest.mark.parametrize("name", ["assessments:dossier_file", "assessments:dossier_thumbnail"])
def test_files_are_those_of_the_own_village_and_not_withdrawn(
    name: str, world: World, sheet: ScoreSheet, assessor: Client
) -> None:
    own = make_evidence(world.serang.staff, world.serang.villages[0])
    other = make_evidence(world.pandeglang.staff, world.pandeglang.villages[0])
    assert assessor.get(reverse(name, args=[sheet.pk, own.pk])).status_code == 200
    assert assessor.get(reverse(name, args=[sheet.pk, other.pk])).status_code == 404
    assert assessor.get(reverse(name, args=[sheet.pk, uuid4()])).status_code == 404
    withdraw_evidence(by=world.serang.staff, evidence=own, reason="Foto dari desa lain")
    assert assessor.get(reverse(name, args=[sheet.pk, own.pk])).status_code == 404


def test_a_colleagues_dossier_is_not_there(world: World, sheet: ScoreSheet, sign_in: SignIn) -> None:
    own = make_evidence(world.serang.staff, world.serang.villages[0])
    client = sign_in(world.assessors[1])
    assert client.get(address(sheet)).status_code == 404
    assert client.get(reverse("assessments:dossier_file", args=[sheet.pk, own.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_page_asks_as_often_whatever_was_recorded(
    count: int, world: World, sheet: ScoreSheet, assessor: Client, django_assert_num_queries: Any
) -> None:
    for number in range(1, count + 1):
        record_year(world, number)
    assessor.get("/")
    with django_assert_num_queries(20):  # one of them: what the assessor declared
        assessor.get(address(sheet))
