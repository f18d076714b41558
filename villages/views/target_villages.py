"""Pages of the target villages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.target_villages import save_target_village
from villages.after_page import after_context
from villages.change_page import next_step, stage_summary
from villages.forms.places import TargetVillageForm
from villages.models import Cycle, TargetVillage
from villages.permissions import check_manage_target_village
from villages.summaries import read_summaries


@require_GET
def village_list(request: Request) -> HttpResponse:
    """List the target villages of a year; the year stands in the address."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    years = sorted(set(Cycle.objects.visible_to(request.user).values_list("year", flat=True)), reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else max(years, default=0)
    villages = TargetVillage.objects.visible_to(request.user).filter(cycle__year=year)
    page = page_of(request, villages.with_places().with_progress().order_by("village"))
    may_add = has_permission(request.user, Permission.MANAGE_VILLAGES)
    context = {"page": page, "years": years, "year": year, "may_add": may_add}
    return render(request, "villages/village_list.html", context)


@require_GET
def village_detail(request: Request, pk: int) -> HttpResponse:
    """Show a village: where it is, how far it is, what is next."""
    village, user = find_village(request, pk), request.user
    may_enter = has_permission(user, Permission.ENTER_FAMILIES, village.village_id)
    context = {
        "village": village,
        "stages": stage_summary(village),
        "figures": read_summaries(TargetVillage.objects.filter(pk=village.pk))[0].figures,
        "after_report": f"{village.pk}-lanjutan",
        "activity_report": f"desa-{village.pk}",
        "sees_families": has_permission(user, Permission.VIEW_FAMILIES, village.village_id),
        "sees_dashboard": has_permission(user, Permission.VIEW_DASHBOARDS, village.village_id),
        "next": next_step(village, may_enter=may_enter),
        "may_enter": may_enter,
        "may_change": has_permission(user, Permission.MANAGE_VILLAGES, village.village_id),
        "may_verify": has_permission(user, Permission.VERIFY_SURVEYS, village.village_id),
        "sees_decree": has_permission(user, Permission.VIEW_PROGRAMME, village.decree.regency_id),
        **after_context(village, localdate()),
    }
    return render(request, "villages/village_detail.html", context)


@require_http_methods(["GET", "POST"])
def village_create(request: Request) -> HttpResponse:
    """Name a target village."""
    check_permission(request.user, Permission.MANAGE_VILLAGES)
    return _edit(request, TargetVillage())


@require_http_methods(["GET", "POST"])
def village_update(request: Request, pk: int) -> HttpResponse:
    """Correct what is known of a target village."""
    village = find_village(request, pk)
    check_manage_target_village(request.user, village)
    return _edit(request, village)


def find_village(request: Request, pk: int) -> TargetVillage:
    """Find a village that the person may see, with its progress, or raise Http404."""
    return get_object_or_404(TargetVillage.objects.visible_to(request.user).with_places().with_progress(), pk=pk)


def _edit(request: Request, village: TargetVillage) -> HttpResponse:
    form = TargetVillageForm(request.POST or None, instance=village, user=request.user)
    if request.method == "POST":
        saved = form.submit(save_target_village, by=request.user, target_village=form.instance)
        if saved:
            messages.success(request, _("%s tersimpan.") % saved.name)
            return redirect("villages:village_detail", saved.pk)
    return show_form(request, form, "villages/village_form.html", is_new=village._state.adding)
