"""How firm a rank is, and what is found when somebody changes a result behind the triggers' back."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.actions.plenary import moderate
from assessments.actions.results import lock_result
from assessments.actions.rounds import open_plenary, publish
from assessments.actions.verification import verify_results
from assessments.instrument import Award, sha256
from assessments.models import Entry, Result, ResultPlace, Round, ScoreSheet
from assessments.reading import Reading
from assessments.reports import documents
from assessments.scoring import Decision
from assessments.snapshot import build
from tests.factories.judging import fill_sheet
from tests.factories.result_papers import fetch, files_in, frame_of, text_of
from tests.factories.tampering import bend, lift_triggers
from tests.factories.world import World
from tests.unit.scoring_data import instrument
from tests.unit.scoring_data import sheet as given_sheet
from tests.unit.snapshot_data import CATEGORIES, PANEL, ROUND, facts_of

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
REASON = "Pleno sepakat setelah melihat daftar hadir"


@pytest.fixture
def result(world: World) -> Result:
    """The province's result with one moderated mark; the two villages are close."""
    for at, sheet in enumerate(ScoreSheet.objects.filter(entry__round=world.round).order_by("pk")):
        fill_sheet(sheet, 3 if at % 2 else 2)
    world.round.phase = open_plenary(by=world.secretariat, round=world.round).phase
    entry = Entry.objects.get(round=world.round, target_village=world.serang.villages[0])
    entry.round = Round.objects.with_places().get(pk=world.round.pk)
    given = {"indicator": "D1", "value": Decimal(1), "not_applicable": False, "reason": REASON}
    moderate(by=world.secretariat, entry=entry, **given)
    return lock_result(by=world.secretariat, round=Round.objects.with_places().get(pk=world.round.pk))


@pytest.fixture
def published(world: World, result: Result) -> Result:
    """The same, published."""
    publish(by=world.secretariat, round=Round.objects.get(pk=world.round.pk))
    return result


def ranking(client: Client, world: World, page: str = "ranking") -> str:
    return " ".join(client.get(reverse(f"assessments:{page}", args=[world.round.pk])).content.decode().split())


def test_the_pages_tell_draws_seed_and_interval(world: World, published: Result, sign_in: SignIn) -> None:
    page = ranking(sign_in(world.official), world)
    assert "10.000 simulasi" in page
    for place in published.places.all():
        firm = place.line["firmness"]
        words = f"peringkat {firm['low']} sampai {firm['high']}" if firm["low"] < firm["high"] else "hampir selalu"
        assert words in page
    page = ranking(sign_in(world.official), world, "ranking_firmness")
    analysis = Reading(published.content).analysis
    assert analysis
    assert f"Benih undian {analysis['seed']} tersimpan" in page
    assert "10.000 simulasi" in page
    for place in published.places.all():
        firm = place.line["firmness"]
        span = f"{firm['low']}–{firm['high']}" if firm["low"] < firm["high"] else f"{firm['low']}"
        assert f'<td class="num" data-label="Rentang">{span}</td>' in page


def test_the_ranking_unfolds_that_part_of_the_page(world: World, published: Result, sign_in: SignIn) -> None:
    """The fold asks for the page when it is opened and takes its part; without scripts it holds a link to it."""
    page = ranking(sign_in(world.official), world)
    address = f"{reverse('assessments:ranking_firmness', args=[world.round.pk])}?page=1"
    assert f'hx-get="{address}" hx-trigger="toggle once" hx-select="#firmness"' in page
    assert f'<a href="{address}">Seberapa kuat peringkat ini</a>' in page
    assert "Benih undian" not in page
    assert 'id="firmness"' in ranking(sign_in(world.official), world, "ranking_firmness")


def test_before_it_is_published_only_the_manager_reads_it(world: World, result: Result, sign_in: SignIn) -> None:
    address = reverse("assessments:ranking_firmness", args=[world.round.pk])
    assert sign_in(world.secretariat).get(address).status_code == 200
    refused = [sign_in(user).get(address).status_code for user in (world.official, world.assessors[0])]
    assert refused == [404, 404]


def test_officials_read_numbers_and_the_manager_names(world: World, published: Result, sign_in: SignIn) -> None:
    named, numbered = (
        ranking(sign_in(user), world, "ranking_firmness") for user in (world.secretariat, world.official)
    )
    for user in world.assessors:
        assert f"Tanpa {user.full_name}" in named
        assert user.full_name not in numbered
    assert "Tanpa Penilai 1" in numbered


@pytest.mark.parametrize("page", ["scorecard", "why"])
def test_no_page_of_an_official_names_an_assessor(page: str, world: World, published: Result, sign_in: SignIn) -> None:
    entry = Entry.objects.filter(round=world.round).earliest("pk")
    url = reverse(f"assessments:{page}", args=[entry.pk])
    official = sign_in(world.official).get(url).content.decode()
    assert not [user for user in world.assessors if user.full_name in official]
    assert "Penilai 1" in official
    manager = sign_in(world.secretariat).get(url).content.decode()
    assert world.assessors[0].full_name in manager


