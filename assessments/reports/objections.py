"""The objections to a result and what was decided about each, on paper."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.definition import number_text
from assessments.instrument import Indicator
from assessments.models import ModeratedMark, Objection, Result, Round
from assessments.phases import Phase
from assessments.reading import IndicatorView, Reading
from assessments.reports.documents import data_file, report_context
from p2wkss.pages import download
from p2wkss.pdf import DataFile, render_pdf


def corrected_words(indicator: Indicator, mark: ModeratedMark | None) -> str:
    """Write a decided mark with the words of its level or the unit of its number; "" without one."""
    if mark is None:
        return ""
    if mark.value is None:
        return _("tidak berlaku")
    level = indicator.level(mark.value)
    words = indicator.number.unit if indicator.number else level.text if level else ""
    return f"{number_text(mark.value)} {words}".strip()


def objections_pdf_file(
    round: Round, reading: Reading, result: Result, objections: QuerySet[Objection]
) -> HttpResponse:
    """Give the list as a download. While the period runs it is a draft, as decisions may still come."""
    filed = list(objections.prefetch_related("evidence__evidence", "moderated_marks"))
    is_draft = round.phase == Phase.OBJECTIONS
    decided = [one.decision.decided_at for one in filed if hasattr(one, "decision")]
    made_at = timezone.now() if is_draft else max(decided, default=result.created_at)
    pdf = objections_pdf(round, reading, result, filed, made_at, is_draft=is_draft)
    place = f"{slugify(round.region.full_name)}-{round.cycle.year}"
    return download(pdf, f"putusan-sanggahan-{place}{'-draf' if is_draft else ''}.pdf")


def objections_pdf(
    round: Round,
    reading: Reading,
    result: Result,
    objections: Sequence[Objection],
    made_at: datetime,
    *,
    is_draft: bool,
) -> bytes:
    """Make the list of objections to a result: claim, evidence, decision, reasons, and the mark that now counts."""
    indicators = round.instrument.instrument.indicators
    shown = _shown(reading, {str(one.entry_id) for one in objections})
    with override("id"):
        place = {"place": reading.round["region_name"], "year": reading.round["cycle_year"]}
        title = _("Putusan atas Sanggahan P2WKSS %(place)s %(year)s") % place
        rows = [_row(reading, shown, indicators[one.indicator], one) for one in objections]
        context = report_context(reading, "" if is_draft else result.code, made_at, title)
    files = [
        data_file(reading, result.code),
        DataFile("sanggahan.csv", _csv(rows), "Sanggahan dan putusannya sebagai CSV"),
    ]
    return render_pdf("reports/objections.html", {**context, "rows": rows, "result": result}, files)


def _shown(reading: Reading, entries: set[str]) -> dict[tuple[str, str], IndicatorView]:
    """Give each indicator of the villages as the result shows it."""
    cards = {entry: reading.card(entry) for entry in entries}
    return {
        (entry, one.code): one for entry, card in cards.items() for part in card.components for one in part.indicators
    }


def _row(
    reading: Reading,
    shown: dict[tuple[str, str], IndicatorView],
    indicator: Indicator,
    objection: Objection,
) -> dict[str, Any]:
    entry = str(objection.entry_id)
    facts = reading.entries[entry]
    corrected = objection.moderated_marks.all()
    return {
        "objection": objection,
        "village_name": facts["village_name"],
        "regency_name": facts["regency_name"],
        "indicator": shown[entry, objection.indicator],
        "evidence": [one.evidence for one in objection.evidence.all()],
        "decision": getattr(objection, "decision", None),
        "corrected": corrected_words(indicator, corrected[0] if corrected else None),
    }


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write the list as CSV for machines."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(["village", "regency", "indicator", "score", "claim", "granted", "reason", "corrected"])
    for row in rows:
        decision, one = row["decision"], row["indicator"]
        granted = "" if decision is None else "yes" if decision.granted else "no"
        said = [row["objection"].claim, granted, decision.reason if decision else "", row["corrected"]]
        writer.writerow([row["village_name"], row["regency_name"], one.code, one.score, *said])
    return target.getvalue()
