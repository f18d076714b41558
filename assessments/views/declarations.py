"""Where an assessor declares conflicts of interest, before a dossier opens or when one comes up later."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions.declarations import declare, undeclared
from assessments.forms.declarations import DeclarationForm
from assessments.models import Entry, PanelMember
from assessments.permissions import check_not_recused
from assessments.phases import Phase
from assessments.views.sheets import own_sheet
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form

NONE_FOR_ALL = "none_for_all"


@require_http_methods(["GET", "POST"])
def declarations(request: Request, pk: int) -> HttpResponse:
    """Ask about every village of a round that the assessor has declared nothing of, fifty at a time."""
    member = _own_membership(request, pk)
    entries = Entry.objects.filter(pk__in=undeclared(member)).select_related("target_village__village__parent__parent")
    page = page_of(request, entries)
    if not page.object_list:
        messages.info(request, _("Semua desa sudah Anda nyatakan."))
        return redirect("assessments:sheet_list")
    listed = list(page)
    if NONE_FOR_ALL in request.POST:
        nothing: dict[int, str | None] = {entry.pk: None for entry in listed if f"listed_{entry.pk}" in request.POST}
        return _done(request, member, nothing)
    form = DeclarationForm(request.POST or None, entries=listed)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        if form.submit(declare, by=request.user, member=member, said=said) is not None:
            return _after(request, member, said)
    return show_form(request, form, "assessments/declaration_form.html", round=member.round, page=page)


@require_http_methods(["GET", "POST"])
def conflict_declare(request: Request, pk: int) -> HttpResponse:
    """Let an assessor step back from a village whose sheet is not handed in yet."""
    sheet = own_sheet(request, pk)
    check_not_recused(sheet)
    if sheet.is_submitted or sheet.entry.round.phase != Phase.SCORING:
        raise PermissionDenied(_("Lembar nilai sudah diajukan atau penilaian sedang tidak dibuka."))
    form = DeclarationForm(request.POST or None, entries=[sheet.entry], is_conflict=True)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        if form.submit(declare, by=request.user, member=sheet.member, said=said) is not None:
            return _after(request, sheet.member, said)
    return show_form(request, form, "assessments/declaration_conflict.html", sheet=sheet)


def _own_membership(request: Request, pk: int) -> PanelMember:
    """Find the own place in the panel of a round that is being scored, or raise Http404."""
    own = PanelMember.objects.filter(user=request.user, round__phase=Phase.SCORING)
    return get_object_or_404(own.select_related("user", "round__region", "round__cycle"), round=pk)


def _done(request: Request, member: PanelMember, said: dict[int, str | None]) -> HttpResponse:
    declare(by=request.user, member=member, said=said)
    return _after(request, member, said)


def _after(request: Request, member: PanelMember, said: dict[int, str | None]) -> HttpResponse:
    left = sum(reason is not None for reason in said.values())
    messages.success(request, _("Pernyataan Anda tentang %d desa dicatat.") % len(said))
    if left:
        messages.info(request, _("Anda mengundurkan diri dari %d desa; sekretariat menugaskan penilai lain.") % left)
    if undeclared(member):
        return redirect("assessments:declare", member.round_id)
    return redirect("assessments:sheet_list")
