"""What the before/after page and the village's page show, read from the database."""

from fractions import Fraction
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from p2wkss.formats import DASH, half_up
from villages.changes import STAGES, Changes, IndicatorChange, Pair, compare
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
        "indicators": [_indicator_row(one) for one in changes.indicators],
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


def next_step(village: Any, *, may_enter: bool) -> tuple[str, str]:
    """Give the words and the address of what a village needs next: its families, their surveys, then the comparison."""
    families = reverse("villages:family_list", args=[village.pk])
    if not may_enter:
        return _("Buka daftar keluarga"), families
    if village.family_count < village.family_quota:
        return _("Tambah keluarga"), reverse("villages:family_create", args=[village.pk])
    for waits, round, words in (
        (village.baseline_waits, SurveyRound.BASELINE, _("Lanjutkan survei awal")),
        (village.endline_waits, SurveyRound.ENDLINE, _("Lanjutkan survei akhir")),
    ):
        if waits:
            return words, f"{families}?belum={round.value}"
    return _("Lihat sebelum dan sesudah"), reverse("villages:change_table", args=[village.pk])


def _indicator_row(one: IndicatorChange) -> dict[str, Any]:
    return {
        "number": one.indicator.number,
        "text": INDICATOR_LABELS[one.indicator.number],
        "families": one.families,
        "before": _points(one.share_before),
        "after": _points(one.share_after),
        "difference": _points(one.difference, signed=True),
    }


def _points(value: Fraction | None, *, signed: bool = False) -> str:
    """Write percent or percentage points with one decimal; a difference always carries its sign."""
    if value is None:
        return DASH
    rounded = half_up(value, 1)
    written = number_format(abs(rounded), 1)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{written}"


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
