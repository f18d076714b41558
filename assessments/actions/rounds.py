"""Setting up a round and taking it from phase to phase."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import RoundLevel, SheetState
from assessments.models import Entry, ModeratedMark, Nomination, PanelMember, Round, ScoreSheet
from assessments.permissions import check_manage_round, check_move, declared_conflicts, home_conflict, manages_round
from assessments.phases import Phase
from assessments.snapshot import upgraded
from assessments.standings import rebuild
from p2wkss import audit
from p2wkss.actions.report_mail import announce
from p2wkss.models import User
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.models import TargetVillage


@transaction.atomic
def create_round(*, by: User, round: Round) -> Round:
    """Set up a round for a regency or the province, on a locked instrument of that province.

    Raises ValidationError when the region lies outside the cycle's province, the instrument is not locked or
    belongs to another province, or the round exists.
    """
    check_permission(by, manages_round(round.level), round.region_id)
    errors = {}
    if round.region_id not in {round.cycle.province_id, round.region.regency_code} or (
        round.region.province_code != round.cycle.province_id
    ):
        errors["region"] = _("Pilih provinsi, kabupaten atau kota dari tahun program ini.")
    if not round.instrument.is_locked:
        errors["instrument"] = _("Kunci dahulu instrumennya.")
    elif round.instrument.province_id != round.cycle.province_id:
        errors["instrument"] = _("Instrumen ini milik provinsi lain.")
    if errors:
        raise ValidationError(errors)
    round.created_by = by
    round.full_clean()
    round.save()
    audit.record(by=by, action="round.create", target=round, region_code=round.region_id, year=round.cycle.year)
    return round


@transaction.atomic
def add_entry(*, by: User, round: Round, target_village: TargetVillage) -> Entry:
    """Enter a village: any target village of the regency at district level, its nominee at province level.

    A calibration has one village, the anchor that the whole panel knows.
    """
    round = lock_in_phase(by, round.pk, Phase.PREPARATION)
    if round.is_calibration and round.entries.exists():
        raise ValidationError({"target_village": _("Kalibrasi memakai satu desa acuan saja.")})
    if target_village not in candidates(round):
        raise ValidationError({"target_village": _("Desa ini bukan calon peserta penilaian ini.")})
    entry = Entry(round=round, target_village=target_village)
    entry.full_clean()
    entry.save()
    audit.record(by=by, action="round.add_entry", target=round, region_code=target_village.village_id)
    return entry


def candidates(round: Round) -> list[TargetVillage]:
    """Give the villages that may still enter: of the regency, or the regencies' nominees to the province.

    The anchor of a calibration is any target village of the region, of any year.
    """
    open_villages = TargetVillage.objects.exclude(entries__round=round).with_places()
    if round.is_calibration:
        own = open_villages.filter(village__code__startswith=f"{round.region_id}.")
        return [] if round.entries.exists() else list(own.order_by("-cycle__year", "village"))
    villages = open_villages.filter(cycle=round.cycle)
    if round.level == RoundLevel.PROVINCE:
        return list(villages.filter(entries__nomination__cycle=round.cycle))
    return list(villages.filter(village__code__startswith=f"{round.region_id}."))


@transaction.atomic
def remove_entry(*, by: User, entry: Entry) -> None:
    """Take a village out again while the round is being prepared."""
    lock_in_phase(by, entry.round_id, Phase.PREPARATION)
    if entry.declarations.exists():
        raise PermissionDenied(
            _("Penilai sudah menyatakan benturan kepentingannya dengan desa ini; peserta ini tetap.")
        )
    entry.sheets.all().delete()
    audit.record(by=by, action="round.remove_entry", target=entry.round, region_code=entry.target_village.village_id)
    entry.delete()


@transaction.atomic
def add_member(*, by: User, member: PanelMember) -> PanelMember:
    """Name a person to the panel; they must hold the assessor's role for the round's region.

    While it is scored too, to stand in for somebody who stepped back; the new member then judges what is assigned.
    """
    lock_in_phase(by, member.round_id, Phase.PREPARATION, Phase.SCORING)
    if not has_permission(member.user, Permission.SCORE, member.round.region_id):
        raise ValidationError({"user": _("Orang ini tidak memegang peran penilai untuk wilayah ini.")})
    member.full_clean()
    member.save()
    audit.record(
        by=by, action="round.add_member", target=member.round, region_code=member.round.region_id, user=member.user_id
    )
    return member


@transaction.atomic
def remove_member(*, by: User, member: PanelMember) -> None:
    """Take a person out of the panel while the round is being prepared."""
    lock_in_phase(by, member.round_id, Phase.PREPARATION)
    if member.declarations.exists():
        raise PermissionDenied(_("Orang ini sudah menyatakan benturan kepentingannya; ia tetap anggota tim penilai."))
    member.sheets.all().delete()
    audit.record(
        by=by,
        action="round.remove_member",
        target=member.round,
        region_code=member.round.region_id,
        user=member.user_id,
    )
    member.delete()


@transaction.atomic
def start_scoring(*, by: User, round: Round) -> Round:
    """Open the round: every assessor has a sheet for every village outside the home area, or those handed out by hand.

    Refuses without two entries (one to calibrate on) and one panel member, or when a village would have nobody to
    judge it in some part of the round.
    """
    round = lock_for_move(by, round, Phase.SCORING)
    entries = list(round.entries.select_related("target_village__village"))
    members = list(round.panel.select_related("user__home_region"))
    if round.is_calibration and not (entries and members):
        raise PermissionDenied(_("Isi dahulu satu desa acuan dan tim penilai."))
    if len(entries) < (1 if round.is_calibration else 2) or not members:
        raise PermissionDenied(_("Isi dahulu paling sedikit dua desa peserta dan satu penilai."))
    parts = round.instrument.instrument.part_codes
    conflicts = declared_conflicts(round)
    if not round.assigned_by_hand:
        ScoreSheet.objects.bulk_create(
            ScoreSheet(entry=entry, member=member, part=part)
            for entry in entries
            for member in members
            for part in parts
            if not home_conflict(member.user, entry.target_village.village, round.level)
            and (entry.pk, member.pk) not in conflicts
        )
    sheets = ScoreSheet.objects.filter(entry__round=round).exclude(state=SheetState.RECUSED)
    judged = set(sheets.values_list("entry", "part"))
    for entry in entries:
        if any((entry.pk, part) not in judged for part in parts):
            raise PermissionDenied(_("%s tidak memiliki penilai dari luar daerahnya.") % entry)
    rebuild(round)
    return move(by, round, Phase.SCORING, sheets=sheets.count())


@transaction.atomic
def stop_scoring(*, by: User, round: Round) -> Round:
    """Go back to preparation, as long as nobody has saved a mark. What was assigned by hand stays so."""
    round = lock_for_move(by, round, Phase.PREPARATION)
    if marks_saved(round):
        raise PermissionDenied(_("Sudah ada nilai yang disimpan; persiapan tidak dapat dibuka lagi."))
    if not round.assigned_by_hand:
        ScoreSheet.objects.filter(entry__round=round).delete()
    return move(by, round, Phase.PREPARATION)


@transaction.atomic
def open_plenary(*, by: User, round: Round) -> Round:
    """End the scoring, once every sheet that is not recused is handed in and every village has one in each part."""
    round = lock_for_move(by, round, Phase.PLENARY)
    sheets = ScoreSheet.objects.filter(entry__round=round)
    if waiting := sheets.filter(state=SheetState.DRAFT).count():
        raise PermissionDenied(_("Masih ada %d lembar nilai yang belum diajukan.") % waiting)
    judged = set(sheets.filter(state=SheetState.SUBMITTED).values_list("entry", "part"))
    parts = round.instrument.instrument.part_codes
    for entry in round.entries.select_related("target_village__village"):
        if any((entry.pk, part) not in judged for part in parts):
            raise PermissionDenied(_("%s belum dinilai siapa pun; tugaskan penilai lain.") % entry)
    return move(by, round, Phase.PLENARY)


@transaction.atomic
def reopen_scoring(*, by: User, round: Round) -> Round:
    """Go back to the scoring, as long as the plenary has put no mark in place of the assessors' and decided no tie."""
    round = lock_for_move(by, round, Phase.SCORING)
    if plenary_decided(round):
        raise PermissionDenied(_("Pleno sudah memutuskan sesuatu; pemberian nilai tidak dapat dibuka lagi."))
    return move(by, round, Phase.SCORING)


