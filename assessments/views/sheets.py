"""The assessor's pages: the sheets to fill in, and one sheet."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions.sheets import save_sheet, submit_sheet
from assessments.forms.sheets import SheetForm
from assessments.models import ScoreSheet
from assessments.permissions import check_score
from assessments.proposals import evidence_counts, figures_of, proposals
from p2wkss.actions.saving import StaleVersion
from p2wkss.http import Request
from p2wkss.pages import page_of
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.models import TargetVillage


@require_GET
def sheet_list(request: Request) -> HttpResponse:
    """List the assessor's own sheets, what is open first."""
    check_permission(request.user, Permission.SCORE)
    sheets = ScoreSheet.objects.visible_to(request.user).with_places().with_progress()
    page = page_of(request, sheets.order_by("state", "entry__target_village__village", "pk"))
    return render(request, "assessments/sheet_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def sheet_edit(request: Request, pk: int) -> HttpResponse:
    """Show one sheet with all indicators; save it as a draft or hand it in."""
    sheet = get_object_or_404(ScoreSheet.objects.visible_to(request.user).with_places(), pk=pk)
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


def _form(sheet: ScoreSheet, posted: Mapping[str, str] | None = None) -> SheetForm:
    village_id = sheet.entry.target_village_id
    facts = proposals(sheet.entry.round.instrument.instrument, figures_of(village_id))
    return SheetForm(sheet, facts, posted, evidence=evidence_counts(village_id))


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
    village = TargetVillage.objects.with_places().with_progress().get(pk=sheet.entry.target_village_id)
    context = {"sheet": sheet, "form": form, "village": village, "is_open": _is_open(request, sheet)}
    return render(request, "assessments/sheet_edit.html", context, status=422 if refused else 200)


def _is_open(request: Request, sheet: ScoreSheet) -> bool:
    try:
        check_score(request.user, sheet)
    except PermissionDenied:
        return False
    return True
