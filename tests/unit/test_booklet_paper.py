"""The annual booklet on paper: every number of the result in it, and a table of contents that leads."""

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.ranking_page import assessor_names
from assessments.reading import Card, Reading
from assessments.reports.booklet import booklet_pdf, booklet_xlsx
from assessments.reports.booklet_card import booklet_card
from assessments.snapshot import Snapshot, recompute
from p2wkss.formats import score
from p2wkss.letterhead import Letterhead, Signature
from p2wkss.reporting import Frame
from tests.factories.large_result import large_result
from tests.factories.result_papers import files_in, pages_of, text_of
from tests.pdf_checks import check_pdf

NOTHING: dict[str, Any] = {"decisions": [], "is_over": True}
CODE = "ABCD-1234-EF56"


def reading_of(snapshot: Snapshot) -> Reading:
    return Reading(snapshot, assessor_names(snapshot))


def frame() -> Frame:
    return Frame(
        "Buku Tahunan",
        Letterhead(("Dinas Contoh",), signature=Signature(title="Kepala Dinas")),
        datetime(2019, 10, 11, 8, tzinfo=UTC),
        True,
        CODE,
    )


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """A result of six villages."""
    return large_result(6, draws=50)


@pytest.fixture(scope="module")
def pdf(snapshot: Snapshot) -> bytes:
    """The booklet of it."""
    return booklet_pdf(reading_of(snapshot), NOTHING, frame())


def heading(card: Card) -> str:
    """How the card of a village begins."""
    facts = card.entry
    return f"{facts['village_name']} {facts['district_name']}, {facts['regency_name']} · {facts['kampung']}"


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_every_number_of_every_village_is_in_it(snapshot: Snapshot, pdf: bytes) -> None:
    pages = pages_of(pdf)
    reading = reading_of(snapshot)
    for card in reading.ranking:
        name = card.entry["village_name"]
        text = flat(next(page for page in pages if heading(card) in flat(page)))
        scores = snapshot["results"]["scores"][str(card.entry["id"])]
        assert f"total {score(scores['total'])}" in text
        for part in scores["components"]:
            assert f"{score(part['score'])} {score(part['weight'])} {score(part['weighted'])}" in text
            for one in part["indicators"]:
                marks = " · ".join(
                    sheet["marks"][one["code"]]["value"]
                    for sheet in reading._sheets[str(card.entry["id"])]  # in the order of the numbers
                )
                said = f"{marks} {score(one['score'])} {score(one['share'])} {score(one['points'])}"
                assert said in text, (name, one["code"])


def test_the_contents_lead_to_the_pages_that_they_say(snapshot: Snapshot, pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    pages = [flat(page.extract_text()) for page in reader.pages]
    contents = next(page for page in pages if "Daftar isi" in page)
    for card in reading_of(snapshot).ranking:
        name = card.entry["village_name"]
        page = int(re.search(rf"{name} {card.rank} (\d+)", contents)[1])  # type: ignore[index]
        assert heading(card) in pages[page - 1]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        at = next(number for number, page in enumerate(pages) if "Daftar isi" in page)
        links = [one for one in file.pages[at].Annots if one.Subtype == "/Link"]  # type: ignore[attr-defined]
        assert len(links) >= len(reading_of(snapshot).ranking) + 6


def test_each_card_begins_a_page(snapshot: Snapshot, pdf: bytes) -> None:
    pages = [flat(page) for page in pages_of(pdf)]
    for card in reading_of(snapshot).ranking:
        assert sum(heading(card) in page for page in pages) == 1
    assert all(sum(heading(card) in page for card in reading_of(snapshot).ranking) <= 1 for page in pages)


def test_the_appendices_hold_instrument_panel_and_method(snapshot: Snapshot, pdf: bytes) -> None:
    text = flat(text_of(pdf))
    for part in snapshot["instrument"]["components"]:
        for one in part["indicators"]:
            assert flat(one["name"]) in text
            assert all(flat(level["text"]) in text for level in one["levels"])
    for member in snapshot["panel"]:
        assert text.count(member["name"]) == 1  # in the list of the panel, beside no mark
    for words in ("Rata-rata", "Tidak ada putusan atas sanggahan.", "Seberapa kuat peringkat ini", CODE):
        assert words in text


def test_it_passes_the_gate_and_carries_its_data_without_names(snapshot: Snapshot, pdf: bytes) -> None:
    check_pdf(pdf)
    files = files_in(pdf)
    assert json.loads(files["hasil.json"])["code"] == CODE
    assert "Penilai Contoh" not in "".join(map(str, files.values()))


def test_the_workbook_says_the_same(snapshot: Snapshot) -> None:
    book = load_workbook(io.BytesIO(booklet_xlsx(reading_of(snapshot), NOTHING, frame())))
    rows = list(book["Kartu nilai"].values)[1:]
    assert len(rows) == 6 * 23
    total = {card.entry["village_name"]: float(card.total or 0) for card in reading_of(snapshot).ranking}
    for name, value in total.items():
        assert sum(float(row[7]) for row in rows if row[0] == name) == pytest.approx(value, abs=0.2)


def test_odd_names_and_a_village_without_data(snapshot: Snapshot) -> None:
    odd: Snapshot = json.loads(json.dumps(snapshot))
    odd["entries"][0]["village_name"] = "Desa " + "Panjangsekali" * 23
    odd["entries"][1]["village_name"] = "Desa \u202eterbalik\u202c \u200fمثال 🏡"
    lost = odd["entries"][2]["id"]
    for sheet in odd["sheets"]:
        if sheet["entry"] == lost:
            sheet.update(submitted=False, marks={})
    odd["results"], odd["analysis"] = recompute(odd), None
    made = booklet_pdf(reading_of(odd), NOTHING, frame())
    check_pdf(made)
    text = flat(text_of(made))
    assert "Belum lengkap dinilai, tidak diberi peringkat." in text
    assert "Panjangsekali" in text


def test_marks_that_are_no_numbers_say_why(snapshot: Snapshot) -> None:
    odd: Snapshot = json.loads(json.dumps(snapshot))
    entry = odd["entries"][0]["id"]
    sheet = next(one for one in odd["sheets"] if one["entry"] == entry)
    sheet["marks"]["D6"].update(value=None, not_applicable=True, reason="Tidak ada anak usia PAUD")
    reading = reading_of(odd)
    card = booklet_card(reading, reading.card(entry))
    line = next(line for part in card.parts for line in part.lines if line.code == "D6")
    assert "tb" in line.marks.split(" · ")
    assert any("Tidak ada anak usia PAUD" in note for note in card.notes)
