"""Marks and an instrument in; scores, ranks and their explanation out. Pure, exact, independent of input order."""

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
    "score_entry",
    "shown",
]
