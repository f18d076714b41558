"""What the pages of innovations show: who uses one, and who could."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from villages.enums import FamilyStatus
from villages.models import Family, Innovation, InnovationUse, TargetVillage


def listed(village: TargetVillage) -> QuerySet[Innovation]:
    """Give the innovations of a village with how many families use them and how many places took them up."""
    users = Count("uses", filter=~Q(uses__family__status=FamilyStatus.MERGED), distinct=True)
    counts = {"users": users, "copies": Count("replications", distinct=True)}
    return village.innovations.annotate(**counts).order_by("name", "uuid")


def users_of(innovation: Innovation) -> list[InnovationUse]:
    """Give who uses an innovation, in the order of the register; of two records that were merged, one counts."""
    uses = innovation.uses.exclude(family__status=FamilyStatus.MERGED).select_related("family")
    return list(uses.order_by("family__rt", "family__head_name", "family"))


def may_use(innovation: Innovation) -> QuerySet[Family]:
    """Give the families of the village that are not noted as users yet."""
    families: QuerySet[Family] = innovation.target_village.families.registered()
    return families.exclude(innovation_uses__innovation=innovation).order_by("rt", "head_name", "uuid")


def detail_context(innovation: Innovation) -> dict[str, Any]:
    """Gather who uses an innovation and where it was taken up, in two queries."""
    users = users_of(innovation)
    family = innovation.inventor_family
    return {
        "village": innovation.target_village,
        "innovation": innovation,
        "inventor_family": family and (family.merged_into or family),
        "users": users,
        "women_headed": sum(use.family.headed_by_woman for use in users),
        "replications": list(innovation.replications.all()),
    }
