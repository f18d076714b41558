"""What a dashboard shows, added up from the summaries of villages: totals only, and no name of a family.

A page takes the same number of queries for one village and for thousands: the summaries, and the names of places.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.formats import DASH, number, rupiah_short
from p2wkss.models import Region, RegionLevel, User
from p2wkss.permissions import has_permission, region_filter, regions_of
from p2wkss.roles import Permission
from villages.dashboard_charts import charts_of, visits_by_month
from villages.enums import ProgrammeField
from villages.figures import Figures, add_up, add_up_rows, late_stages
from villages.models import TargetVillage
from villages.summaries import Kept, read_summaries

# A code of a place begins with the code of what it lies in; rows of a dashboard are the parts one level below.
VILLAGE = 13
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_PART_OF = {2: 5, 5: VILLAGE, 8: VILLAGE, VILLAGE: VILLAGE}
PER_PAGE = 20
BY_NAME, BY_MONEY = "nama", "dana"


@dataclass(frozen=True)
class DashboardFilter:
    """What the address asks for: a year, a region, a field, and the order of the table."""

    year: int
    region: str
    field: str
    sort: str


@dataclass(frozen=True)
class Part:
    """One row of the table: a province, a regency or a village with its figures and its late stages."""

    name: str
    url: str
    figures: Figures
    late: int

    @property
    def waiting(self) -> int:
        """Late stages and open follow-ups: what somebody has to see to."""
        return self.late + self.figures.follow_ups_open


@dataclass(frozen=True)
class Column:
    """One column of the table: its word in the address, its heading, what it sorts by, and how it is written."""

    key: str
    label: str | Promise
    value: Callable[[Part], float]
    words: Callable[[Part], str]


def _ratio(key: str, label: str | Promise, part: Callable[[Figures], int], whole: Callable[[Figures], int]) -> Column:
    """Make a column of a share in percent; a dash where there is nothing to have a share of."""

    def percent(row: Part) -> float:
        return 100 * part(row.figures) / whole(row.figures) if whole(row.figures) else -1.0

    return Column(key, label, percent, lambda row: f"{number(percent(row))}%" if percent(row) >= 0 else DASH)


def _count(key: str, label: str | Promise, figure: Callable[[Figures], int]) -> Column:
    return Column(key, label, lambda row: figure(row.figures), lambda row: number(figure(row.figures)))


COLUMNS = (
    _count("keluarga", gettext_lazy("Keluarga"), lambda f: f.families),
    _ratio("awal", gettext_lazy("Survei awal"), lambda f: f.baseline, lambda f: f.quota),
    _ratio("akhir", gettext_lazy("Survei akhir"), lambda f: f.endline, lambda f: f.quota),
    _count("naik", gettext_lazy("Naik tahap"), lambda f: f.moved[0]),
    _ratio("tahap", gettext_lazy("Tahap"), lambda f: f.stages_held, lambda f: f.stages_due),
    _ratio("pembinaan", gettext_lazy("Pembinaan"), lambda f: f.visits_held, lambda f: f.visits_due),
    _ratio(
        "instansi", gettext_lazy("Instansi"), lambda f: len(f.agencies_delivered), lambda f: len(f.agencies_promised)
    ),
    _count("dilatih", gettext_lazy("Dilatih"), lambda f: f.trained),
    _count("usaha", gettext_lazy("Usaha"), lambda f: f.business),
    Column("menunggu", gettext_lazy("Menunggu"), lambda row: row.waiting, lambda row: number(row.waiting)),
)


def _money(field: str) -> Column:
    """The column of what was delivered, of one field or of all."""

    def delivered(row: Part) -> int:
        return row.figures.delivered_by_field.get(field, 0) if field else row.figures.delivered_total

    label = gettext_lazy("Dana terlaksana")
    return Column(BY_MONEY, label, delivered, lambda row: rupiah_short(delivered(row)))


def dashboard_filter(user: User, query: Mapping[str, str], years: Iterable[int]) -> DashboardFilter:
    """Read the address: the person's own region and the newest year where it does not say, or makes no sense.

    Raises Http404 for a region that lies outside the person's.
    """
    known = set(years)
    year, field, sort = query.get("tahun", ""), query.get("bidang", ""), query.get("urut", "")
    own = regions_of(user, Permission.VIEW_DASHBOARDS)
    region = query.get("wilayah", min(own))
    if not has_permission(user, Permission.VIEW_DASHBOARDS, region) or not _CODE.fullmatch(region):
        raise Http404
    return DashboardFilter(
        year=int(year) if year.isdecimal() and len(year) <= 4 and int(year) in known else max(known, default=0),
        region=region,
        field=field if field in ProgrammeField.values else "",
        sort=sort if sort.removeprefix("-") in {BY_NAME, BY_MONEY, *(one.key for one in COLUMNS)} else BY_NAME,
    )


def dashboard_years(user: User) -> list[int]:
    """Give the years in which villages that the person may see the totals of were named, the newest first."""
    rows = _villages(user).order_by("-cycle__year").values_list("cycle__year", flat=True)
    return list(rows.distinct())


def dashboard_context(user: User, query: Mapping[str, str], today: date) -> dict[str, Any]:
    """Gather the dashboard of a region in three queries: the years, the summaries, and the names of places."""
    years = dashboard_years(user)
    asked = dashboard_filter(user, query, years)
    kept = read_summaries(_villages(user).filter(_inside(asked.region), cycle__year=asked.year))
    regions = _regions(user, asked, kept)
    parts = _parts(kept, asked, regions, today)
    columns = (*COLUMNS, _money(asked.field))
    page = Paginator(_sorted(parts, asked.sort, columns), PER_PAGE).get_page(query.get("page"))
    return {
        "asked": asked,
        "years": years,
        "fields": ProgrammeField.choices,
        "choices": _choices(user, asked, regions),
        "crumbs": _crumbs(user, asked, regions),
        "place": regions[asked.region].full_name,
        "report": f"wilayah-{asked.region}-{asked.year}" if kept and len(asked.region) < VILLAGE else "",
        "heads": [
            _head(asked, BY_NAME, _("Desa") if _PART_OF[len(asked.region)] == VILLAGE else _("Wilayah")),
            *(_head(asked, f"-{one.key}", one.label) for one in columns),
        ],
        "page": page,
        "rows": [(part, [(one.label, one.words(part)) for one in columns]) for part in page],
        "refreshed_at": max((one.refreshed_at for one in kept), default=None),
        **board(add_up(part.figures for part in parts), sum(part.late for part in parts), asked.field),
    }


def headline(user: User) -> dict[str, Any] | None:
    """Give the newest year of the person's own regions in a few figures; None while there is no village."""
    year = next(iter(dashboard_years(user)), None)
    if year is None:
        return None
    figures = add_up_rows(one.row for one in read_summaries(_villages(user).filter(cycle__year=year)))
    return {
        "year": year,
        "figures": figures,
        "risen": figures.moved[0],
        "promised": rupiah_short(figures.promised_total),
        "delivered": rupiah_short(figures.delivered_total),
    }


