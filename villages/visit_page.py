"""The visits of a village as its pages show them: the year month by month, and a row a visit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from villages.calendar import Month, MonthCount, count_months
from villages.figures import VISITS_A_MONTH
from villages.models import TargetVillage, Visit

# The box of the strip, in its own units: twelve columns of 30, bars that stand on a line, words below and above them.
COLUMN, BAR, TALL, TOP = 30, 18, 72, 16


class VisitRow(NamedTuple):
    """A visit with its state as icon and word."""

    visit: Visit
    state: str
    word: str


class StripBar(NamedTuple):
    """A month of the strip: its figures, and where its bars stand, written as SVG wants them."""

    month: Month
    name: str
    short: str
    planned: int
    held: int
    x: int
    middle: int
    planned_y: str
    planned_height: str
    held_y: str
    held_height: str
    figure_y: str


class Strip(NamedTuple):
    """The year of a village against what is meant each month; `enough` counts the months that reached it."""

    bars: tuple[StripBar, ...]
    goal: int
    goal_y: str
    enough: int
    foot: int = TOP + TALL
    name_y: int = TOP + TALL + 14
    height: int = TOP + TALL + 20


def year_strip(visits: Sequence[Visit], year: int) -> Strip:
    """Lay out the visits of a year, all months to one scale."""
    counts = count_months(visits, year)
    unit = TALL / max(VISITS_A_MONTH, *(max(one.planned, one.held) for one in counts))
    bars = tuple(_bar(at, one, unit) for at, one in enumerate(counts))
    enough = sum(one.held >= VISITS_A_MONTH for one in counts)
    return Strip(bars, VISITS_A_MONTH, _place(TOP + TALL - VISITS_A_MONTH * unit), enough)


def _bar(at: int, count: MonthCount, unit: float) -> StripBar:
    month, planned, held = count
    x, foot = at * COLUMN + (COLUMN - BAR) // 2, TOP + TALL
    return StripBar(
        month=month,
        name=date_format(month.first, "F"),
        short=date_format(month.first, "M"),
        planned=planned,
        held=held,
        x=x,
        middle=x + BAR // 2,
        planned_y=_place(foot - planned * unit),
        planned_height=_place(planned * unit),
        held_y=_place(foot - held * unit),
        held_height=_place(held * unit),
        figure_y=_place(foot - max(planned, held) * unit - 4),
    )


def _place(value: float) -> str:
    """Write a coordinate with a point in every language."""
    return f"{value:.1f}"


def visits_of(village: TargetVillage) -> list[Visit]:
    """All visits of a village, the last day first, each with its `open_count` of follow-ups. One query."""
    open_count = Count("follow_ups", filter=Q(follow_ups__closed_on=None))
    visits = village.visits.select_related("agency").annotate(open_count=open_count)
    return sorted(visits, key=lambda visit: (visit.day, visit.planned_on), reverse=True)


def visit_state(visit: Visit, today: date) -> tuple[str, str]:
    """Give the state and the word of a visit on a day."""
    if visit.held_on is not None:
        return "good", _("Terlaksana")
    if visit.cancelled_reason:
        return "neutral", _("Batal")
    if visit.planned_on < today:
        return "attention", _("Belum dicatat")
    return "neutral", _("Hari ini") if visit.planned_on == today else _("Direncanakan")


def visit_rows(visits: Sequence[Visit], today: date) -> list[VisitRow]:
    """Give a row for each visit."""
    return [VisitRow(visit, *visit_state(visit, today)) for visit in visits]


def visit_totals(visits: Sequence[Any], year: int, today: date) -> dict[str, int]:
    """Add up what stands above the list: the year's visits, who came, and what waits."""
    held = [visit for visit in visits if visit.held_on is not None]
    return {
        "held": sum(visit.held_on.year <= year for visit in held),
        "after_year": sum(visit.held_on.year > year for visit in held),
        "women": sum(visit.women for visit in held),
        "men": sum(visit.men for visit in held),
        "people": sum(visit.women + visit.men for visit in held),
        "unrecorded": sum(visit_state(visit, today)[0] == "attention" for visit in visits),
        "open_follow_ups": sum(visit.open_count for visit in visits),
    }
