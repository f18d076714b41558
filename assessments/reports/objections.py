"""The objections to a result and what was decided about each, on paper."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.definition import number_text
from assessments.instrument import Indicator
from assessments.models import ModeratedMark, Objection, Result, Round
from assessments.reading import IndicatorView, Reading
from assessments.reports.documents import add_notes, data_file, decimal, report_context
from p2wkss.excel import Book, Value
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame


def corrected_words(indicator: Indicator, mark: ModeratedMark | None) -> str:
    """Write a decided mark with the words of its level or the unit of its number; "" without one."""
    if mark is None:
        return ""
    if mark.value is None:
        return _("tidak berlaku")
    level = indicator.level(mark.value)
    words = indicator.number.unit if indicator.number else level.text if level else ""
    return f"{number_text(mark.value)} {words}".strip()


def filed_facts(round: Round, objections: Iterable[Objection]) -> list[dict[str, Any]]:
    """Give what was filed and decided, as JSON: what a report prints beside the result."""
    indicators = round.instrument.instrument.indicators
    return [_facts(indicators[one.indicator], one) for one in objections]


def _facts(indicator: Indicator, objection: Objection) -> dict[str, Any]:
    decision, corrected = getattr(objection, "decision", None), list(objection.moderated_marks.all())
    return {
        "entry": str(objection.entry_id),
        "indicator": objection.indicator,
        "claim": objection.claim,
        "filed_on": _day(objection.filed_at),
        "evidence": [
            {
                "caption": one.evidence.caption,
                "kind": str(one.evidence.get_kind_display()),
                "sha256": one.evidence.sha256,
                "removed": one.evidence.removed_at is not None,
            }
            for one in objection.evidence.all()
        ],
        "granted": decision.granted if decision else None,
        "decided_on": _day(decision.decided_at) if decision else None,
        "reason": decision.reason if decision else "",
        "corrected": corrected_words(indicator, corrected[0] if corrected else None),
    }


def _day(moment: datetime) -> str:
    return localdate(moment).isoformat()


def objections_pdf(reading: Reading, frame: Frame, result: Result, filed: Sequence[dict[str, Any]]) -> Pdf:
    """Make the list of objections to a result: claim, evidence, decision, reasons, and the mark that now counts.

    `filed` is what `filed_facts` gives.
    """
    with override("id"):
        context = report_context(reading, frame) | {"rows": _rows(reading, filed), "result": result}
    files = [
        data_file(reading, result.code),
        DataFile("sanggahan.csv", _csv(context["rows"]), "Sanggahan dan putusannya sebagai CSV"),
    ]
    return render_pdf("reports/objections.html", context, files)


def objections_xlsx(reading: Reading, frame: Frame, result: Result, filed: Sequence[dict[str, Any]]) -> bytes:
    """Make the same list as a workbook, an objection a line."""
    with override("id"):
        book = Book(frame.title)
        heads = [_("Desa"), _("Kabupaten/Kota"), _("Kode"), _("Indikator"), _("Nilai yang disanggah"), _("Diajukan")]
        heads += [_("Isi sanggahan"), _("Putusan"), _("Diputuskan"), _("Pertimbangan"), _("Nilai perbaikan")]
        rows = list(map(_cells, _rows(reading, filed)))
        book.add_sheet(_("Sanggahan"), heads, rows, [28, 28, 8, 50, 14, 14, 60, 18, 14, 60, 30])
        add_notes(book, reading, frame, [[_("Hasil yang disanggah"), f"{result.number}, {result.code}"]])
        return book.to_bytes()


def _cells(row: dict[str, Any]) -> list[Value]:
    one = row["indicator"]
    decided = {None: _("menunggu putusan"), True: _("Dikabulkan"), False: _("Ditolak")}[row["granted"]]
    said: list[Value] = [row["claim"], decided, row["decided_on"], row["reason"], row["corrected"]]
    place = [row["village_name"], row["regency_name"]]
    return [*place, one.code, one.name, decimal(one.score), row["filed_on"], *said]


def _rows(reading: Reading, filed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put beside each objection the indicator as the result shows it."""
    shown: dict[tuple[str, str], IndicatorView] = {
        (entry, one.code): one
        for entry in {one["entry"] for one in filed}
        for part in reading.card(entry).components
        for one in part.indicators
    }
    return [
        one
        | {key: reading.entries[one["entry"]][key] for key in ("village_name", "regency_name")}
        | {
            "indicator": shown[one["entry"], one["indicator"]],
            "filed_on": date.fromisoformat(one["filed_on"]),
            "decided_on": date.fromisoformat(one["decided_on"]) if one["decided_on"] else None,
        }
        for one in filed
    ]


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write the list as CSV for machines."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(["village", "regency", "indicator", "score", "claim", "granted", "reason", "corrected"])
    for row in rows:
        one = row["indicator"]
        granted = {None: "", True: "yes", False: "no"}[row["granted"]]
        said = [row["claim"], granted, row["reason"], row["corrected"]]
        writer.writerow([row["village_name"], row["regency_name"], one.code, one.score, *said])
    return target.getvalue()
