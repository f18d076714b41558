"""Pages of the workbooks of families: ask for one, see how far it is, fetch it."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import download, page_of, show_form
from p2wkss.permissions import check_permission, region_filter
from p2wkss.roles import Permission
from villages.actions.exports import request_export
from villages.exports.running import read_export
from villages.forms.exports import ExportForm
from villages.models import Cycle, Export, TargetVillage
from villages.permissions import check_export


@require_http_methods(["GET", "POST"])
def export_create(request: Request) -> HttpResponse:
    """Ask for families of a year, and list what was asked for before."""
    check_permission(request.user, Permission.VIEW_FAMILIES)
    village = _asked_village(request)
    years = sorted(set(Cycle.objects.visible_to(request.user).values_list("year", flat=True)), reverse=True)
    year = village.cycle.year if village else _asked_year(request, years)
    initial = {"scope": f"desa-{village.pk}" if village else ""}
    choices = _villages(request, year)
    form = ExportForm(request.POST or None, initial=initial, user=request.user, year=year, villages=choices)
    if request.method == "POST" and form.is_valid():
        export = form.submit(request_export, by=request.user, **form.arguments)
        if export is not None:
            return redirect("villages:export_detail", export.pk)
    past = page_of(request, Export.objects.visible_to(request.user).with_places(), 20)
    context = {"village": village, "years": years, "year": year, "page": past}
    return show_form(request, form, "villages/export_form.html", **context)


@require_GET
def export_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show how far a workbook is, and where to fetch it."""
    return render(request, "villages/export_detail.html", {"export": _find(request, pk)})


@require_GET
def export_file(request: Request, pk: UUID) -> HttpResponse:
    """Hand out a workbook, while it is kept, to who asked for it and still has the right."""
    export = _find(request, pk)
    check_export(request.user, export.region_code, with_numbers=export.with_numbers)
    if not export.is_kept:
        raise Http404
    return download(read_export(export), export.file_name)


def _find(request: Request, pk: UUID) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).with_places(), pk=pk)


def _asked_village(request: Request) -> TargetVillage | None:
    """Find the village that the address names; one that the person may not see is a 404."""
    asked = request.GET.get("desa", "")
    if not asked:
        return None
    if not asked.isdecimal():
        raise Http404
    villages = TargetVillage.objects.visible_to(request.user).select_related("cycle")
    return get_object_or_404(villages, pk=int(asked))


def _asked_year(request: Request, years: list[int]) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isdecimal() and int(asked) in years else max(years, default=0)


def _villages(request: Request, year: int) -> QuerySet[TargetVillage]:
    """Give the villages of the year whose families the person may see."""
    own = region_filter(request.user, Permission.VIEW_FAMILIES, "village")
    villages = TargetVillage.objects.filter(own, cycle__year=year)
    return villages.select_related("cycle", "village__parent").order_by("village")
