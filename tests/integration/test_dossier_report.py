"""The dossier on paper: what the page shows, for the same people, with the hash of each file and nobody's name."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.actions.declarations import declare
from assessments.models import Entry, ScoreSheet
from assessments.reports.dossier import DossierReport
from p2wkss.models import Region
from tests.factories.result_papers import fetch, files_in, order, text_of
from tests.factories.scoring import fresh_round, member_in, sheet_in
from tests.factories.world import World
from tests.integration.test_dossier import SECRETS, record_year
from tests.pdf_checks import check_pdf
from villages.models import Evidence, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
KIND = DossierReport.code


def address(subject: object) -> str:
    return reverse("report_offer", args=[KIND, str(subject)])


@pytest.fixture
def entry(world: World) -> Entry:
    """Kamurang in the province's round."""
    return Entry.objects.get(round=world.round, target_village=world.serang.villages[0])


def test_the_year_is_on_paper_with_the_hash_of_each_file(world: World, entry: Entry, sign_in: SignIn) -> None:
    record_year(world)
    pdf = fetch(sign_in(world.assessors[0]), KIND, entry.pk)
    text = text_of(pdf)
    for words in (
        "SEMENTARA",
        "Terbatas",
        "Penetapan lokasi desa binaan",
        "1. Survei lokasi dan validasi data sasaran",
        "20 P, 3 L",
        "Gizi 1",
        "Menjahit 1",
        "Dinas 1",
        "CSR/mitra",
        "Rp25.000.000",
        "Mesin 1",
        "Kompor 1",
        "Foto 1",
    ):
        assert words in text, words
    assert Evidence.objects.get().sha256 in text.replace(" ", "")
    assert not [name for name in SECRETS if name in text + "".join(map(str, files_in(pdf).values()))]
    check_pdf(pdf)


def test_the_workbook_has_a_sheet_for_each_table(world: World, entry: Entry, sign_in: SignIn) -> None:
    record_year(world)
    book = load_workbook(io.BytesIO(fetch(sign_in(world.assessors[0]), KIND, entry.pk, "xlsx")))
    assert {"Ringkasan", "Fakta", "Tahap", "Kunjungan", "Kegiatan", "Aset", "Inovasi", "Bukti"} <= set(book.sheetnames)
    assert list(book["Bukti"].values)[1][4] == Evidence.objects.get().sha256


@pytest.mark.paper
def test_a_village_without_data_says_so(world: World, entry: Entry, sign_in: SignIn) -> None:
    pdf = fetch(sign_in(world.assessors[0]), KIND, entry.pk)
    for words in ("Belum ada kunjungan pembinaan yang dicatat", "Belum ada foto atau dokumen yang diunggah"):
        assert words in text_of(pdf)
    check_pdf(pdf)


@pytest.mark.paper
def test_odd_words_are_printed(world: World, entry: Entry, sign_in: SignIn) -> None:
    odd = "Alasan \u202eterbalik \u200f🏡 " + "sangatpanjang" * 30
    TargetVillage.objects.filter(pk=entry.target_village_id).update(reason=odd)
    pdf = fetch(sign_in(world.assessors[0]), KIND, entry.pk)
    assert "Alasan" in text_of(pdf)
    check_pdf(pdf)


def test_only_its_assessors_and_who_manages_the_round(world: World, entry: Entry, sign_in: SignIn) -> None:
    report = order(sign_in(world.secretariat), KIND, entry.pk)
    for user in (world.serang.staff, world.pandeglang.staff, world.official, world.serang.assessor):
        client = sign_in(user)
        assert client.get(address(entry.pk)).status_code == 404
        assert client.get(reverse("report_detail", args=[report.pk])).status_code == 404
    assert sign_in(world.assessors[0]).get(address("0")).status_code == 404


def test_not_before_the_declaration_and_not_with_a_conflict(world: World, sign_in: SignIn) -> None:
    round = fresh_round(world)
    user = world.assessors[0]
    sheet = sheet_in(round, user)
    assert sign_in(user).get(address(sheet.entry_id)).status_code == 403
    member = member_in(round, user)
    said: dict[int, str | None] = dict.fromkeys(
        ScoreSheet.objects.filter(member=member).values_list("entry", flat=True)
    )
    declare(by=user, member=member, said={**said, sheet.entry_id: "Kerabat kepala desa"})
    assert sign_in(user).get(address(sheet.entry_id)).status_code == 403


def test_never_for_the_home_regency(world: World, entry: Entry, sign_in: SignIn) -> None:
    user = world.assessors[0]
    user.home_region = Region.objects.get(code="36.04")
    user.save()
    assert sign_in(user).get(address(entry.pk)).status_code == 403