@transaction.atomic
def end_calibration(*, by: User, round: Round) -> Round:
    """End a calibration; it has no result."""
    round = lock_for_move(by, round, Phase.FINAL)
    if not round.is_calibration:
        raise PermissionDenied(_("Hanya kalibrasi yang berakhir tanpa hasil."))
    return move(by, round, Phase.FINAL)


@transaction.atomic
def open_objections(*, by: User, round: Round) -> Round:
    """Open the period in which regencies may object (masa sanggah)."""
    return move(by, lock_for_move(by, round, Phase.OBJECTIONS), Phase.OBJECTIONS)


@transaction.atomic
def publish(*, by: User, round: Round) -> Round:
    """Announce the locked result to the officials and districts of the region."""
    locked = lock_for_move(by, round, Phase.PUBLISHED)
    announce(region_code=locked.region_id, words=gettext_lazy("Hasil %s diumumkan"), about=str(locked))
    return move(by, locked, Phase.PUBLISHED)


@transaction.atomic
def nominate(*, by: User, entry: Entry, reason: str) -> Nomination:
    """Name the one village that stands for its regency (stage 9), from a locked district round.

    Raises ValidationError when the regency has its nominee already, or when another than the first in rank is
    chosen without a reason.
    """
    round = entry.round
    check_permission(by, Permission.NOMINATE, round.region_id)
    if round.level != RoundLevel.DISTRICT or not round.is_locked or round.is_calibration:
        raise PermissionDenied(_("Wakil ditetapkan dari hasil tingkat kabupaten/kota yang sudah terkunci."))
    categories = upgraded(round.results.latest("number").content)["results"]["categories"]
    first = [row["entry"] for one in categories for row in one["ranking"] if row["rank"] == 1]
    if str(entry.pk) not in first and not reason.strip():
        raise ValidationError({"reason": _("Desa ini bukan peringkat pertama: tulis alasannya.")})
    nomination = Nomination(cycle=round.cycle, regency=round.region, entry=entry, reason=reason.strip(), decided_by=by)
    nomination.full_clean()
    nomination.save()
    audit.record(by=by, action="round.nominate", target=entry, region_code=entry.target_village.village_id)
    return nomination


