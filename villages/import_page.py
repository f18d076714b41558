"""What the page of an upload shows: counts, and one page of the rows of a kind."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from villages.enums import ANSWER_LABELS, ImportState, Sex
from villages.identity import Severity
from villages.imports.columns import ANSWERS
from villages.imports.plan import PAGE, PlanReader
from villages.imports.rows import Found, Outcome
from villages.imports.structure import column_name
from villages.imports.words import fact_label, finding_text, refusal_text
from villages.models import ImportBatch
from villages.welfare import Answer

# A worker looks into the queue every second; whoever waits longer should know what that may mean.
_LONG = timedelta(seconds=10)
KINDS = {
    Outcome.ERROR.value: _("Kesalahan"),
    "duplicate": _("Ganda"),
    "warning": _("Peringatan"),
    Outcome.CHANGED.value: _("Berubah"),
    Outcome.NEW.value: _("Baru"),
    Outcome.UNCHANGED.value: _("Tetap"),
}


def import_context(batch: ImportBatch, query: Mapping[str, str]) -> dict[str, Any]:
    """Gather the page: one part of the plan is read, whatever the size of the workbook."""
    counts = {kind: int(batch.summary.get(kind, 0)) for kind in KINDS}
    asked = query.get("lihat", "")
    kind = asked if counts.get(asked) else next((one for one in KINDS if counts[one]), "")
    page = Paginator(range(counts.get(kind, 0)), PAGE).get_page(query.get("page"))
    return {
        "batch": batch,
        "village": batch.target_village,
        "tabs": [(one, label, counts[one]) for one, label in KINDS.items()],
        "kind": kind,
        "kind_label": KINDS.get(kind, ""),
        "rows": _rows(batch, kind, page.number) if kind and batch.plan else [],
        "page": page,
        "storable": counts[Outcome.NEW] + counts[Outcome.CHANGED],
        "counts": counts,
        "remarks": [(cell, finding_text(code, about)) for cell, code, about in batch.summary.get("remarks", [])],
        "refusal": refusal_text(batch.refusal, batch.summary.get("about", "")) if batch.refusal else "",
        "running": batch.state in {ImportState.CHECKING, ImportState.IMPORTING},
        "waits_long": not batch.progress and timezone.now() - batch.uploaded_at > _LONG,
        "list_url": reverse("villages:family_list", args=[batch.target_village_id]),
    }


def _rows(batch: ImportBatch, kind: str, number: int) -> list[dict[str, Any]]:
    with batch.plan.open() as file:
        rows = PlanReader(file, batch.index).page(kind, number)
    if kind in {"warning", "duplicate"}:
        return [_row(at, name, findings=found) for at, name, found in rows]
    if kind == Outcome.UNCHANGED:
        return [_row(at, name) for at, name in rows]
    return [
        _row(one[0], one[2], rt=one[6][7], changes=one[9], findings=one[10], answered=21 - one[7][1].count("-"))
        for one in rows
    ]


def _row(
    at: int, name: str, *, rt: str = "", changes: Any = (), findings: Any = (), answered: int | None = None
) -> dict[str, Any]:
    found = [Found(*one) for one in findings]
    return {
        "number": at,
        "name": name,
        "rt": rt,
        "answered": answered,
        "changes": [(fact_label(code), _shown(code, before), _shown(code, after)) for code, before, after in changes],
        "findings": [
            (_cell(one, at), one.severity, finding_text(one.code, one.about))
            for one in sorted(found, key=lambda one: one.severity is not Severity.ERROR)
        ],
    }


def _cell(found: Found, row: int) -> str:
    """Name the cell as the spreadsheet does; nothing for a finding about the whole row."""
    return f"{column_name(found.column)}{row}" if found.column >= 0 else ""


def _shown(code: str, value: str) -> str:
    if code in ANSWERS:
        return str(ANSWER_LABELS[Answer(value)])
    if code == "head_sex" and value:
        return str(Sex(value).label)
    return value or "–"
