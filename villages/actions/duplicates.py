"""Deciding whether two families are one: told apart, merged into one, or the decision taken back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import User
from villages.actions.merged_reach import move_reached, move_reached_back
from villages.duplicates import newest_decision, pair_key
from villages.enums import FamilyStatus, Verdict
from villages.merging import FILLED_TOGETHER, plan_merge
from villages.models import DuplicateDecision, Family, FamilyStatusEvent, Member, Survey
from villages.permissions import check_decide_duplicates
from villages.summaries import refresh_summary

# Nothing is known of it: what its fields hold is what an emptied field holds.
_EMPTY = Family()


@transaction.atomic
def decide_different(*, by: User, first: Family, second: Family, reason: str) -> DuplicateDecision:
    """Note that two families are two, so that the pair is not shown again.

    Raises ValidationError without a reason or when the pair is decided already, and StaleVersion when one of the
    families changed since the version that was compared.
    """
    check_decide_duplicates(by, first, second)
    _check_open(first, second, reason)
    one, other = _locked(first, second)
    return _record(by, one, other, Verdict.DIFFERENT, reason)


@transaction.atomic
def merge_families(*, by: User, kept: Family, other: Family, reason: str) -> DuplicateDecision:
    """Merge one family of a village into another: what the kept one lacks comes from the other.

    Members, the surveys of rounds that the kept family lacks, and its part in activities and innovations move over; of
    what both have, the kept one's counts, but of one activity the further outcome.
    Raises ValidationError for families of different villages, for one that was merged before, without a reason, or
    when the pair is decided already; StaleVersion when one changed since the version that was compared.
    """
    check_decide_duplicates(by, kept, other)
    _check_open(kept, other, reason)
    kept, other = _locked(kept, other)
    if kept.target_village_id != other.target_village_id:
        raise ValidationError(_("Hanya keluarga di desa dan tahun yang sama yang dapat digabung."))
    plan = plan_merge(kept, other)
    undo = {
        "status": other.status,
        "filled": plan.filled,
        "members": [str(one.pk) for one in plan.members],
        "surveys": [str(one.pk) for one in plan.surveys],
        **move_reached(plan, kept),
    }
    _set_status(by, other, FamilyStatus.MERGED, kept, reason)
    for names in (FILLED_TOGETHER[name] for name in plan.filled):
        for name in names:
            setattr(kept, name, getattr(other, name))
    _save(kept)
    _move(plan.members, plan.surveys, kept)
    refresh_summary(kept.target_village_id)
    return _record(by, kept, other, Verdict.MERGED, reason, kept=kept, undo=undo)


@transaction.atomic
def undo_decision(*, by: User, decision: DuplicateDecision, reason: str) -> DuplicateDecision:
    """Take a decision back: the pair is open again, and a merge is undone.

    What was filled in from the other family is emptied again, unless somebody has corrected it since; members,
    surveys and its part in activities and innovations go back with whatever was added to them. Raises
    ValidationError, with the reason in words, where records changed since in a way that cannot be taken back.
    """
    check_decide_duplicates(by, decision.first, decision.second)
    _check_reason(reason)
    one, two = _locked(decision.first, decision.second, any_version=True)
    newest = newest_decision(one, two)
    if newest is None or newest.pk != decision.pk or decision.verdict == Verdict.REOPENED:
        raise ValidationError(_("Keputusan ini tidak berlaku lagi. Lihat keputusan terbaru tentang kedua keluarga."))
    if decision.verdict == Verdict.MERGED:
        kept, other = (one, two) if one.pk == decision.kept_id else (two, one)
        _take_apart(by, kept, other, decision.undo, reason)
        refresh_summary(kept.target_village_id)
    return _record(by, one, two, Verdict.REOPENED, reason, undo={"decision": decision.pk}, action="duplicate.undo")


def _take_apart(by: User, kept: Family, other: Family, undo: dict[str, Any], reason: str) -> None:
    members = list(Member.objects.select_for_update().filter(pk__in=undo["members"]))
    surveys = list(Survey.objects.select_for_update().filter(pk__in=undo["surveys"]))
    _check_still_merged(kept, other, [*members, *surveys], len(undo["members"]) + len(undo["surveys"]))
    for names in (FILLED_TOGETHER[name] for name in undo["filled"]):
        if all(getattr(kept, name) == getattr(other, name) for name in names):
            for name in names:
                setattr(kept, name, getattr(_EMPTY, name))
    if not kept.nik and not kept.no_nik_reason:
        raise ValidationError(
            _("NIK %s berasal dari data yang digabung. Isi dulu alasan belum punya NIK, lalu batalkan.")
            % kept.head_name
        )
    _check_numbers_free(kept, other)
    _save(kept)
    _set_status(by, other, FamilyStatus(undo["status"]), None, reason)
    _move(members, surveys, other)
    move_reached_back(undo, kept, other)


def _check_still_merged(kept: Family, other: Family, moved: list[Member | Survey], count: int) -> None:
    if kept.status == FamilyStatus.MERGED:
        raise ValidationError(_("%s sudah digabung ke keluarga lain. Batalkan dulu penggabungan itu.") % kept.head_name)
    if other.merged_into_id != kept.pk or len(moved) != count or any(one.family_id != kept.pk for one in moved):
        raise ValidationError(_("Anggota atau survei yang dipindahkan tidak lagi pada %s.") % kept.head_name)


def _check_numbers_free(kept: Family, other: Family) -> None:
    """Refuse to bring back a number that a family of the village was given in the meantime."""
    others = Family.objects.registered().filter(target_village=other.target_village_id).exclude(pk=kept.pk)
    for name, words in (("nik", "NIK"), ("kk", _("No. KK"))):
        number = getattr(other, f"{name}_hash")
        taken = bool(number) and number == getattr(kept, f"{name}_hash")
        if taken or (number and others.filter(**{f"{name}_hash": number}).exists()):
            raise ValidationError(_("%s keluarga itu kini dipakai keluarga lain di desa ini.") % words)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya.")})


def _check_open(first: Family, second: Family, reason: str) -> None:
    if first.pk == second.pk:
        raise ValidationError(_("Pilih dua keluarga yang berbeda."))
    _check_reason(reason)


def _locked(first: Family, second: Family, *, any_version: bool = False) -> tuple[Family, Family]:
    """Lock both as they now stand; refuse what was changed since, what is merged, and a pair that is decided."""
    rows = Family.objects.select_for_update(of=("self",)).select_related("target_village__village")
    found = {one.pk: one for one in rows.filter(pk__in=(first.pk, second.pk)).order_by("pk")}
    now = found[first.pk], found[second.pk]
    if any_version:
        return now
    for current, seen in zip(now, (first, second), strict=True):
        if current.version != seen.version:
            raise StaleVersion(current)
        if current.status == FamilyStatus.MERGED:
            raise ValidationError(_("%s sudah digabung ke keluarga lain.") % current.head_name)
    newest = newest_decision(*now)
    if newest is not None and newest.verdict != Verdict.REOPENED:
        raise ValidationError(_("Pasangan ini sudah diputuskan. Batalkan dulu keputusannya."))
    return now


def _set_status(by: User, family: Family, status: FamilyStatus, merged_into: Family | None, reason: str) -> None:
    """Set the status with its event; one that comes back is since when it was."""
    before = family.status_events.exclude(status=FamilyStatus.MERGED).last()
    since = before.since if before is not None and before.status == status else timezone.localdate()
    family.status, family.merged_into = status, merged_into
    _save(family)
    FamilyStatusEvent.objects.create(family=family, status=status, since=since, reason=reason.strip()[:200], by=by)


def _save(family: Family) -> None:
    family.version += 1
    try:
        with transaction.atomic():
            family.save()
    except IntegrityError as error:
        raise ValidationError(_("Data keluarga ini baru saja diubah orang lain. Muat ulang lalu coba lagi.")) from error


def _move(members: list[Member], surveys: list[Survey], family: Family) -> None:
    """Bring members and surveys to a family; whoever has one open elsewhere is told by its version."""
    for model, rows in ((Member, members), (Survey, surveys)):
        keys = [one.pk for one in rows]
        model._default_manager.filter(pk__in=keys).update(family=family, version=F("version") + 1)


def _record(
    by: User,
    one: Family,
    other: Family,
    verdict: Verdict,
    reason: str,
    *,
    kept: Family | None = None,
    undo: dict[str, Any] | None = None,
    action: str = "duplicate.decide",
) -> DuplicateDecision:
    first, second = pair_key(one.pk, other.pk)
    decision = DuplicateDecision.objects.create(
        first_id=first,
        second_id=second,
        verdict=verdict,
        kept=kept,
        undo=undo or {},
        reason=reason.strip()[:300],
        by=by,
    )
    audit.record(
        by=by,
        action=action,
        target=decision,
        region_code=one.target_village.village_id,
        verdict=verdict,
        first=str(first),
        second=str(second),
    )
    return decision
