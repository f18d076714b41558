"""The place, its people and the programme year."""

from .cycle import Cycle
from .decree import Decree
from .family import Family
from .survey import Survey
from .target_village import TargetVillage

__all__ = ["Cycle", "Decree", "Family", "Survey", "TargetVillage"]
