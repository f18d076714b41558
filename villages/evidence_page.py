"""What pages show of the photos and documents that prove something."""

from typing import Any

from villages.models import Evidence, EvidenceLink, TargetVillage


def evidence_of(village: TargetVillage, target: str, key: Any) -> list[Evidence]:
    """Give what proves one thing of a village, newest first, without what was withdrawn.

    `target` is one of stage, visit, activity, asset, innovation, handover and indicator; `key` its number, key or code.
    """
    links = EvidenceLink.objects.filter(**{target: key}).values("evidence")
    return list(Evidence.objects.filter(target_village=village, removed_at=None, pk__in=links))
