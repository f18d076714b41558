"""Judging villages: instruments, rounds, score sheets and results."""

from .instrument_version import InstrumentVersion
from .result import Result
from .round import Entry, Nomination, PanelMember, Round
from .score_sheet import Mark, ScoreSheet, TieDecision

__all__ = [
    "Entry",
    "InstrumentVersion",
    "Mark",
    "Nomination",
    "PanelMember",
    "Result",
    "Round",
    "ScoreSheet",
    "TieDecision",
]
