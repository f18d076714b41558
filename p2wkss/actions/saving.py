"""How a versioned record is saved: checked, never over somebody's newer version, and with its audit event."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.models import User

M = TypeVar("M", bound=models.Model)


class StaleVersion(Exception):
    """Somebody else saved a newer version first; `current` is what now stands in the database."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current._meta.label} {current.pk} has a newer version")
        self.current = current


@transaction.atomic
def save_versioned(*, by: User, instance: M, action: str, region_code: str, log_values: bool) -> M:
    """Save a record that carries a `version`, and audit which fields changed.

    The same content again is accepted and changes nothing. Raises ValidationError with the faulty fields, and
    StaleVersion when the row has moved on since `instance` was read, or when other content already stands under
    a key that was made offline. Values go into the audit event only with `log_values`: personal data stays out.
    """
    saved = type(instance)._default_manager.select_for_update().filter(pk=instance.pk).first()
    changes = _changes(saved, instance)
    if saved is not None and not changes:
        return saved
    if saved is not None and (instance._state.adding or _version(saved) != _version(instance)):
        raise StaleVersion(saved)
    instance.full_clean(validate_unique=False)
    setattr(instance, "version", _version(saved) + 1 if saved is not None else 1)
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError as error:
        raise ValidationError(_("Data yang sama baru saja disimpan orang lain. Muat ulang lalu coba lagi.")) from error
    audit.record(
        by=by,
        action=action,
        target=instance,
        region_code=region_code,
        new=saved is None,
        **({"changes": changes} if log_values else {"fields": sorted(changes)}),
    )
    return instance


def _version(instance: models.Model) -> int:
    version: int = getattr(instance, "version")
    return version


def _changes(saved: models.Model | None, instance: models.Model) -> dict[str, list[str]]:
    """Give the fields that differ as {name: [before, after]}, both as text."""
    changes: dict[str, list[str]] = {}
    for field in instance._meta.concrete_fields:
        if field.generated or field.name == "version" or getattr(field, "auto_now", False):
            continue
        if getattr(field, "auto_now_add", False) or field.primary_key:
            continue
        before: Any = getattr(saved, field.attname) if saved is not None else field.get_default()
        after: Any = getattr(instance, field.attname)
        if before != after and (before or after):
            changes[field.name] = [_text(before), _text(after)]
    return changes


def _text(value: Any) -> str:
    return "" if value is None else str(value)
