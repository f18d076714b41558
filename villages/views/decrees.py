"""Pages of the decrees."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from p2wkss.uploads import CONTENT_TYPES
from villages.actions.decrees import save_decree
from villages.forms.places import DecreeForm
from villages.models import Decree
from villages.permissions import check_manage_decree


@require_GET
def decree_list(request: Request) -> HttpResponse:
    """List the decrees of the person's region."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    page = page_of(request, Decree.objects.visible_to(request.user).select_related("regency"))
    may_add = has_permission(request.user, Permission.MANAGE_VILLAGES)
    return render(request, "villages/decree_list.html", {"page": page, "may_add": may_add})


@require_GET
def decree_detail(request: Request, pk: int) -> HttpResponse:
    """Show a decree with the villages that it names."""
    decree = _find(request, pk)
    villages = decree.target_villages.visible_to(request.user).with_places()
    may_change = has_permission(request.user, Permission.MANAGE_VILLAGES, decree.regency_id)
    context = {"decree": decree, "villages": villages, "may_change": may_change}
    return render(request, "villages/decree_detail.html", context)


@require_http_methods(["GET", "POST"])
def decree_create(request: Request) -> HttpResponse:
    """Record a decree."""
    check_permission(request.user, Permission.MANAGE_VILLAGES)
    return _edit(request, Decree())


@require_http_methods(["GET", "POST"])
def decree_update(request: Request, pk: int) -> HttpResponse:
    """Correct a decree, or add its scan."""
    decree = _find(request, pk)
    check_manage_decree(request.user, decree)
    return _edit(request, decree)


@require_GET
def decree_file(request: Request, pk: int) -> FileResponse:
    """Hand out the scan under the name it came with, as what it was checked to be."""
    decree = _find(request, pk)
    if not decree.file or not decree.file.storage.exists(str(decree.file.name)):
        raise Http404
    content_type = CONTENT_TYPES[PurePath(str(decree.file.name)).suffix]
    return FileResponse(decree.file.open(), as_attachment=True, filename=decree.file_name, content_type=content_type)


def _find(request: Request, pk: int) -> Decree:
    return get_object_or_404(Decree.objects.visible_to(request.user).select_related("regency"), pk=pk)


def _edit(request: Request, decree: Decree) -> HttpResponse:
    form = DecreeForm(request.POST or None, request.FILES or None, instance=decree, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["upload"]
        if saved := form.submit(save_decree, by=request.user, decree=form.instance, file=file or None):
            messages.success(request, _("SK tersimpan."))
            return redirect("villages:decree_detail", saved.pk)
    return show_form(request, form, "villages/decree_form.html", is_new=decree._state.adding)
