"""The reports of judging, made from a snapshot alone: what the paper says is what the result says."""

import csv
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import public_data
from assessments.lines import head_of, lines_of
from assessments.ranking_page import ranking_context
from assessments.reading import Card, Reading
from assessments.snapshot import canonical
from assessments.why import why
from p2wkss.excel import Book, Value
from p2wkss.letterhead import letterhead_for
from p2wkss.pdf import DataFile, render_pdf
from p2wkss.report_words import SignerRole
from p2wkss.reporting import Frame

# On paper so many villages are drawn, as many on a picture as a page holds; the table has all.
CHARTED, PER_CHART = 24, 12


def ranking_pdf(reading: Reading, code: str, made_at: datetime) -> bytes:
    """Make the ranking report. `code` is the snapshot's, or "" for a draft, which is marked across each page."""
    files = [data_file(reading, code), DataFile("peringkat.csv", ranking_csv(reading), "Peringkat sebagai CSV")]
    with override("id"):
        head, lines = head_of(reading.snapshot), lines_of(reading.snapshot)
        shown = ranking_context(head, lines, named=not reading.is_numbered, per_chart=PER_CHART, charted=CHARTED)
    return render_pdf("reports/ranking.html", report_context(reading, code, made_at, _title(reading)) | shown, files)


def scorecard_pdf(reading: Reading, code: str, made_at: datetime, entry: str) -> bytes:
    """Make the card of one village, with every mark behind its total and each step of the arithmetic as an annex."""
    card = reading.card(entry)
    with override("id"):
        table = DataFile("kartu-nilai.csv", scorecard_csv(card), "Kartu nilai sebagai CSV")
    ranked = sum(other.category == card.category for other in reading.ranking)
    context = report_context(reading, code, made_at, _title(reading)) | {
        "card": card,
        "ranked": ranked,
        "why": why(reading.snapshot, entry, reading.assessors),
    }
    return render_pdf("reports/scorecard.html", context, [data_file(reading, code), table])


def data_file(reading: Reading, code: str) -> DataFile:
    """Give the data that travels inside: the whole result, or what is published of it where assessors have numbers."""
    text = public_data.text(reading.snapshot, code) if reading.is_numbered else canonical(reading.snapshot)
    return DataFile("hasil.json", text, "Hasil penilaian sebagai JSON")


def ranking_xlsx(reading: Reading, code: str) -> bytes:
    """Make the ranking workbook: the ranking, every indicator's score, and where the numbers come from."""
    with override("id"):
        book = Book(_title(reading))
        widths = [10, 28, 24, 28, 12, *[14] * len(_parts(reading)), 18, 18]
        book.add_sheet(_("Peringkat"), _ranking_heads(reading), _ranking_rows(reading), widths)
        indicators = [
            [card.entry["village_name"], part.name, one.code, one.name, _decimal(one.score)]
            for card in reading.ranking
            for part in card.components
            for one in part.indicators
        ]
        heads = [_("Desa"), _("Komponen"), _("Kode"), _("Indikator"), _("Nilai")]
        book.add_sheet(_("Indikator"), heads, indicators, [28, 20, 8, 50, 12])
        book.add_sheet(_("Keterangan"), [_("Hal"), _("Isi")], _notes(reading, code), [28, 90])
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
    for card in reading.ranking:
        scores = [part.score for part in card.components]
        facts = card.entry
        row = [card.rank, facts["village_code"], facts["village_name"], facts["regency_code"], card.total, *scores]
        writer.writerow([*row, card.category, card.rank_name])
    return target.getvalue()


def scorecard_csv(card: Card) -> str:
    """Write every mark of a village as CSV, for machines."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(["component", "indicator", "assessor", "value", "not_applicable", "reason", "note", "part"])
    for part in card.components:
        for one in part.indicators:
            for mark in (*one.marks, *([one.moderated] if one.moderated else [])):
                who = public_data.PLENARY if mark is one.moderated else mark.assessor
                flag = "yes" if mark.not_applicable else "no"
                writer.writerow([part.code, one.code, who, mark.value, flag, mark.reason, mark.note, mark.part])
    return target.getvalue()


def report_context(reading: Reading, code: str, made_at: datetime, title: str) -> dict[str, Any]:
    """Give what the frame of every report of a round shows; without a code it is a draft."""
    letterhead = letterhead_for(reading.round["region_code"], made_at.date(), SignerRole.RESULT)
    frame = Frame(title, letterhead, made_at, is_final=bool(code), code=code)
    return {"reading": reading, **frame.context()}


def _title(reading: Reading) -> str:
    return f"Peringkat P2WKSS {reading.round['region_name']} {reading.round['cycle_year']}"


def _parts(reading: Reading) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = reading.instrument["components"]
    return parts


def _ranking_heads(reading: Reading) -> list[str]:
    heads = [_("Peringkat"), _("Desa"), _("Kecamatan"), _("Kabupaten/Kota"), _("Total")]
    heads += [f"{part['name']} ({part['weight']})" for part in _parts(reading)]
    return [*heads, _("Kategori"), _("Sebutan")]


def _ranking_rows(reading: Reading) -> list[list[Value]]:
    names = {one.code: one.name for one in reading.categories}
    return [
        [
            card.rank,
            card.entry["village_name"],
            card.entry["district_name"],
            card.entry["regency_name"],
            _decimal(card.total),
            *(_decimal(part.score) for part in card.components),
            names.get(card.category, ""),
            card.rank_name,
        ]
        for card in reading.ranking
    ]


def _notes(reading: Reading, code: str) -> list[list[Value]]:
    return [
        [_("Status"), _("Hasil terkunci") if code else _("DRAF: belum dikunci")],
        [_("Kode hasil"), code or "-"],
        [_("Instrumen"), reading.instrument["title"]],
        [_("Catatan instrumen"), reading.instrument["source_note"]],
        [_("Sidik jari instrumen"), reading.snapshot["instrument_sha256"]],
        [_("Bila total sama"), ", ".join(reading.ladder)],
    ]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
