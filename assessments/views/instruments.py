"""Pages of the instruments."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions.instruments import available_definitions, load_instrument, lock_instrument
from assessments.models import InstrumentVersion
from p2wkss.http import Request
from p2wkss.models import Region
from p2wkss.permissions import check_permission, has_permission, regions_of
from p2wkss.roles import Permission
from villages.enums import FACT_LABELS


@require_GET
def instrument_list(request: Request) -> HttpResponse:
    """List the instruments of the person's province, and the starter definitions that may be taken in."""
    if not has_permission(request.user, Permission.VIEW_ROUNDS):
        raise PermissionDenied(_("Anda tidak berhak melihat instrumen."))
    return render(
        request,
        "assessments/instrument_list.html",
        {
            "versions": InstrumentVersion.objects.visible_to(request.user).select_related("province"),
            "starters": available_definitions() if has_permission(request.user, Permission.MANAGE_INSTRUMENTS) else {},
        },
    )


@require_POST
def instrument_load(request: Request) -> HttpResponse:
    """Take a starter definition into the person's province as a draft."""
    check_permission(request.user, Permission.MANAGE_INSTRUMENTS)
    province = get_object_or_404(Region, code=regions_of(request.user, Permission.MANAGE_INSTRUMENTS)[0])
    try:
        version = load_instrument(by=request.user, province=province, code=request.POST.get("code", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("assessments:instrument_list")
    messages.success(request, _("Instrumen dimuat sebagai konsep. Periksa, lalu kunci."))
    return redirect("assessments:instrument_detail", version.pk)


@require_GET
def instrument_detail(request: Request, pk: int) -> HttpResponse:
    """Show one version whole: components, indicators, levels, ladder."""
    version = get_object_or_404(InstrumentVersion.objects.visible_to(request.user).select_related("province"), pk=pk)
    can_lock = has_permission(request.user, Permission.MANAGE_INSTRUMENTS, version.province_id)
    components = version.instrument.components
    names = {part.code: part.name for part in components}
    ladder = [names[key] for key in version.instrument.tie_break if key in names]
    parts = [(part, [(one, FACT_LABELS.get(one.fact, one.fact)) for one in part.indicators]) for part in components]
    context = {"version": version, "instrument": version.instrument, "parts": parts, "ladder": ladder}
    return render(request, "assessments/instrument_detail.html", {**context, "can_lock": can_lock})


@require_POST
def instrument_lock(request: Request, pk: int) -> HttpResponse:
    """Freeze a version."""
    version = get_object_or_404(InstrumentVersion.objects.visible_to(request.user), pk=pk)
    lock_instrument(by=request.user, version=version)
    messages.success(request, _("Instrumen terkunci dan tidak dapat diubah lagi."))
    return redirect("assessments:instrument_detail", pk)
