"""What the survey page shows beside the form: the questions by tier, and the stage so far."""

from typing import Any

from villages.enums import INDICATOR_LABELS, TIER_LABELS, WELFARE_STAGE_LABELS, SurveyRound
from villages.forms.surveys import SurveyForm
from villages.models import Family
from villages.register import without_survey
from villages.welfare import INDICATOR_COUNT, INDICATORS, NOT_APPLICABLE_ALLOWED, TIERS, assess


def survey_context(form: SurveyForm, family: Family, round: SurveyRound) -> dict[str, Any]:
    """Gather the page."""
    welfare = assess(form.letters)
    families = family.target_village.families
    return {
        "family": family,
        "round": round,
        "tiers": [(TIER_LABELS[number], _questions(form, number)) for number in range(1, len(TIERS) + 1)],
        "welfare": welfare,
        "stage_label": WELFARE_STAGE_LABELS[welfare.stage],
        "stage_labels": [(stage.value, label) for stage, label in WELFARE_STAGE_LABELS.items()],
        "question_count": INDICATOR_COUNT,
        "family_count": families.count(),
        "waiting_count": without_survey(families.all(), round).count(),
    }


def _questions(form: SurveyForm, tier: int) -> list[dict[str, Any]]:
    return [
        {
            "number": indicator.number,
            "text": INDICATOR_LABELS[indicator.number],
            "name": f"answer_{indicator.number}",
            "value": form[f"answer_{indicator.number}"].value() or "",
            "allows_not_applicable": indicator.number in NOT_APPLICABLE_ALLOWED,
            "error": " ".join(map(str, form.errors.get(f"answer_{indicator.number}", []))),
        }
        for indicator in INDICATORS
        if indicator.tier == tier
    ]