def village_context(village: TargetVillage, today: date) -> dict[str, Any]:
    """Gather the dashboard of one village in one query."""
    (kept,) = read_summaries(TargetVillage.objects.filter(pk=village.pk))
    figures = kept.figures
    return {
        "village": village,
        "months": visits_by_month(figures),
        "refreshed_at": kept.refreshed_at,
        **board(figures, late_stages(figures.stages, today), ""),
    }


def board(figures: Figures, late: int, field: str) -> dict[str, Any]:
    """Give what every dashboard shows of its figures; activities and money of one field, or of all."""
    risen, same, fallen = figures.moved
    return {
        "figures": figures,
        "late": late,
        "moved": {"risen": risen, "same": same, "fallen": fallen},
        "agencies": (len(figures.agencies_delivered), len(figures.agencies_promised)),
        "field_label": ProgrammeField(field).label if field else "",
        "works": _works(figures, field),
        "charts": charts_of(figures),
    }


def _works(figures: Figures, field: str) -> dict[str, int | str]:
    """Give the activities and the rupiah of one field, or of all."""
    if field:
        activities, held = figures.activities_by_field.get(field, 0), figures.held_by_field.get(field, 0)
        promised, delivered = figures.promised_by_field.get(field, 0), figures.delivered_by_field.get(field, 0)
    else:
        activities, held = figures.activities, figures.activities_held
        promised, delivered = figures.promised_total, figures.delivered_total
    return {
        "activities": activities,
        "held": held,
        "promised": promised,
        "promised_short": rupiah_short(promised),
        "delivered": delivered,
        "delivered_short": rupiah_short(delivered),
    }


def _villages(user: User) -> QuerySet[TargetVillage]:
    return TargetVillage.objects.filter(region_filter(user, Permission.VIEW_DASHBOARDS, "village"))


def _inside(region: str) -> Q:
    return Q(village=region) | Q(village__code__startswith=f"{region}.")


