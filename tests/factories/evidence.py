"""Photos and documents for tests."""

from typing import Any

from django.core.files.base import ContentFile

from p2wkss.models import User
from villages.enums import EvidenceKind
from villages.models import Evidence, EvidenceLink, TargetVillage


def make_evidence(by: User, village: TargetVillage, caption: str = "Rapat di balai desa", **links: Any) -> Evidence:
    """Send in a photo of a target village."""
    evidence = Evidence(
        target_village=village,
        caption=caption,
        kind=EvidenceKind.PHOTO,
        file_name="foto.jpg",
        size=3,
        uploaded_by=by,
        sha256="0" * 64,
    )
    evidence.file.save("foto.jpg", ContentFile(b"abc"), save=False)
    evidence.thumbnail.save("kecil.jpg", ContentFile(b"abc"), save=False)
    evidence.save()
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, by=by, **{k: v}) for k, v in links.items())
    return evidence
