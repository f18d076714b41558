"""Pages of photos and documents."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import show_form
from villages.forms.evidence import EvidenceForm
from villages.models import Evidence
from villages.permissions import check_record
from villages.views.target_villages import find_village


@require_http_methods(["GET", "POST"])
def evidence_create(request: Request, pk: int) -> HttpResponse:
    """Send in a photo or a document."""
    village = find_village(request, pk)
    check_record(request.user, village)
    form = EvidenceForm(request.POST or None, request.FILES or None, instance=Evidence(target_village=village))
    return show_form(request, form, "villages/evidence_form.html", village=village)


@require_GET
def evidence_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one photo or document."""
    evidence = _find(request, pk)
    return render(request, "villages/evidence_detail.html", {"evidence": evidence, "village": evidence.target_village})


@require_GET
def evidence_thumbnail(request: Request, pk: UUID) -> HttpResponse:
    """Hand out the small picture."""
    evidence = _find(request, pk)
    if not evidence.thumbnail:
        raise Http404
    with evidence.thumbnail.open() as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def _find(request: Request, pk: UUID) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.user).with_places(), pk=pk)
