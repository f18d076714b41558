"""The office's own lines at the head of a report, and who signs it."""

import tomllib
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Signature:
    """The signature block; an empty name leaves a line to write on."""

    place: str = ""
    title: str = ""
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Letterhead:
    """What stands above and below a report."""

    lines: tuple[str, ...] = ()
    address: str = ""
    document_number: str = ""
    signature: Signature = field(default_factory=Signature)


def load() -> Letterhead:
    """Read the letterhead file of the settings. Raises ImproperlyConfigured, saying what is wrong with it."""
    try:
        data = tomllib.loads(settings.LETTERHEAD.read_text(encoding="utf-8"))
        return Letterhead(
            lines=tuple(data.get("lines", ())),
            address=data.get("address", ""),
            document_number=data.get("document_number", ""),
            signature=Signature(**data.get("signature", {})),
        )
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{settings.LETTERHEAD}: {error}") from error
