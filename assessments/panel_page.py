"""What the page of assignments shows: villages by members, what may be ticked and what never."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q

from assessments.actions.panel import barred
from assessments.enums import SheetState
from assessments.models import Entry, PanelMember, Round, ScoreSheet

# So that what one page posts stays below the site's limit of fields, with a panel of thirty.
PER_PAGE = 25


@dataclass(frozen=True)
class Cell:
    """Whether a member judges a village: ticked or not, in some parts only, or barred with the reason."""

    member: PanelMember
    is_ticked: bool
    parts: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One village with a cell for each member."""

    entry: Entry
    cells: Sequence[Cell]


def assignment_lines(round: Round, page: Page[Entry], ticked: dict[int, set[int]] | None = None) -> dict[str, Any]:
    """Lay out one page of the matrix in constant queries; `ticked` is what was posted, in place of what is stored."""
    load = Count("sheets__entry", distinct=True, filter=~Q(sheets__state=SheetState.RECUSED))
    members = list(round.panel.select_related("user").annotate(load=load))
    why = barred(round)
    instrument = round.instrument.instrument
    names = {part.code: part.name for part in instrument.parts}
    held: dict[tuple[int, int], list[str]] = {}
    sheets = ScoreSheet.objects.filter(entry__in=[entry.pk for entry in page]).exclude(state=SheetState.RECUSED)
    for entry, member, part in sheets.values_list("entry", "member", "part"):
        held.setdefault((entry, member), []).append(part)

    def cell(entry: Entry, member: PanelMember) -> Cell:
        parts = held.get((entry.pk, member.pk), [])
        some = [names[part] for part in parts if part in names] if len(parts) < len(instrument.part_codes) else []
        is_ticked = bool(parts) or not round.assigned_by_hand
        if ticked is not None:
            is_ticked = member.pk in ticked.get(entry.pk, ())
        return Cell(member, is_ticked, ", ".join(some), why.get((entry.pk, member.pk), ""))

    return {"members": members, "lines": [Line(entry, [cell(entry, member) for member in members]) for entry in page]}
