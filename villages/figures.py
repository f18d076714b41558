"""PURE: the figures of a target village's year, which add up to those of a district and of a province.

Counts are numbers of things, amounts are whole rupiah. What depends on the day (who is late, how many visits there
should be by now) is not kept: it is worked out from the dates when it is shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import chain
from typing import Any
from zlib import crc32

from villages.changes import STAGES
from villages.stages import STAGE_COUNT, StageState, read_states

# Pembinaan takes place four times a month, as needed (seed).
VISITS_A_MONTH = 4
Counts = dict[str, int]
# Layout, numbers at their places, keys of agencies that promised and that delivered, and planned, held of each stage
# in one flat list: a province's rows are read whole, and Python's collector looks at each list in them.
Row = tuple[int, Sequence[int], Sequence[int], Sequence[int], Sequence[str]]


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

    def to_row(self) -> Row:
        """Give plain data for the database: numbers at fixed places. Raises KeyError for an unknown word."""
        for name, words in _WORDS.items():
            if unknown := getattr(self, name).keys() - set(words):
                raise KeyError(f"{name}: {sorted(unknown)}")
        numbers = [getattr(self, name).get(word, 0) if word else getattr(self, name) for name, word in _PLACES]
        return LAYOUT, numbers, self.agencies_promised, self.agencies_delivered, list(chain.from_iterable(self.stages))

    @classmethod
    def from_row(cls, row: Row) -> "Figures":
        """Read what `to_row` gave, of the same layout."""
        _layout, numbers, promised, delivered, stages = row
        values: dict[str, Any] = {}
        for (name, word), number in zip(_PLACES, numbers, strict=True):
            if number and word:
                values.setdefault(name, {})[word] = number
            elif number:
                values[name] = number
        values |= {"agencies_promised": tuple(promised), "agencies_delivered": tuple(delivered)}
        return cls(**values, stages=tuple(stage_pairs(stages)))

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

    def stage_states(self) -> tuple[StageState, ...]:
        """Give the twelve stages of one village."""
        return read_states(self.stages)


_AGENCIES = frozenset({"agencies_promised", "agencies_delivered"})
# The words that each mapping may have; those of villages.enums, which a pure module does not know (tested).
_SOURCES = ("national", "province", "regency", "village", "company", "self_help", "other")
_FIELDS = ("health", "population", "education", "economy", "environment", "works", "law", "worship", "institution")
_COMPONENTS = ("dasar", "lanjutan", "dukungan", "inovasi")
_WORDS: dict[str, tuple[str, ...]] = {
    "transitions": tuple(f"{before}>{after}" for before in STAGES for after in STAGES),
    "visits_by_month": tuple(map(str, range(1, 13))),
    "promised": _SOURCES,
    "delivered": _SOURCES,
    "delivered_by_component": _COMPONENTS,
    "held_by_component": _COMPONENTS,
    "held_by_field": _FIELDS,
    "activities_by_field": _FIELDS,
    "promised_by_field": _FIELDS,
    "delivered_by_field": _FIELDS,
}
# What stands at which place of a row. The layout changes whenever a figure or a word is added.
_PLACES = tuple(
    (one.name, word)
    for one in fields(Figures)
    if one.name not in _AGENCIES | {"stages"}
    for word in _WORDS.get(one.name, ("",))
)
LAYOUT = crc32(repr((_PLACES, "flat stages")).encode())
_STAGE_ORDER = {str(stage): at for at, stage in enumerate(STAGES)}


def stage_pairs(flat: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give (planned, held) of each stage, ISO dates or "", from the flat list of a row."""
    return zip(flat[::2], flat[1::2], strict=True)


def add_up(all_figures: Iterable[Figures]) -> Figures:
    """Add the figures of several villages; an agency counts once, and stages stay with their village."""
    return add_up_rows(figures.to_row() for figures in all_figures)


def add_up_rows(rows: Iterable[Row]) -> Figures:
    """Add up villages by their rows: column by column, at the speed of C, as a province has thousands of them."""
    numbers: list[Sequence[int]] = []
    agencies: tuple[set[int], set[int]] = set(), set()
    for _layout, row, promised, delivered, _stages in rows:
        numbers.append(row)
        agencies[0].update(promised)
        agencies[1].update(delivered)
    sums = list(map(sum, zip(*numbers, strict=True)))
    return Figures.from_row((LAYOUT, sums, sorted(agencies[0]), sorted(agencies[1]), ())) if numbers else Figures()


def is_current(row: Sequence[Any] | None) -> bool:
    """Say whether a row was written with the figures that this version of the programme knows."""
    return bool(row) and row is not None and row[0] == LAYOUT


def late_stages(stages: Iterable[Sequence[str]], today: date) -> int:
    """How many stages of one village, by their (planned, held), should have been held before today, and were not."""
    day = today.isoformat()
    return sum(1 for planned, held in stages if planned and not held and planned < day)
