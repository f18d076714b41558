"""What was promised and delivered by source, component and field, and whom it reached: of a village, or of several."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from villages.dashboard_charts import charts_of
from villages.enums import Component, FundSource, Outcome, ProgrammeField
from villages.figures import Figures
from villages.reports.papers import Column, Content, Shape, section, table

_N, _RP = Shape.NUMBER, Shape.RUPIAH


def money_sections(figures: Figures) -> list[Content]:
    """Give the sections on money and reach, each with its chart where there is something to draw."""
    charts = charts_of(figures)
    drawn = {name: [charts[name]] if name in charts else [] for name in ("sources", "components", "fields", "reach")}
    empty = _("Belum ada kegiatan yang dicatat")
    delivered = figures.delivered_by_component
    by_source = _promised("sumber", _("Sumber dana"), FundSource.choices, figures.promised, figures.delivered)
    by_field = _promised(
        "bidang", _("Bidang"), ProgrammeField.choices, figures.promised_by_field, figures.delivered_by_field
    )
    components = [
        [label, figures.held_by_component.get(value, 0), delivered.get(value, 0)]
        for value, label in Component.choices
        if value in figures.held_by_component
    ]
    heads = [Column(_("Komponen"), width=24), Column(_("Kegiatan terlaksana"), _N), Column(_("Nilai terlaksana"), _RP)]
    by_component = table("komponen", _("Komponen"), heads, _summed(components), empty=empty, total=True)
    return [
        section(_("Dana menurut sumber"), charts=drawn["sources"], table=by_source),
        section(_("Dana menurut bidang"), charts=drawn["fields"], table=by_field),
        section(_("Dana menurut komponen penilaian"), charts=drawn["components"], table=by_component),
        section(_("Keluarga yang terjangkau"), charts=drawn["reach"], table=_reach(figures)),
    ]


def _promised(
    key: str,
    head: str,
    choices: Iterable[tuple[str, Any]],
    promised: Mapping[str, int],
    delivered: Mapping[str, int],
) -> Content:
    rows: list[list[Any]] = [
        [label, promised.get(value, 0), delivered.get(value, 0)]
        for value, label in choices
        if value in promised or value in delivered
    ]
    columns = [Column(head, width=30), Column(_("Dijanjikan"), _RP, 20), Column(_("Terlaksana"), _RP, 20)]
    return table(key, head, columns, _summed(rows), empty=_("Belum ada kegiatan yang dicatat"), total=True)


def _summed(rows: list[list[Any]]) -> list[list[Any]]:
    """Add a row of totals to rows of a name and two figures."""
    return [*rows, [_("Jumlah"), *(sum(row[at] for row in rows) for at in (1, 2))]] if rows else []


def _reach(figures: Figures) -> Content:
    counts = (figures.served, figures.trained, figures.practising, figures.business)
    rows = list(zip(Outcome.labels, counts, strict=True)) if figures.served else []
    columns = [Column(_("Hasil"), width=34), Column(_("Keluarga"), _N)]
    return table("jangkauan", _("Jangkauan"), columns, rows, empty=_("Belum ada keluarga yang terjangkau"))
