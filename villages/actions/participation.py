"""Recording which families an activity reached, and what came of it for them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import FamilyStatus, Outcome
from villages.models import Activity, Family, Member, Participation
from villages.permissions import check_record
from villages.reached import is_further
from villages.summaries import refresh_summary


class Ticked(NamedTuple):
    """What came of noting many families at once: newly noted, brought further, and left as they were."""

    added: int
    advanced: int
    unchanged: int


@transaction.atomic
def save_participations(*, by: User, activity: Activity, families: Mapping[UUID, str]) -> Ticked:
    """Note families of the village as reached by an activity, each with its outcome; sent again it changes nothing.

    A family that was noted before is only brought further: what was noted too far is corrected for one family. Raises
    ValidationError, and notes nobody, for an activity that was not held, for families of another village or merged
    into another, and for an unknown outcome.
    """
    check_record(by, activity.target_village)
    activity = _held(activity)
    _check_families(activity, families)
    known = {one.family_id: one for one in activity.participations.select_for_update().filter(family__in=families)}
    further = [one for key, one in known.items() if is_further(families[key], one.outcome)]
    for one in further:
        one.outcome, one.outcome_on, one.version = families[one.family_id], None, one.version + 1
    Participation.objects.bulk_update(further, ("outcome", "outcome_on", "version"), batch_size=200)
    made = Participation.objects.bulk_create(
        Participation(activity=activity, family_id=key, outcome=outcome, created_by=by)
        for key, outcome in families.items()
        if key not in known
    )
    _record(by, activity, [*made, *further])
    refresh_summary(activity.target_village_id)
    return Ticked(len(made), len(further), len(known) - len(further))


@transaction.atomic
def save_participation(*, by: User, participation: Participation) -> Participation:
    """Note what came of an activity for one family: who took part, the outcome, since when, and with what income.

    Raises ValidationError with the faulty fields: a family of another village or merged into another, a person who is
    not of the family, a date before the activity or to come, an income without a business. StaleVersion when somebody
    saved a newer version.
    """
    activity = participation.activity
    check_record(by, activity.target_village)
    activity = _held(activity)
    _check_families(activity, {participation.family_id: participation.outcome})
    if errors := _wrong_facts(participation, activity):
        raise ValidationError(errors)
    participation.created_by_id = participation.created_by_id or by.pk
    region = activity.target_village.village_id
    saved = save_versioned(
        by=by, instance=participation, action="participation.save", region_code=region, log_values=False
    )
    refresh_summary(activity.target_village_id)
    return saved


@transaction.atomic
def remove_participation(*, by: User, participation: Participation) -> None:
    """Take back that an activity reached a family; what was noted of it goes with it."""
    activity = participation.activity
    check_record(by, activity.target_village)
    audit.record(
        by=by,
        action="participation.remove",
        target=participation,
        region_code=activity.target_village.village_id,
        activity=str(activity.pk),
        family=str(participation.family_id),
        outcome=participation.outcome,
    )
    participation.delete()
    refresh_summary(activity.target_village_id)


def _held(activity: Activity) -> Activity:
    """Lock the activity and give it as it now stands; refuse one that has not been held."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("target_village__village")
    now = rows.get(pk=activity.pk)
    if now.is_cancelled:
        raise ValidationError(_("Kegiatan ini batal, jadi tidak punya peserta."))
    if not now.is_held:
        raise ValidationError(_("Catat dulu tanggal terlaksana kegiatan ini, baru pesertanya."))
    return now


def _check_families(activity: Activity, families: Mapping[UUID, str]) -> None:
    if not families:
        raise ValidationError(_("Pilih paling sedikit satu keluarga."))
    if set(families.values()) - set(Outcome.values):
        raise ValidationError({"outcome": _("Pilih hasil dari daftar.")})
    found = Family.objects.filter(pk__in=families, target_village=activity.target_village_id)
    merged = [one.head_name for one in found if one.status == FamilyStatus.MERGED]
    if merged:
        words = _("Data ini sudah digabung ke keluarga lain: %s. Pilih keluarga itu.")
        raise ValidationError(words % ", ".join(merged))
    if len(found) != len(families):
        raise ValidationError(_("Ada keluarga yang bukan dari desa binaan ini. Tidak ada yang disimpan."))


def _wrong_facts(participation: Participation, activity: Activity) -> dict[str, str]:
    since, income, errors = participation.outcome_on, participation.monthly_income, {}
    member = participation.member_id
    if member and not Member.objects.filter(pk=member, family=participation.family_id).exists():
        errors["member"] = _("Orang ini bukan anggota keluarga itu.")
    if since and since > timezone.localdate():
        errors["outcome_on"] = _("Tanggal ini tidak boleh di masa depan.")
    elif since and activity.held_on and since < activity.held_on:
        errors["outcome_on"] = _("Tanggal ini tidak boleh sebelum kegiatan terlaksana.")
    if income is not None and income < 0:
        errors["monthly_income"] = _("Penghasilan tidak boleh kurang dari nol.")
    elif income is not None and participation.outcome != Outcome.BUSINESS:
        errors["monthly_income"] = _("Penghasilan diisi hanya untuk yang membuka usaha.")
    return errors


def _record(by: User, activity: Activity, noted: Iterable[Participation]) -> None:
    """Add an audit event for each family, as for those that are noted one by one."""
    audit.record_many(
        by=by,
        action="participation.save",
        model=Participation,
        region_code=activity.target_village.village_id,
        details=[(str(one.pk), {"activity": str(activity.pk), "outcome": one.outcome}) for one in noted],
    )
