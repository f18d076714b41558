"""What the survey page shows beside the form: the questions by tier, the stage so far, and where the survey stands."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from villages.actions.surveys import last_round_of
from villages.enums import INDICATOR_LABELS, TIER_LABELS, WELFARE_STAGE_LABELS, SurveyRound, SurveyState
from villages.forms.surveys import SurveyForm
from villages.models import Family, Survey, SurveyEvent
from villages.register import without_survey
from villages.survey_drafts import AUTOSAVED
from villages.survey_states import EDITABLE
from villages.welfare import INDICATOR_COUNT, INDICATORS, NOT_APPLICABLE_ALLOWED, TIERS, Answer, assess


def survey_context(form: SurveyForm, family: Family, round: SurveyRound) -> dict[str, Any]:
    """Gather the page."""
    welfare = assess(form.letters)
    families = family.target_village.families.active()
    returned = _returned(form)
    remarks = returned.remarks if returned else {}
    return {
        "family": family,
        "round": round,
        "tiers": [(TIER_LABELS[number], _questions(form, number, remarks)) for number in range(1, len(TIERS) + 1)],
        "welfare": welfare,
        "stage_label": WELFARE_STAGE_LABELS[welfare.stage],
        "stage_labels": [(stage.value, label) for stage, label in WELFARE_STAGE_LABELS.items()],
        "question_count": INDICATOR_COUNT,
        "family_count": families.count(),
        "waiting_count": without_survey(families, round).count(),
        "state": form.opened_state,
        "locked": form.opened_state not in EDITABLE,
        "autosaved": form.opened_state in AUTOSAVED and not form.conflicts,
        "returned": returned,
        "source": _source(form),
        "copyable": _copyable(form),
    }


def saved_words(survey: Survey, family: Family) -> str:
    """Say what became of a survey that was just saved by a button."""
    name = family.head_name
    missing = survey.answers.count(Answer.MISSING)
    if missing:
        words = ngettext(
            "Survei %(name)s tersimpan sebagai draf; %(count)d pertanyaan belum dijawab.",
            "Survei %(name)s tersimpan sebagai draf; %(count)d pertanyaan belum dijawab.",
            missing,
        )
        return words % {"name": name, "count": missing}
    if survey.state == SurveyState.SUBMITTED:
        return _("Survei %s lengkap dan diajukan untuk diperiksa.") % name
    return _("Survei %s tersimpan, tetapi belum diajukan.") % name


def _returned(form: SurveyForm) -> SurveyEvent | None:
    """Give the newest step that sent the survey back, as long as it was not handed in again."""
    if form.opened_state is not SurveyState.RETURNED:
        return None
    events = SurveyEvent.objects.filter(survey=form.instance, state=SurveyState.RETURNED)
    return events.select_related("by").order_by("pk").last()


def _source(form: SurveyForm) -> Survey | None:
    """Give the survey whose answers a draft began with."""
    unchecked = form.opened_state is SurveyState.DRAFT and form.instance.copied_from_id
    return form.instance.copied_from if unchecked else None


def _copyable(form: SurveyForm) -> Survey | None:
    """Give the survey whose answers may be taken as a start, as long as none is given."""
    return last_round_of(form.instance) if not form.is_bound and form.instance.is_blank else None


def _questions(form: SurveyForm, tier: int, remarks: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "number": indicator.number,
            "text": INDICATOR_LABELS[indicator.number],
            "name": f"answer_{indicator.number}",
            "value": form[f"answer_{indicator.number}"].value() or "",
            "allows_not_applicable": indicator.number in NOT_APPLICABLE_ALLOWED,
            "error": " ".join(map(str, form.errors.get(f"answer_{indicator.number}", []))),
            "remark": remarks.get(str(indicator.number), ""),
        }
        for indicator in INDICATORS
        if indicator.tier == tier
    ]
