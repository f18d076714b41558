"""Entering the families of a target village."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import IDENTITY_MESSAGES
from villages.identity import Severity, check_kk, check_nik
from villages.models import Family
from villages.permissions import check_enter_family, check_reveal_numbers


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
    return save_versioned(
        by=by,
        instance=family,
        action="family.save",
        region_code=family.target_village.village_id,
        log_values=False,
    )


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
