"""Filling in score sheets, handing them in, and giving them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.marks import CONTENT, changes_of, check_marks, check_overrides, keep_proposals, proposals_of
from assessments.actions.rounds import lock_in_phase
from assessments.enums import SheetState
from assessments.models import Mark, ScoreSheet, SheetReturn
from assessments.permissions import check_score
from assessments.phases import Phase
from assessments.standings import refresh
from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import User


@dataclass(frozen=True)
class SavedMark:
    """What stands after one mark was saved: the sheet, all its marks by indicator, and whether this tab missed any."""

    sheet: ScoreSheet
    marks: Mapping[str, Mark]
    is_behind: bool


@transaction.atomic
def save_sheet(*, by: User, sheet: ScoreSheet, marks: Iterable[Mark], expected_version: int) -> ScoreSheet:
    """Save the marks of a sheet as its next version; indicators without a mark lose what they had.

    `marks` are unsaved. Raises ValidationError keyed by indicator code for a value that is no level of the
    indicator, a not-applicable that is not allowed or lacks its reason, or an indicator that this part does not
    mark, and StaleVersion when another tab or device saved a newer version. What each mark was before stands in the
    audit event.

    A mark keeps the fact that the assessor was shown: `fact` of the unsaved mark, or else the fact as it is now.
    """
    locked = _lock(by, sheet)
    if locked.version != expected_version:
        raise StaleVersion(locked)
    wanted = {mark.indicator: mark for mark in marks}
    check_marks(locked, wanted)
    keep_proposals(proposals_of(locked), wanted)
    saved = {mark.indicator: mark for mark in locked.marks.all()}
    if changes := changes_of(saved, wanted):
        _store(by, locked, wanted, changes)
    return locked


@transaction.atomic
def save_mark(
    *, by: User, sheet: ScoreSheet, mark: Mark, is_cleared: bool, expected_version: int, sheet_version: int
) -> SavedMark:
    """Save one mark by itself, or clear it.

    The version of a mark is the sheet's version in which it was written, so it never comes back; a mark that is not
    there has 0. Raises StaleVersion, with the mark that stands (unsaved and without value where there is none), when
    it is not of `expected_version`; the same content again is accepted. `sheet_version` is what the tab knows: where
    somebody saved in between, `is_behind` says so. Raises ValidationError keyed by indicator like `save_sheet`.
    """
    locked = _lock(by, sheet)
    is_behind = locked.version != sheet_version
    code = mark.indicator
    check_marks(locked, {code: mark}, is_cleared=is_cleared)
    wanted = {} if is_cleared else {code: mark}
    if wanted and locked.entry.round.instrument.instrument.indicators[code].fact:
        keep_proposals(proposals_of(locked), wanted)
    marks = {one.indicator: one for one in locked.marks.all()}
    before = {code: marks[code]} if code in marks else {}
    changes = changes_of(before, wanted)
    if not changes:
        return SavedMark(locked, marks, is_behind)
    known = before.get(code) or Mark(sheet=locked, indicator=code, version=0)
    if known.version != expected_version:
        raise StaleVersion(known)
    _store(by, locked, wanted, changes)
    return SavedMark(locked, {**{key: one for key, one in marks.items() if key != code}, **wanted}, is_behind)


@transaction.atomic
def submit_sheet(*, by: User, sheet: ScoreSheet, expected_version: int) -> ScoreSheet:
    """Hand a complete sheet in; it cannot be changed afterwards. Refuses while an indicator of its part has no mark.

    Raises ValidationError keyed by indicator code for each mark that is another than the village's facts propose, and
    says in no note why.
    """
    locked = _lock(by, sheet)
    if locked.version != expected_version:
        raise StaleVersion(locked)
    marks = {mark.indicator: mark for mark in locked.marks.all()}
    _check_complete(locked, marks)
    check_overrides(proposals_of(locked), marks.values())
    locked.state = SheetState.SUBMITTED
    locked.submitted_at = timezone.now()
    locked.save(update_fields=["state", "submitted_at"])
    refresh(locked.entry)
    _record(by, locked, "sheet.submit")
    return locked


@transaction.atomic
def return_sheet(*, by: User, sheet: ScoreSheet, remark: str, remarks: Mapping[str, str]) -> ScoreSheet:
    """Give a sheet that was handed in back to its assessor, while scoring is open, with what to look at again.

    `remarks` by indicator, of those that the sheet marks; empty ones are left out. Whoever returns a sheet has read
    none of its marks: what is asked for comes from elsewhere, such as a complaint about the dossier.
    """
    lock_in_phase(by, sheet.entry.round_id, Phase.SCORING)  # nobody opens the plenary meanwhile
    locked = ScoreSheet.objects.select_for_update(of=("self",)).with_places().get(pk=sheet.pk)
    if not locked.is_submitted:
        raise PermissionDenied(_("Hanya lembar nilai yang sudah diajukan dapat dikembalikan."))
    asked = {code: text.strip() for code, text in remarks.items() if text.strip()}
    known = {indicator.code for indicator in locked.entry.round.instrument.instrument.marked_in(locked.part)}
    if strange := sorted(asked.keys() - known):
        raise ValidationError(_("Indikator ini tidak dinilai pada lembar ini: %s.") % ", ".join(strange))
    if not remark.strip():
        raise ValidationError({"remark": _("Tulis mengapa lembar nilai dikembalikan.")})
    SheetReturn.objects.create(sheet=locked, remark=remark.strip(), remarks=asked, returned_by=by)
    locked.state, locked.submitted_at = SheetState.DRAFT, None
    locked.save(update_fields=["state", "submitted_at"])
    refresh(locked.entry)
    _record(by, locked, "sheet.return", indicators=sorted(asked))
    return locked


def _check_complete(sheet: ScoreSheet, marks: Mapping[str, Mark]) -> None:
    """Refuse a sheet with a mark missing, or with nothing that applies in a component that only this part marks."""
    instrument = sheet.entry.round.instrument.instrument
    missing = [indicator.code for indicator in instrument.marked_in(sheet.part) if indicator.code not in marks]
    if missing:
        raise PermissionDenied(_("Belum dinilai: %s.") % ", ".join(missing))
    for component in instrument.components:
        is_elsewhere = any(instrument.parts_of(one) != (sheet.part,) for one in component.indicators)
        given = [marks[one.code] for one in component.indicators if one.code in marks]
        if not is_elsewhere and all(mark.not_applicable for mark in given):
            raise PermissionDenied(_("%s tidak boleh seluruhnya tidak berlaku.") % component.name)


def _lock(by: User, sheet: ScoreSheet) -> ScoreSheet:
    locked = ScoreSheet.objects.select_for_update(of=("self",)).with_places().get(pk=sheet.pk)
    check_score(by, locked)
    return locked


def _store(by: User, sheet: ScoreSheet, wanted: Mapping[str, Mark], changes: Mapping[str, Any]) -> None:
    """Write the marks that changed as the next version of a locked sheet, with its audit event."""
    sheet.version += 1
    sheet.saved_at = timezone.now()
    sheet.save(update_fields=["version", "saved_at"])
    touched = [wanted[code] for code in changes if code in wanted]
    for mark in touched:
        mark.sheet, mark.version = sheet, sheet.version
    Mark.objects.bulk_create(
        touched, update_conflicts=True, unique_fields=["sheet", "indicator"], update_fields=CONTENT
    )
    if gone := [code for code in changes if code not in wanted]:
        sheet.marks.filter(indicator__in=gone).delete()
    _record(by, sheet, "sheet.save", changes=changes)


def _record(by: User, sheet: ScoreSheet, action: str, **details: Any) -> None:
    region = sheet.entry.target_village.village_id
    audit.record(by=by, action=action, target=sheet, region_code=region, version_now=sheet.version, **details)
