"""Suggestions of regions while a name or code is typed."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from p2wkss.http import Request
from p2wkss.models import Region

SUGGESTED = 20


@require_GET
def region_options(request: Request) -> HttpResponse:
    """Give the first regions whose code or name begins as typed, widest first, as options of a datalist."""
    typed = (request.GET.get("q") or request.GET.get("region") or request.GET.get("home_region") or "").strip()
    found = Region.objects.none()
    if len(typed) >= 2:
        match = Q(code__startswith=typed) | Q(name__icontains=typed)
        found = Region.objects.active().filter(match).select_related("parent").order_by("level", "code")
    return render(request, "p2wkss/region_options.html", {"regions": found[:SUGGESTED]})
