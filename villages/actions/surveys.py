"""Surveying a family."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.models import Survey
from villages.permissions import check_edit_survey, check_enter_family
from villages.survey_states import state_after_edit
from villages.welfare import Answer


def save_survey(*, by: User, survey: Survey) -> Survey:
    """Save the answers of one family at one round; unanswered items are allowed and keep the stage open.

    Raises ValidationError with the faulty fields, PermissionDenied when it was verified already, and StaleVersion
    when somebody saved a newer version.
    """
    check_enter_family(by, survey.family)
    check_edit_survey(survey)
    survey.state = state_after_edit(survey.state, complete=Answer.MISSING not in survey.answers)
    if survey.surveyed_on and survey.surveyed_on > timezone.localdate():
        raise ValidationError({"surveyed_on": _("Tanggal survei tidak boleh di masa depan.")})
    survey.surveyor_id = survey.surveyor_id or by.pk
    return save_versioned(
        by=by,
        instance=survey,
        action=f"survey.save_{survey.round}",
        region_code=survey.family.target_village.village_id,
        log_values=False,
    )
