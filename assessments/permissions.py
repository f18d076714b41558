"""Rules of judging that depend on the round's phase, the sheet, or where a person comes from."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assessments.enums import RoundLevel
from assessments.models import Entry, Round, ScoreSheet
from assessments.phases import Phase, allowed
from p2wkss.models import Region, User
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission


def manages_round(level: RoundLevel) -> Permission:
    """Give the permission that managing a round of the level takes."""
    return Permission.MANAGE_PROVINCE_ROUND if level == RoundLevel.PROVINCE else Permission.MANAGE_DISTRICT_ROUND


def check_manage_round(user: User, round: Round, *phases: Phase) -> None:
    """Refuse unless the user manages the round and, where phases are given, it is in one of them."""
    check_permission(user, manages_round(round.level), round.region_id)
    if phases and round.phase not in phases:
        raise PermissionDenied(_("Langkah ini tidak terbuka pada fase penilaian sekarang."))


def check_move(user: User, round: Round, after: Phase) -> None:
    """Refuse unless the user manages the round and the table of phases has a way from where it stands to `after`."""
    check_manage_round(user, round)
    if not allowed(Phase(round.phase), after):
        raise PermissionDenied(_("Langkah ini tidak terbuka pada fase penilaian sekarang."))


def can_manage_round(user: User, round: Round) -> bool:
    """Say whether the user manages the round, whatever its phase."""
    return has_permission(user, manages_round(round.level), round.region_id)


def home_conflict(user: User, village: Region, level: RoundLevel) -> bool:
    """Say whether the village lies in the assessor's home area, so that the two must never meet.

    At province level the area is the home regency or city. At district level everybody comes from that regency,
    so there it is the home district (kecamatan), where one is recorded (docs/adr/0004-home-district.md).
    """
    home = user.home_region
    if home is None:
        return False
    if level == RoundLevel.PROVINCE:
        return home.regency_code == village.regency_code
    return len(home.code) >= 8 and home.code[:8] == village.code[:8]


def check_score(user: User, sheet: ScoreSheet) -> None:
    """Refuse unless it is the user's own sheet, open, in the scoring phase, and free of a home conflict."""
    entry: Entry = sheet.entry
    if sheet.member.user_id != user.pk or not has_permission(user, Permission.SCORE, entry.round.region_id):
        raise PermissionDenied(_("Lembar nilai ini bukan milik Anda."))
    if home_conflict(user, entry.target_village.village, entry.round.level):
        raise PermissionDenied(_("Anda tidak dapat menilai desa dari daerah asal Anda."))
    if entry.round.phase != Phase.SCORING:
        raise PermissionDenied(_("Penilaian sedang tidak dibuka."))
    if sheet.is_submitted:
        raise PermissionDenied(_("Lembar nilai sudah diajukan dan tidak dapat diubah."))
