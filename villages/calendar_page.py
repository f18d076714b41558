"""The calendar page: the visits and due dates of a month, in a constant number of queries however many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse

from p2wkss.models import Region, User
from villages.calendar import Month, month_of, month_weeks, read_day, read_month
from villages.follow_up_page import due_state
from villages.models import FollowUp, TargetVillage, Visit
from villages.visit_page import visit_state

# Ours: a day of the month shows so many of each kind, and leads to all of them.
SHOWN = 4


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a month, a region with what lies under it ("" for all), and perhaps one day."""

    month: Month
    region: str = ""
    day: date | None = None


class Entry(NamedTuple):
    """A visit or a due date on a day of the calendar."""

    is_visit: bool
    address: str
    hour: str
    what: str
    village: str
    state: str
    word: str


@dataclass
class Day:
    """A day of the calendar with what falls on it."""

    day: date
    in_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    total: int = 0

    @property
    def address(self) -> str:
        """How the day stands in an address."""
        return self.day.isoformat()

    @property
    def more(self) -> int:
        """How many are not shown here."""
        return self.total - len(self.entries)


def read_asked(query: Mapping[str, str], regions: Iterable[str], today: date) -> Asked:
    """Read the address; what makes no sense, or is no region to choose from, counts as not asked."""
    day = read_day(query.get("hari", ""))
    month = month_of(day) if day else read_month(query.get("bulan", "")) or month_of(today)
    region = query.get("wilayah", "")
    return Asked(month, region if region in regions else "", day)


def month_page(user: User, asked: Asked, today: date) -> list[list[Day]]:
    """Give the weeks of the month with what falls on each day. Four queries."""
    weeks = month_weeks(asked.month)
    days = {day: Day(day, day in asked.month, day == today) for week in weeks for day in week}
    for rows in (_visits(user, asked), _follow_ups(user, asked)):
        within = rows.filter(falls_on__range=(weeks[0][0], weeks[-1][-1]))
        for day, number in within.order_by().values_list("falls_on").annotate(Count("pk")):
            days[day].total += number
        place = Window(RowNumber(), partition_by=F("falls_on"), order_by=rows.query.order_by)
        for row in within.annotate(place_of_day=place).filter(place_of_day__lte=SHOWN):
            days[row.falls_on].entries.append(_entry(row, today))
    return [[days[day] for day in week] for week in weeks]


def day_entries(user: User, asked: Asked, today: date) -> list[Entry]:
    """Give everything that falls on the day that is asked for. Two queries."""
    if asked.day is None:
        return []
    rows = (_visits(user, asked), _follow_ups(user, asked))
    return [_entry(row, today) for found in rows for row in found.filter(falls_on=asked.day)]


def region_choices(user: User, region: str) -> list[tuple[str, str]]:
    """Give the regencies that the person may choose from, where there are several, each village of one. Two queries."""
    found = TargetVillage.objects.visible_to(user).order_by()
    villages = set(found.values_list("village_id", flat=True).distinct())
    regencies = {code[:5] for code in villages}
    open_regency = region[:5] if len(regencies) > 1 else next(iter(regencies), "")
    shown = {code for code in villages if code[:5] == open_regency}
    shown |= regencies if len(regencies) > 1 else set()
    return [(one.code, one.full_name) for one in Region.objects.filter(code__in=shown).order_by("code")]


def _visits(user: User, asked: Asked) -> Any:
    visits = Visit.objects.visible_to(user).filter(_inside(asked.region, "target_village__village"))
    dated = visits.select_related("target_village__village").annotate(falls_on=Coalesce("held_on", "planned_on"))
    return dated.order_by("starts_at", "pk")


def _follow_ups(user: User, asked: Asked) -> Any:
    follow_ups = FollowUp.objects.visible_to(user).open()
    follow_ups = follow_ups.filter(_inside(asked.region, "visit__target_village__village"))
    return follow_ups.select_related("visit__target_village__village").annotate(falls_on=F("due_on")).order_by("pk")


def _inside(region: str, path: str) -> Q:
    return Q(**{f"{path}__code": region}) | Q(**{f"{path}__code__startswith": f"{region}."}) if region else Q()


def _entry(row: Visit | FollowUp, today: date) -> Entry:
    if isinstance(row, FollowUp):
        address, village = reverse("villages:visit_detail", args=[row.visit_id]), row.visit.target_village.name
        return Entry(False, f"{address}#tindak-lanjut", "", row.what, village, *due_state(row, today))
    hour = row.starts_at.strftime("%H.%M") if row.starts_at else ""
    address = reverse("villages:visit_detail", args=[row.pk])
    return Entry(True, address, hour, row.topic, row.target_village.name, *visit_state(row, today))
