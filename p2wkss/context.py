"""What every page's frame shows: who is signed in, for which region, and where they may go."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from p2wkss.models import Region, User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the frame the person's menu, roles and region."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": [], "role_label": "", "region_label": ""}
    return {
        "nav_items": [(label, url, _is_active(request.path, url)) for label, url in _items(user)],
        "role_label": ", ".join(dict.fromkeys(str(role.label) for role, _code in user.held_roles)),
        "region_label": _region_label(user),
    }


def _items(user: User) -> Iterator[tuple[str, str]]:
    yield _("Beranda"), reverse("home")
    if has_permission(user, Permission.VIEW_DASHBOARDS):
        yield _("Dasbor"), reverse("villages:dashboard")
    if has_permission(user, Permission.VIEW_PROGRAMME):
        yield _("Desa binaan"), reverse("villages:village_list")
        yield _("Papan tahap"), reverse("villages:stage_board")
        yield _("Kalender"), reverse("villages:calendar")
        yield _("Instansi"), reverse("villages:agency_list")
        yield _("SK"), reverse("villages:decree_list")
    if has_permission(user, Permission.MANAGE_CYCLES):
        yield _("Tahun program"), reverse("villages:cycle_list")
    if has_permission(user, Permission.VIEW_ROUNDS):
        yield _("Penilaian"), reverse("assessments:round_list")
        yield _("Instrumen"), reverse("assessments:instrument_list")
    if has_permission(user, Permission.SCORE):
        yield _("Lembar nilai"), reverse("assessments:sheet_list")
    if has_permission(user, Permission.VIEW_PUBLISHED):
        yield _("Hasil"), reverse("assessments:result_list")
    if has_permission(user, Permission.MANAGE_USERS):
        yield _("Pengguna"), reverse("user_list")
    if has_permission(user, Permission.VIEW_AUDIT):
        yield _("Jejak audit"), reverse("audit_list")


def _is_active(path: str, url: str) -> bool:
    return path == url if url == reverse("home") else path.startswith(url)


def _region_label(user: User) -> str:
    """The names of the regions, once each; one query, and none for the whole country."""
    codes = {code for _role, code in user.held_roles}
    if not codes:
        return ""
    names = [region.full_name for region in Region.objects.filter(code__in=codes - {""}).order_by("code")[:3]]
    return ", ".join(names) or "Indonesia"
