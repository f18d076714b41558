"""Changing a draft instrument."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.instrument import InstrumentError, canonical_json, parse
from assessments.models import InstrumentVersion
from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission

TITLE_LIMIT = 200


def check_editable(by: User, version: InstrumentVersion) -> None:
    """Raise PermissionDenied, in words, unless the person may change this version."""
    check_permission(by, Permission.MANAGE_INSTRUMENTS, version.province_id)
    if version.is_locked:
        raise PermissionDenied(_("Instrumen ini sudah dikunci. Salin sebagai versi baru untuk mengubahnya."))


@transaction.atomic
def edit_instrument(
    *,
    by: User,
    version: InstrumentVersion,
    expected_version: int | None,
    change: Callable[[dict[str, Any]], object],
    what: str,
) -> InstrumentVersion:
    """Let `change` (of `assessments.instrument_edits`) work on the data of a draft, and store them with their faults.

    A change makes a checked instrument a draft again. Raises StaleVersion when the draft was changed since
    `expected_version` was read; then nothing is stored. The same content again changes nothing.
    """
    check_editable(by, version)
    draft = InstrumentVersion.objects.select_for_update().select_related("province").get(pk=version.pk)
    check_editable(by, draft)
    if draft.edit_version != expected_version:
        raise StaleVersion(draft)
    data = json.loads(draft.definition)
    change(data)
    text = _text(data)
    if text == draft.definition:
        return draft
    draft.definition = text
    draft.title = " ".join(str(data["title"]).split())[:TITLE_LIMIT] or draft.title
    draft.edit_version += 1
    draft.checked_at, draft.checked_by = None, None
    draft.save()
    audit.record(by=by, action="instrument.edit", target=draft, region_code=draft.province_id, what=what)
    return draft


def _text(data: dict[str, Any]) -> str:
    """Write the data down: in the one canonical form where they are right, else as they were typed."""
    try:
        return canonical_json(parse(data))
    except InstrumentError:
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
