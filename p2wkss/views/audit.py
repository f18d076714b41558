"""The record of who did what."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from p2wkss.audit_words import ACTION_WORDS
from p2wkss.http import Request
from p2wkss.models import AuditEvent, User
from p2wkss.pages import page_of
from p2wkss.permissions import check_permission, regions_of
from p2wkss.roles import Permission
from p2wkss.views.audit_about import about


@require_GET
def audit_list(request: Request) -> HttpResponse:
    """List audit events of the administrator's region, newest first; filters stand in the address."""
    check_permission(request.user, Permission.VIEW_AUDIT)
    asked = {name: request.GET.get(name, "").strip() for name in ("wilayah", "tindakan", "pelaku")}
    events = AuditEvent.objects.filter(_own(request.user), _asked(**asked)).select_related("actor")
    page = page_of(request, events)
    rows = [(event, ACTION_WORDS.get(event.action, event.action), about(event)) for event in page]
    context = {"page": page, "rows": rows, "asked": asked, "actions": ACTION_WORDS.items()}
    return render(request, "p2wkss/audit_list.html", context)


def _own(user: User) -> Q:
    """What happened in the regions that the person administers, and what they did themselves."""
    codes = regions_of(user, Permission.VIEW_AUDIT)
    if "" in codes:
        return Q()
    own = Q(actor=user)
    for code in codes:
        own |= _in_region(code)
    return own


def _asked(wilayah: str, tindakan: str, pelaku: str) -> Q:
    """What the filters ask for: a region's code (a name may follow it), an act, a part of a person's name."""
    condition = _in_region(wilayah.split(maxsplit=1)[0].rstrip(".")) if wilayah else Q()
    if tindakan in ACTION_WORDS:
        condition &= Q(action=tindakan)
    if pelaku:
        condition &= Q(actor__full_name__icontains=pelaku) | Q(actor__username__icontains=pelaku)
    return condition


def _in_region(code: str) -> Q:
    return Q(region_code=code) | Q(region_code__startswith=f"{code}.")
