"""Certificates: a page for each who won, only once the result is published, and no name too long for it."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import InstrumentVersion, Result, Round
from assessments.reading import Reading
from assessments.reports.certificate import Certificate, wins
from assessments.snapshot import Snapshot, recompute
from p2wkss.letterhead import Letterhead, Signature
from p2wkss.pdf import Pdf, render_pdf
from p2wkss.reporting import Frame
from tests.factories.large_result import large_result
from tests.factories.objections import objections_round
from tests.factories.result_papers import fetch, pages_of, text_of
from tests.factories.tampering import lift_triggers
from tests.factories.world import World
from tests.pdf_checks import check_pdf

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
AWARD = {"code": "inovasi", "name": "Inovasi Terbaik", "components": ["inovasi"], "places": 2}


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    """Four villages, three names of ranks."""
    made: Snapshot = json.loads(json.dumps(large_result(4, 3, seed=None)))
    made["instrument"]["rank_names"] = ["Juara I", "Juara II", "Juara III"]
    made["results"] = recompute(made)
    return made


def print_all(snapshot: Snapshot) -> Pdf:
    """Print all certificates of a result."""
    letterhead = Letterhead(("Pemerintah Provinsi Banten",), signature=Signature("Serang", "Gubernur", "Nama", "", "1"))
    frame = Frame("Piagam", letterhead, datetime(2019, 10, 11, 8, tzinfo=UTC), True, "ABCD-1234-EF56")
    reading = Reading(snapshot)
    with override("id"):
        context = {**frame.context(), "reading": reading, "wins": wins(reading), "logo": ""}
        return render_pdf("reports/certificate.html", context)


@pytest.mark.paper
def test_one_page_for_each_winner(snapshot: Snapshot) -> None:
    pdf = print_all(snapshot)
    pages = pages_of(pdf)
    cards = Reading(snapshot).ranking[:3]
    assert len(pages) == 3
    for page, card in zip(pages, cards, strict=True):
        for words in (
            card.rank_name,
            card.entry["village_name"],
            "Gubernur",
            "Provinsi Banten tahun 2019",
            "ABCD-1234",
        ):
            assert words in page
    assert all(page.mediabox.width > page.mediabox.height for page in PdfReader(io.BytesIO(pdf)).pages)
    check_pdf(pdf)


@pytest.mark.paper
@pytest.mark.parametrize(
    "name",
    [
        "Desa " + "Panjangsekali" * 22,
        "Desa " + "Sangat Panjang " * 19,
        "Desa \u202eterbalik \u200fمثال 🏡",
        "Desa <b>x</b>",
    ],
)
def test_no_name_is_too_long_or_too_odd(snapshot: Snapshot, name: str) -> None:
    snapshot["entries"][-1]["village_name"] = name
    pdf = print_all(snapshot)
    pages = pages_of(pdf)
    assert len(pages) == 3
    assert all("Gubernur" in page and "Juara" in page for page in pages)
    assert name.removeprefix("Desa ")[:6].strip("\u202e") in " ".join(pages)
    check_pdf(pdf)


# Who may have it, and when


def address(subject: object) -> str:
    return reverse("report_offer", args=[Certificate.code, str(subject)])


def test_not_before_it_is_published(world: World, sign_in: SignIn) -> None:
    entry = world.round.entries.first()
    assert entry is not None
    for subject in (entry.pk, f"ronde-{world.round.pk}"):
        assert sign_in(world.secretariat).get(address(subject)).status_code == 403
        assert sign_in(world.official).get(address(subject)).status_code == 404


def test_nothing_to_print_where_nobody_won_a_name(world: World, sign_in: SignIn) -> None:
    round = objections_round(world)
    client = sign_in(world.official)
    assert client.get(address(f"ronde-{round.pk}")).status_code == 404
    for subject in ("ronde-", "ronde-x", "x", "0"):
        assert client.get(address(subject)).status_code == 404


@pytest.fixture
def winners(world: World) -> Round:
    """The province's round, published, on an instrument that names the first rank."""
    version = world.round.instrument
    definition = json.dumps({**json.loads(version.definition), "rank_names": ["Juara I"]})
    lift_triggers("assessments_instrumentversion")
    InstrumentVersion.objects.filter(pk=version.pk).update(definition=definition)
    world.round = Round.objects.with_places().get(pk=world.round.pk)
    return objections_round(world)


def test_winners_have_one_as_paper_and_as_a_list(world: World, winners: Round, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    subject = f"ronde-{winners.pk}"
    result = Result.objects.get(round=winners)
    first = Reading(result.content).ranking[0]
    text = " ".join(text_of(fetch(client, Certificate.code, subject)).split())
    assert "Juara I" in text
    assert first.entry["village_name"] in text
    assert result.code in text
    book = load_workbook(io.BytesIO(fetch(client, Certificate.code, subject, "xlsx")))
    row = [cell.value for cell in book["Pemenang"][2]]
    assert row[0] == "Juara I"
    assert row[2] == first.entry["village_name"]
    assert f"{row[5]:.2f}" == f"{Decimal(first.total or 0):.2f}"
    assert subject in [one.subject for one in Certificate().offers(world.official)]


def test_the_page_of_a_round_leads_to_what_is_about_all_villages(world: World, winners: Round, sign_in: SignIn) -> None:
    page = sign_in(world.official).get(reverse("assessments:round_detail", args=[winners.pk])).content.decode()
    for kind, subject in (
        (Certificate.code, f"ronde-{winners.pk}"),
        ("buku-tahunan", winners.pk),
        ("bundel-provinsi", winners.pk),
    ):
        assert reverse("report_offer", args=[kind, subject]) in page
        assert sign_in(world.official).get(reverse("report_offer", args=[kind, subject])).status_code == 200
