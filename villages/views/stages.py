"""Pages of the twelve stages of a village, and the board of many villages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.stages import plan_year
from villages.enums import STAGE_LABELS
from villages.forms.stages import YearPlanForm
from villages.permissions import check_record
from villages.stage_board import board_context
from villages.stage_page import ACTIONS, detail_context, events_of, list_context, stage_forms
from villages.stages import stage_states
from villages.views.target_villages import find_village


@require_GET
def stage_list(request: Request, pk: int) -> HttpResponse:
    """Show the year of a village: planned and held, who is late, what is next."""
    village = find_village(request, pk)
    may_record = has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id)
    context = list_context(village, timezone.localdate(), may_record=may_record)
    return render(request, "villages/stage_list.html", context)


@require_http_methods(["GET", "POST"])
def stage_detail(request: Request, pk: int, stage: int) -> HttpResponse:
    """Show one stage of a village with all that was noted about it, and note more."""
    if stage not in STAGE_LABELS:
        raise Http404
    village, today = find_village(request, pk), timezone.localdate()
    events = events_of(village)
    forms, form = stage_forms(stage_states(events), stage, today, _sent(request))
    if request.method == "POST":
        facts = form.facts if form.is_valid() else {}
        about = {"by": request.user, "target_village": village, "stage": stage}
        form.submit(ACTIONS[form.kind], **about, **facts)
        if not form.errors:
            messages.success(request, _("Tahap %(stage)d: %(name)s tersimpan.") % _named(stage))
            return redirect("villages:stage_detail", village.pk, stage)
    may_record = has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id)
    context = detail_context(village, stage, events, today, may_record=may_record)
    return show_form(request, form, "villages/stage_detail.html", forms=forms, **context)


@require_http_methods(["GET", "POST"])
def stage_plan(request: Request, pk: int) -> HttpResponse:
    """Plan the twelve stages of a village on one page."""
    village = find_village(request, pk)
    check_record(request.user, village)
    form = YearPlanForm(_sent(request), states=stage_states(events_of(village)))
    if request.method == "POST":
        facts = form.facts if form.is_valid() else {}
        form.submit(plan_year, by=request.user, target_village=village, **facts)
        if not form.errors:
            messages.success(request, _("Rencana setahun tersimpan."))
            return redirect("villages:stage_list", village.pk)
    return show_form(request, form, "villages/stage_plan.html", village=village)


@require_GET
def stage_board(request: Request) -> HttpResponse:
    """Show who is late, and by how much, wherever the person sees the programme; the filter stands in the address."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    context = board_context(request.user, request.GET, timezone.localdate())
    return render(request, "villages/stage_board.html", context)


def _sent(request: Request) -> Any:
    """What was sent, also when it is nothing at all."""
    return request.POST if request.method == "POST" else None


def _named(stage: int) -> dict[str, object]:
    return {"stage": stage, "name": STAGE_LABELS[stage]}
