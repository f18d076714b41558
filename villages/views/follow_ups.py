"""Pages of what is to be done after visits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.visits import close_follow_up, save_follow_up
from villages.follow_up_page import due_state, follow_up_rows, listed
from villages.forms.visits import CloseForm, FollowUpForm
from villages.models import FollowUp
from villages.permissions import check_close_follow_up, check_record
from villages.views.visits import find_visit

CLOSED, MINE = "selesai", "saya"


@require_GET
def follow_up_list(request: Request) -> HttpResponse:
    """List follow-ups of all visits that the person may see; the filter stands in the address."""
    check_permission(request.user, Permission.VIEW_PROGRAMME)
    is_closed, is_mine = request.GET.get("keadaan") == CLOSED, request.GET.get("milik") == MINE
    found = listed(request.user).filter(closed_on__isnull=not is_closed)
    found = found.filter(owner=request.user) if is_mine else found
    page = page_of(request, found.order_by("-closed_on", "due_on", "pk"))
    rows = follow_up_rows(page.object_list, request.user, timezone.localdate())
    context = {"page": page, "rows": rows, "is_closed": is_closed, "is_mine": is_mine}
    return render(request, "villages/follow_up_list.html", context)


@require_http_methods(["GET", "POST"])
def follow_up_create(request: Request, pk: UUID) -> HttpResponse:
    """Note what is to be done after a visit."""
    visit = find_visit(request, pk)
    check_record(request.user, visit.target_village)
    form = FollowUpForm(request.POST or None, instance=FollowUp(visit=visit))
    if request.method == "POST" and (saved := form.submit(save_follow_up, by=request.user, follow_up=form.instance)):
        messages.success(request, _("Tindak lanjut tersimpan; tampil di beranda %s.") % saved.owner.full_name)
        return redirect("villages:visit_detail", visit.pk)
    context = {"visit": visit, "village": visit.target_village}
    return show_form(request, form, "villages/follow_up_form.html", **context)


@require_http_methods(["GET", "POST"])
def follow_up_close(request: Request, pk: int) -> HttpResponse:
    """Say what came of a follow-up, and that it is done."""
    places = "visit__target_village__village__parent__parent", "visit__target_village__cycle__province", "owner"
    follow_up = get_object_or_404(FollowUp.objects.visible_to(request.user).select_related(*places), pk=pk)
    check_close_follow_up(request.user, follow_up)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closed = form.submit(close_follow_up, by=request.user, follow_up=follow_up, **form.cleaned_data)
        if closed is not None:
            messages.success(request, _("Tindak lanjut “%s” selesai.") % closed.what)
            return redirect("villages:visit_detail", closed.visit_id)
    state, visit = due_state(follow_up, timezone.localdate()), follow_up.visit
    context = {"follow_up": follow_up, "state": state, "visit": visit, "village": visit.target_village}
    return show_form(request, form, "villages/follow_up_close.html", **context)
