"""Pages of photos and documents."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.evidence import save_evidence, withdraw_evidence
from villages.actions.uploads import send_in
from villages.evidence_page import gallery, proven_by, reuse_hints, serve_evidence
from villages.forms.evidence import EvidenceForm, EvidenceUpdateForm, WithdrawForm
from villages.models import Evidence, TargetVillage
from villages.permissions import check_record
from villages.reuse import reused, with_links
from villages.views.target_villages import find_village


@require_GET
def evidence_list(request: Request, pk: int) -> HttpResponse:
    """Show the photos and documents of a village; the filter stands in the address."""
    village = find_village(request, pk)
    context = {"village": village, "may_record": _may_record(request, village), **gallery(village, request.GET)}
    return render(request, "villages/evidence_list.html", context)


@require_http_methods(["GET", "POST"])
def evidence_create(request: Request, pk: int) -> HttpResponse:
    """Send in photos or documents; what they are to prove may stand in the address."""
    village = find_village(request, pk)
    check_record(request.user, village)
    files = request.POST or None, request.FILES or None
    form = EvidenceForm(*files, village=village, user=request.user, query=request.GET)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        sent = {"facts": form.facts, "uploads": map(UUID, said["upload"]), "file": said["file"], "uuid": said["uuid"]}
        if made := form.submit(send_in, by=request.user, target_village=village, **sent):
            return _after(request, village, made)
    return show_form(request, form, "villages/evidence_form.html", village=village)


@require_GET
def evidence_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one photo or document: its dates, what it proves, its pair, and where the same is used too."""
    evidence = _find(request, pk)
    village = evidence.target_village
    context = {
        "evidence": evidence,
        "village": village,
        "proves": proven_by(evidence),
        "hints": reuse_hints(request.user, [evidence])[evidence.pk],
        "after": Evidence.objects.filter(pair=evidence, removed_at=None).first(),
        "may_record": _may_record(request, village) and not evidence.removed_at,
    }
    return render(request, "villages/evidence_detail.html", context)


@require_http_methods(["GET", "POST"])
def evidence_update(request: Request, pk: UUID) -> HttpResponse:
    """Correct what is said of a photo or document."""
    evidence = _find(request, pk)
    check_record(request.user, evidence.target_village)
    form = EvidenceUpdateForm(request.POST or None, instance=evidence)
    if request.method == "POST" and form.is_valid():
        saved = form.submit(save_evidence, by=request.user, evidence=form.instance, links=form.all_links)
        if saved:
            messages.success(request, _("Keterangan bukti tersimpan."))
            return redirect("villages:evidence_detail", saved.pk)
    return show_form(request, form, "villages/evidence_update.html", village=evidence.target_village, evidence=evidence)


@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a photo or document out of the record, with the reason."""
    evidence = _find(request, pk)
    check_record(request.user, evidence.target_village)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.submit(withdraw_evidence, by=request.user, evidence=evidence, reason=reason):
            messages.success(request, _("Bukti ditarik."))
            return redirect("villages:evidence_list", evidence.target_village_id)
    village = evidence.target_village
    return show_form(request, form, "villages/evidence_withdraw.html", village=village, evidence=evidence)


@require_GET
def evidence_reuse(request: Request) -> HttpResponse:
    """List what is used more than once, over all villages that the person may see."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    seen = Evidence.objects.visible_to(request.user)
    page = page_of(request, reused(with_links(seen)).order_by("-uploaded_at", "uuid"), 20)
    hints = reuse_hints(request.user, list(page))
    rows = [(one, hints[one.pk]) for one in page]
    return render(request, "villages/evidence_reuse.html", {"page": page, "rows": rows})


@require_safe
def evidence_file(request: Request, pk: UUID) -> HttpResponseBase:
    """Hand out the photo or document."""
    return serve_evidence(request, _find(request, pk))


@require_safe
def evidence_thumbnail(request: Request, pk: UUID) -> HttpResponseBase:
    """Hand out the small picture."""
    return serve_evidence(request, _find(request, pk), thumbnail=True)


def _find(request: Request, pk: UUID) -> Evidence:
    rows = Evidence.objects.visible_to(request.user).with_places().select_related("uploaded_by", "pair")
    return get_object_or_404(rows, pk=pk)


def _may_record(request: Request, village: TargetVillage) -> bool:
    return has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id)


def _after(request: Request, village: TargetVillage, made: list[Evidence]) -> HttpResponse:
    """Say what was stored and where the same is used too, and lead on to it."""
    count = len(made)
    messages.success(request, ngettext("%d bukti tersimpan.", "%d bukti tersimpan.", count) % count)
    for hints in reuse_hints(request.user, made).values():
        for hint in hints[:3]:
            messages.warning(request, hint.words)
    if count == 1:
        return redirect("villages:evidence_detail", made[0].pk)
    return redirect("villages:evidence_list", village.pk)
