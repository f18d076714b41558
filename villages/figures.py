"""PURE: the figures of a target village's year, which add up to those of a district and of a province.

Counts are numbers of things, amounts are whole rupiah. What depends on the day (who is late, how many visits there
should be by now) is not kept: it is worked out from the dates when it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from villages.changes import STAGES
from villages.stages import STAGE_COUNT, StageState, read_states

# Pembinaan takes place four times a month, as needed (seed).
VISITS_A_MONTH = 4
Counts = dict[str, int]


@dataclass(frozen=True)
class Figures:
    """What stands in the record of one village, or of several added up.

    Mappings go from a word of `villages.enums` to a count or an amount; `transitions` from "stage>stage" (baseline,
    endline) to families with both surveys; `stages` holds (planned, held) of the twelve as ISO dates or "", of one
    village only. Agencies are keys of `Agency`, so that one that works in two villages counts once.
    """

    villages: int = 0
    quota: int = 0
    families: int = 0
    women_headed: int = 0
    left: int = 0
    baseline: int = 0
    endline: int = 0
    transitions: Counts = field(default_factory=dict)
    stages_held: int = 0
    stages: tuple[tuple[str, str], ...] = ()
    visits_planned: int = 0
    visits_held: int = 0
    visits_after_year: int = 0
    visits_by_month: Counts = field(default_factory=dict)
    visit_women: int = 0
    visit_men: int = 0
    follow_ups: int = 0
    follow_ups_open: int = 0
    activities: int = 0
    activities_held: int = 0
    activities_cancelled: int = 0
    physical_held: int = 0
    agencies_promised: tuple[int, ...] = ()
    agencies_delivered: tuple[int, ...] = ()
    promised: Counts = field(default_factory=dict)
    delivered: Counts = field(default_factory=dict)
    delivered_by_component: Counts = field(default_factory=dict)
    held_by_component: Counts = field(default_factory=dict)
    held_by_field: Counts = field(default_factory=dict)
    activities_by_field: Counts = field(default_factory=dict)
    promised_by_field: Counts = field(default_factory=dict)
    delivered_by_field: Counts = field(default_factory=dict)
    served: int = 0
    trained: int = 0
    practising: int = 0
    business: int = 0
    assets: int = 0
    assets_at_office: int = 0
    assets_checked: int = 0
    assets_used: int = 0
    innovations: int = 0
    innovations_by_women: int = 0
    innovation_users: int = 0
    replications: int = 0
    photos: int = 0
    documents: int = 0
    handed_over: int = 0

    def to_json(self) -> dict[str, Any]:
        """Give plain data for the database; what is zero or empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Figures":
        """Read what `to_json` gave; figures that were added to the programme since then are zero."""
        values = {name: value for name, value in data.items() if name in _NAMES}
        for name in ("agencies_promised", "agencies_delivered"):
            values[name] = tuple(values.get(name, ()))
        values["stages"] = tuple((planned, held) for planned, held in values.get("stages", ()))
        return cls(**values)

    @property
    def unserved(self) -> int:
        """How many families of the programme no activity has reached."""
        return max(self.families - self.served, 0)

    @property
    def delivered_total(self) -> int:
        """What was delivered, in rupiah, from all sources."""
        return sum(self.delivered.values())

    @property
    def promised_total(self) -> int:
        """What was promised, in rupiah, from all sources."""
        return sum(self.promised.values())

    @property
    def visits_due(self) -> int:
        """How many visits the whole year has: four a month in each village (seed)."""
        return VISITS_A_MONTH * 12 * self.villages

    @property
    def stages_due(self) -> int:
        """How many stages there are to hold."""
        return STAGE_COUNT * self.villages

    @property
    def moved(self) -> tuple[int, int, int]:
        """How many families of those with both surveys rose, stayed and fell; open stages are left out."""
        risen = same = fallen = 0
        for stages, number in self.transitions.items():
            before, after = (_STAGE_ORDER.get(stage) for stage in stages.split(">"))
            if before is None or after is None:
                continue
            risen += number if after > before else 0
            same += number if after == before else 0
            fallen += number if after < before else 0
        return risen, same, fallen

    def late_stages(self, today: date) -> int:
        """How many stages of one village should have been held before today, and were not."""
        day = today.isoformat()
        return sum(1 for planned, held in self.stages if planned and not held and planned < day)

    def stage_states(self) -> tuple[StageState, ...]:
        """Give the twelve stages of one village."""
        return read_states(self.stages)


_NAMES = frozenset(one.name for one in fields(Figures))
_STAGE_ORDER = {str(stage): at for at, stage in enumerate(STAGES)}


def add_up(all_figures: Iterable[Figures]) -> Figures:
    """Add the figures of several villages; an agency counts once, and stages stay with their village."""
    totals: dict[str, Any] = {one.name: 0 for one in fields(Figures) if one.type in {"int", int}}
    counts: dict[str, Counts] = {one.name: {} for one in fields(Figures) if one.default_factory is dict}
    agencies: dict[str, set[int]] = {"agencies_promised": set(), "agencies_delivered": set()}
    for figures in all_figures:
        for name in totals:
            totals[name] += getattr(figures, name)
        for name, sums in counts.items():
            for key, number in getattr(figures, name).items():
                sums[key] = sums.get(key, 0) + number
        for name, found in agencies.items():
            found.update(getattr(figures, name))
    totals |= counts
    totals |= {name: tuple(sorted(found)) for name, found in agencies.items()}
    return Figures(**totals)
