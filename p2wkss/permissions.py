"""Who may do what, where: one function for a yes or no, one for a refusal in words, one for a filter."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.models import Region, RoleAssignment, User
from p2wkss.roles import ROLE_PERMISSIONS, Permission, Role

ACCOUNT_REFUSAL = gettext_lazy(
    "Akun ini juga berperan di luar wilayah Anda. Hanya administrator wilayah itu yang dapat mengubahnya."
)


def regions_of(user: User, permission: Permission) -> list[str]:
    """Give the codes of the regions for which the user holds the permission; "" stands for the whole country."""
    return [code for role, code in user.held_roles if permission in ROLE_PERMISSIONS[role]]


def has_permission(user: User, permission: Permission, region: Region | str | None = None) -> bool:
    """Say whether the user holds the permission for the region (or, with None, anywhere at all)."""
    held = regions_of(user, permission)
    if region is None:
        return bool(held)
    code = region if isinstance(region, str) else region.code
    return any(not above or code == above or code.startswith(f"{above}.") for above in held)


def check_permission(user: User, permission: Permission, region: Region | str | None = None) -> None:
    """Raise PermissionDenied, with the reason in words, unless the user holds the permission for the region."""
    if not has_permission(user, permission, region):
        raise PermissionDenied(_("Anda tidak berhak %(what)s di wilayah ini.") % {"what": permission.label})


def region_filter(user: User, permission: Permission, path: str) -> Q:
    """Build the filter that keeps rows whose region (a foreign key at `path`) the user holds the permission for."""
    condition = Q(pk__in=[])
    for code in regions_of(user, permission):
        if not code:
            return Q()
        condition |= Q(**{f"{path}_id": code}) | Q(**{f"{path}__code__startswith": f"{code}."})
    return condition


def holders_of(permission: Permission, region: str) -> QuerySet[User]:
    """Give the active people who hold the permission for a region, by name; a role counts for what lies under it."""
    parts = region.split(".")
    above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    held = RoleAssignment.objects.filter(Q(region__in=above) | Q(region=None), role__in=roles, revoked_at=None)
    people: QuerySet[User] = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people


def manages_account(user: User, account: User) -> bool:
    """Say whether the user administers every region that the account holds a role for.

    Whoever sets a password can act as its owner, so seeing an account on the list is not enough. [ours]
    """
    return has_permission(user, Permission.MANAGE_USERS) and all(
        has_permission(user, Permission.MANAGE_USERS, code) for _role, code in account.held_roles
    )


def check_manage_account(user: User, account: User) -> None:
    """Raise PermissionDenied, with the reason in words, unless the user may change the account."""
    check_permission(user, Permission.MANAGE_USERS)
    if not manages_account(user, account):
        raise PermissionDenied(ACCOUNT_REFUSAL)


def can_revoke_role(user: User, assignment: RoleAssignment) -> bool:
    """Say whether the user administers the role's region; the own administration is for others to end."""
    is_own = assignment.user_id == user.pk and assignment.role == Role.ADMINISTRATOR
    return not is_own and has_permission(user, Permission.MANAGE_USERS, assignment.region_id or "")
