"""Activities and budget by agency: of one village, with each activity in it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from p2wkss.charts import Chart, heat_grid
from villages.activity_page import Asked, activity_rows
from villages.activity_page import Row as ActivityRow
from villages.enums import Outcome, ProgrammeField
from villages.models import Activity, TargetVillage
from villages.promises import sum_up
from villages.reach import Reach, read_reach
from villages.reports.money import money_sections
from villages.reports.papers import Column, Content, Fact, Shape, section, table
from villages.summaries import read_summaries

_N, _RP = Shape.NUMBER, Shape.RUPIAH
# As many rows as a grid may have on one page.
ROWS_A_GRID = 14


def village_sections(village: TargetVillage) -> list[Content]:
    """Read the activities of a village and whom they reached, in six queries."""
    figures = read_summaries(TargetVillage.objects.filter(pk=village.pk))[0].figures
    rows = activity_rows(village, Asked(), localdate())
    reach = read_reach(village)
    return [
        _overview([row.activity for row in rows], reach),
        _by_agency([row.activity for row in rows], reach),
        *money_sections(figures)[:3],
        _convergence(reach),
        _outcomes(reach),
        _listed(rows),
    ]


def _overview(activities: Sequence[Activity], reach: Reach) -> Content:
    sums = sum_up(activities)
    promising = {one.agency_id for one in activities}
    delivering = {one.agency_id for one in activities if one.held_on}
    women, men = _people(activities)
    return section(
        _("Ringkasan"),
        facts=[
            Fact(_("Instansi yang berjanji"), len(promising), _N),
            Fact(_("Instansi yang melaksanakan"), len(delivering), _N),
            Fact(_("Kegiatan"), sums.activities, _N),
            Fact(_("Kegiatan terlaksana"), sums.held, _N),
            Fact(_("Kegiatan batal"), sums.cancelled, _N),
            Fact(_("Nilai yang dijanjikan"), sums.promised, _RP),
            Fact(_("Nilai yang terlaksana"), sums.delivered, _RP),
            Fact(_("Hadir, perempuan"), women, _N),
            Fact(_("Hadir, laki-laki"), men, _N),
            Fact(_("Keluarga yang terjangkau"), reach.served, _N),
            Fact(_("Di antaranya dikepalai perempuan"), reach.rungs[0].women, _N),
            Fact(_("Keluarga yang belum terjangkau"), reach.unserved, _N),
        ],
    )


def _by_agency(activities: Iterable[Activity], reach: Reach) -> Content:
    """Add up what each agency promised and did; the one that delivered most comes first."""
    grouped: dict[int, list[Activity]] = {}
    for one in activities:
        grouped.setdefault(one.agency_id, []).append(one)
    found = sorted(grouped.items(), key=lambda pair: (-sum_up(pair[1]).delivered, pair[1][0].agency.name.casefold()))
    rows = [[own[0].agency.name, *_sums(own), reach.convergence.by_agency.get(key, 0)] for key, own in found]
    if rows:
        rows.append([_("Jumlah"), *_sums([one for _key, own in found for one in own]), reach.served])
    frozen = table("instansi", _("Instansi"), agency_columns(), rows, empty=_("Belum ada kegiatan"), total=True)
    note = _("Sebuah keluarga dihitung sekali, juga bila dijangkau beberapa instansi.")
    return section(_("Menurut instansi"), notes=[note] if rows else [], table=frozen)


def agency_columns() -> list[Column]:
    """Give the columns of the table by agency, the same for a village and a region."""
    return [
        Column(_("Instansi"), width=44),
        Column(_("Kegiatan"), _N, 10),
        Column(_("Terlaksana"), _N, 10),
        Column(_("Dijanjikan"), _RP, 18),
        Column(_("Nilai terlaksana"), _RP, 18),
        Column(_("Hadir, perempuan"), _N, 12),
        Column(_("Hadir, laki-laki"), _N, 12),
        Column(_("Keluarga"), _N, 10),
    ]


def _sums(activities: Sequence[Activity]) -> list[int | None]:
    sums = sum_up(activities)
    return [sums.activities, sums.held, sums.promised, sums.delivered, *_people(activities)]


def _people(activities: Sequence[Activity]) -> list[int | None]:
    """Count the women and the men who came; None where nobody noted it, which is not nobody."""
    return [_known(one.women for one in activities), _known(one.men for one in activities)]


def _known(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _convergence(reach: Reach) -> Content:
    """Lay out which agency reached how many families in which field."""
    cells = reach.convergence.cells
    rows = [(name, [cells.get((key, field.value), 0) for field in ProgrammeField]) for key, name in reach.agencies]
    met = sum(bool(value) for _name, values in rows for value in values)
    about = _("%(met)d pertemuan instansi dan bidang; angka di tiap kotak adalah jumlah keluarga.") % {"met": met}
    return grid_section(
        _("Instansi, bidang dan keluarga"), about, _("Instansi"), rows, "konvergensi", empty=_("Belum ada kegiatan")
    )


def grid_section(
    title: str, about: str, head: str, rows: Sequence[tuple[str, Sequence[int]]], key: str, *, empty: str
) -> Content:
    """Give a section of a grid of names and fields, in parts that each fit on a page, with its table."""
    fields = [str(field.label) for field in ProgrammeField]
    columns = [Column(head, width=34), *(Column(field, _N, 12) for field in fields)]
    frozen = table(key, title[:31], columns, [[name, *values] for name, values in rows], empty=empty)
    parts = [rows[at : at + ROWS_A_GRID] for at in range(0, len(rows), ROWS_A_GRID)]
    charts = [_grid(f"{key}-{at}", _part(title, at, len(parts)), about, head, part) for at, part in enumerate(parts, 1)]
    return section(title, charts=charts, table=frozen)


def _grid(key: str, title: str, about: str, head: str, rows: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    columns = [str(field.label) for field in ProgrammeField]
    return heat_grid(key, title, about, head=head, columns=columns, rows=rows)


def _part(title: str, at: int, parts: int) -> str:
    return (
        title
        if parts == 1
        else _("%(title)s, bagian %(at)d dari %(all)d")
        % {
            "title": title,
            "at": at,
            "all": parts,
        }
    )


def _outcomes(reach: Reach) -> Content:
    rows: list[list[Any]] = [
        [Outcome(rung.outcome).label, rung.families, rung.women, rung.men] for rung in reach.rungs if reach.served
    ]
    columns = [
        Column(_("Hasil"), width=34),
        Column(_("Keluarga"), _N),
        Column(_("Dikepalai perempuan"), _N),
        Column(_("Dikepalai laki-laki"), _N),
    ]
    frozen = table("hasil", _("Hasil bagi keluarga"), columns, rows, empty=_("Belum ada keluarga yang terjangkau"))
    return section(_("Hasil bagi keluarga"), table=frozen)


def _listed(rows: Iterable[ActivityRow]) -> Content:
    cells: list[list[Any]] = [
        [
            one.title,
            one.agency.name,
            one.kind.name,
            one.kind.get_field_display(),
            one.kind.get_component_display(),
            one.get_source_display(),
            f"{row.words}{f': {one.cancelled_reason}' if one.cancelled_reason else ''}",
            one.planned_on,
            one.held_on,
            one.promised,
            one.delivered,
            one.women,
            one.men,
            row.activity.reached,  # type: ignore[attr-defined]
        ]
        for row in rows
        for one in (row.activity,)
    ]
    columns = [
        Column(_("Kegiatan"), width=44),
        Column(_("Instansi"), Shape.UNDER, 34),
        Column(_("Jenis"), Shape.UNDER, 28),
        Column(_("Bidang"), Shape.UNDER, 24),
        Column(_("Komponen"), Shape.UNDER, 14),
        Column(_("Sumber dana"), Shape.UNDER, 22),
        Column(_("Keadaan"), Shape.UNDER, 24),
        Column(_("Rencana"), Shape.DAY),
        Column(_("Terlaksana"), Shape.DAY),
        Column(_("Dijanjikan"), _RP, 18),
        Column(_("Nilai terlaksana"), _RP, 18),
        Column(_("Hadir, perempuan"), _N, 12),
        Column(_("Hadir, laki-laki"), _N, 12),
        Column(_("Keluarga"), _N, 10),
    ]
    frozen = table("kegiatan", _("Kegiatan"), columns, cells, empty=_("Belum ada kegiatan"))
    return section(_("Daftar kegiatan"), table=frozen)
