"""Rules on villages and families that depend on the object itself."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.enums import YEAR_ROUNDS, FamilyStatus, SurveyRound
from villages.models import Agency, Decree, Family, FollowUp, Handover, Survey, TargetVillage
from villages.survey_states import EDITABLE, Step, next_state

REASON_LETTERS = 10


def check_manage_decree(user: User, decree: Decree) -> None:
    """Refuse unless the user manages villages in the decree's regency."""
    check_permission(user, Permission.MANAGE_VILLAGES, decree.regency_id)


def check_manage_target_village(user: User, target_village: TargetVillage) -> None:
    """Refuse unless the user manages villages in its region and the decree is of the same regency and years."""
    check_permission(user, Permission.MANAGE_VILLAGES, target_village.village_id)


def check_record(user: User, target_village: TargetVillage) -> None:
    """Refuse unless the user records the programme year of the village: stages, visits, activities, evidence."""
    check_permission(user, Permission.RECORD_PROGRAMME, target_village.village_id)


def check_close_follow_up(user: User, follow_up: FollowUp) -> None:
    """Refuse unless the follow-up is the user's own, in a village they see, or the user records the programme there."""
    target_village = follow_up.visit.target_village
    own = follow_up.owner_id == user.pk
    check_permission(user, Permission.VIEW_PROGRAMME if own else Permission.RECORD_PROGRAMME, target_village.village_id)


def check_manage_agency(user: User, agency: Agency) -> None:
    """Refuse unless the user keeps the list of agencies of the region."""
    check_permission(user, Permission.MANAGE_AGENCIES, agency.region_id)


def check_enter_family(user: User, family: Family) -> None:
    """Refuse unless the user may enter families of the village; a record merged into another takes no changes."""
    check_permission(user, Permission.ENTER_FAMILIES, family.target_village.village_id)
    if family.status == FamilyStatus.MERGED:
        raise PermissionDenied(_("Data keluarga ini sudah digabung ke data lain. Ubahlah data itu."))


def check_reveal_numbers(user: User, family: Family, reason: str) -> None:
    """Refuse unless the user may see NIK and No. KK and says why (UU 27/2022: purpose is recorded)."""
    check_permission(user, Permission.REVEAL_NUMBERS, family.target_village.village_id)
    if len(reason.strip()) < REASON_LETTERS:
        raise PermissionDenied(_("Tulis alasan membuka NIK, paling sedikit 10 huruf."))


def check_export(user: User, region: str, *, with_numbers: bool) -> None:
    """Refuse unless the user may take along the families of the whole region, and their NIK and No. KK if asked for."""
    check_permission(user, Permission.VIEW_FAMILIES, region)
    if with_numbers:
        check_permission(user, Permission.REVEAL_NUMBERS, region)


def check_export_reason(reason: str) -> None:
    """Raise ValidationError unless it is said what NIK and No. KK are taken along for (UU 27/2022)."""
    if len(reason.strip()) < REASON_LETTERS:
        raise ValidationError({"reason": _("Tulis alasan membuka NIK, paling sedikit 10 huruf.")})


def check_edit_survey(survey: Survey) -> None:
    """Refuse a change of a survey that was verified, with the way to open it again."""
    if survey.state not in EDITABLE:
        raise PermissionDenied(_("Survei ini sudah diverifikasi. Minta pemeriksa mengembalikannya dulu."))


def open_rounds(target_village: TargetVillage, today: date) -> tuple[SurveyRound, ...]:
    """Give the rounds in which families may be surveyed: the follow-up once the programme year is over. [ours]

    The year is over when the village was handed over, or else when the next calendar year begins.
    """
    is_over = today.year > target_village.cycle.year or Handover.objects.filter(pk=target_village.pk).exists()
    return (*YEAR_ROUNDS, SurveyRound.FOLLOW_UP) if is_over else YEAR_ROUNDS


def check_round_open(target_village: TargetVillage, round: str, today: date) -> None:
    """Refuse a survey of a round that is not open yet, with what opens it. The rounds of the year always are."""
    if round not in YEAR_ROUNDS and round not in open_rounds(target_village, today):
        words = _("Survei lanjutan dibuka setelah desa diserahkan kepada TP PKK, atau setelah tahun %d berakhir.")
        raise PermissionDenied(words % target_village.cycle.year)


def check_decide_duplicates(user: User, first: Family, second: Family) -> None:
    """Refuse unless the user decides on doubles in the villages of both families."""
    for family in (first, second):
        check_permission(user, Permission.DECIDE_DUPLICATES, family.target_village.village_id)


def check_verify_survey(user: User, survey: Survey) -> None:
    """Refuse unless the user checks the surveys of the village."""
    check_permission(user, Permission.VERIFY_SURVEYS, survey.family.target_village.village_id)


def check_survey_step(survey: Survey, step: Step) -> None:
    """Raise ValidationError, with the reason in words, where the survey's state does not allow the step."""
    if next_state(survey.state, step) is None:
        state = survey.get_state_display()
        raise ValidationError(_("Langkah ini tidak dapat diambil: survei berstatus “%s”.") % state)
