"""What the pages of innovations show: who uses one, and who could."""

from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from villages.models import Family, Innovation, InnovationUse, TargetVillage


class FamilyUse(NamedTuple):
    """A family that uses an innovation, with the note that says so."""

    use: InnovationUse
    family: Family


def listed(village: TargetVillage) -> QuerySet[Innovation]:
    """Give the innovations of a village with how many families use them and how many places took them up."""
    family = Coalesce("uses__family__merged_into", "uses__family")
    counts = {"users": Count(family, distinct=True), "copies": Count("replications", distinct=True)}
    return village.innovations.annotate(**counts).order_by("name", "uuid")


def users_of(innovation: Innovation) -> list[FamilyUse]:
    """Give who uses an innovation, in the order of the register; a family that was merged is the one it became."""
    found: dict[Any, FamilyUse] = {}
    for use in innovation.uses.select_related("family__merged_into"):
        family = use.family.merged_into or use.family
        if family.pk not in found or use.family_id == family.pk:
            found[family.pk] = FamilyUse(use, family)
    return sorted(found.values(), key=lambda one: (one.family.rt, one.family.head_name, one.family.pk))


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
        "women_headed": sum(one.family.headed_by_woman for one in users),
        "replications": list(innovation.replications.all()),
    }
