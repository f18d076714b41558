"""Why a village has its score, with the photos and documents behind each indicator for those who may see them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from assessments.models import Entry
from assessments.reading import Reading
from assessments.why import ComponentStep, IndicatorStep, why
from p2wkss.models import User
from villages.models import Evidence, EvidenceLink, TargetVillage


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with what the village sent in to prove it; `evidence` is empty for those who see the number only."""

    step: IndicatorStep
    evidence_count: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class ComponentRow:
    """A component with its indicators."""

    step: ComponentStep
    indicators: tuple[IndicatorRow, ...]


def why_context(user: User, entry: Entry, reading: Reading) -> dict[str, Any]:
    """Give the way of a village's total in two queries: whose evidence it is to see, and the evidence."""
    found = why(reading.snapshot, str(entry.pk), reading.assessors)
    sees = TargetVillage.objects.visible_to(user).filter(pk=entry.target_village_id).exists()
    proofs = _proofs(entry.target_village_id)
    return {
        "why": found,
        "sees_evidence": sees,
        "components": [
            ComponentRow(
                component,
                tuple(
                    IndicatorRow(one, len(proofs[one.code]), tuple(proofs[one.code]) if sees else ())
                    for one in component.indicators
                ),
            )
            for component in found.components
        ],
    }


def _proofs(target_village: int) -> dict[str, list[Evidence]]:
    """Read what proves each indicator of a village, as it stands now; evidence is no part of the frozen result."""
    links = EvidenceLink.objects.filter(evidence__target_village=target_village, evidence__removed_at=None)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for link in links.exclude(indicator="").select_related("evidence").order_by("pk"):
        found[link.indicator].append(link.evidence)
    return found
