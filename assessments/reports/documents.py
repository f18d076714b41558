"""The ranking as a report, made from a snapshot alone: what the paper says is what the result says."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import public_data
from assessments.lines import head_of, lines_of
from assessments.ranking_page import ranking_context
from assessments.reading import Card, Reading
from assessments.snapshot import canonical
from p2wkss.excel import Book, Value
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame

# On paper so many villages are drawn, as many on a picture as a page holds; the table has all.
CHARTED, PER_CHART = 24, 12


def ranking_pdf(reading: Reading, frame: Frame) -> Pdf:
    """Make the ranking report; a draft is marked across each page."""
    files = [data_file(reading, frame.code), DataFile("peringkat.csv", ranking_csv(reading), "Peringkat sebagai CSV")]
    with override("id"):
        head, lines = head_of(reading.snapshot), lines_of(reading.snapshot)
        shown = ranking_context(head, lines, named=not reading.is_numbered, per_chart=PER_CHART, charted=CHARTED)
    return render_pdf("reports/ranking.html", report_context(reading, frame) | shown, files)


def data_file(reading: Reading, code: str) -> DataFile:
    """Give the data that travels inside: the whole result, or what is published of it where assessors have numbers."""
    text = public_data.text(reading.snapshot, code) if reading.is_numbered else canonical(reading.snapshot)
    return DataFile("hasil.json", text, "Hasil penilaian sebagai JSON")


def ranking_xlsx(reading: Reading, frame: Frame) -> bytes:
    """Make the ranking workbook: the ranking, every indicator's score, and where the numbers come from."""
    with override("id"):
        book = Book(frame.title)
        widths = [10, 28, 24, 28, 12, *[14] * len(_parts(reading)), 18, 18, 24]
        book.add_sheet(_("Peringkat"), ranking_heads(reading), ranking_rows(reading), widths)
        indicators = [
            [card.entry["village_name"], part.name, one.code, one.name, decimal(one.score)]
            for card in reading.ranking
            for part in card.components
            for one in part.indicators
        ]
        heads = [_("Desa"), _("Komponen"), _("Kode"), _("Indikator"), _("Nilai")]
        book.add_sheet(_("Indikator"), heads, indicators, [28, 20, 8, 50, 12])
        add_notes(book, reading, frame)
        return book.to_bytes()


def ranking_csv(reading: Reading) -> str:
    """Write the ranking as CSV, with a point in the numbers, for machines."""
    target = StringIO()
    writer = csv.writer(target)
    # What came later stands last, so that columns keep their places.
    writer.writerow(
        [
            "rank",
            "village_code",
            "village",
            "regency_code",
            "total",
            *[part["code"] for part in _parts(reading)],
            "category",
            "rank_name",
        ]
    )
    for line in lines_of(reading.snapshot):
        scores = [part["score"] for part in line["components"]]
        regency = reading.entries[line["entry"]]["regency_code"]
        row = [line["rank"], line["village_code"], line["village_name"], regency, line["total"], *scores]
        writer.writerow([*row, line["category"], line["rank_name"]])
    return target.getvalue()


def report_context(reading: Reading, frame: Frame) -> dict[str, Any]:
    """Give what every report of a round shows."""
    return {"reading": reading, **frame.context()}


def add_notes(book: Book, reading: Reading, frame: Frame, more: Sequence[list[Value]] = ()) -> None:
    """Add the sheet that says of what the numbers are, and since when; `more` is what a report says beside that."""
    status = _("Hasil terkunci") if frame.is_final else _("SEMENTARA: belum dikunci, dapat berubah")
    notes: list[list[Value]] = [
        [_("Laporan"), frame.title],
        [_("Nomor"), frame.number or "-"],
        [_("Status"), status],
        [_("Keadaan data"), date_format(localtime(frame.as_of), "j F Y H.i")],
        [_("Kode hasil"), frame.code or "-"],
        [_("Halaman pemeriksaan"), frame.verify_address or "-"],
        [_("Instrumen"), reading.instrument["title"]],
        [_("Catatan instrumen"), reading.instrument["source_note"]],
        [_("Sidik jari instrumen"), reading.snapshot["instrument_sha256"]],
        [_("Bila total sama"), ", ".join(reading.ladder)],
        *more,
    ]
    book.add_sheet(_("Keterangan"), [_("Hal"), _("Isi")], notes, [28, 90])


def decimal(text: str | None) -> Decimal | None:
    """Read a number of a snapshot for a cell."""
    return None if text is None else Decimal(text)


def _parts(reading: Reading) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = reading.instrument["components"]
    return parts


def ranking_heads(reading: Reading) -> list[str]:
    """Give the heads of the ranking as a sheet."""
    heads = [_("Peringkat"), _("Desa"), _("Kecamatan"), _("Kabupaten/Kota"), _("Total")]
    heads += [f"{part['name']} ({part['weight']})" for part in _parts(reading)]
    return [*heads, _("Kategori"), _("Sebutan"), _("Rentang peringkat dalam simulasi")]


def ranking_rows(reading: Reading) -> list[list[Value]]:
    """Give the lines of the ranking as a sheet, category by category."""
    names = {one.code: one.name for one in reading.categories}
    return [
        [
            card.rank,
            card.entry["village_name"],
            card.entry["district_name"],
            card.entry["regency_name"],
            decimal(card.total),
            *(decimal(part.score) for part in card.components),
            names.get(card.category, ""),
            card.rank_name,
            _span(card),
        ]
        for card in reading.ranking
    ]


def _span(card: Card) -> str:
    """Give the ranks of a village without the best and the worst twentieth of the draws, "" where nothing was drawn."""
    return f"{card.stability['low']}–{card.stability['high']}" if card.stability else ""
