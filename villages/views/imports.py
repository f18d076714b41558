"""Pages of the workbooks: download, upload, look at what was found, agree."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from p2wkss.http import Request
from p2wkss.pages import download, page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.imports import cancel_import, check_again, choose_columns, confirm_import, upload_workbook
from villages.enums import YEAR_ROUNDS, ImportState, SurveyRound
from villages.forms.imports import ColumnsForm, UploadForm
from villages.import_page import import_context
from villages.models import ImportBatch, TargetVillage
from villages.reports.returned_workbook import returned_workbook
from villages.reports.survey_workbook import survey_workbook, workbook_name
from villages.views.target_villages import find_village


@require_http_methods(["GET", "POST"])
def workbooks(request: Request, pk: int) -> HttpResponse:
    """Offer the template of each round, take an upload, list what was uploaded before."""
    village = _enterable(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"round": request.GET.get("putaran", "")})
    if request.method == "POST" and form.is_valid():
        round, file = form.cleaned_data["round"], form.cleaned_data["file"]
        batch = form.submit(upload_workbook, by=request.user, target_village=village, round=round, file=file)
        if batch is not None:
            return redirect("villages:import_detail", batch.pk)
    past = page_of(request, village.imports.visible_to(request.user).select_related("uploaded_by"), 20)
    return show_form(request, form, "villages/workbooks.html", village=village, rounds=YEAR_ROUNDS, page=past)


@require_GET
def workbook_template(request: Request, pk: int, round: SurveyRound) -> HttpResponse:
    """Hand out the workbook of a village and round, with the families known and rows for new ones."""
    village = _enterable(request, pk)
    if round not in YEAR_ROUNDS:
        raise Http404
    return download(survey_workbook(village, round, spare=True), workbook_name(village, round))


@require_GET
def import_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show how far an upload is, and what was found in it."""
    batch = _find(request, pk)
    if batch.state == ImportState.MAPPING:
        there = reverse("villages:import_columns", args=[batch.pk])
        # The page that waits asks for a part of itself, and would look for that part in any other page.
        return HttpResponseClientRedirect(there) if "HX-Request" in request.headers else redirect(there)
    return render(request, "villages/import_detail.html", import_context(batch, request.GET))


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, pk: UUID) -> HttpResponse:
    """Ask which column is which fact."""
    batch = _find(request, pk)
    if batch.state not in {ImportState.MAPPING, ImportState.CHECKED} or "heads" not in batch.columns:
        return redirect("villages:import_detail", batch.pk)
    form = ColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        saved = form.submit(choose_columns, by=request.user, batch=batch, columns=form.columns)
        if saved is not None:
            return redirect("villages:import_detail", batch.pk)
    return show_form(request, form, "villages/import_columns.html", batch=batch, village=batch.target_village)


@require_GET
def import_errors(request: Request, pk: UUID) -> HttpResponse:
    """Hand the workbook back with what is to be corrected in it."""
    batch = _find(request, pk)
    if batch.state != ImportState.CHECKED or not batch.summary.get("error"):
        raise Http404
    name = batch.file_name.rpartition(".")[0] or batch.file_name
    return download(returned_workbook(batch), f"{name}-perbaiki.xlsx")


@require_POST
def import_confirm(request: Request, pk: UUID) -> HttpResponse:
    """Agree to store what was found."""
    return _step(request, pk, confirm_import)


@require_POST
def import_recheck(request: Request, pk: UUID) -> HttpResponse:
    """Check again, as the register moved on."""
    return _step(request, pk, check_again)


@require_POST
def import_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Drop the upload."""
    return _step(request, pk, cancel_import)


def _step(request: Request, pk: UUID, action: Callable[..., ImportBatch]) -> HttpResponse:
    batch = _find(request, pk)
    try:
        action(by=request.user, batch=batch)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("villages:import_detail", batch.pk)


def _enterable(request: Request, pk: int) -> TargetVillage:
    village = find_village(request, pk)
    check_permission(request.user, Permission.ENTER_FAMILIES, village.village_id)
    return village


def _find(request: Request, pk: UUID) -> ImportBatch:
    places = "target_village__village__parent__parent", "target_village__cycle__province", "uploaded_by"
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related(*places), pk=pk)
