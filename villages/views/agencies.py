"""Pages of the agencies, and of the kinds of activities of a programme year."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.http import Request
from p2wkss.models import Region
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.activity_kinds import save_activity_kind, take_over_kinds
from villages.actions.agencies import save_agency
from villages.enums import AgencyKind, Component
from villages.forms.activities import AgencyForm, KindForm
from villages.models import ActivityKind, Agency, Cycle
from villages.permissions import check_manage_agency
from villages.starter import starter_kinds


@require_GET
def agency_list(request: Request) -> HttpResponse:
    """List the agencies of the person's regions and of the province above; region and kind stand in the address."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    seen = Agency.objects.visible_to(request.user).select_related("region")
    region, kind = request.GET.get("wilayah", ""), request.GET.get("jenis", "")
    found = seen.filter(**{name: value for name, value in (("region", region), ("kind", kind)) if value})
    page = page_of(request, found.order_by("region", "name", "pk"))
    context = {
        "rows": [(one, has_permission(request.user, Permission.MANAGE_AGENCIES, one.region_id)) for one in page],
        "page": page,
        "regions": Region.objects.filter(pk__in=seen.order_by().values("region")),
        "kinds": AgencyKind.choices,
        "asked": {"region": region, "kind": kind},
        "may_add": has_permission(request.user, Permission.MANAGE_AGENCIES),
    }
    return render(request, "villages/agency_list.html", context)


@require_http_methods(["GET", "POST"])
def agency_create(request: Request) -> HttpResponse:
    """Enter an agency."""
    check_permission(request.user, Permission.MANAGE_AGENCIES)
    return _edit_agency(request, Agency())


@require_http_methods(["GET", "POST"])
def agency_update(request: Request, pk: int) -> HttpResponse:
    """Correct an agency, or note that it contributes no more."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user).select_related("region"), pk=pk)
    check_manage_agency(request.user, agency)
    return _edit_agency(request, agency)


@require_GET
def kind_list(request: Request, pk: int) -> HttpResponse:
    """Show which field and which component each kind of activity of a year belongs to."""
    cycle = _find_cycle(request, pk)
    kinds = list(cycle.activity_kinds.all())
    starter = {(one.name, one.component) for one in starter_kinds()}
    context = {
        "cycle": cycle,
        "groups": [(one, [kind for kind in kinds if kind.component == one.value]) for one in Component],
        "kinds": kinds,
        "has_starter": any((kind.name, kind.component) in starter for kind in kinds),
        "may_change": has_permission(request.user, Permission.MANAGE_CYCLES, cycle.province_id),
    }
    return render(request, "villages/kind_list.html", context)


@require_POST
def kind_take_over(request: Request, pk: int) -> HttpResponse:
    """Give a year without kinds those of the year before, or the starter list."""
    cycle = _find_cycle(request, pk)
    check_permission(request.user, Permission.MANAGE_CYCLES, cycle.province_id)
    try:
        count = len(take_over_kinds(by=request.user, cycle=cycle))
        words = ngettext("%d jenis kegiatan diambil.", "%d jenis kegiatan diambil.", count) % count
        messages.success(request, words)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("villages:kind_list", cycle.pk)


@require_http_methods(["GET", "POST"])
def kind_create(request: Request, pk: int) -> HttpResponse:
    """Enter a kind of activity for a year."""
    cycle = _find_cycle(request, pk)
    check_permission(request.user, Permission.MANAGE_CYCLES, cycle.province_id)
    return _edit_kind(request, ActivityKind(cycle=cycle), in_use=0)


@require_http_methods(["GET", "POST"])
def kind_update(request: Request, pk: int) -> HttpResponse:
    """Correct a kind of activity; the page says how many activities move with it."""
    kind = get_object_or_404(ActivityKind.objects.visible_to(request.user).select_related("cycle__province"), pk=pk)
    check_permission(request.user, Permission.MANAGE_CYCLES, kind.cycle.province_id)
    return _edit_kind(request, kind, in_use=kind.activities.count())


def _find_cycle(request: Request, pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.visible_to(request.user).select_related("province"), pk=pk)


def _edit_agency(request: Request, agency: Agency) -> HttpResponse:
    form = AgencyForm(request.POST or None, instance=agency, user=request.user)
    if request.method == "POST" and (saved := form.submit(save_agency, by=request.user, agency=form.instance)):
        messages.success(request, _("Instansi %s tersimpan.") % saved.name)
        return redirect("villages:agency_list")
    return show_form(request, form, "villages/agency_form.html", agency=agency, is_new=agency._state.adding)


def _edit_kind(request: Request, kind: ActivityKind, **context: Any) -> HttpResponse:
    form = KindForm(request.POST or None, instance=kind)
    if request.method == "POST" and (saved := form.submit(save_activity_kind, by=request.user, kind=form.instance)):
        messages.success(request, _("Jenis kegiatan “%s” tersimpan.") % saved.name)
        return redirect("villages:kind_list", saved.cycle_id)
    context |= {"cycle": kind.cycle, "is_new": kind._state.adding}
    return show_form(request, form, "villages/kind_form.html", **context)
