"""Loading and locking the instruments of a province."""

from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.instrument import Instrument, InstrumentError, canonical_json, load_toml, sha256
from assessments.models import InstrumentVersion
from p2wkss import audit
from p2wkss.models import Region, User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.facts import FACTS

DEFINITIONS = Path(__file__).parent.parent / "instruments"


def available_definitions() -> dict[str, Instrument]:
    """Give the starter instruments that come with the program, by code."""
    return {path.stem: load_toml(path, facts=FACTS) for path in sorted(DEFINITIONS.glob("*.toml"))}


@transaction.atomic
def load_instrument(*, by: User, province: Region, code: str) -> InstrumentVersion:
    """Take a starter instrument into a province as a draft version that can still be changed.

    Raises ValidationError when there is none by that code or its definition has faults.
    """
    check_permission(by, Permission.MANAGE_INSTRUMENTS, province)
    path = DEFINITIONS / f"{code}.toml"
    if path.parent != DEFINITIONS or not path.is_file():
        raise ValidationError(_("Instrumen ini tidak dikenal."))
    try:
        instrument = load_toml(path, facts=FACTS)
    except InstrumentError as error:
        raise ValidationError(_("Definisi instrumen ini belum benar: %s") % error) from error
    last = InstrumentVersion.objects.filter(province=province, code=code).aggregate(last=Max("version"))["last"]
    version = InstrumentVersion(
        province=province,
        code=code,
        version=(last or 0) + 1,
        title=instrument.title,
        definition=canonical_json(instrument),
        created_by=by,
    )
    version.full_clean()
    version.save()
    audit.record(by=by, action="instrument.load", target=version, region_code=province.code, code=code)
    return version


@transaction.atomic
def lock_instrument(*, by: User, version: InstrumentVersion) -> InstrumentVersion:
    """Freeze an instrument with the hash of its definition (stage 8: fixed before anything is scored)."""
    check_permission(by, Permission.MANAGE_INSTRUMENTS, version.province_id)
    locked = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_locked:
        raise PermissionDenied(_("Instrumen ini sudah dikunci."))
    locked.sha256 = sha256(locked.instrument)
    locked.locked_at = timezone.now()
    locked.locked_by = by
    locked.save()
    audit.record(by=by, action="instrument.lock", target=locked, region_code=locked.province_id, sha256=locked.sha256)
    return locked
