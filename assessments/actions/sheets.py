"""Filling in and handing in score sheets."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.definition import number_text
from assessments.enums import SheetState
from assessments.instrument import Indicator, Instrument
from assessments.models import Mark, ScoreSheet
from assessments.permissions import check_score
from assessments.proposals import Proposals, figures_of, proposals
from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import User


@transaction.atomic
def save_sheet(*, by: User, sheet: ScoreSheet, marks: Iterable[Mark], expected_version: int) -> ScoreSheet:
    """Save the marks of a sheet as its next version; indicators without a mark lose what they had.

    `marks` are unsaved. Raises ValidationError keyed by indicator code for a value that is no level of the
    indicator or a not-applicable that is not allowed or lacks its reason, and StaleVersion when another tab or
    device saved a newer version. What each mark was before stands in the audit event.

    A mark keeps the fact that the assessor was shown: `fact` of the unsaved mark, or else the fact as it is now.
    """
    locked = _lock(by, sheet)
    if locked.version != expected_version:
        raise StaleVersion(locked)
    wanted = {mark.indicator: mark for mark in marks}
    _check_marks(locked.entry.round.instrument.instrument, wanted)
    _keep_proposals(_proposals(locked), wanted)
    saved = {mark.indicator: mark for mark in locked.marks.all()}
    changes = _changes(saved, wanted)
    if not changes:
        return locked
    touched = [wanted[code] for code in changes if code in wanted]
    for mark in touched:
        mark.sheet = locked
    Mark.objects.bulk_create(
        touched,
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["value", "not_applicable", "reason", "note", "fact", "proposed"],
    )
    locked.marks.filter(indicator__in=[code for code in changes if code not in wanted]).delete()
    locked.version += 1
    locked.saved_at = timezone.now()
    locked.save(update_fields=["version", "saved_at"])
    _record(by, locked, "sheet.save", changes=changes)
    return locked


@transaction.atomic
def submit_sheet(*, by: User, sheet: ScoreSheet, expected_version: int) -> ScoreSheet:
    """Hand a complete sheet in; it cannot be changed afterwards. Refuses while an indicator has no mark.

    Raises ValidationError keyed by indicator code for each mark that is another level than the one that the village's
    facts propose, and says in no note why.
    """
    locked = _lock(by, sheet)
    if locked.version != expected_version:
        raise StaleVersion(locked)
    instrument = locked.entry.round.instrument.instrument
    given = set(locked.marks.values_list("indicator", flat=True))
    missing = [code for code in instrument.indicators if code not in given]
    if missing:
        raise PermissionDenied(_("Belum dinilai: %s.") % ", ".join(missing))
    for component in instrument.components:
        codes = [indicator.code for indicator in component.indicators]
        if not locked.marks.filter(indicator__in=codes, not_applicable=False).exists():
            raise PermissionDenied(_("%s tidak boleh seluruhnya tidak berlaku.") % component.name)
    _check_overrides(_proposals(locked), locked.marks.all())
    locked.state = SheetState.SUBMITTED
    locked.submitted_at = timezone.now()
    locked.save(update_fields=["state", "submitted_at"])
    _record(by, locked, "sheet.submit")
    return locked


def _lock(by: User, sheet: ScoreSheet) -> ScoreSheet:
    locked = ScoreSheet.objects.select_for_update(of=("self",)).with_places().get(pk=sheet.pk)
    check_score(by, locked)
    return locked


def _proposals(sheet: ScoreSheet) -> Proposals:
    entry = sheet.entry
    return proposals(entry.round.instrument.instrument, figures_of(entry.target_village_id))


def _keep_proposals(now: Proposals, marks: dict[str, Mark]) -> None:
    """Set on each mark the fact that was shown and what it proposed; what is no fact of the indicator is left out."""
    for code, mark in marks.items():
        shown = now[code].when(mark.fact) if code in now and mark.fact else now.get(code)
        mark.fact = shown.exact if shown else ""
        mark.proposed = shown.level.value if shown and shown.level else None


def _check_overrides(now: Proposals, marks: Iterable[Mark]) -> None:
    """Refuse marks that are another level than proposed without a note. "Not applicable" gives its own reason."""
    errors = {}
    for mark in marks:
        level = now[mark.indicator].level if mark.indicator in now else None
        if level and not mark.not_applicable and mark.value != level.value and not mark.note.strip():
            words = {"level": number_text(level.value), "fact": now[mark.indicator].text}
            errors[mark.indicator] = (
                _("Berbeda dari usulan tingkat %(level)s (%(fact)s): tulis alasannya pada catatan.") % words
            )
    if errors:
        raise ValidationError(errors)


def _check_marks(instrument: Instrument, marks: dict[str, Mark]) -> None:
    errors = {}
    for code, mark in marks.items():
        indicator = instrument.indicators.get(code)
        problem = _("Indikator ini tidak ada dalam instrumen.") if indicator is None else _problem(indicator, mark)
        if problem:
            errors[code] = problem
    if errors:
        raise ValidationError(errors)


def _problem(indicator: Indicator, mark: Mark) -> str:
    if mark.not_applicable:
        if not indicator.allows_not_applicable:
            return _("Indikator ini selalu berlaku.")
        return "" if mark.reason.strip() else _("Tulis alasan mengapa tidak berlaku.")
    known = {level.value for level in indicator.levels}
    return "" if mark.value in known else _("Pilih salah satu tingkat.")


def _changes(saved: dict[str, Mark], wanted: dict[str, Mark]) -> dict[str, list[Any]]:
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
    return None if value is None else str(Decimal(value).normalize())


def _record(by: User, sheet: ScoreSheet, action: str, **details: Any) -> None:
    region = sheet.entry.target_village.village_id
    audit.record(by=by, action=action, target=sheet, region_code=region, version_now=sheet.version, **details)
