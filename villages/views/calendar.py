"""The calendar of visits: its page, and the secret address at which a phone reads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.calendars import open_calendar, revoke_calendar
from villages.calendar import month_of
from villages.calendar_feed import feed, owner_of, stamp
from villages.calendar_page import day_entries, month_page, read_asked, region_choices
from villages.forms.visits import CalendarStepForm
from villages.models import CalendarKey, Visit


@require_GET
def calendar(request: Request) -> HttpResponse:
    """Show the visits and due dates of a month; month, region and day stand in the address."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    today = timezone.localdate()
    regions = region_choices(request.user, request.GET.get("wilayah", ""))
    asked = read_asked(request.GET, [code for code, _name in regions], today)
    weeks = month_page(request.user, asked, today)
    context = {
        "asked": asked,
        "previous": asked.month.moved(-1),
        "next": asked.month.moved(1),
        "this_month": month_of(today).address,
        "regions": regions,
        "weeks": weeks,
        "is_empty": not any(day.total for week in weeks for day in week),
        "page": page_of(request, day_entries(request.user, asked, today)),
    }
    return render(request, "villages/calendar.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_key(request: Request) -> HttpResponse:
    """Make or end the person's own calendar address; it is shown once, and known to nobody afterwards."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    form, address = CalendarStepForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["step"] == CalendarStepForm.REVOKE:
            if revoke_calendar(by=request.user):
                messages.success(request, _("Alamat kalender dicabut dan tidak dapat dibuka lagi."))
            return redirect("villages:calendar_key")
        secret = open_calendar(by=request.user)
        address = request.build_absolute_uri(reverse("villages:calendar_feed", args=[secret]))
    key = CalendarKey.objects.filter(user=request.user, revoked_at=None).first()
    context = {"address": address, "key": key}
    if address:
        return render(request, "villages/calendar_key.html", {"form": CalendarStepForm(), **context})
    return show_form(request, form, "villages/calendar_key.html", **context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out the calendar file to whoever has the address; "not changed" costs no more than a look."""
    user, today = owner_of(secret), timezone.localdate()
    if user is None:
        raise Http404
    etag = f'"{stamp(user, today)}"'
    response = HttpResponse(
        content_type="text/calendar; charset=utf-8", headers={"ETag": etag, "Cache-Control": "private, no-cache"}
    )
    answer = get_conditional_response(request, etag, None, response) or response
    if answer is response:
        response.content = feed(user, today, lambda visit: _address_of(request, visit))
    return answer


def _address_of(request: HttpRequest, visit: Visit) -> str:
    return request.build_absolute_uri(reverse("villages:visit_detail", args=[visit.pk]))
