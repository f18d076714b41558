"""The page on which a family's 21 answers are entered."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from p2wkss.http import Request
from p2wkss.pages import show_form
from villages.actions.surveys import save_and_submit, save_survey, start_from_last_round, survey_of
from villages.enums import SurveyRound
from villages.forms.surveys import SurveyForm
from villages.models import Family
from villages.permissions import check_enter_family, check_round_open
from villages.register import next_without
from villages.survey_drafts import take_draft
from villages.survey_page import saved_words, survey_context
from villages.views.families import find_family


@require_http_methods(["GET", "POST"])
def survey_edit(request: Request, pk: UUID, round: SurveyRound) -> HttpResponse:
    """Enter or correct the survey of a family at one round; then stay, or hand it in and go to the next open family."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    check_round_open(family.target_village, round, localdate())
    form = SurveyForm(request.POST or None, instance=survey_of(family, round))
    if request.method == "POST":
        action = save_and_submit if "next" in request.POST else save_survey
        saved = form.submit(action, by=request.user, survey=form.instance, seconds=form.seconds)
        if saved is not None:
            messages.success(request, saved_words(saved, family))
            return _after(request, family, round)
    return show_form(request, form, "villages/survey_form.html", **survey_context(form, family, round))


@require_POST
def survey_autosave(request: Request, pk: UUID, round: SurveyRound) -> JsonResponse:
    """Save the draft while it is typed, and answer the page's script: 200, 409 with the reason, or 422 with errors."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    check_round_open(family.target_village, round, localdate())
    return take_draft(SurveyForm(request.POST, instance=survey_of(family, round)), request.user)


@require_POST
def survey_copy(request: Request, pk: UUID) -> HttpResponse:
    """Begin the survey at endline with the answers at baseline, because somebody said so."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    try:
        start_from_last_round(by=request.user, family=family)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("villages:survey_edit", family.pk, SurveyRound.ENDLINE)


def _after(request: Request, family: Family, round: SurveyRound) -> HttpResponse:
    if "next" not in request.POST:
        return redirect("villages:family_detail", family.pk)
    following = next_without(family, round)
    if following is None:
        messages.info(request, _("Semua keluarga sudah lengkap disurvei pada putaran ini."))
        return redirect("villages:family_list", family.target_village_id)
    return redirect("villages:survey_edit", following.pk, round)