def possible_members(round: Round) -> list[User]:
    """Give the people who hold the assessor's role for the round's region and are not in the panel yet."""
    users = User.objects.filter(is_active=True).exclude(panel_memberships__round=round)
    people = users.filter(role_assignments__role="assessor", role_assignments__revoked_at=None).distinct()
    return [user for user in people if has_permission(user, Permission.SCORE, round.region_id)]


def marks_saved(round: Round) -> bool:
    """Say whether an assessor has saved anything, so that preparation does not open again."""
    return ScoreSheet.objects.filter(entry__round=round, version__gt=0).exists()


def plenary_decided(round: Round) -> bool:
    """Say whether the plenary has decided a mark or a tie, so that the scoring does not open again."""
    return ModeratedMark.objects.filter(entry__round=round).exists() or round.tie_decisions.exists()


def lock_row(pk: int) -> Round:
    """Lock a round's row until the transaction ends, so that its phase stays; with the names that pages show."""
    return Round.objects.select_for_update(of=("self",)).with_places().get(pk=pk)


def lock_in_phase(by: User, pk: int, *phases: Phase) -> Round:
    """Lock the row and refuse unless the user manages it and, where phases are given, it is in one of them."""
    locked = lock_row(pk)
    check_manage_round(by, locked, *phases)
    return locked


def lock_for_move(by: User, round: Round, after: Phase) -> Round:
    """Lock the row and refuse unless the user manages it and the table has a way from its phase to `after`."""
    locked = lock_row(round.pk)
    check_move(by, locked, after)
    return locked


def move(by: User, round: Round, phase: Phase, **details: int | str) -> Round:
    """Take a round that `lock_for_move` gave to the phase, with its audit event, in the caller's transaction."""
    before, round.phase = round.phase, phase
    round.save(update_fields=["phase"])
    audit.record(
        by=by,
        action=f"round.{phase}",
        target=round,
        region_code=round.region_id,
        before=before,
        **details,
    )
    return round
