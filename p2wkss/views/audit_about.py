"""What an audited act was about, as its page says it."""

from django.apps import apps
from django.utils.text import capfirst

from p2wkss.models import AuditEvent
from p2wkss.roles import Role

# The details that tell one object from another, or say why; the others are for whoever reads the table itself.
TELLING = ("username", "number", "year", "reason")


def about(event: AuditEvent) -> str:
    """Say what an act was about: the kind of object, its number, and what tells it from others. Asks no query."""
    parts = [_noun(event), *(str(event.details.get(name) or "") for name in TELLING)]
    role = event.details.get("role")
    if role in Role.values:
        parts.append(str(Role(role).label))
    return " · ".join(part for part in parts if part)


def _noun(event: AuditEvent) -> str:
    """Give "Keluarga 1f0c22ab": the kind of object, and as much of its key as tells it from others."""
    if not event.object_type:
        return ""
    try:
        kind = apps.get_model(event.object_type)._meta.verbose_name
    except LookupError:  # the record outlives the kind of object it is about
        return f"{event.object_type} {event.object_id[:8]}"
    return f"{capfirst(str(kind))} {event.object_id[:8]}"
