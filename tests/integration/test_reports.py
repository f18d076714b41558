"""Reports: what the paper says is what the result says, in a file that is archival, tagged and carries its data."""

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Entry, Result, ScoreSheet
from assessments.reading import Card, Reading
from assessments.reports import documents
from assessments.reports.cards import scorecard_pdf
from assessments.reports.sources import read_content
from p2wkss.excel import Book
from p2wkss.pdf import render_pdf
from tests.factories.judging import fill_sheet, lock_round
from tests.factories.result_papers import fetch, files_in, frame_of, order, pages_of, scores_in, scores_of, text_of
from tests.factories.world import World
from tests.pdf_checks import check_pdf

SignIn = Callable[[Any], Client]


@pytest.fixture
def result(world: World) -> Result:
    """A locked result of the province."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 3 if sheet.entry.target_village_id == world.serang.villages[0].pk else 2)
    return lock_round(world.secretariat, world.round)


@pytest.fixture
def reading(result: Result) -> Reading:
    """The result as reports read it."""
    return Reading(result.content)


@pytest.fixture(params=["ranking", "scorecard"])
def pdf(request: pytest.FixtureRequest, reading: Reading, result: Result) -> bytes:
    """Each report as a file."""
    frame = frame_of(reading, result)
    if request.param == "ranking":
        return documents.ranking_pdf(reading, frame)
    return scorecard_pdf(reading, frame, reading.ranking[0].entry["id"])


def test_the_file_says_it_is_pdf_a_3a_in_indonesian_and_tagged(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        xmp = file.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert str(file.Root.Lang) == "id"
        assert bool(file.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in file.Root


def test_every_font_is_the_pinned_one_and_embedded(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "+Report" in str(font.BaseFont)
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor or "/FontFile3" in (
                font.DescendantFonts[0].FontDescriptor
            )


def test_a_reader_of_screens_and_an_archive_can_use_it(pdf: bytes) -> None:
    check_pdf(pdf)


def test_the_data_travels_inside(pdf: bytes, result: Result) -> None:
    files = files_in(pdf)
    assert json.loads(files.pop("hasil.json")) == result.content
    ((name, table),) = files.items()
    assert name in {"peringkat.csv", "kartu-nilai.csv"}
    assert len(list(csv.reader(io.StringIO(table)))) > 2


def test_every_number_on_the_paper_is_one_of_the_result(reading: Reading, result: Result) -> None:
    text = text_of(documents.ranking_pdf(reading, frame_of(reading, result)))
    assert scores_in(text) == scores_of(reading)
    assert result.code in text
    assert "Halaman 1 dari" in text
    assert "SEMENTARA" not in text
    assert "Ketua Tim Penilai P2WKSS" in text


def test_the_scorecard_shows_each_mark_with_its_words(reading: Reading, result: Result) -> None:
    card = reading.ranking[0]
    text = text_of(scorecard_pdf(reading, frame_of(reading, result), card.entry["id"]))
    for part in card.components:
        for one in part.indicators:
            assert one.name in text
            for mark in one.marks:
                assert mark.level_text in text
    assert str(card.total).replace(".", ",") in text


@pytest.mark.paper
def test_every_number_of_the_card_is_one_of_the_result(reading: Reading, result: Result) -> None:
    card = reading.card(reading.ranking[0].entry["id"])
    text = text_of(scorecard_pdf(reading, frame_of(reading, result), card.entry["id"]))
    body = text[: text.index("Lampiran: mengapa nilai ini")]
    others = [other for other in reading.ranking if other.entry["id"] != card.entry["id"]]
    numbers = {card.total, *(one.score for part in card.components for one in part.indicators)}
    numbers |= {number for part in card.components for number in (part.score, part.weighted)}
    # The chart beside it shows the mean of the villages that are judged together.
    means = {mean(reading.ranking, at) for at in range(len(card.components))} if others else set()
    known = {str(number).replace(".", ",") for number in numbers if number is not None}
    assert known <= scores_in(body) <= known | means


def mean(cards: list[Card], at: int) -> str:
    scores = [Fraction(str(card.components[at].score)) for card in cards]
    return f"{float(sum(scores) / len(scores)):.2f}".replace(".", ",")


def test_a_draft_says_so_across_each_page_and_never_carries_a_code(world: World, sign_in: SignIn) -> None:
    report = order(sign_in(world.secretariat), "peringkat", world.round.pk)
    pages = pages_of(b"".join(report.parts()))
    assert all("SEMENTARA" in page for page in pages)
    assert "Kode hasil" not in " ".join(pages)
    assert (report.is_final, report.code) == (False, "")
    assert report.file_name.endswith("-sementara.pdf")


def answers(client: Client, kind: str, subject: object) -> int:
    return client.get(reverse("report_offer", args=[kind, subject])).status_code


def test_before_the_lock_there_is_a_draft_for_who_manages_the_round(world: World, sign_in: SignIn) -> None:
    assert answers(sign_in(world.secretariat), "peringkat", world.round.pk) == 200
    entry = Entry.objects.filter(round=world.round).earliest("pk")
    for person in (world.official, world.serang.staff, world.assessors[0]):
        client = sign_in(person)
        assert answers(client, "peringkat", world.round.pk) == 404
        assert answers(client, "kartu-nilai", entry.pk) == 404
    assert answers(sign_in(world.secretariat), "bundel-provinsi", world.round.pk) == 403


def test_a_draft_prints_what_was_there_when_it_was_ordered(world: World, sign_in: SignIn) -> None:
    sheets = list(ScoreSheet.objects.filter(entry__round=world.round))
    for sheet in sheets[:-1]:
        fill_sheet(sheet, 2)
    client = sign_in(world.secretariat)
    first = order(client, "peringkat", world.round.pk)
    assert order(client, "peringkat", world.round.pk).pk == first.pk, "nothing changed"
    fill_sheet(sheets[-1], 4)
    second = order(client, "peringkat", world.round.pk)
    assert second.pk != first.pk
    before, after = (read_content(one.content["of"]) for one in (first, second))
    assert (len(before.ranking), len(after.ranking)) == (1, 2)
    for report, reading in ((first, before), (second, after)):
        assert scores_in(text_of(b"".join(report.parts()))) == scores_of(reading)


def test_the_paper_is_indonesian_whatever_the_page_speaks(result: Result, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    client.post(reverse("set_language"), {"language": "en"})
    text = text_of(fetch(client, "peringkat", world.round.pk))
    assert "Laporan Peringkat" in text
    assert "75,00" in text


def test_the_workbook_holds_the_numbers_as_numbers(reading: Reading, result: Result) -> None:
    book = load_workbook(io.BytesIO(documents.ranking_xlsx(reading, frame_of(reading, result))))
    rows = list(book["Peringkat"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], f"{row[4]:.2f}") for row in rows] == [
        (card.rank, card.entry["village_name"], card.total) for card in reading.ranking
    ]
    assert result.code in [row[1] for row in book["Keterangan"].iter_rows(values_only=True)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    book = Book("Uji")
    book.add_sheet("Uji", ["Isi"], [[text]], [20])
    cell = load_workbook(io.BytesIO(book.to_bytes()))["Uji"].cell(2, 1)
    assert (cell.data_type, cell.value) == ("s", text)


@pytest.mark.paper
@pytest.mark.parametrize("name", ["Desa " + "x" * 300, "Desa \u202eterbalik", "Desa 🏡", '<b>Desa</b> & "lain"'])
def test_odd_names_still_make_a_report(name: str, reading: Reading, result: Result) -> None:
    reading.entries[reading.ranking[0].entry["id"]]["village_name"] = name
    assert documents.ranking_pdf(reading, frame_of(reading, result)).startswith(b"%PDF-")


@pytest.mark.paper
def test_a_report_reads_no_other_file(settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><text>rahasia</text></svg>")
    template = tmp_path / "evil.html"
    template.write_text(
        f"<html lang=id><title>x</title><p>Isi<img alt=x src='{secret.as_uri()}'><img alt=y src='http://127.0.0.1:1/'>"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    text = text_of(render_pdf("evil.html", {}))
    assert "Isi" in text
    assert "rahasia" not in text
    assert caplog.text.count("may not read") == 2


def test_the_letterhead_comes_from_the_offices_own_file(
    settings: Any, tmp_path: Path, reading: Reading, result: Result
) -> None:
    own = tmp_path / "kop.toml"
    own.write_text('lines = ["PEMERINTAH KABUPATEN UJI"]\n[signature]\nplace = "Uji"\nname = "Ibu Kepala"\nnip = "1"\n')
    settings.LETTERHEAD = own
    text = text_of(documents.ranking_pdf(reading, frame_of(reading, result)))
    assert "PEMERINTAH KABUPATEN UJI" in text
    assert "Ibu Kepala" in text
    own.write_text("lines = [")
    with pytest.raises(ImproperlyConfigured, match=r"kop\.toml"):
        frame_of(reading, result)


@pytest.mark.parametrize("kind", ["ranking", "scorecard", "workbook"])
def test_the_command_writes_each_report(kind: str, result: Result, tmp_path: Path) -> None:
    target = tmp_path / "laporan"
    call_command("report", kind, year=2019, region="36", village="36.04.15.2010", out=target, stdout=io.StringIO())
    assert target.read_bytes().startswith(b"PK" if kind == "workbook" else b"%PDF-")


def test_the_command_says_what_is_not_there(result: Result, tmp_path: Path) -> None:
    for options in ({"region": "32"}, {"region": "36", "village": "36.04.15.9999"}):
        with pytest.raises(CommandError):
            call_command("report", "scorecard", year=2019, out=tmp_path / "x", **options)
