"""What the assessor's dossier shows of a village's year: counts and kinds, never a family's name or number.

The number of queries does not depend on how much was recorded.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.dossier_evidence import read_gallery
from assessments.models import Entry, ScoreSheet
from assessments.proposals import Proposals, figures_of, proposals
from p2wkss.charts import Chart, transition_grid
from p2wkss.formats import DASH, number
from villages.asset_page import AssetRow
from villages.changes import STAGES
from villages.custody import custody_of
from villages.enums import FACT_LABELS, WELFARE_STAGE_LABELS, FundSource
from villages.fact_words import fact_text
from villages.facts import FACTS
from villages.figures import Figures
from villages.innovation_page import listed
from villages.models import Activity, TargetVillage, Visit
from villages.promises import Sums, sum_up
from villages.reach import read_reach
from villages.reach_page import reach_context
from villages.reports.change_section import stage_short
from villages.stage_page import events_of, stage_rows, timeline_of
from villages.stages import stage_states
from villages.visit_page import Strip, year_strip


class FactRow(NamedTuple):
    """One fact of the village, and the indicators of the instrument that name it."""

    label: str
    text: str
    indicators: tuple[str, ...]


class Share(NamedTuple):
    """What one agency, or one source of money, promised and delivered."""

    label: str
    sums: Sums


@dataclass(frozen=True)
class Coaching:
    """The visits of a village: month by month, one by one, and who came in the year."""

    strip: Strip
    visits: Sequence[tuple[Visit, str]]
    held: int
    planned: int
    women: int
    men: int


def dossier_context(sheet: ScoreSheet, today: date) -> dict[str, Any]:
    """Gather the dossier of the village that a sheet is about."""
    return {"sheet": sheet, **entry_context(sheet.entry, today)}


def entry_context(entry: Entry, today: date) -> dict[str, Any]:
    """Gather all that is shown of the year of a village in a round."""
    village = TargetVillage.objects.with_places().select_related("handover").get(pk=entry.target_village_id)
    figures = figures_of(village.pk)
    instrument = entry.round.instrument.instrument
    return {
        "village": village,
        "handover": getattr(village, "handover", None),
        "figures": figures,
        "facts": fact_rows(figures, proposals(instrument, figures)),
        "transitions": transition_chart(figures),
        "reach": reach_context(read_reach(village)),
        "assets": _assets(village, today),
        "innovations": list(listed(village)),
        "gallery": read_gallery(village, instrument),
        **_stages(village, today),
        **_coaching(village),
        **_activities(village),
    }


def fact_rows(figures: Figures, named: Proposals) -> list[FactRow]:
    """Give every fact in words, with the codes of the indicators that it stands beside."""
    codes: dict[str, list[str]] = {}
    for code, proposal in named.items():
        codes.setdefault(proposal.fact.code, []).append(code)
    return [
        FactRow(str(FACT_LABELS[code]), fact_text(fact, fact.measure(figures)), tuple(codes.get(code, ())))
        for code, fact in FACTS.items()
    ]


def transition_chart(figures: Figures) -> Chart | None:
    """Lay out from which welfare stage to which the families with both surveys went; None while there is none."""
    counts = [[figures.transitions.get(f"{before}>{after}", 0) for after in STAGES] for before in STAGES]
    decided = sum(map(sum, counts))
    if not decided:
        return None
    return transition_grid(
        "transitions",
        _("Tahap keluarga pada survei awal dan akhir"),
        _("%(count)d keluarga punya tahap pada kedua survei. Baris: survei awal. Kolom: survei akhir.")
        % {"count": decided},
        head=_("Survei awal"),
        stages=[(str(WELFARE_STAGE_LABELS[stage]), stage_short(stage)) for stage in STAGES],
        counts=counts,
        write=number,
    )


def people_words(event: Visit | Activity) -> str:
    """Say who came, by sex; a dash where nobody counted."""
    if event.women is None or event.men is None:
        return DASH
    return _("%(women)s P, %(men)s L") % {"women": number(event.women), "men": number(event.men)}


def _stages(village: TargetVillage, today: date) -> dict[str, Any]:
    events = events_of(village)
    states = stage_states(events)
    return {
        "timeline": timeline_of(states, village.cycle.year, today),
        "stages": stage_rows(states, events, today) if events else [],
        "stages_held": sum(state.is_held for state in states),
    }


def _coaching(village: TargetVillage) -> dict[str, Any]:
    year = village.cycle.year
    visits = sorted(village.visits.select_related("agency"), key=lambda visit: (visit.day, visit.planned_on))
    strip = year_strip(visits, year)
    in_year = [visit for visit in visits if visit.held_on and visit.held_on.year == year]
    planned = sum(one.planned for one in strip.bars)
    people = sum(visit.women or 0 for visit in in_year), sum(visit.men or 0 for visit in in_year)
    return {
        "coaching": Coaching(strip, [(visit, people_words(visit)) for visit in visits], len(in_year), planned, *people)
    }


def _activities(village: TargetVillage) -> dict[str, Any]:
    activities = list(village.activities.select_related("agency", "kind"))
    return {
        "activities": [(activity, people_words(activity)) for activity in activities],
        "activity_sums": sum_up(activities),
        "by_agency": _shares(activities, lambda one: one.agency.name),
        "by_source": _shares(activities, lambda one: str(FundSource(one.source).label)),
    }


def _shares(activities: Iterable[Activity], name: Callable[[Activity], str]) -> list[Share]:
    """Add activities up by a name, those that delivered most first."""
    groups: dict[str, list[Activity]] = {}
    for activity in activities:
        groups.setdefault(name(activity), []).append(activity)
    shares = [Share(label, sum_up(group)) for label, group in groups.items()]
    return sorted(shares, key=lambda one: (-one.sums.delivered, one.label))


def _assets(village: TargetVillage, today: date) -> list[AssetRow]:
    """Give the assets with the kind of who holds them, and no name."""
    assets = village.assets.prefetch_related("events")
    return [AssetRow(asset, custody_of(asset.events.all()), "", today) for asset in assets]
