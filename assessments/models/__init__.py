"""Judging villages: instruments, rounds, score sheets, the plenary, results and objections."""

from .instrument_version import InstrumentVersion
from .objection import Objection, ObjectionDecision, ObjectionEvidence
from .plenary import ModeratedMark, PlenaryMinutes, TieDecision
from .result import Result
from .round import Entry, Nomination, PanelMember, PhaseDate, Round
from .score_sheet import ConflictDeclaration, Mark, Reminder, ScoreSheet, SheetReturn
from .standing import ResultPlace, Standing

__all__ = [
    "ConflictDeclaration",
    "Entry",
    "InstrumentVersion",
    "Mark",
    "ModeratedMark",
    "Nomination",
    "Objection",
    "ObjectionDecision",
    "ObjectionEvidence",
    "PanelMember",
    "PhaseDate",
    "PlenaryMinutes",
    "Reminder",
    "Result",
    "ResultPlace",
    "Round",
    "ScoreSheet",
    "SheetReturn",
    "Standing",
    "TieDecision",
]
