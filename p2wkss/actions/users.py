"""Accounts and the roles they hold."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.models import Region, RoleAssignment, User
from p2wkss.permissions import can_revoke_role, check_manage_account, check_permission
from p2wkss.roles import Permission, Role

# What decides about rights or conflicts of interest is audited with its values; the rest of an account is not.
TRACED = ("username", "home_region_id", "is_active")


@transaction.atomic
def create_user(*, by: User | None, user: User, password: str) -> User:
    """Open an account. `by` is None only for the first administrator, made from the command line.

    Raises ValidationError with the faulty fields (`password` among them).
    """
    if by is not None:
        check_permission(by, Permission.MANAGE_USERS)
    _check_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record(by=by, action="user.create", target=user, username=user.username)
    return user


@transaction.atomic
def update_user(*, by: User, user: User) -> User:
    """Correct an account's name, address, home region, or close it. Nobody closes the own account.

    Refused unless `by` administers every region that the account holds a role for.
    """
    check_manage_account(by, user)
    if user.pk == by.pk and not user.is_active:
        raise ValidationError({"is_active": _("Anda tidak dapat menutup akun Anda sendiri.")})
    user.full_clean()
    before = User.objects.select_for_update().get(pk=user.pk)
    changes = {
        name.removesuffix("_id"): [_text(getattr(before, name)), _text(getattr(user, name))]
        for name in TRACED
        if getattr(before, name) != getattr(user, name)
    }
    user.save()
    audit.record(by=by, action="user.update", target=user, username=user.username, changes=changes)
    return user


@transaction.atomic
def reset_password(*, by: User, user: User, password: str) -> User:
    """Give somebody a new password, which ends their open sessions.

    Refused unless `by` administers every region that the account holds a role for.
    """
    check_manage_account(by, user)
    return _set_password(by=by, user=user, password=password, action="user.reset_password")


@transaction.atomic
def change_password(*, by: User, password: str) -> User:
    """Change the own password; the caller has asked for the old one."""
    return _set_password(by=by, user=by, password=password, action="user.change_password")


@transaction.atomic
def grant_role(*, by: User | None, user: User, role: Role, region: Region | None) -> RoleAssignment:
    """Give a person a role for a region. Raises ValidationError when it is held already or lacks its region."""
    if by is not None:
        check_permission(by, Permission.MANAGE_USERS, region)
        if region is None and not any(code == "" for held, code in by.held_roles if held == Role.ADMINISTRATOR):
            raise PermissionDenied(_("Hanya administrator nasional dapat memberi peran untuk seluruh Indonesia."))
    assignment = RoleAssignment(user=user, role=role, region=region, granted_by=by)
    assignment.full_clean()
    assignment.save()
    user.__dict__.pop("held_roles", None)
    _record_role(by, "role.grant", assignment)
    return assignment


@transaction.atomic
def revoke_role(*, by: User, assignment: RoleAssignment) -> RoleAssignment:
    """End a role from now on; one that has ended stays as it is. Nobody takes away the own administrator's role."""
    check_permission(by, Permission.MANAGE_USERS, assignment.region_id or "")
    if not can_revoke_role(by, assignment):
        raise PermissionDenied(_("Anda tidak dapat mencabut peran administrator Anda sendiri."))
    if assignment.revoked_at is not None:
        return assignment
    assignment.revoked_at = timezone.now()
    assignment.save(update_fields=["revoked_at"])
    _record_role(by, "role.revoke", assignment)
    return assignment


def _set_password(*, by: User, user: User, password: str, action: str) -> User:
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=by, action=action, target=user, username=user.username)
    return user


def _record_role(by: User | None, action: str, assignment: RoleAssignment) -> None:
    user = assignment.user
    place = assignment.region_id or ""
    audit.record(by=by, action=action, target=user, region_code=place, username=user.username, role=assignment.role)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
