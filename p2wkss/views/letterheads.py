"""Pages of letterheads and signers: versions with the day from which they count."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.actions.letterheads import activate, discard, save_draft, start_draft
from p2wkss.actions.saving import StaleVersion
from p2wkss.formats import date_in_words
from p2wkss.http import Request
from p2wkss.letterhead import letterhead_of
from p2wkss.letterhead_forms import LetterheadForm
from p2wkss.letterhead_offices import offices_of, read_offices, span_of
from p2wkss.models import LetterheadVersion
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.report_words import SignerRole
from p2wkss.roles import Permission

OFFICES_PER_PAGE = 20
# A drawing that is opened by itself may do nothing at all.
LOGO_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
}


@require_GET
def letterhead_list(request: Request) -> HttpResponse:
    """List the person's offices, each with its version in force, its draft, and what was before."""
    check_permission(request.user, Permission.MANAGE_LETTERHEAD)
    query = request.GET.get("region", "").strip()
    page = page_of(request, offices_of(request.user, query), OFFICES_PER_PAGE)
    context = {
        "page": page,
        "offices": read_offices(page.object_list, timezone.localdate()),
        "query": query,
        "today": timezone.localdate(),
        "may_search": has_permission(request.user, Permission.MANAGE_LETTERHEAD, ""),
    }
    return render(request, "p2wkss/letterhead_list.html", context)


@require_http_methods(["GET", "POST"])
def letterhead_create(request: Request, region: str) -> HttpResponse:
    """Say what the new version begins with, then start it; where there is a draft already, it leads to that."""
    office = get_object_or_404(offices_of(request.user, region), pk=region)
    if request.method == "POST":
        return redirect("letterhead_update", start_draft(by=request.user, region=office).pk)
    (found,) = read_offices([office], timezone.localdate())
    return render(request, "p2wkss/letterhead_create.html", {"office": found})


@require_GET
def letterhead_detail(request: Request, pk: int) -> HttpResponse:
    """Show a version as it will be printed."""
    version = _find(request, pk)
    heads = [letterhead_of(version, SignerRole(signer.role)) for signer in version.signers.all()]
    context = {
        "version": version,
        "head": letterhead_of(version),
        "signers": list(zip(version.signers.all(), heads, strict=True)),
        "span": span_of(version),
        "today": timezone.localdate(),
        "day_in_words": date_in_words(timezone.localdate()),
        "sample_number": letterhead_of(version).number("jenis", timezone.localdate().year, version.region_id),
    }
    return render(request, "p2wkss/letterhead_detail.html", context)


@require_http_methods(["GET", "POST"])
def letterhead_update(request: Request, pk: int) -> HttpResponse:
    """Change a draft; a version in use only shows itself."""
    version = _find(request, pk)
    if not version.is_draft:
        messages.error(request, _("Versi ini sudah dipakai dan tidak dapat diubah lagi. Buat versi baru."))
        return redirect("letterhead_detail", pk)
    form = LetterheadForm(request.POST or None, request.FILES or None, instance=version)
    if request.method == "POST" and form.is_valid():
        logo, dropped = form.cleaned_data["logo_file"], form.cleaned_data.get("drop_logo", False)
        written = {"draft": form.instance, "signers": form.signers(), "logo": logo, "drop_logo": dropped}
        if form.submit(save_draft, by=request.user, **written):
            messages.success(request, _("Rancangan tersimpan. Lihat hasilnya sebelum dipakai."))
            return redirect("letterhead_detail", pk)
    return show_form(request, form, "p2wkss/letterhead_form.html", version=version)


@require_GET
def letterhead_logo(request: Request, pk: int) -> HttpResponse:
    """Hand out the logo as what it was checked to be."""
    version = _find(request, pk)
    if not version.logo:
        raise Http404
    return HttpResponse(bytes(version.logo), content_type=version.logo_type, headers=LOGO_HEADERS)


@require_POST
def letterhead_activate(request: Request, pk: int) -> HttpResponse:
    """Take a draft into use, as it was looked at."""
    version = _find(request, pk)
    seen = request.POST.get("version", "")
    try:
        activate(by=request.user, draft=version, version=int(seen) if seen.isdecimal() else 0)
        messages.success(
            request, _("Kop surat dipakai. Laporan berikutnya memakai versi yang berlaku pada tanggalnya.")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except StaleVersion:
        messages.error(request, _("Rancangan ini berubah sejak Anda melihatnya. Periksa lagi, lalu pakai."))
    return redirect("letterhead_detail", pk)


@require_POST
def letterhead_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = _find(request, pk)
    try:
        discard(by=request.user, draft=version)
        messages.success(request, _("Rancangan dibuang."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("letterhead_detail", pk)
    return redirect("letterhead_list")


def _find(request: Request, pk: int) -> LetterheadVersion:
    versions = LetterheadVersion.objects.visible_to(request.user).select_related("region", "created_by", "activated_by")
    return get_object_or_404(versions.prefetch_related("signers").defer("logo"), pk=pk)
