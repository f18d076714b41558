"""Noting the innovations of a target village, who uses them, and where they were taken up."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import FamilyStatus
from villages.models import Family, Innovation, InnovationUse, Replication
from villages.permissions import check_record
from villages.summaries import refresh_summary


@transaction.atomic
def save_innovation(*, by: User, innovation: Innovation) -> Innovation:
    """Note an innovation or correct it; the same one sent twice stays one.

    Raises ValidationError with the faulty fields (a day to come, a family of another village or merged into another),
    or when the key belongs to an innovation of another village; StaleVersion when somebody saved a newer version. Who
    invented it is a person, whose name stays out of the log.
    """
    check_record(by, innovation.target_village)
    if Innovation.objects.filter(pk=innovation.pk).exclude(target_village=innovation.target_village_id).exists():
        raise ValidationError(_("Formulir ini sudah dipakai untuk inovasi lain. Buka formulir baru."))
    errors = {}
    if innovation.started_on and innovation.started_on > timezone.localdate():
        errors["started_on"] = _("Tanggal ini tidak boleh di masa depan.")
    family = innovation.inventor_family
    if family and (family.target_village_id != innovation.target_village_id or family.status == FamilyStatus.MERGED):
        errors["inventor_family"] = _("Pilih keluarga dari desa ini.")
    if errors:
        raise ValidationError(errors)
    innovation.created_by_id = innovation.created_by_id or by.pk
    region = innovation.target_village.village_id
    saved = save_versioned(by=by, instance=innovation, action="innovation.save", region_code=region, log_values=False)
    refresh_summary(innovation.target_village_id)
    return saved


@transaction.atomic
def add_uses(*, by: User, innovation: Innovation, families: Collection[Family], since: date) -> int:
    """Note that families use an innovation since a day; who is noted already stays as noted. Gives how many are new.

    Raises ValidationError with the faulty fields: nobody chosen, a family of another village or merged into another,
    a day to come or before the innovation itself.
    """
    check_record(by, innovation.target_village)
    errors = _wrong_day(innovation, since)
    if not families:
        errors["families"] = _("Pilih paling sedikit satu keluarga.")
    elif any(one.target_village_id != innovation.target_village_id for one in families):
        errors["families"] = _("Pilih keluarga dari desa ini.")
    elif any(one.status == FamilyStatus.MERGED for one in families):
        errors["families"] = _("Data keluarga ini sudah digabung ke data lain. Pilih data itu.")
    if errors:
        raise ValidationError(errors)
    known = set(_locked(innovation).uses.values_list("family_id", flat=True))
    new = {one.pk: one for one in families if one.pk not in known}
    if new:
        InnovationUse.objects.bulk_create(
            InnovationUse(innovation=innovation, family=one, since=since, by=by) for one in new.values()
        )
        _record("innovation.use", by=by, innovation=innovation, added=len(new), since=since.isoformat())
    return len(new)


@transaction.atomic
def remove_use(*, by: User, use: InnovationUse) -> None:
    """Take back that a family uses an innovation. Done twice, it changes nothing."""
    check_record(by, use.innovation.target_village)
    removed, _by_model = InnovationUse.objects.filter(pk=use.pk).delete()
    if removed:
        _record("innovation.use", by=by, innovation=use.innovation, removed=removed, since=use.since.isoformat())


@transaction.atomic
def add_replication(*, by: User, innovation: Innovation, place: str, since: date, note: str = "") -> Replication:
    """Note another place that took an innovation up. The same place and day sent again stay one.

    Raises ValidationError with the faulty fields: no place, a day to come or before the innovation itself.
    """
    check_record(by, innovation.target_village)
    place, note = place.strip(), note.strip()
    errors = _wrong_day(innovation, since)
    if not place:
        errors["place"] = _("Tulis di mana inovasi ini ditiru.")
    if errors:
        raise ValidationError(errors)
    known = _locked(innovation).replications.filter(place=place, since=since, note=note).first()
    if known is not None:
        return known
    replication = Replication(innovation=innovation, place=place, since=since, note=note, by=by)
    replication.full_clean()
    replication.save()
    _record("innovation.replicate", by=by, innovation=innovation, place=place, since=since.isoformat())
    return replication


def _wrong_day(innovation: Innovation, since: date) -> dict[str, str]:
    if since > timezone.localdate():
        return {"since": _("Tanggal ini tidak boleh di masa depan.")}
    if since < innovation.started_on:
        words = _("Tanggal ini tidak boleh sebelum inovasi ini dipakai, %s.")
        return {"since": words % date_format(innovation.started_on, "j F Y")}
    return {}


def _locked(innovation: Innovation) -> Innovation:
    return Innovation.objects.select_for_update().get(pk=innovation.pk)


def _record(action: str, *, by: User, innovation: Innovation, **facts: object) -> None:
    region = innovation.target_village.village_id
    audit.record(by=by, action=action, target=innovation, region_code=region, **facts)
    refresh_summary(innovation.target_village_id)
