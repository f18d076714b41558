"""Surveying a family."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.actions.review import submit_survey
from villages.enums import SurveyRound
from villages.models import Family, Survey
from villages.permissions import check_edit_survey, check_enter_family, check_round_open
from villages.summaries import refresh_summary
from villages.survey_states import Step, next_state, state_after_edit
from villages.welfare import NO_ANSWERS, Answer

MAX_ENTRY_SECONDS = 24 * 60 * 60


@transaction.atomic
def save_survey(*, by: User, survey: Survey, seconds: int = 0) -> Survey:
    """Save the answers of one family at one round; unanswered items are allowed and keep the stage open.

    `seconds` of work are added to the survey's where the content changed, so that the same content sent again stays
    harmless. Raises ValidationError with the faulty fields, PermissionDenied when it was verified already or its
    round is not open yet, and StaleVersion when somebody saved a newer version.
    """
    check_enter_family(by, survey.family)
    check_round_open(survey.family.target_village, survey.round, timezone.localdate())
    check_edit_survey(survey)
    survey.state = state_after_edit(survey.state, complete=Answer.MISSING not in survey.answers)
    if survey.surveyed_on and survey.surveyed_on > timezone.localdate():
        raise ValidationError({"surveyed_on": _("Tanggal survei tidak boleh di masa depan.")})
    survey.surveyor_id = survey.surveyor_id or by.pk
    _add_seconds(survey, seconds)
    return _save(by, survey, f"survey.save_{survey.round}")


@transaction.atomic
def save_and_submit(*, by: User, survey: Survey, seconds: int = 0) -> Survey:
    """Save the answers and, when all 21 are given, hand them in for checking; else they stay a draft.

    What was handed in before stays so. Raises what `save_survey` raises, and then nothing is saved.
    """
    saved = save_survey(by=by, survey=survey, seconds=seconds)
    saved.family = survey.family
    if Answer.MISSING not in saved.answers and next_state(saved.state, Step.SUBMIT):
        return submit_survey(by=by, survey=saved)
    return saved


@transaction.atomic
def start_from_last_round(*, by: User, family: Family) -> Survey:
    """Begin the survey at endline with the family's own answers at baseline, to be checked one by one.

    The date is today's where none was given, and the income is asked anew. The survey keeps what it was copied from.
    Done twice, it changes nothing. Raises ValidationError when there is no complete survey at baseline, or when the
    survey at endline has answers already.
    """
    check_enter_family(by, family)
    survey = survey_of(family, SurveyRound.ENDLINE)
    source = last_round_of(survey)
    if source is None:
        raise ValidationError(_("Jawaban survei awal belum lengkap, jadi belum dapat disalin."))
    if survey.copied_from_id == source.pk and survey.answers == source.answers:
        return survey
    if not survey.is_blank:
        raise ValidationError(_("Survei akhir sudah berisi jawaban; jawaban survei awal tidak disalin."))
    check_edit_survey(survey)
    survey.answers, survey.copied_from = source.answers, source
    survey.surveyor_id = survey.surveyor_id or by.pk
    return _save(by, survey, "survey.copy")


def survey_of(family: Family, round: SurveyRound) -> Survey:
    """Give the survey of a family at one round; a new one of today, not saved, when there is none."""
    survey = Survey.objects.filter(family=family, round=round).first()
    if survey is None:
        survey = Survey(family=family, round=round, surveyed_on=timezone.localdate(), answers=NO_ANSWERS)
    survey.family = family
    return survey


def last_round_of(survey: Survey) -> Survey | None:
    """Give the complete survey of the same family at baseline when the survey is of the endline, else None."""
    if survey.round != SurveyRound.ENDLINE:
        return None
    return Survey.objects.filter(family=survey.family, round=SurveyRound.BASELINE, is_complete=True).first()


def _save(by: User, survey: Survey, action: str) -> Survey:
    village = survey.family.target_village
    # Only whole surveys count, and a draft saves itself every few seconds.
    counted = Answer.MISSING not in survey.answers or Survey.objects.filter(pk=survey.pk, is_complete=True).exists()
    saved = save_versioned(by=by, instance=survey, action=action, region_code=village.village_id, log_values=False)
    if counted:
        refresh_summary(village.pk)
    return saved


def _add_seconds(survey: Survey, seconds: int) -> None:
    saved = Survey.objects.select_for_update().filter(pk=survey.pk).first()
    before = saved.entry_seconds if saved is not None else None
    if seconds > 0 and (saved is None or saved.content != survey.content):
        survey.entry_seconds = min((before or 0) + seconds, MAX_ENTRY_SECONDS)
    else:
        survey.entry_seconds = before if saved is not None else survey.entry_seconds
