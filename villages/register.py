"""The family register of a village: search, filters, and a row a family, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from villages.enums import INDICATOR_LABELS, SurveyRound
from villages.models import Family, Survey

_BEGIN = {SurveyRound.BASELINE: _("Isi survei awal"), SurveyRound.ENDLINE: _("Isi survei akhir")}
_GO_ON = {SurveyRound.BASELINE: _("Lanjutkan survei awal"), SurveyRound.ENDLINE: _("Lanjutkan survei akhir")}


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


def next_without(family: Family, round: str) -> Family | None:
    """Give the next family, in the order of the register and then from its top, that lacks a complete survey."""
    waiting = without_survey(family.target_village.families.exclude(pk=family.pk), round)
    same_rt = Q(rt=family.rt)
    after = (
        Q(rt__gt=family.rt)
        | (same_rt & Q(head_name__gt=family.head_name))
        | (same_rt & Q(head_name=family.head_name, pk__gt=family.pk))
    )
    following: Family | None = waiting.filter(after).first() or waiting.first()
    return following


def register_rows(families: Iterable[Family]) -> list[dict[str, Any]]:
    """Give each family with its surveys by round, and the words and round of the survey that is next."""
    rows = []
    for family in families:
        surveys = {survey.round: survey for survey in getattr(family, "own_surveys")}
        rounds = [(round, surveys.get(round.value)) for round in SurveyRound]
        rows.append({"family": family, "rounds": rounds, "next": next_survey(rounds)})
    return rows


def next_survey(rounds: Iterable[tuple[SurveyRound, Survey | None]]) -> tuple[SurveyRound, Any] | None:
    """Name the first round of a family without a complete survey, and what to do there; None when all is done."""
    for round, survey in rounds:
        if survey is None:
            return round, _BEGIN[round]
        if not survey.is_complete:
            return round, _GO_ON[round]
    return None


def first_unmet_text(survey: Survey | None) -> Any:
    """Give the words of the first indicator that a family does not meet, or None."""
    return INDICATOR_LABELS.get(survey.welfare.first_unmet or 0) if survey else None
