"""Entering the families of a target village, and when they leave it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import IDENTITY_MESSAGES, FamilyStatus
from villages.identity import Severity, check_kk, check_nik
from villages.models import Family, FamilyStatusEvent
from villages.permissions import check_enter_family, check_reveal_numbers
from villages.summaries import refresh_summary


@transaction.atomic
def save_family(*, by: User, family: Family) -> Family:
    """Enter a family or correct it; the same family sent twice stays one.

    Raises ValidationError with the faulty fields (a NIK of wrong form, one that the village already has), or when
    the key belongs to a family of another village, as a family never moves; StaleVersion when somebody saved a
    newer version. What is only odd about a NIK does not stop the save.
    """
    check_enter_family(by, family)
    if Family.objects.filter(pk=family.pk).exclude(target_village=family.target_village_id).exists():
        raise ValidationError(_("Formulir ini sudah dipakai untuk keluarga lain. Buka formulir baru."))
    errors = {
        field: [IDENTITY_MESSAGES[finding.code] for finding in findings if finding.severity is Severity.ERROR]
        for field, findings in (
            ("nik", check_nik(family.nik.reveal()) if family.nik else []),
            ("kk", check_kk(family.kk.reveal()) if family.kk else []),
        )
    }
    if any(errors.values()):
        raise ValidationError({field: found for field, found in errors.items() if found})
    family.nik_hash, family.kk_hash = family.nik.lookup, family.kk.lookup
    family.created_by_id = family.created_by_id or by.pk
    saved = save_versioned(
        by=by,
        instance=family,
        action="family.save",
        region_code=family.target_village.village_id,
        log_values=False,
    )
    refresh_summary(saved.target_village_id)
    return saved


@transaction.atomic
def set_family_status(*, by: User, family: Family, status: str, since: date, reason: str) -> FamilyStatusEvent:
    """Note that a family left the programme, or is with it again. All that is recorded of it stays.

    Raises ValidationError with the faulty fields: the status that it has already, a date to come, no reason, and
    "merged", which only the decision on doubles gives. The reason may say much about a person and stays out of the
    log.
    """
    current = Family.objects.select_for_update().get(pk=family.pk)
    check_enter_family(by, current)
    _check_status(current, status, since, reason)
    Family.objects.filter(pk=current.pk).update(status=status, version=F("version") + 1)
    event = FamilyStatusEvent.objects.create(family=current, status=status, since=since, reason=reason.strip(), by=by)
    audit.record(
        by=by,
        action="family.set_status",
        target=current,
        region_code=current.target_village.village_id,
        status=status,
        since=since.isoformat(),
    )
    refresh_summary(current.target_village_id)
    family.status, family.version = status, current.version + 1
    return event


def _check_status(current: Family, status: str, since: date, reason: str) -> None:
    errors = {}
    if status not in FamilyStatus.values or status == FamilyStatus.MERGED:
        errors["status"] = _("Pilih status baru keluarga ini.")
    elif status == current.status:
        errors["status"] = _("Keluarga ini sudah berstatus “%s”.") % current.get_status_display()
    if since > timezone.localdate():
        errors["since"] = _("Tanggal ini tidak boleh di masa depan.")
    if not reason.strip():
        errors["reason"] = _("Tulis alasannya.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def reveal_numbers(*, by: User, family: Family, reason: str) -> dict[str, str]:
    """Give the digits of {"nik", "kk"} to someone with the right, and log who asked and why."""
    check_reveal_numbers(by, family, reason)
    audit.record(
        by=by,
        action="family.reveal_numbers",
        target=family,
        region_code=family.target_village.village_id,
        reason=reason.strip(),
    )
    return {"nik": family.nik.reveal(), "kk": family.kk.reveal()}
