"""Rules of judging that depend on the round's phase, the sheet, or where a person comes from."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assessments.enums import RoundLevel, SheetState
from assessments.models import ConflictDeclaration, Entry, Round, ScoreSheet
from assessments.phases import Phase, allowed
from assessments.visibility import Sight, Viewer, sees
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
    home: str = user.home_region_id or ""  # the code says it all: the place itself is not read
    if level == RoundLevel.PROVINCE:
        return home[:5] == village.regency_code
    return len(home) >= 8 and home[:8] == village.code[:8]


def check_score(user: User, sheet: ScoreSheet) -> None:
    """Refuse unless it is the user's own sheet, open, in the scoring phase, and free of any conflict.

    Free of conflict says: not from the home area, not recused, and declared to have no conflict of interest.
    """
    check_open(user, sheet)
    if needs_declaration(sheet):
        raise PermissionDenied(_("Nyatakan dahulu ada tidaknya benturan kepentingan."))


def check_open(user: User, sheet: ScoreSheet) -> None:
    """Refuse as `check_score` does, for whoever has already asked what was declared about conflicts of interest."""
    entry: Entry = sheet.entry
    if sheet.member.user_id != user.pk or not has_permission(user, Permission.SCORE, entry.round.region_id):
        raise PermissionDenied(_("Lembar nilai ini bukan milik Anda."))
    if home_conflict(user, entry.target_village.village, entry.round.level):
        raise PermissionDenied(_("Anda tidak dapat menilai desa dari daerah asal Anda."))
    if entry.round.phase != Phase.SCORING:
        raise PermissionDenied(_("Penilaian sedang tidak dibuka."))
    check_not_recused(sheet)
    if sheet.is_submitted:
        raise PermissionDenied(_("Lembar nilai sudah diajukan dan tidak dapat diubah."))


def check_not_recused(sheet: ScoreSheet) -> None:
    """Refuse a sheet, and the dossier behind it, whose assessor has declared a conflict of interest."""
    if sheet.is_recused:
        raise PermissionDenied(_("Anda mengundurkan diri dari penilaian desa ini."))


def needs_declaration(sheet: ScoreSheet) -> bool:
    """Say whether the assessor must still declare that there is no conflict of interest before anything opens.

    A sheet that was handed in is past that question.
    """
    if sheet.is_submitted:
        return False
    said = ConflictDeclaration.objects.filter(entry=sheet.entry_id, member=sheet.member_id).order_by("-pk")
    return said.values_list("has_conflict", flat=True).first() is not False


def declared_conflicts(round: Round) -> dict[tuple[int, int], str]:
    """Give, for each entry and panel member that have a declared conflict, what was declared. It stands for good."""
    found = ConflictDeclaration.objects.filter(entry__round=round, has_conflict=True)
    return {(entry, member): reason for entry, member, reason in found.values_list("entry", "member", "reason")}


def sees_peers(user: User, sheet: ScoreSheet) -> bool:
    """Say whether the user may read colleagues' marks of the part of a village that the own sheet is about.

    Not before every own sheet on that village is handed in, and not while one is returned [ours].
    """
    if sheet.member.user_id != user.pk or not sees(Viewer.ASSESSOR, Phase(sheet.entry.round.phase), Sight.PEER_MARKS):
        return False
    own = ScoreSheet.objects.filter(entry=sheet.entry_id, member=sheet.member_id)
    return sheet.is_submitted and not own.exclude(state=SheetState.SUBMITTED).exists()
