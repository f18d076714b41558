"""The administrator's pages: accounts and the roles they hold."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.account_forms import NewUserForm, PasswordForm, RoleForm, UserForm
from p2wkss.actions import users
from p2wkss.http import Request
from p2wkss.models import RoleAssignment, User
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import (
    ACCOUNT_REFUSAL,
    can_revoke_role,
    check_manage_account,
    check_permission,
    manages_account,
)
from p2wkss.roles import Permission, Role


def _find(request: Request, pk: int) -> User:
    check_permission(request.user, Permission.MANAGE_USERS)
    found = User.objects.visible_to(request.user).select_related("home_region")
    user: User = get_object_or_404(found, pk=pk)
    return user


def _find_managed(request: Request, pk: int) -> User:
    person = _find(request, pk)
    check_manage_account(request.user, person)
    return person


@require_GET
def user_list(request: Request) -> HttpResponse:
    """List and search the accounts."""
    check_permission(request.user, Permission.MANAGE_USERS)
    query = request.GET.get("q", "").strip()
    held = RoleAssignment.objects.filter(revoked_at=None).select_related("region")
    people = User.objects.visible_to(request.user).prefetch_related(
        Prefetch("role_assignments", held, to_attr="active_roles")
    )
    found = people.filter(Q(full_name__icontains=query) | Q(username__icontains=query)) if query else people
    return render(request, "p2wkss/user_list.html", {"page": page_of(request, found), "query": query})


@require_http_methods(["GET", "POST"])
def user_create(request: Request) -> HttpResponse:
    """Open an account."""
    check_permission(request.user, Permission.MANAGE_USERS)
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        if saved := form.submit(users.create_user, by=request.user, user=form.instance, password=password):
            messages.success(request, _("Akun %s dibuka. Beri peran agar ia dapat bekerja.") % saved)
            return redirect("user_detail", saved.pk)
    return show_form(request, form, "p2wkss/user_form.html")


@require_GET
def user_detail(request: Request, pk: int) -> HttpResponse:
    """Show an account with its roles."""
    person = _find(request, pk)
    held = person.role_assignments.select_related("region", "granted_by")
    ordered = held.order_by(F("revoked_at").desc(nulls_first=True), "pk")
    roles = [(role, can_revoke_role(request.user, role)) for role in ordered]
    refusal = "" if manages_account(request.user, person) else ACCOUNT_REFUSAL
    return render(request, "p2wkss/user_detail.html", {"person": person, "roles": roles, "refusal": refusal})


@require_http_methods(["GET", "POST"])
def user_update(request: Request, pk: int) -> HttpResponse:
    """Correct or close an account."""
    form = UserForm(request.POST or None, instance=_find_managed(request, pk))
    if request.method == "POST" and (saved := form.submit(users.update_user, by=request.user, user=form.instance)):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("user_detail", saved.pk)
    return show_form(request, form, "p2wkss/user_form.html", person=form.instance)


@require_http_methods(["GET", "POST"])
def user_password(request: Request, pk: int) -> HttpResponse:
    """Give somebody a new password."""
    person = _find_managed(request, pk)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        if form.submit(users.reset_password, by=request.user, user=person, password=password):
            messages.success(request, _("Kata sandi baru untuk %s disimpan.") % person)
            return redirect("user_detail", pk)
    return show_form(request, form, "p2wkss/user_password.html", person=person)


@require_http_methods(["GET", "POST"])
def role_grant(request: Request, pk: int) -> HttpResponse:
    """Give a role for a region."""
    person = _find(request, pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role, region = Role(form.cleaned_data["role"]), form.cleaned_data["region"]
        if form.submit(users.grant_role, by=request.user, user=person, role=role, region=region):
            messages.success(request, _("Peran diberikan."))
            return redirect("user_detail", pk)
    return show_form(request, form, "p2wkss/role_form.html", person=person)


@require_http_methods(["GET", "POST"])
def role_revoke(request: Request, pk: int) -> HttpResponse:
    """Ask, then end a role."""
    check_permission(request.user, Permission.MANAGE_USERS)
    people = User.objects.visible_to(request.user)
    held = RoleAssignment.objects.filter(user__in=people, revoked_at=None).select_related("user", "region")
    assignment = get_object_or_404(held, pk=pk)
    check_permission(request.user, Permission.MANAGE_USERS, assignment.region_id or "")
    if request.method == "GET":
        return render(request, "p2wkss/role_revoke.html", {"assignment": assignment})
    try:
        users.revoke_role(by=request.user, assignment=assignment)
        messages.success(request, _("Peran dicabut."))
    except PermissionDenied as error:
        messages.error(request, str(error))
    return redirect("user_detail", assignment.user_id)
