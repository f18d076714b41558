"""The one place that writes audit events."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from p2wkss.models import AuditEvent, User


def record(
    *, by: User | None, action: str, target: models.Model | None = None, region_code: str = "", **details: Any
) -> AuditEvent:
    """Add one audit event in the caller's transaction, so that the act and its record stand or fall together.

    `by` is None only for what the machine does itself. `details` must be JSON and free of personal numbers.
    """
    return AuditEvent.objects.create(
        actor=by,
        action=action,
        object_type=target._meta.label if target else "",
        object_id=str(target.pk) if target else "",
        region_code=region_code,
        details=details,
    )


def record_many(
    *,
    by: User,
    action: str,
    model: type[models.Model],
    region_code: str,
    details: Sequence[tuple[str, dict[str, Any]]],
) -> None:
    """Add one audit event for each (key of a record, details), for an act on many records of a kind at once."""
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                actor=by,
                action=action,
                object_type=model._meta.label,
                object_id=key,
                region_code=region_code,
                details=facts,
            )
            for key, facts in details
        ),
        batch_size=500,
    )
