"""What the pages of a score sheet show beside its form, and what the page's script is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from assessments.actions.sheets import SavedMark
from assessments.enums import SheetState
from assessments.forms.sheets import MarkForm, SheetForm, chosen_of, running_scores, scoring_marks
from assessments.instrument import Component, Indicator
from assessments.models import Mark, ScoreSheet
from assessments.permissions import check_open, sees_peers
from p2wkss.formats import DASH, score
from p2wkss.models import User


def sheet_context(user: User, sheet: ScoreSheet, form: SheetForm) -> dict[str, Any]:
    """Gather the page of a sheet. How far the village is comes from the figures that the facts come from too."""
    return {
        "sheet": sheet,
        "form": form,
        "village": sheet.entry.target_village,
        "figures": form.figures,
        "part": sheet.part_name,
        "is_open": _is_open(user, sheet),
        "sees_peers": sees_peers(user, sheet) if sheet.is_submitted else False,
        "returns": form.returns,
    }


def saved_answer(saved: SavedMark, form: MarkForm) -> dict[str, Any]:
    """Tell the script what was saved: versions, the time, and the provisional scores so far in words.

    A tab that missed a change of another keeps its older version of the sheet, so that saving all of it at once is
    told about the other's marks.
    """
    mark = saved.marks.get(form.mark.indicator)
    scores = running_scores(saved.sheet, scoring_marks(saved.marks.values()))
    return {
        "version": mark.version if mark else 0,
        "sheet_version": form.sheet_version if saved.is_behind else saved.sheet.version,
        "is_behind": saved.is_behind,
        "saved_at": _clock(saved.sheet),
        "subtotals": {code: score(value) for code, value in scores.items()},
    }


def stale_answer(current: Model) -> dict[str, Any]:
    """Tell the script which mark stands instead of the one that it knew."""
    mark = cast(Mark, current)
    theirs = {"value": chosen_of(mark), "reason": mark.reason, "note": mark.note}
    return {"version": mark.version, "theirs": theirs, "words": _mark_words(mark)}


@dataclass(frozen=True)
class PeerMark:
    """What one assessor gave for an indicator: its value in words, the words of the level, and the note."""

    assessor: str
    words: str
    text: str
    note: str


@dataclass(frozen=True)
class PeerRow:
    """One indicator with the marks of everybody who has handed in, the own first."""

    indicator: Indicator
    marks: Sequence[PeerMark]


def peers_context(sheet: ScoreSheet) -> dict[str, Any]:
    """Lay the own marks and those of colleagues who have handed in side by side, in constant queries."""
    others = ScoreSheet.objects.filter(entry=sheet.entry_id, part=sheet.part, state=SheetState.SUBMITTED)
    found = others.select_related("member__user").prefetch_related("marks")
    sheets = sorted(found, key=lambda one: (one.pk != sheet.pk, one.member_id))
    marks = [(one.member.user.full_name, {mark.indicator: mark for mark in one.marks.all()}) for one in sheets]
    instrument = sheet.entry.round.instrument.instrument
    marked = {indicator.code for indicator in instrument.marked_in(sheet.part)}
    groups: list[tuple[Component, list[PeerRow]]] = []
    for component in instrument.components:
        rows = [
            PeerRow(one, [_peer_mark(name, one, given.get(one.code)) for name, given in marks])
            for one in component.indicators
            if one.code in marked
        ]
        if rows:
            groups.append((component, rows))
    names = [name for name, _given in marks]
    waiting = ScoreSheet.objects.filter(entry=sheet.entry_id, part=sheet.part, state=SheetState.DRAFT).count()
    return {"sheet": sheet, "part": sheet.part_name, "names": names, "groups": groups, "waiting": waiting}


def _peer_mark(name: str, indicator: Indicator, mark: Mark | None) -> PeerMark:
    level = indicator.level(mark.value) if mark and mark.value is not None else None
    unit = indicator.number.unit if indicator.number and mark and mark.value is not None else ""
    words = f"{_mark_words(mark)} {unit}".strip()
    text = level.text if level else (mark.reason if mark else "")
    return PeerMark(name, words, text, mark.note if mark else "")


def _mark_words(mark: Mark | None) -> str:
    """Write a mark in the reader's words."""
    if mark is None:
        return DASH
    if mark.not_applicable:
        return _("Tidak berlaku")
    if mark.value is None:
        return DASH
    return str(number_format(mark.value.normalize(), use_l10n=True))


def _clock(sheet: ScoreSheet) -> str:
    """Write when the sheet was saved, as the clock on the wall says."""
    return date_format(timezone.localtime(sheet.saved_at or timezone.now()), "H.i")


def _is_open(user: User, sheet: ScoreSheet) -> bool:
    """Whether the sheet can be filled in; its page is shown to none but who has declared."""
    try:
        check_open(user, sheet)
    except PermissionDenied:
        return False
    return True
