"""Activities and budget by agency: of a regency or a province in a year, in totals."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from p2wkss.models import Region
from villages.enums import FamilyStatus, ProgrammeField
from villages.figures import Figures, add_up_rows
from villages.models import Activity, Participation, TargetVillage
from villages.reports.activities import agency_columns, grid_section
from villages.reports.money import money_sections
from villages.reports.papers import Column, Content, Fact, Shape, section, table
from villages.summaries import Kept, read_summaries

_N, _RP = Shape.NUMBER, Shape.RUPIAH
_VILLAGE, _REGENCY, _PROVINCE = 13, 5, 2
Part = tuple[str, Figures]


def region_sections(region: Region, year: int) -> list[Content]:
    """Read the totals of a region's year in four queries, however many villages it has."""
    inside = _inside("target_village__", region.code, year)
    kept = read_summaries(TargetVillage.objects.filter(_inside("", region.code, year)))
    total = add_up_rows(one.row for one in kept)
    parts = _parts(kept, region)
    return [
        _overview(total),
        _places(parts, total, region),
        _agencies(inside, total),
        *money_sections(total),
        _fields(parts, region),
    ]


def _inside(path: str, code: str, year: int) -> Q:
    """Keep what belongs to villages of the region and the year."""
    village = f"{path}village"
    return Q(**{f"{path}cycle__year": year}) & (
        Q(**{f"{village}_id": code}) | Q(**{f"{village}__code__startswith": f"{code}."})
    )


def _parts(kept: Sequence[Kept], region: Region) -> list[Part]:
    """Add the villages up by regency for a province; of a smaller region each village stands for itself."""
    length = _REGENCY if len(region.code) == _PROVINCE else _VILLAGE
    grouped: dict[str, list[Kept]] = {}
    for one in kept:
        grouped.setdefault(one.code[:length], []).append(one)
    names = {one.code: one.full_name for one in Region.objects.filter(code__in=grouped)}
    return [(names[code], add_up_rows(one.row for one in own)) for code, own in sorted(grouped.items())]


def _overview(total: Figures) -> Content:
    return section(
        _("Ringkasan"),
        facts=[
            Fact(_("Desa binaan"), total.villages, _N),
            Fact(_("Instansi yang berjanji"), len(total.agencies_promised), _N),
            Fact(_("Instansi yang melaksanakan"), len(total.agencies_delivered), _N),
            Fact(_("Kegiatan"), total.activities, _N),
            Fact(_("Kegiatan terlaksana"), total.activities_held, _N),
            Fact(_("Kegiatan batal"), total.activities_cancelled, _N),
            Fact(_("Nilai yang dijanjikan"), total.promised_total, _RP),
            Fact(_("Nilai yang terlaksana"), total.delivered_total, _RP),
            Fact(_("Keluarga terdaftar"), total.families, _N),
            Fact(_("Keluarga yang terjangkau"), total.served, _N),
            Fact(_("Keluarga yang belum terjangkau"), total.unserved, _N),
            Fact(_("Kunjungan pembinaan"), total.visits_held, _N),
            Fact(_("Hadir pada kunjungan, perempuan"), total.visit_women, _N),
            Fact(_("Hadir pada kunjungan, laki-laki"), total.visit_men, _N),
        ],
    )


def _place_head(region: Region) -> str:
    return _("Kabupaten/kota") if len(region.code) == _PROVINCE else _("Desa")


def _places(parts: Sequence[Part], total: Figures, region: Region) -> Content:
    named = [*parts, (_("Jumlah"), total)] if parts else []
    rows: list[list[Any]] = [
        [
            name,
            len(of.agencies_delivered),
            of.activities,
            of.activities_held,
            of.promised_total,
            of.delivered_total,
            of.families,
            of.served,
        ]
        for name, of in named
    ]
    columns = [
        Column(_place_head(region), width=34),
        Column(_("Instansi yang melaksanakan"), _N, 14),
        Column(_("Kegiatan"), _N, 10),
        Column(_("Terlaksana"), _N, 10),
        Column(_("Dijanjikan"), _RP, 20),
        Column(_("Nilai terlaksana"), _RP, 20),
        Column(_("Keluarga"), _N, 10),
        Column(_("Terjangkau"), _N, 10),
    ]
    frozen = table("wilayah", _("Wilayah"), columns, rows, empty=_("Belum ada desa binaan"), total=True)
    return section(_("Menurut wilayah"), table=frozen)


def _agencies(inside: Q, total: Figures) -> Content:
    """Add up what each agency did in the region; the one that delivered most comes first."""
    found = (
        Activity.objects.filter(inside)
        .values_list("agency", "agency__name", "agency__region__name")
        .annotate(
            number=Count("pk"),
            held=Count("pk", filter=Q(held_on__isnull=False)),
            money=Sum("promised"),
            spent=Sum("delivered", default=0),
            there_women=Sum("women"),
            there_men=Sum("men"),
        )
        .order_by()
    )
    reached = _reached(inside)
    rows: list[list[Any]] = [
        [name, place, *map(_whole, figures), reached.get(key, 0)] for key, name, place, *figures in found
    ]
    rows.sort(key=lambda row: (-row[5], row[0].casefold(), row[1]))
    if rows:
        rows.append([_("Jumlah"), None, *(_sum([row[at] for row in rows]) for at in range(2, 8)), total.served])
    name, *figures = agency_columns()
    columns = [name, Column(_("Wilayah instansi"), Shape.UNDER, 24), *figures]
    frozen = table("instansi", _("Instansi"), columns, rows, empty=_("Belum ada kegiatan"), total=True)
    note = _("Sebuah keluarga dihitung sekali, juga bila dijangkau beberapa instansi.")
    return section(_("Menurut instansi"), notes=[note] if rows else [], table=frozen)


def _whole(figure: Any) -> int | None:
    """Read a sum as the database gives it: a decimal on PostgreSQL, None where nothing was noted."""
    return None if figure is None else int(figure)


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _reached(inside_activity: Q) -> dict[int, int]:
    """Give how many families each agency reached with what was held; what was merged away counts for nothing."""
    activities = Activity.objects.filter(inside_activity, held_on__isnull=False)
    counted = (
        Participation.objects.filter(activity__in=activities)
        .exclude(family__status=FamilyStatus.MERGED)
        .values_list("activity__agency")
        .annotate(Count("family", distinct=True))
        .order_by()
    )
    return dict(counted)


def _fields(parts: Sequence[Part], region: Region) -> Content:
    """Lay out how many activities were held where, in which field."""
    rows = [(name, [of.held_by_field.get(field.value, 0) for field in ProgrammeField]) for name, of in parts]
    about = _("Angka di tiap kotak adalah jumlah kegiatan yang terlaksana.")
    empty = _("Belum ada desa binaan")
    return grid_section(_("Wilayah dan bidang"), about, _place_head(region), rows, "wilayah-bidang", empty=empty)
