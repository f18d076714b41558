"""PURE: marks and an instrument in; scores, ranks and how they came about out; all exact."""

from .aggregate import partial_components, score_entry
from .ranking import rank
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
    "Tie",
    "exact_text",
    "partial_components",
    "rank",
    "round_score",
    "score_entry",
    "shown",
]
