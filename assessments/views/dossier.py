"""The assessor's dossier: what was recorded of the village of an own sheet, and the files that prove it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.dossier_page import dossier_context
from assessments.models import ScoreSheet
from assessments.permissions import check_not_recused, needs_declaration
from assessments.views.sheets import own_sheet
from p2wkss.http import Request
from villages.evidence_page import serve_evidence
from villages.models import Evidence


@require_GET
def dossier(request: Request, pk: int) -> HttpResponse:
    """Show the record of the year of the village that a sheet is about, once that is free of a conflict."""
    sheet = own_sheet(request, pk)
    check_not_recused(sheet)
    if needs_declaration(sheet):
        return redirect("assessments:declare", sheet.entry.round_id)
    return render(request, "assessments/dossier.html", dossier_context(sheet, localdate()))


@require_GET
def dossier_beside(request: Request, pk: int) -> HttpResponse:
    """Give the parts of the dossier alone, for the column beside the sheet."""
    return render(request, "assessments/dossier_parts.html", dossier_context(_open_sheet(request, pk), localdate()))


@require_GET
def dossier_file(request: Request, pk: int, evidence: UUID) -> HttpResponseBase:
    """Hand out a photo or document of the village."""
    return serve_evidence(request, _evidence(request, pk, evidence), thumbnail=False)


@require_GET
def dossier_thumbnail(request: Request, pk: int, evidence: UUID) -> HttpResponseBase:
    """Hand out the small picture."""
    return serve_evidence(request, _evidence(request, pk, evidence), thumbnail=True)


def _open_sheet(request: Request, pk: int) -> ScoreSheet:
    """Find an own sheet; refuses where the dossier must stay closed for a conflict, declared or not asked for yet."""
    sheet = own_sheet(request, pk)
    check_not_recused(sheet)
    if needs_declaration(sheet):
        raise PermissionDenied(_("Nyatakan dahulu ada tidaknya benturan kepentingan."))
    return sheet


def _evidence(request: Request, pk: int, evidence: UUID) -> Evidence:
    """Find what belongs to the village of an own sheet and was not withdrawn, or raise Http404."""
    sheet = _open_sheet(request, pk)
    kept = Evidence.objects.filter(target_village=sheet.entry.target_village_id, removed_at=None)
    return get_object_or_404(kept, pk=evidence)
