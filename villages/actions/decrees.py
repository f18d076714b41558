"""Recording the decrees that name target villages."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import RegionLevel, User
from p2wkss.uploads import check_document
from villages.models import Decree
from villages.permissions import check_manage_decree


def save_decree(*, by: User, decree: Decree, file: "File[bytes] | None" = None) -> Decree:
    """Record a decree or correct it; with `file`, its scan is checked, stored and fingerprinted.

    Raises ValidationError with the faulty fields, and StaleVersion when somebody saved a newer version. A file that
    was stored goes again when the row does not stand.
    """
    check_manage_decree(by, decree)
    if decree.regency.level != RegionLevel.REGENCY:
        raise ValidationError({"regency": _("Pilih kabupaten atau kota.")})
    if file is not None:
        decree.file_sha256 = check_document(file)
        decree.file_name = PurePath(file.name or "").name[:200]
    decree.created_by_id = decree.created_by_id or by.pk
    before = decree.file.name
    try:
        with transaction.atomic():
            if file is not None:
                decree.file.save(f"{decree.file_sha256}{PurePath(file.name or '').suffix.lower()}", file, save=False)
            return save_versioned(
                by=by, instance=decree, action="decree.save", region_code=decree.regency_id, log_values=True
            )
    except Exception:
        if decree.file.name and decree.file.name != before:
            decree.file.delete(save=False)
            decree.file = before
        raise
