"""Pages of the programme years."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission, region_filter
from p2wkss.roles import Permission
from villages.actions.cycles import open_cycle
from villages.forms.places import CycleForm
from villages.models import Cycle


@require_GET
def cycle_list(request: Request) -> HttpResponse:
    """List the programme years."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    cycles = Cycle.objects.visible_to(request.user).select_related("province")
    seen = region_filter(request.user, Permission.VIEW_PROGRAMME, "target_villages__village")
    counted = cycles.annotate(village_count=Count("target_villages", filter=seen, distinct=True))
    page = page_of(request, counted.order_by("-year", "province"))
    may_open = has_permission(request.user, Permission.MANAGE_CYCLES)
    return render(request, "villages/cycle_list.html", {"page": page, "may_open": may_open})


@require_http_methods(["GET", "POST"])
def cycle_create(request: Request) -> HttpResponse:
    """Open a programme year."""
    check_permission(request.user, Permission.MANAGE_CYCLES)
    form = CycleForm(request.POST or None, user=request.user)
    if request.method == "POST" and (saved := form.submit(open_cycle, by=request.user, cycle=form.instance)):
        messages.success(request, _("Tahun program %s dibuka.") % saved)
        return redirect("villages:cycle_list")
    return show_form(request, form, "villages/cycle_form.html")
