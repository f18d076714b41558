"""PURE: marks and an instrument in; scores, ranks and how they came about out; all exact."""

from .aggregate import partial_components, score_entry
from .awards import award_places
from .ranking import ladder_keys, rank, rank_by_keys, rank_ladders
from .sort_key import SortKeys
from .totals import Totals, entry_keys
from .types import (
    ComponentScore,
    Decision,
    EntryScore,
    IndicatorScore,
    Mark,
    Missing,
    MissingKind,
    RankedEntry,
    Ranking,
    Sheet,
    Tie,
    exact_text,
    round_score,
    shown,
)

__all__ = [
    "ComponentScore",
    "Decision",
    "EntryScore",
    "IndicatorScore",
    "Mark",
    "Missing",
    "MissingKind",
    "RankedEntry",
    "Ranking",
    "Sheet",
    "SortKeys",
    "Tie",
    "Totals",
    "award_places",
    "entry_keys",
    "exact_text",
    "ladder_keys",
    "partial_components",
    "rank",
    "rank_by_keys",
    "rank_ladders",
    "round_score",
    "score_entry",
    "shown",
]
