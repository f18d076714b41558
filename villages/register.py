"""The family register of a village: search, filters, and a row a family, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from villages.enums import SurveyRound
from villages.models import Family, Survey


@dataclass(frozen=True)
class Search:
    """What the address asks for."""

    name: str = ""
    rt: str = ""
    without: str = ""

    def apply(self, families: Any) -> Any:
        """Narrow the families down, and bring their surveys along."""
        if self.name:
            families = families.filter(head_name__icontains=self.name)
        if self.rt:
            families = families.filter(rt=self.rt)
        if self.without:
            families = without_survey(families, self.without)
        surveys = Survey.objects.only("family_id", "round", "welfare_stage", "is_complete", "answers", "version")
        return families.prefetch_related(Prefetch("surveys", surveys, to_attr="own_surveys"))


def register_search(query: Mapping[str, str]) -> Search:
    """Read the address; what makes no sense counts as not asked."""
    without = query.get("belum", "")
    known = without if without in SurveyRound.values else ""
    return Search(query.get("q", "").strip()[:100], query.get("rt", "").strip()[:3], known)


def without_survey(families: Any, round: str) -> Any:
    """Keep the families that have no complete survey of the round."""
    complete = Survey.objects.filter(family=OuterRef("pk"), round=round, is_complete=True)
    return families.filter(~Exists(complete))


def register_rows(families: Iterable[Family]) -> list[dict[str, Any]]:
    """Give each family with its surveys by round."""
    rows = []
    for family in families:
        surveys = {survey.round: survey for survey in getattr(family, "own_surveys")}
        rows.append(
            {
                "family": family,
                "rounds": [(round, surveys.get(round.value)) for round in SurveyRound],
            }
        )
    return rows
