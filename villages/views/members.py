"""Pages of the members of a family."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from p2wkss.http import Request
from p2wkss.pages import sent_before, show_form
from villages.actions.members import save_member
from villages.findings import member_warnings
from villages.forms.members import MemberForm
from villages.models import Member
from villages.permissions import check_enter_family
from villages.views.families import find_family


@never_cache
@sensitive_post_parameters("nik")
@require_http_methods(["GET", "POST"])
def member_create(request: Request, pk: UUID) -> HttpResponse:
    """Enter a member of a family; the same form sent again finds the member that it made."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    return _edit(
        request,
        sent_before(request, Member.objects.visible_to(request.user).filter(family=family)) or Member(family=family),
    )


@never_cache
@sensitive_post_parameters("nik")
@require_http_methods(["GET", "POST"])
def member_update(request: Request, pk: UUID) -> HttpResponse:
    """Correct a member, or note when the member left the family."""
    places = "family__target_village__village__parent__parent", "family__target_village__cycle__province"
    member = get_object_or_404(Member.objects.visible_to(request.user).select_related(*places), pk=pk)
    check_enter_family(request.user, member.family)
    return _edit(request, member)


def _edit(request: Request, member: Member) -> HttpResponse:
    form = MemberForm(request.POST or None, instance=member)
    if request.method == "POST" and (saved := form.submit(save_member, by=request.user, member=form.instance)):
        messages.success(request, _("Anggota keluarga %s tersimpan.") % saved.name)
        for warning in member_warnings(request.user, saved):
            messages.warning(request, warning)
        return redirect("villages:family_detail", saved.family_id)
    context = {"family": member.family, "is_new": member._state.adding}
    return show_form(request, form, "villages/member_form.html", **context)
