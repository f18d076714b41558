"""The way of a survey from the surveyor to the checked record."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.models import User
from villages.models import Survey, SurveyEvent
from villages.permissions import check_enter_family, check_survey_step, check_verify_survey
from villages.survey_states import Step, next_state
from villages.welfare import INDICATOR_COUNT


def submit_survey(*, by: User, survey: Survey) -> Survey:
    """Hand a whole survey in for checking. Raises ValidationError when answers are missing."""
    check_enter_family(by, survey.family)
    return _take(Step.SUBMIT, by=by, survey=survey)


def verify_survey(*, by: User, survey: Survey) -> Survey:
    """Accept a survey that was handed in: it is fixed from now on."""
    check_verify_survey(by, survey)
    return _take(Step.VERIFY, by=by, survey=survey)


def return_survey(*, by: User, survey: Survey, note: str = "", remarks: Mapping[int, str]) -> Survey:
    """Send a survey back with what is to be corrected, by the number of the indicator.

    Raises ValidationError when nothing is said, or when a number is none of the 21.
    """
    check_verify_survey(by, survey)
    said = {str(number): text.strip()[:300] for number, text in sorted(remarks.items()) if text.strip()}
    if not said and not note.strip():
        raise ValidationError(_("Tulis apa yang harus diperbaiki, pada jawaban atau sebagai catatan."))
    if any(not 1 <= int(number) <= INDICATOR_COUNT for number in said):
        raise ValidationError(_("Catatan harus tentang salah satu dari 21 pertanyaan."))
    return _take(Step.RETURN, by=by, survey=survey, note=note.strip()[:500], remarks=said)


@transaction.atomic
def _take(step: Step, *, by: User, survey: Survey, note: str = "", remarks: Mapping[str, str] | None = None) -> Survey:
    """Take a step on the row as it now stands in the database."""
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    check_survey_step(current, step)
    if step is Step.SUBMIT and not current.is_complete:
        raise ValidationError(_("Jawab dulu semua 21 pertanyaan."))
    state = next_state(current.state, step) or current.state
    Survey.objects.filter(pk=current.pk).update(state=state, version=F("version") + 1)
    SurveyEvent.objects.create(survey=current, state=state, note=note, remarks=dict(remarks or {}), by=by)
    audit.record(
        by=by,
        action=f"survey.{step.value}",
        target=current,
        region_code=survey.family.target_village.village_id,
        round=current.round,
        **({"remarks": len(remarks)} if remarks else {}),
    )
    survey.state, survey.version = state, current.version + 1
    return survey
