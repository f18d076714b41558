"""The assessor's pages: the sheets to fill in, one sheet, and what stands beside it once it is handed in."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions.declarations import undeclared_rounds
from assessments.actions.sheets import return_sheet, save_mark, save_sheet, submit_sheet
from assessments.forms.sheets import MarkForm, ReturnForm, SheetForm
from assessments.models import ScoreSheet
from assessments.permissions import check_manage_round, check_score, needs_declaration, sees_peers
from assessments.phases import Phase
from assessments.proposals import evidence_counts, figures_of, proposals
from assessments.sheet_page import peers_context, saved_answer, sheet_context, stale_answer
from p2wkss.actions.saving import StaleVersion
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission


@require_GET
def sheet_list(request: Request) -> HttpResponse:
    """List the assessor's own sheets, what is open first."""
    check_permission(request.user, Permission.SCORE)
    sheets = ScoreSheet.objects.visible_to(request.user).with_places().with_progress()
    page = page_of(request, sheets.order_by("state", "entry__target_village__village", "pk"))
    context = {"page": page, "undeclared": undeclared_rounds(request.user)}
    return render(request, "assessments/sheet_list.html", context)


@require_http_methods(["GET", "POST"])
def sheet_edit(request: Request, pk: int) -> HttpResponse:
    """Show one sheet with all indicators; save it as a draft or hand it in."""
    sheet = own_sheet(request, pk)
    if sheet.is_recused:
        return render(request, "assessments/sheet_recused.html", {"sheet": sheet})
    if needs_declaration(sheet):
        return redirect("assessments:declare", sheet.entry.round_id)
    if request.method == "GET":
        return _show(request, sheet, _form(sheet))
    check_score(request.user, sheet)
    form = _form(sheet, request.POST)
    try:
        saved = save_sheet(by=request.user, sheet=sheet, marks=form.marks(), expected_version=form.version)
    except ValidationError as error:
        form.take_errors(error.message_dict)
        return _show(request, sheet, form)
    except StaleVersion as error:
        form.take_newer(cast(ScoreSheet, error.current))
        return _show(request, sheet, form)
    return _submit(request, saved) if "submit" in request.POST else _after_save(request, saved)


@require_POST
def mark_save(request: Request, pk: int) -> JsonResponse:
    """Save one mark for the page's script: 200, 403 with the reason, 409 with what stands, or 422 with the error."""
    sheet = get_object_or_404(ScoreSheet.objects.visible_to(request.user), pk=pk)
    form = MarkForm(request.POST)
    try:
        saved = save_mark(
            by=request.user,
            sheet=sheet,
            mark=form.mark,
            is_cleared=form.is_cleared,
            expected_version=form.version,
            sheet_version=form.sheet_version,
        )
    except PermissionDenied as error:
        return JsonResponse({"reason": str(error)}, status=403)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    except StaleVersion as error:
        return JsonResponse(stale_answer(error.current), status=409)
    return JsonResponse(saved_answer(saved, form))


@require_GET
def sheet_peers(request: Request, pk: int) -> HttpResponse:
    """Show colleagues' marks of the same village beside the own, once the own sheets are handed in."""
    sheet = own_sheet(request, pk)
    if not sees_peers(request.user, sheet):
        raise PermissionDenied(_("Nilai rekan terlihat setelah semua lembar nilai Anda untuk desa ini diajukan."))
    return render(request, "assessments/sheet_peers.html", peers_context(sheet))


@require_http_methods(["GET", "POST"])
def sheet_return(request: Request, pk: int) -> HttpResponse:
    """Give a sheet that was handed in back to its assessor; whoever runs the round sees none of its marks."""
    sheet = get_object_or_404(ScoreSheet.objects.managed_by(request.user).with_places(), pk=pk)
    check_manage_round(request.user, sheet.entry.round, Phase.SCORING)
    form = ReturnForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        given = {"remark": form.cleaned_data["remark"], "remarks": form.remarks()}
        if form.submit(return_sheet, by=request.user, sheet=sheet, **given):
            messages.success(request, _("Lembar nilai dikembalikan kepada %s.") % sheet.member)
            return redirect("assessments:missing_board", sheet.entry.round_id)
    returns = sheet.returns.select_related("returned_by").order_by("-pk")
    return show_form(request, form, "assessments/sheet_return.html", sheet=sheet, returns=returns)


def own_sheet(request: Request, pk: int) -> ScoreSheet:
    """Find an own sheet of a round that was opened, or raise Http404."""
    sheet = get_object_or_404(ScoreSheet.objects.visible_to(request.user).with_village(), pk=pk)
    sheet.member.user, village, round = request.user, sheet.entry.target_village, sheet.entry.round
    if village.cycle_id == round.cycle_id:  # a calibration also takes villages of other years
        village.cycle = round.cycle
    return sheet


def _form(sheet: ScoreSheet, posted: Mapping[str, str] | None = None) -> SheetForm:
    village_id = sheet.entry.target_village_id
    figures = figures_of(village_id)
    facts = proposals(sheet.entry.round.instrument.instrument, figures)
    returns = list(sheet.returns.order_by("-pk"))
    return SheetForm(sheet, figures, facts, posted, evidence=evidence_counts(village_id), returns=returns)


def _after_save(request: Request, saved: ScoreSheet) -> HttpResponse:
    messages.success(request, _("Tersimpan sebagai konsep, versi %d.") % saved.version)
    return redirect("assessments:sheet_edit", saved.pk)


def _submit(request: Request, saved: ScoreSheet) -> HttpResponse:
    try:
        submit_sheet(by=request.user, sheet=saved, expected_version=saved.version)
    except (PermissionDenied, ValidationError) as error:
        form = _form(saved)
        form.take_errors(error.message_dict if isinstance(error, ValidationError) else {})
        form.errors = [str(error)] if isinstance(error, PermissionDenied) else []
        form.errors.append(_("Isian Anda sudah tersimpan sebagai konsep."))
        return _show(request, saved, form)
    messages.success(request, _("Lembar nilai %s diajukan.") % saved.entry)
    return redirect("assessments:sheet_list")


def _show(request: Request, sheet: ScoreSheet, form: SheetForm) -> HttpResponse:
    refused = bool(form.errors or form.faulty or form.is_stale)
    context = sheet_context(request.user, sheet, form)
    return render(request, "assessments/sheet_edit.html", context, status=422 if refused else 200)
