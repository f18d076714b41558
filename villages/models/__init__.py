"""The place, its people and the programme year."""

from .column_mapping import ColumnMapping
from .cycle import Cycle
from .decree import Decree
from .duplicate_decision import DuplicateDecision
from .export import Export
from .family import Family
from .family_status_event import FamilyStatusEvent
from .import_batch import ImportBatch
from .member import Member
from .survey import Survey
from .survey_event import SurveyEvent
from .target_village import TargetVillage

__all__ = [
    "ColumnMapping",
    "Cycle",
    "Decree",
    "DuplicateDecision",
    "Export",
    "Family",
    "FamilyStatusEvent",
    "ImportBatch",
    "Member",
    "Survey",
    "SurveyEvent",
    "TargetVillage",
]
