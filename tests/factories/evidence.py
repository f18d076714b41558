"""Photos and documents of target villages for tests, sent in through the action."""

from typing import Any

from django.core.files.base import ContentFile

from p2wkss.models import User
from tests.factories.pictures import make_photo
from villages.actions.evidence import add_evidence
from villages.models import Evidence, TargetVillage

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_evidence(
    by: User, village: TargetVillage, seed: int = 1, *, data: bytes | None = None, name: str = "foto.jpg", **facts: Any
) -> Evidence:
    """Send in the photo that `seed` draws, or other `data`."""
    file = ContentFile(data if data is not None else make_photo(seed), name)
    return add_evidence(by=by, target_village=village, file=file, **{"caption": "Rapat di balai desa", **facts})
