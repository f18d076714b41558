"""Picking the days of several visits: the days of a month as tick boxes, those of a weekday ticked already."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from p2wkss.formats import longdate
from villages.calendar import Month, every_weekday, month_of, month_weeks, months_of, read_month
from villages.figures import VISITS_A_MONTH
from villages.models import TargetVillage, Visit
from villages.models.visit import COACHING_STAGES


@dataclass(frozen=True)
class PickDay:
    """A day of the month that may be ticked; None of its facts for a day of a neighbouring month."""

    day: date
    in_month: bool
    name: str
    is_picked: bool
    known: int  # visits that are planned for it already


def asked_series(query: Mapping[str, str], year: int, today: date) -> tuple[Month, int | None]:
    """Read the month and the weekday (0 is Monday) that the address asks for.

    Without a month that makes sense it is today's, or January of a year that is still to come.
    """
    month = read_month(query.get("bulan", "")) or (month_of(today) if today.year >= year else months_of(year)[0])
    weekday = query.get("hari", "")
    return month, int(weekday) if weekday in {str(one) for one in WEEKDAYS} else None


def series_initial(village: TargetVillage, month: Month, weekday: int | None) -> dict[str, Any]:
    """Give what the form begins with: the stage that the month belongs to, and the first four days of the weekday."""
    picked = [] if weekday is None else every_weekday(month, weekday, VISITS_A_MONTH)
    return {"stage": stage_by(village, month.last), "dates": [day.isoformat() for day in picked]}


def stage_by(village: TargetVillage, day: date) -> int | None:
    """Give the stage of the last visit that is planned until a day; the first of the three while there is none.

    After the year there is no stage.
    """
    if day.year > village.cycle.year:
        return None
    known = village.visits.exclude(stage=None).filter(planned_on__lte=day).order_by("-planned_on", "uuid")
    return known.values_list("stage", flat=True).first() or min(COACHING_STAGES)


def picker(village: TargetVillage, month: Month, weekday: int | None, picked: list[str], today: date) -> dict[str, Any]:
    """Give the page its month of tick boxes, and the months and weekdays to choose from."""
    planned = Visit.objects.filter(target_village=village, planned_on__range=(month.first, month.last))
    known = Counter(planned.values_list("planned_on", flat=True))
    years = sorted({village.cycle.year, month.year, max(today.year, village.cycle.year)})
    return {
        "month": month,
        "month_name": date_format(month.first, "F Y"),
        "weekday": weekday,
        "weeks": [[_pick_day(day, month, picked, known[day]) for day in week] for week in month_weeks(month)],
        "months": [(one, date_format(one.first, "F Y")) for year in years for one in months_of(year)],
        "weekdays": [(number, str(name)) for number, name in WEEKDAYS.items()],
    }


def _pick_day(day: date, month: Month, picked: list[str], known: int) -> PickDay:
    return PickDay(day, day in month, longdate(day), day.isoformat() in picked, known)
