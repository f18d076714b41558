"""The card of one village as a report: each score, every mark behind it, and each step of the arithmetic."""

import csv
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import public_data
from assessments.reading import Card, IndicatorView, MarkView, Reading
from assessments.reports.documents import add_notes, data_file, decimal, report_context
from assessments.reports.score_chart import component_chart
from assessments.why import why
from p2wkss.excel import Book, Value
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame

# The whole result travels inside a card of a round of so many villages at most, else the card's own marks only [ours].
WHOLE_RESULT = 100


def scorecard_pdf(reading: Reading, frame: Frame, entry: str) -> Pdf:
    """Make the card of one village, with every mark behind its total and each step of the arithmetic as an annex."""
    card = reading.card(entry)
    with override("id"):
        chart = component_chart(reading, card) if card.total is not None else None
        files = [DataFile("kartu-nilai.csv", scorecard_csv(card), "Kartu nilai sebagai CSV")]
    if len(reading.entries) <= WHOLE_RESULT:
        files.insert(0, data_file(reading, frame.code))
    steps = why(reading.snapshot, entry, reading.assessors)
    context = {"card": card, "ranked": ranked_beside(reading, card), "why": steps, "chart": chart}
    return render_pdf("reports/scorecard.html", report_context(reading, frame) | context, files)


def ranked_beside(reading: Reading, card: Card) -> int:
    """Count the villages that are ranked in the card's category, itself included."""
    return next((len(one["ranking"]) for one in reading.results["categories"] if one["code"] == card.category), 0)


def scorecard_xlsx(reading: Reading, frame: Frame, entry: str) -> bytes:
    """Make the card as a workbook: its components, and every mark behind each score."""
    card = reading.card(entry)
    with override("id"):
        book = Book(frame.title)
        heads = [_("Komponen"), _("Nilai"), _("Bobot"), _("Sumbangan ke total")]
        book.add_sheet(_("Ringkasan"), heads, _summary(reading, card), [34, 12, 12, 20])
        heads = [_("Komponen"), _("Kode"), _("Indikator"), _("Nilai indikator"), _("Penilai"), _("Bagian")]
        heads += [_("Diberikan"), _("Tingkat"), _("Alasan"), _("Catatan")]
        rows = [row for part in card.components for one in part.indicators for row in _marks(part.name, one)]
        book.add_sheet(_("Nilai"), heads, rows, [20, 8, 50, 12, 28, 16, 12, 50, 30, 30])
        add_notes(book, reading, frame)
        return book.to_bytes()


def _summary(reading: Reading, card: Card) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [part.name, decimal(part.score), decimal(part.weight), decimal(part.weighted)] for part in card.components
    ]
    rank = f"{card.rank} / {ranked_beside(reading, card)}" if card.rank else _("belum lengkap dinilai")
    place = [str(card.entry[key]) for key in ("village_name", "district_name", "regency_name")]
    return [*rows, [_("Total"), None, 100, decimal(card.total)], [_("Peringkat"), rank], [_("Desa"), ", ".join(place)]]


def _marks(component: str, one: IndicatorView) -> list[list[Value]]:
    def row(mark: MarkView, who: str) -> list[Value]:
        given = _("tidak berlaku") if mark.not_applicable else decimal(mark.value)
        said: list[Value] = [who, mark.part_name, given, mark.level_text, mark.reason, mark.note]
        return [component, one.code, one.name, decimal(one.score), *said]

    decided = [row(one.moderated, _("Pleno"))] if one.moderated else []
    # What assessors are called by number waits for its language.
    return [*(row(mark, str(mark.assessor)) for mark in one.marks), *decided]


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
