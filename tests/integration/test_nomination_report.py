"""The letter of nomination: the nominee's own numbers from the frozen district result, for who sees the round."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Nomination
from assessments.reading import Reading
from assessments.reports.nomination import NominationReport
from p2wkss.formats import score
from tests.factories.result_papers import fetch, files_in, order, text_of
from tests.factories.scoring import fresh_round
from tests.factories.world import World
from tests.pdf_checks import check_pdf

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
KIND = NominationReport.code


def address(subject: object) -> str:
    return reverse("report_offer", args=[KIND, str(subject)])


def test_the_letter_says_what_the_result_says(world: World, sign_in: SignIn) -> None:
    round = world.serang.round
    result = round.results.get()
    entry = Nomination.objects.get(regency=round.region_id).entry_id
    card = Reading(result.content).card(str(entry))
    pdf = fetch(sign_in(world.serang.staff), KIND, round.pk)
    text = text_of(pdf)
    assert f"Peringkat {card.rank} dari 2" in text
    for part in card.components:
        assert f"{part.name} {score(part.score)} {part.weight} {score(part.weighted)}" in text
    for words in (f"100 {score(card.total)}", card.entry["village_name"], result.code, "Tim Penilai P2WKSS Provinsi"):
        assert words in text
    assert "hasil.json" in files_in(pdf)
    check_pdf(pdf)


def test_the_workbook_says_the_same(world: World, sign_in: SignIn) -> None:
    file = fetch(sign_in(world.serang.staff), KIND, world.serang.round.pk, "xlsx")
    result = world.serang.round.results.get()
    entry = str(Nomination.objects.get(regency=world.serang.round.region_id).entry_id)
    card = Reading(result.content).card(entry)
    rows = list(load_workbook(io.BytesIO(file))["Nilai"].values)
    assert [str(row[0]) for row in rows[1:]] == [*(part.name for part in card.components), "Total"]
    assert float(str(rows[-1][3])) == pytest.approx(float(card.total or 0))


@pytest.mark.paper
def test_odd_reasons_are_printed_as_they_are(world: World, sign_in: SignIn) -> None:
    reason = "Alasan <b>khusus</b> \u202eterbalik 🏡 " + "sangatpanjang" * 40
    Nomination.objects.filter(regency=world.serang.round.region_id).update(reason=reason)
    pdf = fetch(sign_in(world.serang.staff), KIND, world.serang.round.pk)
    assert "Alasan <b>khusus</b>" in text_of(pdf)
    check_pdf(pdf)


def test_who_may_have_it(world: World, sign_in: SignIn) -> None:
    round = world.serang.round
    report = order(sign_in(world.serang.staff), KIND, round.pk)
    other = sign_in(world.pandeglang.staff)
    assert other.get(address(round.pk)).status_code == 404
    assert other.get(reverse("report_detail", args=[report.pk])).status_code == 404
    assert sign_in(world.assessors[0]).get(address(round.pk)).status_code == 404
    assert sign_in(world.secretariat).get(address(round.pk)).status_code == 200


def test_not_without_a_nominee_and_not_of_the_province(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.serang.staff).get(address(fresh_round(world).pk)).status_code == 403
    assert sign_in(world.secretariat).get(address(world.round.pk)).status_code == 404
    assert sign_in(world.secretariat).get(address("1-2")).status_code == 404
