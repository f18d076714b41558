"""The charts of a dashboard, drawn from figures: the same for a village, a regency and a province."""

from collections.abc import Iterable, Mapping

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from p2wkss.charts import Bars, Chart, Series, bar_chart, heat_grid, transition_grid
from p2wkss.formats import number, rupiah, rupiah_short
from villages.changes import STAGES
from villages.enums import WELFARE_STAGE_LABELS, Component, FundSource, Outcome, ProgrammeField
from villages.figures import Figures
from villages.reports.change_section import stage_short

_ONE = "series-1"


def charts_of(figures: Figures) -> dict[str, Chart]:
    """Draw every chart that there is something to show for."""
    drawn = {
        "sources": _promised(
            "sources",
            _("Dana menurut sumber"),
            _("Sumber dana"),
            _rows(FundSource.choices, figures.promised, figures.delivered),
        ),
        "components": _components(figures),
        "fields": _promised(
            "fields",
            _("Dana menurut bidang"),
            _("Bidang"),
            _rows(ProgrammeField.choices, figures.promised_by_field, figures.delivered_by_field),
        ),
        "reach": _reach(figures),
    }
    if any(figures.moved):
        drawn["transitions"] = _transitions(figures)
    return {name: chart for name, chart in drawn.items() if not chart.is_empty}


def visits_by_month(figures: Figures) -> Chart:
    """Draw how many visits were held in each month of the year."""
    counts = [figures.visits_by_month.get(str(month), 0) for month in range(1, 13)]
    title = _("Kunjungan pembinaan tiap bulan")
    about = _("%(visits)s kunjungan dalam setahun; sasarannya 4 sebulan.") % {"visits": number(sum(counts))}
    months = [str(MONTHS_3[month]).title() for month in range(1, 13)]
    rows = [(_("Kunjungan"), counts)]
    return heat_grid("months", title, about, head="", columns=months, rows=rows, write=number, label_room=84.0)


def _transitions(figures: Figures) -> Chart:
    counts = [[figures.transitions.get(f"{before}>{after}", 0) for after in STAGES] for before in STAGES]
    risen, same, fallen = figures.moved
    return transition_grid(
        "transitions",
        _("Tahap keluarga, dari survei awal ke survei akhir"),
        _("%(risen)s keluarga naik tahap, %(same)s tetap, %(fallen)s turun.")
        % {"risen": number(risen), "same": number(same), "fallen": number(fallen)},
        head=_("Awal ↓ Akhir →"),
        stages=[(str(WELFARE_STAGE_LABELS[stage]), stage_short(stage)) for stage in STAGES],
        counts=counts,
        write=number,
    )


def _rows(
    choices: Iterable[tuple[str, object]], promised: Mapping[str, int], delivered: Mapping[str, int]
) -> list[Bars]:
    """Give a row for each word that something was promised or delivered for."""
    known = {*promised, *delivered}
    return [
        Bars(str(label), (promised.get(value, 0), delivered.get(value, 0)))
        for value, label in choices
        if value in known
    ]


def _promised(key: str, title: str, head: str, rows: list[Bars]) -> Chart:
    promised, delivered = (sum(row.values[at] for row in rows) for at in (0, 1))
    about = _("Dijanjikan %(promised)s, terlaksana %(delivered)s.") % {
        "promised": rupiah(promised),
        "delivered": rupiah(delivered),
    }
    series = (Series(_("Dijanjikan"), "series-2"), Series(_("Terlaksana"), _ONE))
    return bar_chart(key, title, about, head=head, series=series, rows=rows, write=rupiah_short, exact=rupiah)


def _components(figures: Figures) -> Chart:
    delivered = figures.delivered_by_component
    rows = [
        Bars(str(label), (delivered.get(value, 0),), f"component-{value} component-fill")
        for value, label in Component.choices
        if delivered
    ]
    return bar_chart(
        "components",
        _("Dana terlaksana menurut komponen penilaian"),
        _("Terlaksana %s seluruhnya.") % rupiah(sum(delivered.values())),
        head=_("Komponen"),
        series=(Series(_("Terlaksana"), _ONE),),
        rows=rows,
        write=rupiah_short,
        exact=rupiah,
    )


def _reach(figures: Figures) -> Chart:
    counts = (figures.served, figures.trained, figures.practising, figures.business)
    rows = [Bars(str(label), (count,)) for label, count in zip(Outcome.labels, counts, strict=True) if figures.served]
    return bar_chart(
        "reach",
        _("Keluarga yang terjangkau, dan hasilnya"),
        _("%(served)s dari %(families)s keluarga menerima layanan; yang lebih jauh termasuk yang sebelumnya.")
        % {"served": number(figures.served), "families": number(figures.families)},
        head=_("Hasil"),
        series=(Series(_("Keluarga"), _ONE),),
        rows=rows,
        write=number,
    )
