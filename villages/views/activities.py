"""Pages of the activities of a target village."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, sent_before, show_form
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.actions.activities import save_activity
from villages.activity_page import (
    activity_filters,
    activity_rows,
    activity_totals,
    asked_activities,
    participants_of,
    state_of,
)
from villages.evidence_page import evidence_of
from villages.forms.activities import ActivityForm
from villages.models import Activity
from villages.permissions import check_record
from villages.views.target_villages import find_village


@require_GET
def activity_list(request: Request, pk: int) -> HttpResponse:
    """Show what was promised to a village against what was delivered; the filter stands in the address."""
    village, asked = find_village(request, pk), asked_activities(request.GET)
    rows = activity_rows(village, asked, timezone.localdate())
    context = {
        "village": village,
        "asked": asked,
        "page": page_of(request, rows),
        **activity_totals(rows),
        **activity_filters(village),
        "may_record": has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id),
    }
    return render(request, "villages/activity_list.html", context)


@require_GET
def activity_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show an activity: its facts, whom it reached with what came of it, and what proves it."""
    activity, user = find_activity(request, pk), request.user
    village = activity.target_village
    sees_families = has_permission(user, Permission.VIEW_FAMILIES, village.village_id)
    context = {
        "activity": activity,
        "village": village,
        "row": state_of(activity, timezone.localdate()),
        "page": page_of(request, participants_of(activity)),
        "sees_families": sees_families,
        "evidence": evidence_of(village, "activity", activity.pk),
        "may_record": has_permission(user, Permission.RECORD_PROGRAMME, village.village_id),
    }
    return render(request, "villages/activity_detail.html", context)


@require_http_methods(["GET", "POST"])
def activity_create(request: Request, pk: int) -> HttpResponse:
    """Record an activity; the same form sent again finds the activity that it made."""
    village = find_village(request, pk)
    check_record(request.user, village)
    own = Activity.objects.visible_to(request.user).filter(target_village=village)
    return _edit(request, sent_before(request, own) or Activity(target_village=village))


@require_http_methods(["GET", "POST"])
def activity_update(request: Request, pk: UUID) -> HttpResponse:
    """Note that an activity was delivered or called off, or correct it."""
    activity = find_activity(request, pk)
    check_record(request.user, activity.target_village)
    return _edit(request, activity)


def find_activity(request: Request, pk: UUID) -> Activity:
    """Find an activity that the person may see, or raise Http404."""
    seen = Activity.objects.visible_to(request.user).with_places()
    return get_object_or_404(seen.select_related("agency", "kind"), pk=pk)


def _edit(request: Request, activity: Activity) -> HttpResponse:
    village = activity.target_village
    form = ActivityForm(request.POST or None, instance=activity, user=request.user)
    if request.method == "POST" and (saved := form.submit(save_activity, by=request.user, activity=form.instance)):
        messages.success(request, _("Kegiatan “%s” tersimpan.") % saved.title)
        return redirect("villages:activity_detail", saved.pk)
    context = {"village": village, "activity": activity, "is_new": activity._state.adding}
    return show_form(request, form, "villages/activity_form.html", **context)
