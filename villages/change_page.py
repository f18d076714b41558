"""What the before/after page and the village's page show, read from the database."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from villages.changes import STAGES
from villages.enums import WELFARE_STAGE_LABELS, FamilyStatus, SurveyRound
from villages.matched import read_changes
from villages.models import Survey, TargetVillage
from villages.reports.change_section import change_section, drop_out_rows
from villages.welfare import WelfareStage


def change_context(village: TargetVillage, last: SurveyRound, *, may_enter: bool, is_over: bool) -> dict[str, Any]:
    """Gather the before/after page in three queries, whatever the number of families."""
    reading = read_changes(village, last)
    return {
        "village": village,
        "reading": reading,
        "change": change_section(reading),
        "drop_outs": drop_out_rows((one for one in reading.drop_outs if one.status != FamilyStatus.ACTIVE), last),
        "waiting": drop_out_rows((one for one in reading.drop_outs if one.status == FamilyStatus.ACTIVE), last),
        "may_enter": may_enter,
        "is_over": is_over,
        "after_year": last is SurveyRound.FOLLOW_UP,
        "report": f"{village.pk}-lanjutan" if last is SurveyRound.FOLLOW_UP else str(village.pk),
    }


def stage_summary(village: TargetVillage) -> list[tuple[Any, int, int]]:
    """Give (stage, families at baseline, families at endline) of a village, in one query."""
    counted = (
        Survey.objects.filter(family__target_village=village)
        .exclude(family__status=FamilyStatus.MERGED)
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
