"""Pages of the innovations of a target village."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.http import Request
from p2wkss.pages import page_of, sent_before, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.innovations import add_replication, add_uses, remove_use, save_innovation
from villages.evidence_page import evidence_of
from villages.forms.innovations import InnovationForm, ReplicationForm, UsesForm
from villages.innovation_page import detail_context, listed, may_use
from villages.models import Innovation
from villages.permissions import check_record
from villages.views.assets import may_record, sees_families_of
from villages.views.target_villages import find_village

TICKS = 200  # families to tick on a page; a form carries no thousand fields


@require_GET
def innovation_list(request: Request, pk: int) -> HttpResponse:
    """List the innovations of a village, with how many families use each."""
    village = find_village(request, pk)
    context = {
        "village": village,
        "page": page_of(request, listed(village)),
        "may_record": may_record(request, village),
    }
    return render(request, "villages/innovation_list.html", context)


@require_http_methods(["GET", "POST"])
def innovation_create(request: Request, pk: int) -> HttpResponse:
    """Note an innovation; the same form sent again finds the one that it made."""
    village = find_village(request, pk)
    check_record(request.user, village)
    return _edit(request, sent_before(request, village.innovations.all()) or Innovation(target_village=village))


@require_GET
def innovation_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show what an innovation solves, who invented it, who uses it, and what proves it."""
    innovation = _find(request, pk)
    village = innovation.target_village
    context = {
        **detail_context(innovation),
        "evidence": evidence_of(village, "innovation", innovation.pk),
        "sees_families": sees_families_of(request, village),
        "may_record": may_record(request, village),
    }
    return render(request, "villages/innovation_detail.html", context)


@require_http_methods(["GET", "POST"])
def innovation_update(request: Request, pk: UUID) -> HttpResponse:
    """Correct what is known of an innovation."""
    innovation = _find(request, pk)
    check_record(request.user, innovation.target_village)
    return _edit(request, innovation)


@require_http_methods(["GET", "POST"])
def innovation_uses(request: Request, pk: UUID) -> HttpResponse:
    """Tick the families that use an innovation."""
    innovation = _find(request, pk)
    village = innovation.target_village
    check_record(request.user, village)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    families = may_use(innovation)
    form = UsesForm(request.POST or None, families=families)
    if request.method == "POST" and form.is_valid():
        count = form.submit(add_uses, by=request.user, innovation=innovation, **form.cleaned_data)
        if count is not None:
            words = ngettext("%d keluarga ditambahkan.", "%d keluarga ditambahkan.", count)
            messages.success(request, words % count)
            return redirect("villages:innovation_detail", innovation.pk)
    context = {"innovation": innovation, "village": village, "page": page_of(request, families, TICKS)}
    return show_form(request, form, "villages/innovation_uses.html", **context)


@require_POST
def innovation_use_remove(request: Request, pk: UUID, use: int) -> HttpResponse:
    """Take back that a family uses an innovation."""
    innovation = _find(request, pk)
    check_record(request.user, innovation.target_village)
    noted = get_object_or_404(innovation.uses.select_related("family"), pk=use)
    noted.innovation = innovation
    remove_use(by=request.user, use=noted)
    messages.success(request, _("%s tidak lagi tercatat sebagai pemakai.") % noted.family.head_name)
    return redirect("villages:innovation_detail", innovation.pk)


@require_http_methods(["GET", "POST"])
def replication_create(request: Request, pk: UUID) -> HttpResponse:
    """Note where an innovation was taken up."""
    innovation = _find(request, pk)
    check_record(request.user, innovation.target_village)
    form = ReplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.submit(add_replication, by=request.user, innovation=innovation, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Replikasi di %s tercatat.") % saved.place)
            return redirect("villages:innovation_detail", innovation.pk)
    context = {"innovation": innovation, "village": innovation.target_village}
    return show_form(request, form, "villages/replication_form.html", **context)


def _find(request: Request, pk: UUID) -> Innovation:
    rows = Innovation.objects.visible_to(request.user).with_places().select_related("inventor_family__merged_into")
    return get_object_or_404(rows, pk=pk)


def _edit(request: Request, innovation: Innovation) -> HttpResponse:
    village = innovation.target_village
    form = InnovationForm(request.POST or None, instance=innovation, sees_families=sees_families_of(request, village))
    saving = {"by": request.user, "innovation": form.instance}
    if request.method == "POST" and (saved := form.submit(save_innovation, **saving)):
        messages.success(request, _("%s tersimpan.") % saved.name)
        return redirect("villages:innovation_detail", saved.pk)
    context = {"village": village, "is_new": innovation._state.adding}
    return show_form(request, form, "villages/innovation_form.html", **context)
