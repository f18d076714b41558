"""Taking in, checking, locking and copying the instruments of a province."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.definition import Problem
from assessments.instrument import Instrument, InstrumentError, canonical_json, load_toml, parse, sha256
from assessments.models import InstrumentVersion
from assessments.problem_words import problem_place, problem_text
from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import Region, User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.facts import FACTS

DEFINITIONS = Path(__file__).parent.parent / "instruments"


def available_definitions() -> dict[str, Instrument]:
    """Give the starter instruments that come with the program, by code."""
    return {path.stem: load_toml(path, facts=FACTS) for path in sorted(DEFINITIONS.glob("*.toml"))}


def problems_of(version: InstrumentVersion) -> tuple[Problem, ...]:
    """Give every fault of a version's definition; none where it may be checked and locked."""
    try:
        parse(json.loads(version.definition), facts=FACTS)
    except InstrumentError as error:
        return error.problems
    return ()


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
    version = _draft(by, province, instrument.code, instrument.title, canonical_json(instrument), None)
    audit.record(by=by, action="instrument.load", target=version, region_code=province.code, code=code)
    return version


@transaction.atomic
def import_instrument(*, by: User, province: Region, instrument: Instrument, file_name: str) -> InstrumentVersion:
    """Take an instrument that was read from a file into a province as a draft.

    Where the province has versions of the same code it is the next of them, and the last is its parent.
    """
    check_permission(by, Permission.MANAGE_INSTRUMENTS, province)
    known = InstrumentVersion.objects.filter(province=province, code=instrument.code)
    parent = known.order_by("-version").first()
    version = _draft(by, province, instrument.code, instrument.title, canonical_json(instrument), parent)
    audit.record(
        by=by, action="instrument.import", target=version, region_code=province.code, file_name=file_name[:100]
    )
    return version


@transaction.atomic
def copy_instrument(*, by: User, version: InstrumentVersion) -> InstrumentVersion:
    """Make the next version of an instrument, a draft with the same content that knows which one it was copied from."""
    check_permission(by, Permission.MANAGE_INSTRUMENTS, version.province_id)
    copy = _draft(by, version.province, version.code, version.title, version.definition, version)
    audit.record(
        by=by, action="instrument.copy", target=copy, region_code=version.province_id, copied_from=version.version
    )
    return copy


@transaction.atomic
def check_instrument(*, by: User, version: InstrumentVersion) -> InstrumentVersion:
    """Say of a draft that its definition is right as it stands; any later change takes that back.

    Raises ValidationError with every fault in words.
    """
    check_permission(by, Permission.MANAGE_INSTRUMENTS, version.province_id)
    draft = _unlocked(version)
    if problems := problems_of(draft):
        data = json.loads(draft.definition)
        raise ValidationError([f"{problem_place(one.path, data)}: {problem_text(one, data)}" for one in problems])
    if draft.is_checked:
        return draft
    draft.checked_at = timezone.now()
    draft.checked_by = by
    draft.save()
    audit.record(by=by, action="instrument.check", target=draft, region_code=draft.province_id)
    return draft


@transaction.atomic
def lock_instrument(*, by: User, version: InstrumentVersion) -> InstrumentVersion:
    """Freeze a checked instrument with the hash of its definition (stage 8: fixed before anything is scored).

    Raises StaleVersion when it was changed since `version` was read, so that nobody locks what they have not seen.
    """
    check_permission(by, Permission.MANAGE_INSTRUMENTS, version.province_id)
    locked = _unlocked(version)
    if locked.edit_version != version.edit_version:
        raise StaleVersion(locked)
    if not locked.is_checked:
        raise PermissionDenied(_("Instrumen ini belum diperiksa. Periksa dulu, lalu kunci."))
    locked.sha256 = sha256(locked.instrument)
    locked.locked_at = timezone.now()
    locked.locked_by = by
    locked.save()
    audit.record(by=by, action="instrument.lock", target=locked, region_code=locked.province_id, sha256=locked.sha256)
    return locked


def _draft(
    by: User, province: Region, code: str, title: str, definition: str, parent: InstrumentVersion | None
) -> InstrumentVersion:
    """Add the next version of a code in a province."""
    last = InstrumentVersion.objects.filter(province=province, code=code).aggregate(last=Max("version"))["last"]
    version = InstrumentVersion(
        province=province,
        code=code,
        version=(last or 0) + 1,
        title=title,
        parent=parent,
        definition=definition,
        created_by=by,
    )
    version.full_clean()
    version.save()
    return version


def _unlocked(version: InstrumentVersion) -> InstrumentVersion:
    found = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if found.is_locked:
        raise PermissionDenied(_("Instrumen ini sudah dikunci."))
    return found