def test_the_file_of_an_official_carries_the_published_data(world: World, published: Result, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    entry = Entry.objects.filter(round=world.round).earliest("pk")
    data = client.get(reverse("assessments:verify_json", args=[published.code])).content
    for kind, subject in (("peringkat", world.round.pk), ("kartu-nilai", entry.pk)):
        files = files_in(fetch(client, kind, subject))
        assert files["hasil.json"].encode() == data
        assert not [user for user in world.assessors for text in files.values() if user.full_name in text]


def test_the_paper_says_what_the_result_says(result: Result) -> None:
    reading = Reading(result.content)
    text = text_of(documents.ranking_pdf(reading, frame_of(reading, result)))
    for place in result.places.all():
        firm = place.line["firmness"]
        assert place.line["village_name"] in text
        if firm["low"] < firm["high"]:
            assert f"peringkat {firm['low']} sampai {firm['high']}" in text
    assert f"Kode hasil {result.code} · /verifikasi/{result.code}/" in text


def test_the_drawing_on_paper_has_its_figures_as_words(result: Result) -> None:
    reading = Reading(result.content)
    pdf = documents.ranking_pdf(reading, frame_of(reading, result))
    with pikepdf.open(BytesIO(pdf)) as file:
        found = [str(one.Alt) for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert any("Rentang" in words and result.places.all()[0].line["village_name"] in words for words in found)


def test_a_draft_says_that_firmness_comes_with_the_lock(world: World, sign_in: SignIn) -> None:
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 2)
    client = sign_in(world.secretariat)
    page = ranking(client, world)
    assert client.get(reverse("assessments:ranking_firmness", args=[world.round.pk])).status_code == 404
    assert "Seberapa kuat peringkat ini" not in page
    assert "Seberapa kuat tiap peringkat dihitung saat hasil dikunci." in page


# Tampering --------------------------------------------------------------------------------------------------------


def test_an_untouched_result_is_in_order(result: Result) -> None:
    assert list(verify_results()) == []


@pytest.mark.parametrize(
    ("table", "change", "place"),
    [
        ("assessments_moderatedmark", "value = 4", "moderated"),
        ("assessments_moderatedmark", "reason = 'lain'", "moderated"),
        ("assessments_resultplace", "rank = 3 WHERE rank = 1", "places"),
        ("assessments_resultplace", "line = replace(line<, 'Desa Kamurang', 'Desa Lain')>", "places"),
        ("assessments_result", "head = replace(head<, 'Banten', 'Bantan')>", "head"),
        ("assessments_result", "snapshot = replace(snapshot, '\"seed\":', '\"seed\":1')", "analysis"),
    ],
)
def test_each_change_is_named_by_its_place(result: Result, table: str, change: str, place: str) -> None:
    # Text inside a JSON column.
    ends = {"sqlite": ("", ""), "postgresql": ("::text", "::jsonb")}[connection.vendor]
    change = change.replace("<", ends[0]).replace(">", ends[1])
    bend(table, change)
    assert [fault for fault in verify_results() if fault.place.startswith(place)]
    with pytest.raises(CommandError, match="perbedaan"):
        call_command("verify_results", stdout=StringIO())


def test_a_row_that_was_taken_out_is_missed(result: Result) -> None:
    lift_triggers("assessments_resultplace", "delete")
    ResultPlace.objects.filter(rank=1).delete()
    assert [fault for fault in verify_results() if fault.place == "places"]


# What an instrument may add ---------------------------------------------------------------------------------------


def test_categories_names_of_ranks_awards_and_each_rung_are_printed() -> None:
    form = replace(
        instrument({"dasar": (60, {"A": 2, "B": 1}), "inovasi": (40, {"C": 1})}),
        categories=CATEGORIES,
        rank_names=("Juara I", "Juara II"),
        awards=(Award("baru", "Inovasi terbaik", ("inovasi",), 1),),
    )
    marks = [{"A": 2, "B": 2, "C": 2}, {"A": 4, "B": 1, "C": 3}, {"A": 2, "B": 2, "C": 2}, {"A": 4, "B": 4, "C": 2}]
    snapshot = build(
        round_facts=ROUND,
        instrument=form,
        instrument_sha256=sha256(form),
        panel=PANEL,
        entries=[facts_of(str(at), at) for at in range(4)],
        sheets=[given_sheet(str(at), "p0", own) for at, own in enumerate(marks)],
        decisions=[Decision(("2", "0"), reason="Berita acara 7")],
        seed=5,
        draws=50,
    )
    reading = Reading(snapshot)
    text = text_of(documents.ranking_pdf(reading, frame_of(reading, Result(sha256="aaaabbbbcccc"))))
    assert "Peringkat: Kabupaten" in text
    assert "Peringkat: Kota" in text
    assert text.count("Juara I ") == 2
    assert "Inovasi terbaik 1. Desa 1 (75,00)" in text
    assert "Kabupaten: Desa 0, Desa 2: sama juga pada dasar, inovasi; keputusan pleno: Berita acara 7" in text
    assert "(urutan: Desa 2, Desa 0)" in text


def test_the_page_prints_each_use_of_the_ladder(world: World, sign_in: SignIn) -> None:
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 3)
    page = ranking(sign_in(world.secretariat), world)
    assert "menunggu keputusan pleno" in page
    assert "sama juga pada Program dasar" in page
