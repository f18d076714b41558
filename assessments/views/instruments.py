"""Pages of the instruments: taking in, reading, checking, locking, copying, comparing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions.instruments import (
    available_definitions,
    check_instrument,
    copy_instrument,
    import_instrument,
    load_instrument,
    lock_instrument,
    problems_of,
)
from assessments.forms.instruments import UploadForm
from assessments.instrument import Instrument
from assessments.instrument_diff import diff
from assessments.instrument_files import FileRefused, read_file, to_toml, to_xlsx
from assessments.instrument_page import change_rows, detail_context, earlier
from assessments.models import InstrumentVersion
from p2wkss.actions.saving import StaleVersion
from p2wkss.http import Request
from p2wkss.models import Region
from p2wkss.pages import download, show_form
from p2wkss.permissions import check_permission, has_permission, regions_of
from p2wkss.roles import Permission


def visible_version(request: Request, pk: int) -> InstrumentVersion:
    """Find an instrument that the person may see, or raise Http404."""
    found = InstrumentVersion.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("province", "parent", "locked_by", "checked_by"), pk=pk)


@require_GET
def instrument_list(request: Request) -> HttpResponse:
    """List the instruments of the person's province, and the starter definitions that may be taken in."""
    if not has_permission(request.user, Permission.VIEW_ROUNDS):
        raise PermissionDenied(_("Anda tidak berhak melihat instrumen."))
    may_manage = has_permission(request.user, Permission.MANAGE_INSTRUMENTS)
    versions = InstrumentVersion.objects.visible_to(request.user).select_related("province")
    starters = available_definitions() if may_manage else {}
    context = {"versions": versions, "starters": starters, "may_manage": may_manage}
    return render(request, "assessments/instrument_list.html", context)


@require_POST
def instrument_load(request: Request) -> HttpResponse:
    """Take a starter definition into the person's province as a draft."""
    province = _own_province(request)
    try:
        version = load_instrument(by=request.user, province=province, code=request.POST.get("code", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("assessments:instrument_list")
    messages.success(request, _("Instrumen dimuat sebagai konsep. Ubah seperlunya, periksa, lalu kunci."))
    return redirect("assessments:instrument_detail", version.pk)


@require_http_methods(["GET", "POST"])
def instrument_upload(request: Request) -> HttpResponse:
    """Take an instrument in from a file; a file with faults is refused whole, with each of them named."""
    province = _own_province(request)
    form, faults = UploadForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            instrument = read_file(file.name, file.read())
        except FileRefused as refused:
            faults = refused.faults
            form.add_error("file", _("Berkas ini tidak disimpan; lihat di bawah apa yang harus dibetulkan."))
        else:
            made = {"instrument": instrument, "file_name": file.name}
            version = import_instrument(by=request.user, province=province, **made)
            messages.success(request, _("Instrumen diunggah sebagai konsep versi %d.") % version.version)
            return redirect("assessments:instrument_detail", version.pk)
    return show_form(request, form, "assessments/instrument_upload.html", faults=faults)


@require_GET
def instrument_detail(request: Request, pk: int) -> HttpResponse:
    """Show one version whole: components, indicators, levels, and how marks become a rank."""
    version = visible_version(request, pk)
    return render(request, "assessments/instrument_detail.html", detail_context(request.user, version))


@require_POST
def instrument_check(request: Request, pk: int) -> HttpResponse:
    """Say that a draft is right as it stands; or lead to what is not."""
    version = visible_version(request, pk)
    try:
        check_instrument(by=request.user, version=version)
    except ValidationError as error:
        messages.error(request, _("Belum dapat dinyatakan benar: %d hal harus dibetulkan dulu.") % len(error.messages))
        return redirect("assessments:instrument_edit", pk)
    messages.success(request, _("Instrumen sudah diperiksa: semuanya benar. Sekarang dapat dikunci."))
    return redirect("assessments:instrument_detail", pk)


@require_POST
def instrument_lock(request: Request, pk: int) -> HttpResponse:
    """Freeze a version as it stood when its page was opened."""
    version = visible_version(request, pk)
    seen = request.POST.get("edit_version", "")
    if seen.isdecimal():
        version.edit_version = int(seen)
    try:
        lock_instrument(by=request.user, version=version)
    except StaleVersion:
        messages.error(request, _("Instrumen ini baru saja diubah. Baca lagi sebelum menguncinya."))
    else:
        messages.success(request, _("Instrumen terkunci dan tidak dapat diubah lagi."))
    return redirect("assessments:instrument_detail", pk)


@require_POST
def instrument_copy(request: Request, pk: int) -> HttpResponse:
    """Begin the next version with what stands in this one."""
    copy = copy_instrument(by=request.user, version=visible_version(request, pk))
    messages.success(request, _("Disalin sebagai konsep versi %d.") % copy.version)
    return redirect("assessments:instrument_edit", copy.pk)


@require_GET
def instrument_toml(request: Request, pk: int) -> HttpResponse:
    """Hand out an instrument as TOML."""
    version = visible_version(request, pk)
    return download(to_toml(_faultless(version)), f"{version.code}-v{version.version}.toml")


@require_GET
def instrument_xlsx(request: Request, pk: int) -> HttpResponse:
    """Hand out an instrument as a workbook."""
    version = visible_version(request, pk)
    return download(to_xlsx(_faultless(version)), f"{version.code}-v{version.version}.xlsx")


@require_GET
def instrument_changes(request: Request, pk: int) -> HttpResponse:
    """Show what differs from another version of the same instrument, by default from the one it was made from."""
    version = visible_version(request, pk)
    others = InstrumentVersion.objects.filter(province=version.province_id, code=version.code).exclude(pk=pk)
    others = others.order_by("-version")
    chosen = request.GET.get("dari", "")
    known = earlier(version) or others.first()
    old = get_object_or_404(others, pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else known
    faulty = [one for one in (old, version) if one and problems_of(one) and not one.is_locked]
    rows = change_rows(diff(old.instrument, version.instrument)) if old and not faulty else []
    context = {"version": version, "old": old, "others": others, "rows": rows, "faulty": faulty}
    return render(request, "assessments/instrument_changes.html", context)


def _own_province(request: Request) -> Region:
    check_permission(request.user, Permission.MANAGE_INSTRUMENTS)
    return get_object_or_404(Region, code=regions_of(request.user, Permission.MANAGE_INSTRUMENTS)[0])


def _faultless(version: InstrumentVersion) -> Instrument:
    if not version.is_locked and problems_of(version):
        raise PermissionDenied(_("Konsep ini masih harus dibetulkan; setelah itu dapat diunduh."))
    return version.instrument
