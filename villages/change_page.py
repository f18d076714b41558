"""What the before/after page and the village's page show, read from the database."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery

from villages.changes import STAGES, Changes, Pair, compare
from villages.enums import INDICATOR_LABELS, WELFARE_STAGE_LABELS, Sex, SurveyRound
from villages.models import Family, Survey, TargetVillage
from villages.welfare import WelfareStage


def change_context(village: TargetVillage) -> dict[str, Any]:
    """Gather the before/after page in one query over the village's matched families."""
    pairs = _pairs(village)
    changes = compare(pairs)
    return {
        "village": village,
        "changes": changes,
        "unmatched": getattr(village, "family_count") - changes.matched,
        "stage_labels": [WELFARE_STAGE_LABELS[stage] for stage in STAGES],
        "rows": [(WELFARE_STAGE_LABELS[row.stage], row) for row in changes.rows],
        "indicators": [(INDICATOR_LABELS[one.indicator.number], one) for one in changes.indicators],
        "by_sex": [(sex.label, _of_sex(pairs, sex)) for sex in Sex],
    }


def stage_summary(village: TargetVillage) -> list[tuple[Any, int, int]]:
    """Give (stage, families at baseline, families at endline) of a village, in one query."""
    counted = (
        Survey.objects.filter(family__target_village=village)
        .values_list("welfare_stage", "round")
        .annotate(families=Count("pk"))
        .order_by()
    )
    counts = {(stage, round): families for stage, round, families in counted}
    stages = [*STAGES, WelfareStage.INCOMPLETE]
    return [
        (
            WELFARE_STAGE_LABELS[stage],
            counts.get((stage, SurveyRound.BASELINE), 0),
            counts.get((stage, SurveyRound.ENDLINE), 0),
        )
        for stage in stages
    ]


def _of_sex(pairs: list[Pair], sex: str) -> Changes:
    return compare(pair for pair in pairs if pair.head_sex == sex)


def _pairs(village: TargetVillage) -> list[Pair]:
    def of(round: str, field: str) -> Subquery:
        return Subquery(Survey.objects.filter(family=OuterRef("pk"), round=round).values(field)[:1])

    rows = (
        Family.objects.filter(target_village=village)
        .annotate(
            before=of(SurveyRound.BASELINE, "answers"),
            after=of(SurveyRound.ENDLINE, "answers"),
            income_before=of(SurveyRound.BASELINE, "monthly_income"),
            income_after=of(SurveyRound.ENDLINE, "monthly_income"),
        )
        .exclude(before=None)
        .exclude(after=None)
        .values_list("head_sex", "before", "after", "income_before", "income_after")
    )
    return [Pair(*row) for row in rows]
