"""What the village's page shows of the time after its programme year."""

from datetime import date
from typing import Any

from villages.enums import FamilyStatus, SurveyRound
from villages.models import Handover, Survey, TargetVillage
from villages.permissions import open_rounds


def after_context(village: TargetVillage, today: date) -> dict[str, Any]:
    """Say whether the village was handed over, and how many families were surveyed after the year; `follow_ups` is None
    as long as that survey is not open.
    """
    is_over = SurveyRound.FOLLOW_UP in open_rounds(village, today)
    surveys = Survey.objects.filter(family__target_village=village, round=SurveyRound.FOLLOW_UP, is_complete=True)
    return {
        "handover": Handover.objects.filter(target_village=village).first(),
        "follow_ups": surveys.exclude(family__status=FamilyStatus.MERGED).count() if is_over else None,
    }
