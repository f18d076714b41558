"""Who may do what, where: one function for a yes or no, one for a refusal in words, one for a filter."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from p2wkss.models import Region, User
from p2wkss.roles import ROLE_PERMISSIONS, Permission


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
