"""What every page's frame shows: who is signed in, for which region, and where they may go."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from p2wkss.models import Region, User
from p2wkss.roles import ROLE_PERMISSIONS, Permission, Role

# So many menus are kept: one for each set of roles that somebody holds, in each language.
_MENUS = 256


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the frame the person's menu, roles and region."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": [], "role_label": "", "region_label": ""}
    roles = tuple(dict.fromkeys(role for role, _code in user.held_roles))
    menu = _menu(roles, get_language(), get_script_prefix())
    # One item may lie under another, as the letterheads under the reports.
    active = max((url for _label, url in menu if _is_active(request.path, url)), key=len, default="")
    return {
        "nav_items": [(label, url, url == active) for label, url in menu],
        "role_label": ", ".join(str(role.label) for role in roles),
        "region_label": _region_label(user),
    }


@lru_cache(maxsize=_MENUS)
def _menu(roles: tuple[Role, ...], language: str | None, prefix: str) -> list[tuple[str, str]]:
    """Give the menu of who holds the roles, in the language that is being spoken: (label, address)."""
    return list(_items(frozenset(one for role in roles for one in ROLE_PERMISSIONS[role])))


def _items(held: frozenset[Permission]) -> Iterator[tuple[str, str]]:
    yield _("Beranda"), reverse("home")
    if Permission.VIEW_DASHBOARDS in held:
        yield _("Dasbor"), reverse("villages:dashboard")
    if Permission.VIEW_PROGRAMME in held:
        yield _("Desa binaan"), reverse("villages:village_list")
        yield _("Papan tahap"), reverse("villages:stage_board")
        yield _("Kalender"), reverse("villages:calendar")
        yield _("Instansi"), reverse("villages:agency_list")
        yield _("SK"), reverse("villages:decree_list")
    if Permission.MANAGE_CYCLES in held:
        yield _("Tahun program"), reverse("villages:cycle_list")
    if Permission.VIEW_ROUNDS in held:
        yield _("Penilaian"), reverse("assessments:round_list")
        yield _("Instrumen"), reverse("assessments:instrument_list")
    if Permission.SCORE in held:
        yield _("Lembar nilai"), reverse("assessments:sheet_list")
    if Permission.VIEW_PUBLISHED in held:
        yield _("Hasil"), reverse("assessments:result_list")
    if held & {Permission.VIEW_PUBLISHED, Permission.VIEW_PROGRAMME}:
        yield _("Laporan"), reverse("report_list")
    if Permission.MANAGE_LETTERHEAD in held:
        yield _("Kop surat"), reverse("letterhead_list")
    if Permission.MANAGE_USERS in held:
        yield _("Pengguna"), reverse("user_list")
    if Permission.VIEW_AUDIT in held:
        yield _("Jejak audit"), reverse("audit_list")


def _is_active(path: str, url: str) -> bool:
    return path == url if url == get_script_prefix() else path.startswith(url)


def _region_label(user: User) -> str:
    """The names of the regions, once each; one query, and none for the whole country."""
    codes = {code for _role, code in user.held_roles}
    if not codes:
        return ""
    names = [region.full_name for region in Region.objects.filter(code__in=codes - {""}).order_by("code")[:3]]
    return ", ".join(names) or "Indonesia"
