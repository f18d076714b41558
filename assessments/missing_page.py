"""The board of what is missing in a round: villages by assessors, each sheet in one state. No mark is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import SheetState
from assessments.models import ConflictDeclaration, Entry, Reminder, Round, ScoreSheet, SheetReturn
from assessments.phases import Phase


class Missing(StrEnum):
    """What the board can be narrowed to."""

    OPEN = "belum"
    UNDECLARED = "pernyataan"
    RETURNED = "dikembalikan"
    RECUSED = "mundur"
    NOBODY = "tanpa-penilai"


MISSING_LABELS = {
    Missing.OPEN: gettext_lazy("Belum diajukan"),
    Missing.UNDECLARED: gettext_lazy("Belum menyatakan"),
    Missing.RETURNED: gettext_lazy("Dikembalikan"),
    Missing.RECUSED: gettext_lazy("Mengundurkan diri"),
    Missing.NOBODY: gettext_lazy("Tanpa penilai"),
}


class State(NamedTuple):
    """How far a sheet is: a state of the face, and words."""

    state: str
    words: str


class SheetCell(NamedTuple):
    """One sheet on the board: its part of the round, its state, and whether it may be given back."""

    sheet: ScoreSheet
    part: str
    state: State
    may_return: bool


@dataclass(frozen=True)
class BoardLine:
    """One village with each assessor's name and sheets; `is_nobody` where no sheet counts any more in some part."""

    entry: Entry
    cells: Sequence[tuple[str, Sequence[SheetCell]]]
    is_nobody: bool


@dataclass(frozen=True)
class Person:
    """One assessor: sheets in and waiting, and when reminded last."""

    member: Any
    total: int
    submitted: int
    late: int
    reminded_at: Any


def state_of(sheet: ScoreSheet, marked: int, given: int, *, is_declared: bool, is_returned: bool) -> State:
    """Say how far a sheet is, by what it has and not by which marks."""
    if sheet.is_recused:
        return State("neutral", _("mengundurkan diri"))
    if sheet.is_submitted:
        return State("good", _("diajukan"))
    if is_returned:
        return State("attention", _("dikembalikan, %(given)d dari %(all)d") % {"given": given, "all": marked})
    if not is_declared:
        return State("problem", _("belum menyatakan"))
    if not given:
        return State("problem", _("belum mulai"))
    return State("attention", _("%(given)d dari %(all)d") % {"given": given, "all": marked})


def board_entries(round: Round, missing: str, member: int | None, part: str) -> QuerySet[Entry]:
    """Give the villages of a round that have a sheet in that state, of that person, in that part."""
    sheets = ScoreSheet.objects.filter(entry=OuterRef("pk"))
    if member is not None:
        sheets = sheets.filter(member=member)
    if part:
        sheets = sheets.filter(part=part)
    entries = round.entries.select_related("target_village__village__parent__parent")
    if missing == Missing.NOBODY:
        return entries.filter(~Exists(sheets.exclude(state=SheetState.RECUSED)))
    said = ConflictDeclaration.objects.filter(entry=OuterRef("entry"), member=OuterRef("member"))
    narrowed = {
        Missing.OPEN: sheets.filter(state=SheetState.DRAFT),
        Missing.UNDECLARED: sheets.filter(~Exists(said), state=SheetState.DRAFT),
        Missing.RETURNED: sheets.filter(
            Exists(SheetReturn.objects.filter(sheet=OuterRef("pk"))), state=SheetState.DRAFT
        ),
        Missing.RECUSED: sheets.filter(state=SheetState.RECUSED),
    }
    if missing in narrowed:
        return entries.filter(Exists(narrowed[Missing(missing)]))
    return entries.filter(Exists(sheets)) if member is not None or part else entries


def board_context(round: Round, page: Page[Entry], member: int | None, part: str) -> dict[str, Any]:
    """Lay out one page of the board, and the people beside it, in constant queries."""
    people = _people(round)
    shown = [one for one in people if member is None or one.member.pk == member]
    instrument = round.instrument.instrument
    names = {one.code: one.name for one in instrument.parts}
    marked = {code: len(instrument.marked_in(code)) for code in instrument.part_codes}
    found = _sheets(page, part)
    said = ConflictDeclaration.objects.filter(entry__in=[entry.pk for entry in page])
    declared = set(said.values_list("entry", "member"))
    counting = [sheet for sheets in found.values() for sheet in sheets if not sheet.is_recused]
    is_scoring = round.phase == Phase.SCORING

    def cell(sheet: Any) -> SheetCell:
        is_declared = (sheet.entry_id, sheet.member_id) in declared
        given, returned = sheet.mark_count, sheet.is_returned
        state = state_of(sheet, marked[sheet.part], given, is_declared=is_declared, is_returned=returned)
        return SheetCell(sheet, names.get(sheet.part, ""), state, is_scoring and sheet.is_submitted)

    def line(entry: Entry) -> BoardLine:
        own = [(str(one.member), [cell(sheet) for sheet in found.get((entry.pk, one.member.pk), ())]) for one in shown]
        judged = {sheet.part for sheet in counting if sheet.entry_id == entry.pk}
        wanted = {part} if part else set(instrument.part_codes)
        return BoardLine(entry, own, is_nobody=member is None and not wanted <= judged)

    lines = [line(entry) for entry in page]
    return {"people": people, "shown": shown, "lines": lines, "late_count": sum(one.late > 0 for one in people)}


def _sheets(page: Page[Entry], part: str) -> dict[tuple[int, int], list[Any]]:
    sheets = ScoreSheet.objects.filter(entry__in=[entry.pk for entry in page]).with_progress()
    sheets = sheets.annotate(is_returned=Exists(SheetReturn.objects.filter(sheet=OuterRef("pk"))))
    found: dict[tuple[int, int], list[Any]] = {}
    for sheet in (sheets.filter(part=part) if part else sheets).order_by("pk"):
        found.setdefault((sheet.entry_id, sheet.member_id), []).append(sheet)
    return found


def _people(round: Round) -> list[Person]:
    counted = round.panel.select_related("user").annotate(
        total=Count("sheets", filter=~Q(sheets__state=SheetState.RECUSED)),
        submitted=Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED)),
    )
    sent = Reminder.objects.filter(round=round, phase=round.phase).order_by().values_list("recipient")
    reminded = dict(sent.annotate(Max("sent_at")))
    return [
        Person(one, one.total, one.submitted, one.total - one.submitted, reminded.get(one.user_id)) for one in counted
    ]
