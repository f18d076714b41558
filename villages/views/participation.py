"""Pages on whom the activities of a village reached."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.participation import Ticked, remove_participation, save_participation, save_participations
from villages.activity_page import TICKS_A_PAGE, asked_families, tick_families, tick_groups
from villages.forms.activities import ParticipationForm, TickForm
from villages.models import Activity, Participation
from villages.permissions import check_record
from villages.reach import read_reach, unserved_families
from villages.reach_page import reach_context
from villages.register import register_places
from villages.views.activities import find_activity
from villages.views.target_villages import find_village


@require_http_methods(["GET", "POST"])
def participation_edit(request: Request, pk: UUID) -> HttpResponse:
    """Tick the families that an activity reached, with one outcome for all that are ticked."""
    activity = find_activity(request, pk)
    village = activity.target_village
    check_record(request.user, village)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    form = TickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.submit(save_participations, by=request.user, activity=activity, families=form.families)
        if done is not None:
            messages.success(request, _said(done))
            return redirect(request.get_full_path())
    return _show_ticks(request, activity, form)


@require_http_methods(["GET", "POST"])
def participation_update(request: Request, pk: int) -> HttpResponse:
    """Note what came of an activity for one family."""
    participation = _find(request, pk)
    check_record(request.user, participation.activity.target_village)
    form = ParticipationForm(request.POST or None, instance=participation)
    if request.method == "POST":
        saved = form.submit(save_participation, by=request.user, participation=form.instance)
        if saved is not None:
            messages.success(request, _("Hasil untuk keluarga %s tersimpan.") % participation.family.head_name)
            return redirect("villages:activity_detail", participation.activity_id)
    context = {"participation": participation, "village": participation.activity.target_village}
    return show_form(request, form, "villages/participation_form.html", **context)


@require_POST
def participation_remove(request: Request, pk: int) -> HttpResponse:
    """Take back that an activity reached a family."""
    participation = _find(request, pk)
    activity, family = participation.activity, participation.family
    remove_participation(by=request.user, participation=participation)
    facts = {"family": family.head_name, "activity": activity.title}
    messages.success(request, _("%(family)s tidak lagi tercatat pada “%(activity)s”.") % facts)
    return redirect("villages:activity_detail", activity.pk)


@require_GET
def reach(request: Request, pk: int) -> HttpResponse:
    """Show whom the activities of a village reached, what came of it, and whom nothing has reached yet."""
    village = find_village(request, pk)
    found = read_reach(village)
    context = {
        "village": village,
        **reach_context(found),
        "page": page_of(request, unserved_families(village, found)),
        "sees_families": has_permission(request.user, Permission.VIEW_FAMILIES, village.village_id),
    }
    return render(request, "villages/reach.html", context)


def _show_ticks(request: Request, activity: Activity, form: TickForm) -> HttpResponse:
    asked = asked_families(request.GET)
    page = page_of(request, tick_families(activity, asked), TICKS_A_PAGE)
    context = {
        "activity": activity,
        "village": activity.target_village,
        "asked": asked,
        "page": page,
        "groups": tick_groups(activity, page, form.ticked),
        "rts": register_places(activity.target_village)["rts"],
    }
    return show_form(request, form, "villages/participation_edit.html", **context)


def _find(request: Request, pk: int) -> Participation:
    village = "activity__target_village"
    places = f"{village}__cycle__province", f"{village}__village__parent__parent", "family", "member"
    return get_object_or_404(Participation.objects.visible_to(request.user).select_related(*places), pk=pk)


def _said(done: Ticked) -> str:
    """Say what came of the ticks."""
    parts = [
        ngettext("%d keluarga dicatat", "%d keluarga dicatat", done.added) % done.added,
        ngettext("%d hasilnya dinaikkan", "%d hasilnya dinaikkan", done.advanced) % done.advanced,
        ngettext("%d sudah tercatat", "%d sudah tercatat", done.unchanged) % done.unchanged,
    ]
    said = [words for words, count in zip(parts, done, strict=True) if count]
    return f"{', '.join(said)}."
