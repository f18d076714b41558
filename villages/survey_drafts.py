"""What the survey page's script gets for the draft that it sends while it is filled in."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from p2wkss.models import User
from villages.actions.surveys import save_survey
from villages.enums import WELFARE_STAGE_LABELS, SurveyState
from villages.forms.surveys import SurveyForm
from villages.models import Survey

# What was handed in changes only by a button.
AUTOSAVED = frozenset({SurveyState.DRAFT, SurveyState.RETURNED})


def take_draft(form: SurveyForm, by: User) -> JsonResponse:
    """Save the draft and say what now stands; 409 where it may not be saved by itself, 422 for what is faulty."""
    if form.opened_state not in AUTOSAVED:
        words = _("Survei ini berstatus “%s” dan tidak disimpan sendiri. Tekan “Simpan”.")
        return JsonResponse({"reason": words % form.opened_state.label}, status=409)
    saved = form.submit(save_survey, by=by, survey=form.instance, seconds=form.seconds)
    if saved is not None:
        return JsonResponse(_standing(saved))
    if form.conflicts:
        words = _("Orang lain sudah menyimpan survei ini. Tekan “Simpan” untuk melihat perbedaannya.")
        return JsonResponse({"reason": words}, status=409)
    return JsonResponse({"errors": {name: list(map(str, errors)) for name, errors in form.errors.items()}}, status=422)


def _standing(survey: Survey) -> dict[str, object]:
    welfare = survey.welfare
    return {
        "version": survey.version,
        "saved_at": date_format(timezone.localtime(survey.saved_at), "H.i"),
        "state": survey.state,
        "stage": welfare.stage,
        "stage_label": str(WELFARE_STAGE_LABELS[welfare.stage]),
        "first_unmet": welfare.first_unmet,
        "answered": welfare.answered,
    }
