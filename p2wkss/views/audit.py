"""The record of who did what."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from p2wkss.audit_words import ACTION_WORDS
from p2wkss.http import Request
from p2wkss.models import AuditEvent
from p2wkss.pages import page_of
from p2wkss.permissions import check_permission, regions_of
from p2wkss.roles import Permission


@require_GET
def audit_list(request: Request) -> HttpResponse:
    """List audit events of the administrator's region, newest first; filters stand in the address."""
    check_permission(request.user, Permission.VIEW_AUDIT)
    region, action = request.GET.get("wilayah", "").strip(), request.GET.get("tindakan", "")
    events = AuditEvent.objects.filter(_own(request)).select_related("actor")
    if region:
        events = events.filter(region_code__startswith=region)
    if action in ACTION_WORDS:
        events = events.filter(action=action)
    page = page_of(request, events)
    rows = [(event, ACTION_WORDS.get(event.action, event.action)) for event in page]
    context = {"page": page, "rows": rows, "region": region, "action": action, "actions": ACTION_WORDS.items()}
    return render(request, "p2wkss/audit_list.html", context)


def _own(request: Request) -> Q:
    """The events of the regions that the person administers; all of them for the whole country."""
    condition = Q(pk__in=[])
    for code in regions_of(request.user, Permission.VIEW_AUDIT):
        condition |= Q(region_code__startswith=code) if code else Q()
        if not code:
            return Q()
    return condition
