"""The board of many villages: who is late with the twelve stages, and by how much.

It is read from the summaries of the villages in the same number of queries for one and for thousands. Lateness depends
on the day, so it is worked out from the dates when it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from p2wkss.formats import half_up
from p2wkss.models import Region, User
from p2wkss.pages import PER_PAGE
from villages.enums import STAGE_LABELS
from villages.models import Cycle, TargetVillage
from villages.stage_words import days_words, mark_words
from villages.stages import Mark, Progress, StageState, Standing, progress_of, read_states
from villages.summaries import Kept, read_summaries

BY_PLACE = "tempat"
# The order of standings where the latest come first: those without a plan are the next to be asked after.
_URGENCY = {Standing.LATE: 0, Standing.UNPLANNED: 1, Standing.ON_TIME: 2, Standing.DONE: 3}


@dataclass(frozen=True)
class BoardFilter:
    """What the address asks for."""

    year: int
    regency: str = ""
    only_late: bool = False
    by_place: bool = False


class Entry(NamedTuple):
    """One village on the board: what is kept of it, and how far it is. Its twelve states are made when it is shown."""

    kept: Kept
    progress: Progress


class Cell(NamedTuple):
    """One stage of one village: its sign, the days it is late, and both in words."""

    mark: Mark
    days: int
    words: str


class BoardRow(NamedTuple):
    """A row as it is shown: the village with its names, how far it is, and its twelve cells."""

    village: TargetVillage
    progress: Progress
    current_label: Any
    badge: str
    words: str
    cells: list[Cell]


def board_filter(query: Mapping[str, str], years: Iterable[int]) -> BoardFilter:
    """Read the address; what makes no sense counts as not asked, and the newest year is the usual one."""
    asked = query.get("tahun", "")
    known = set(years)
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 4 else 0
    return BoardFilter(
        year=year if year in known else max(known, default=0),
        regency=query.get("kab", "").replace("\0", "")[:5],
        only_late=query.get("terlambat") == "1",
        by_place=query.get("urut") == BY_PLACE,
    )


def board_context(user: User, query: Mapping[str, str], today: date) -> dict[str, Any]:
    """Gather the board in four queries: years, villages with their stages, regencies, and the names on the page."""
    years = sorted(set(Cycle.objects.visible_to(user).values_list("year", flat=True)), reverse=True)
    asked = board_filter(query, years)
    every, noted_at = _entries(user, asked.year, today)
    regencies = Region.objects.filter(code__in={one.kept.code[:5] for one in every}).order_by("code")
    inside = [one for one in every if one.kept.code.startswith(asked.regency)]
    shown = [one for one in inside if one.progress.standing is Standing.LATE] if asked.only_late else inside
    page = Paginator(_sorted(shown, asked), PER_PAGE).get_page(query.get("page"))
    return {
        "asked": asked,
        "years": years,
        "regencies": list(regencies),
        "totals": _totals(inside),
        "page": page,
        "rows": _rows(page, today),
        "stages": [(stage, label) for stage, label in STAGE_LABELS.items()],
        "key": _key(),
        "today": today,
        "noted_at": noted_at,
    }


def _entries(user: User, year: int, today: date) -> tuple[list[Entry], datetime | None]:
    """Read the stages of all villages in one query, with the moment of the newest summary."""
    every = read_summaries(TargetVillage.objects.visible_to(user).filter(cycle__year=year))
    entries = [Entry(kept, progress_of(read_states(kept.stages), today)) for kept in every]
    return entries, max((kept.refreshed_at for kept in every), default=None)


def _sorted(entries: list[Entry], asked: BoardFilter) -> list[Entry]:
    """Put the latest first; among equals, and when asked for, the order is that of the places."""
    if asked.by_place:
        return entries
    return sorted(entries, key=lambda one: (_URGENCY[one.progress.standing], -one.progress.days_late))


def _totals(entries: list[Entry]) -> dict[str, Any]:
    """Count the villages by how they stand; the median is that of the late ones, in whole days."""
    late = [one.progress.days_late for one in entries if one.progress.standing is Standing.LATE]
    counts = {standing.name.lower(): 0 for standing in Standing}
    for one in entries:
        counts[one.progress.standing.name.lower()] += 1
    return {**counts, "villages": len(entries), "median": int(half_up(median(late), 0)) if late else None}


def _rows(page: Iterable[Entry], today: date) -> list[BoardRow]:
    """Load the names of the villages on the page in one query."""
    entries = list(page)
    villages = TargetVillage.objects.with_places().in_bulk([one.kept.pk for one in entries])
    return [_row(villages[one.kept.pk], one, today) for one in entries]


def _row(village: TargetVillage, entry: Entry, today: date) -> BoardRow:
    progress = entry.progress
    badge, words = _standing(progress)
    label = STAGE_LABELS[progress.current.stage] if progress.current else ""
    return BoardRow(
        village, progress, label, badge, words, [_cell(state, today) for state in read_states(entry.kept.stages)]
    )


def _cell(state: StageState, today: date) -> Cell:
    mark, days = state.mark(today), state.days_late(today)
    return Cell(mark, days, mark_words(mark, days))


def _standing(progress: Progress) -> tuple[str, str]:
    """Give how a village stands as a badge's state and words; another stage than the current one is named."""
    if progress.latest and progress.latest != progress.current:
        late = {"stage": progress.latest.stage, "days": days_words(progress.days_late)}
        return "problem", _("Tahap %(stage)d terlambat %(days)s") % late
    return {
        Standing.LATE: ("problem", _("Terlambat %s") % days_words(progress.days_late)),
        Standing.ON_TIME: ("good", _("Tepat waktu")),
        Standing.UNPLANNED: ("attention", _("Belum direncanakan")),
        Standing.DONE: ("good", _("Selesai")),
    }[progress.standing]


def _key() -> list[tuple[Mark, str]]:
    """Say what each sign means."""
    return [
        (Mark.HELD, _("dilaksanakan")),
        (Mark.HELD_LATE, _("dilaksanakan, terlambat sekian hari")),
        (Mark.OVERDUE, _("belum, terlambat sekian hari")),
        (Mark.AHEAD, _("direncanakan")),
        (Mark.UNPLANNED, _("belum direncanakan")),
    ]