def _regions(user: User, asked: DashboardFilter, kept: Iterable[Kept]) -> dict[str, Region]:
    """Load the names of all places on the page: the region, what it lies in, its parts, and where one may go.

    Raises Http404 for a region that there is not.
    """
    length = _PART_OF[len(asked.region)]
    own = regions_of(user, Permission.VIEW_DASHBOARDS)
    codes = {one.code[:length] for one in kept} | set(own) | {asked.region[:cut] for cut in (2, 5, 8, VILLAGE)}
    below = Q(parent__in=own, level=RegionLevel.REGENCY)
    found = {one.code: one for one in Region.objects.filter(Q(code__in=codes) | below)}
    if asked.region not in found:
        raise Http404
    return found


def _parts(kept: Iterable[Kept], asked: DashboardFilter, regions: Mapping[str, Region], today: date) -> list[Part]:
    """Add the villages up by the part of the region that they lie in; the parts of a regency are its villages."""
    length = _PART_OF[len(asked.region)]
    if length == VILLAGE:
        return [
            Part(
                regions[one.code].full_name,
                reverse("villages:village_dashboard", args=[one.pk]),
                one.figures,
                late_stages(one.stages, today),
            )
            for one in kept
        ]
    grouped: dict[str, list[Kept]] = {}
    for one in kept:
        grouped.setdefault(one.code[:length], []).append(one)
    return [
        Part(
            regions[code].full_name,
            _address(asked, code),
            add_up_rows(one.row for one in inside),
            sum(late_stages(one.stages, today) for one in inside),
        )
        for code, inside in grouped.items()
    ]


def _address(asked: DashboardFilter, region: str) -> str:
    """The address of the same dashboard for another region."""
    query = {"tahun": str(asked.year), "wilayah": region} | ({"bidang": asked.field} if asked.field else {})
    return f"{reverse('villages:dashboard')}?{urlencode(query)}"


def _sorted(parts: list[Part], sort: str, columns: Iterable[Column]) -> list[Part]:
    """Sort by a column, from the smallest or (with "-") from the largest; among equals by name."""
    by_name = sorted(parts, key=lambda part: part.name)
    key, down = sort.removeprefix("-"), sort.startswith("-")
    column = next((one for one in columns if one.key == key), None)
    if column is None:
        return by_name[::-1] if down else by_name
    return sorted(by_name, key=column.value, reverse=down)


def _head(asked: DashboardFilter, first: str, label: str | Promise) -> dict[str, Any]:
    """Head a column: what the address says when it is pressed, figures from the largest first, and how it is sorted."""
    key = first.removeprefix("-")
    other = key if first != key else f"-{key}"
    order = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "")
    return {"label": label, "sort": other if asked.sort == first else first, "order": order, "is_name": key == BY_NAME}


def _choices(user: User, asked: DashboardFilter, regions: Mapping[str, Region]) -> list[tuple[str, str]]:
    """Give the regions that one may go to: the own ones and their regencies, and where one is."""
    own = regions_of(user, Permission.VIEW_DASHBOARDS)
    places = {code: one.full_name for code, one in sorted(regions.items()) if len(code) <= 5 or code in own}
    allowed = {code: name for code, name in places.items() if has_permission(user, Permission.VIEW_DASHBOARDS, code)}
    allowed.setdefault(asked.region, regions[asked.region].full_name)
    return sorted(allowed.items())


def _crumbs(user: User, asked: DashboardFilter, regions: Mapping[str, Region]) -> list[dict[str, str]]:
    """Give where the region lies, the widest place first; no address where the person may not go."""
    above = [asked.region[:cut] for cut in (2, 5, 8) if len(asked.region) > cut]
    trail = [{"label": regions[code].full_name, "url": _link(user, asked, code)} for code in above]
    return [*trail, {"label": regions[asked.region].full_name, "url": ""}]


def village_crumbs(user: User, village: TargetVillage) -> list[dict[str, str]]:
    """Give where a village lies, with the dashboards that the person may see."""
    asked = DashboardFilter(village.cycle.year, "", "", BY_NAME)
    places = (village.cycle.province, village.village.parent and village.village.parent.parent)
    trail = [{"label": one.full_name, "url": _link(user, asked, one.code)} for one in places if one]
    return [*trail, {"label": village.name, "url": ""}]


def _link(user: User, asked: DashboardFilter, region: str) -> str:
    return _address(asked, region) if has_permission(user, Permission.VIEW_DASHBOARDS, region) else ""
