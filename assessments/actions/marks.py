"""What holds for a mark before it is stored: it fits its indicator, keeps the fact that was shown, and is compared."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.definition import number_text
from assessments.instrument import Indicator
from assessments.models import Mark, ScoreSheet
from assessments.proposals import Proposals, figures_of, proposals

# Everything of a mark but its key.
CONTENT = ("value", "not_applicable", "reason", "note", "fact", "proposed", "version")


def proposals_of(sheet: ScoreSheet) -> Proposals:
    """Give what the facts of the sheet's village show and propose now."""
    entry = sheet.entry
    return proposals(entry.round.instrument.instrument, figures_of(entry.target_village_id))


def keep_proposals(now: Proposals, marks: Mapping[str, Mark]) -> None:
    """Set on each mark the fact that was shown and what it proposed; what is no fact of the indicator is left out."""
    for code, mark in marks.items():
        shown = now[code].when(mark.fact) if code in now and mark.fact else now.get(code)
        mark.fact = shown.exact if shown else ""
        mark.proposed = shown.value if shown else None


def check_overrides(now: Proposals, marks: Iterable[Mark]) -> None:
    """Refuse marks that are another than proposed without a note. "Not applicable" gives its own reason."""
    errors = {}
    for mark in marks:
        proposed = now[mark.indicator].value if mark.indicator in now else None
        if proposed is not None and not mark.not_applicable and mark.value != proposed and not mark.note.strip():
            words = {"level": number_text(proposed), "fact": now[mark.indicator].text}
            number = now[mark.indicator].indicator.number
            errors[mark.indicator] = (
                (_("Berbeda dari usulan %(level)s (%(fact)s): tulis alasannya pada catatan.") % words)
                if number
                else _("Berbeda dari usulan tingkat %(level)s (%(fact)s): tulis alasannya pada catatan.") % words
            )
    if errors:
        raise ValidationError(errors)


def check_marks(sheet: ScoreSheet, marks: Mapping[str, Mark], *, is_cleared: bool = False) -> None:
    """Refuse, by indicator, what is no mark of it, or is not marked in this part; of cleared ones only the latter."""
    instrument = sheet.entry.round.instrument.instrument
    marked = {indicator.code: indicator for indicator in instrument.marked_in(sheet.part)}
    errors = {}
    for code, mark in marks.items():
        indicator = marked.get(code)
        if indicator is None:
            errors[code] = _("Indikator ini tidak dinilai pada lembar ini.")
        elif not is_cleared and (problem := _problem(indicator, mark)):
            errors[code] = problem
    if errors:
        raise ValidationError(errors)


def _problem(indicator: Indicator, mark: Mark) -> str:
    if mark.not_applicable:
        if not indicator.allows_not_applicable:
            return _("Indikator ini selalu berlaku.")
        return "" if mark.reason.strip() else _("Tulis alasan mengapa tidak berlaku.")
    if mark.value is not None and indicator.accepts(mark.value):
        return ""
    if indicator.number:
        return _("Tulis angka, nol atau lebih, dengan paling banyak tiga angka di belakang koma.")
    return _("Pilih salah satu tingkat.")


def changes_of(saved: Mapping[str, Mark], wanted: Mapping[str, Mark]) -> dict[str, list[Any]]:
    """Give {indicator: [before, after]} for each mark that differs; None stands for no mark."""
    changes = {}
    for code in sorted(saved.keys() | wanted.keys()):
        before, after = _facts(saved.get(code)), _facts(wanted.get(code))
        if before != after:
            changes[code] = [before, after]
    return changes


def _facts(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    facts = {"not_applicable": mark.not_applicable, "reason": mark.reason, "note": mark.note}
    return {"value": _plain(mark.value), **facts, "fact": mark.fact, "proposed": _plain(mark.proposed)}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(Decimal(value).normalize(), "f")
