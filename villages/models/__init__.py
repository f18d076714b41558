"""The place, its people and the programme year."""

from .activity import Activity, Participation
from .agency import ActivityKind, Agency
from .asset import Asset, AssetEvent
from .column_mapping import ColumnMapping
from .cycle import Cycle
from .decree import Decree
from .duplicate_decision import DuplicateDecision
from .evidence import Evidence, EvidenceBand, EvidenceLink, Upload
from .export import Export
from .family import Family
from .family_status_event import FamilyStatusEvent
from .handover import Handover
from .import_batch import ImportBatch
from .innovation import Innovation, InnovationUse, Replication
from .member import Member
from .stage_event import StageEvent
from .survey import Survey
from .survey_event import SurveyEvent
from .target_village import TargetVillage
from .village_summary import VillageSummary
from .visit import CalendarKey, FollowUp, Visit

__all__ = [
    "Activity",
    "ActivityKind",
    "Agency",
    "Asset",
    "AssetEvent",
    "CalendarKey",
    "ColumnMapping",
    "Cycle",
    "Decree",
    "DuplicateDecision",
    "Evidence",
    "EvidenceBand",
    "EvidenceLink",
    "Export",
    "Family",
    "FamilyStatusEvent",
    "FollowUp",
    "Handover",
    "ImportBatch",
    "Innovation",
    "InnovationUse",
    "Member",
    "Participation",
    "Replication",
    "StageEvent",
    "Survey",
    "SurveyEvent",
    "TargetVillage",
    "Upload",
    "VillageSummary",
    "Visit",
]
