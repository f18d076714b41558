"""Pages on which surveys are checked: the queue, one survey, and the signals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.http import Request
from p2wkss.models import User
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.review import BulkVerified, return_survey, submit_surveys, verify_survey, verify_surveys
from villages.enums import SurveyRound, SurveyState
from villages.forms.review import BulkReviewForm, ReviewForm
from villages.models import Survey
from villages.review_page import (
    next_submitted,
    queue_context,
    queue_rows,
    queue_search,
    review_context,
)
from villages.signal_page import signals_context, surveys_of
from villages.survey_states import Step
from villages.views.families import find_family
from villages.views.target_villages import find_village


@require_POST
def survey_submit(request: Request, pk: int, round: SurveyRound) -> HttpResponse:
    """Hand in every whole draft of a village and round."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.ENTER_FAMILIES, village.village_id)
    count = submit_surveys(by=request.user, target_village=village, round=round)
    words = ngettext("%d survei diajukan untuk diperiksa.", "%d survei diajukan untuk diperiksa.", count)
    messages.success(request, words % count)
    return redirect("villages:village_progress", village.pk)


@require_http_methods(["GET", "POST"])
def review_queue(request: Request, pk: int, round: SurveyRound) -> HttpResponse:
    """List the surveys of a village and round that wait for checking, and accept those that are ticked."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.VERIFY_SURVEYS, village.village_id)
    form = BulkReviewForm(request.POST or None)
    picked = {"by": request.user, "target_village": village, "round": round, "form": form}
    if request.method == "POST" and (done := form.submit(_verify_ticked, **picked)):
        _tell(request, done)
        return redirect(request.get_full_path())
    search = queue_search(request.GET)
    page = page_of(
        request, search.apply(surveys_of(village, round).select_related("family", "surveyor", "copied_from"))
    )
    context = {**queue_context(village, round, search), "page": page}
    rows = queue_rows(page, request.user, form.ticked)
    return show_form(request, form, "villages/review_queue.html", rows=rows, **context)


@require_http_methods(["GET", "POST"])
def survey_review(request: Request, pk: UUID, round: SurveyRound) -> HttpResponse:
    """Show a survey with all its answers, and accept it or send it back; then the next one opens."""
    family = find_family(request, pk)
    check_permission(request.user, Permission.VERIFY_SURVEYS, family.target_village.village_id)
    survey = get_object_or_404(family.surveys.select_related("surveyor", "copied_from"), round=round)
    survey.family = family
    form = ReviewForm(request.POST or None, version=survey.version)
    if request.method == "POST" and (taken := form.submit(_take_step, by=request.user, survey=survey, form=form)):
        state = SurveyState(taken.state).label
        messages.success(request, _("Survei %(family)s: %(state)s.") % {"family": family.head_name, "state": state})
        return _open_next(request, survey)
    context = review_context(survey, form, request.user)
    search = queue_search(request.GET)
    return show_form(request, form, "villages/review_survey.html", search=search, **context)


@require_GET
def signals(request: Request, pk: int, round: SurveyRound) -> HttpResponse:
    """Show what should be looked at again, as hints."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.VERIFY_SURVEYS, village.village_id)
    return render(request, "villages/signals.html", signals_context(village, round))


def _verify_ticked(*, form: BulkReviewForm, **facts: Any) -> BulkVerified:
    return verify_surveys(seen=form.cleaned_data["pick"], **facts)


def _take_step(*, by: User, survey: Survey, form: ReviewForm) -> Survey:
    """Take the step of the button on the version that was on the page."""
    given = form.cleaned_data
    survey.version = given["version"]
    if given["step"] == Step.VERIFY:
        return verify_survey(by=by, survey=survey, note=given["note"])
    return return_survey(by=by, survey=survey, note=given["note"], remarks=form.remarks)


def _open_next(request: Request, survey: Survey) -> HttpResponse:
    search = queue_search(request.GET)
    following = next_submitted(survey, search)
    if following is None:
        messages.info(request, _("Tidak ada lagi survei yang menunggu diperiksa."))
        return redirect("villages:review_queue", survey.family.target_village_id, survey.round)
    address = reverse("villages:survey_review", args=[following.family_id, survey.round])
    return redirect(f"{address}?{search.query}" if search.query else address)


def _tell(request: Request, done: BulkVerified) -> None:
    """Say how many were accepted, and name those that were not."""
    count = len(done.verified)
    if count:
        messages.success(request, ngettext("%d survei diverifikasi.", "%d survei diverifikasi.", count) % count)
    if done.skipped:
        names = ", ".join(survey.family.head_name for survey in done.skipped)
        messages.warning(request, _("Dilewati karena berubah sejak daftar dibuka: %s.") % names)
