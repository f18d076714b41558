"""Dashboards: how far villages, regencies and provinces are, in totals."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from p2wkss.http import Request
from p2wkss.permissions import check_permission, has_permission, region_filter
from p2wkss.roles import Permission
from villages.dashboard_page import dashboard_context, village_context, village_crumbs
from villages.models import TargetVillage


@require_GET
def dashboard(request: Request) -> HttpResponse:
    """Show how far a region is; year, region, field and order stand in the address."""
    check_permission(request.user, Permission.VIEW_DASHBOARDS)
    context = dashboard_context(request.user, request.GET, timezone.localdate())
    return render(request, "villages/dashboard.html", context)


@require_GET
def village_dashboard(request: Request, pk: int) -> HttpResponse:
    """Show how far one village is."""
    user = request.user
    known = region_filter(user, Permission.VIEW_DASHBOARDS, "village")
    known |= region_filter(user, Permission.VIEW_PROGRAMME, "village")
    village = get_object_or_404(TargetVillage.objects.filter(known).with_places(), pk=pk)
    check_permission(user, Permission.VIEW_DASHBOARDS, village.village_id)
    context = {
        **village_context(village, timezone.localdate()),
        "crumbs": village_crumbs(user, village),
        "sees_programme": has_permission(user, Permission.VIEW_PROGRAMME, village.village_id),
    }
    return render(request, "villages/village_dashboard.html", context)
