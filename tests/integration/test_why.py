"""Why a village has its score, on screen and as the annex of its card."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Entry, Result, Round, ScoreSheet
from assessments.reading import Reading
from assessments.reports.cards import scorecard_pdf
from assessments.why import why
from p2wkss.formats import hidden, percent, plain, score
from tests.factories.evidence import make_evidence
from tests.factories.judging import fill_sheet, lock_round
from tests.factories.result_papers import frame_of, text_of
from tests.factories.world import World
from villages.models import EvidenceLink

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def entry_of(round: Round, world: World) -> Entry:
    """Give the entry of the first village of Kabupaten Serang."""
    return Entry.objects.get(round=round, target_village=world.serang.villages[0])


def page_of(client: Client, entry: Entry) -> str:
    return " ".join(client.get(reverse("assessments:why", args=[entry.pk])).content.decode().split())


@pytest.fixture
def result(world: World) -> Result:
    """The province's result, locked: the village of Serang has marks of 2 and 3 by two assessors."""
    for at, sheet in enumerate(ScoreSheet.objects.filter(entry__round=world.round).order_by("pk")):
        fill_sheet(sheet, 2 + at % 2)
    return lock_round(world.secretariat, world.round)


def test_each_step_is_printed_down_to_the_mark(world: World, result: Result, sign_in: SignIn) -> None:
    entry = entry_of(world.round, world)
    page = page_of(sign_in(world.secretariat), entry)
    found = why(result.content, str(entry.pk), Reading(result.content).assessors)
    for part in found.components:
        assert f'id="{part.code}"' in page
        assert score(part.weighted) in page
        for one in part.indicators:
            assert f'id="{one.code}"' in page
            assert score(one.points) in page
            for mark in one.marks:
                assert mark.level_text in page
    kept = found.components[0].indicators[0].parts[0].kept
    sums = " + ".join(plain(value) for value in kept)
    assert f"({sums}) / {len(kept)} = " in page


def test_every_number_of_the_annex_follows_from_the_result(world: World, result: Result) -> None:
    entry = entry_of(world.round, world)
    reading = Reading(result.content)
    text = text_of(scorecard_pdf(reading, frame_of(reading, result), str(entry.pk)))
    annex = text[text.index("Lampiran: mengapa nilai ini") :]
    scores = result.content["results"]["scores"][str(entry.pk)]
    for part in scores["components"]:
        for one in [part["score"], part["weighted"], *(each["points"] for each in part["indicators"])]:
            assert str(one).replace(".", ",") in annex
    assert f"= {str(scores['total']).replace('.', ',')}" in annex


def test_evidence_is_a_list_for_the_village_and_a_number_for_officials(world: World, sign_in: SignIn) -> None:
    photo = make_evidence(world.serang.staff, world.serang.villages[0], caption="Rapat Pokja di balai desa")
    EvidenceLink.objects.create(evidence=photo, indicator="D1", by=world.serang.staff)
    entry = entry_of(world.serang.round, world)
    link = reverse("villages:evidence_detail", args=[photo.pk])
    assert link in page_of(sign_in(world.serang.staff), entry)
    official = page_of(sign_in(world.official), entry)
    assert link not in official
    assert "Rapat Pokja" not in official
    assert "1 foto atau dokumen dikaitkan" in official


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_asks_as_often_however_much_evidence(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        photo = make_evidence(world.serang.staff, world.serang.villages[0], caption=f"Foto {number}")
        EvidenceLink.objects.create(evidence=photo, indicator="D1", by=world.serang.staff)
    client = sign_in(world.serang.staff)
    url = reverse("assessments:why", args=[entry_of(world.serang.round, world).pk])
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)


def test_a_changed_score_is_said_to_disagree(world: World, result: Result) -> None:
    entry = str(entry_of(world.round, world).pk)
    result.content["results"]["scores"][entry]["components"][0]["score_exact"] = "99/1"
    assert not why(result.content, entry, {}).agrees


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("3.00"), "3"), (Decimal("2.5"), "2,5"), (Fraction(1, 3), "0,33"), (Fraction(12345, 2), "6.172,5")],
)
def test_numbers_are_written_as_short_as_they_are(value: Any, written: str) -> None:
    assert plain(value) == written


def test_what_rounding_hides_is_written_as_a_fraction() -> None:
    assert (hidden(Fraction(250, 3)), hidden(Fraction(165, 2)), hidden(None)) == ("250/3", "", "")


def test_nearly_all_is_not_all() -> None:
    assert [percent(share) for share in ("1.0000", "0.9999", "0.7134", "0.0001", "0.0000")] == [
        "100%",
        "lebih dari 99%",
        "71%",
        "kurang dari 1%",
        "0%",
    ]
