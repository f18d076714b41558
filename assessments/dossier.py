"""A round's facts, read from the database into the plain data that the pure rules score."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from assessments import scoring
from assessments.enums import SheetState
from assessments.models import Entry, Mark, ModeratedMark, PanelMember, Round, ScoreSheet
from assessments.snapshot import Snapshot, build
from villages.models import TargetVillage


def current_snapshot(round: Round, *, seed: int | None = None) -> Snapshot:
    """Build what a lock would freeze now, in a constant number of queries. Saves nothing.

    With a `seed` also how firm the ranks are, which takes longer: a preview is made without.
    Before the lock this is a preview, shown to those who manage the round and marked as a draft; after it, only
    the stored `Result` counts.
    """
    progress = {village.pk: village for village in TargetVillage.objects.filter(entries__round=round).with_progress()}
    entries = round.entries.select_related("target_village__village__parent__parent")
    return build(
        round_facts=round_facts(round),
        instrument=round.instrument.instrument,
        instrument_sha256=round.instrument.sha256,
        panel=[_member_facts(member) for member in round.panel.select_related("user")],
        entries=[_entry_facts(entry, progress[entry.target_village_id]) for entry in entries],
        sheets=read_sheets(ScoreSheet.objects.filter(entry__round=round)),
        moderated=_moderated(round),
        recusals=_recusals(round),
        seed=seed,
        decisions=[
            scoring.Decision(tuple(map(str, decision.ordered_entries)), decision.shared, decision.reason)
            for decision in round.tie_decisions.all()
        ],
    )


def read_sheets(sheets: QuerySet[ScoreSheet]) -> list[scoring.Sheet]:
    """Give sheets with their marks as the rules read them, in two queries; a recused one counts nowhere."""
    return [to_sheet(sheet) for sheet in sheets.exclude(state=SheetState.RECUSED).prefetch_related("marks")]


def moderated_now(marks: QuerySet[ModeratedMark]) -> dict[int, dict[str, ModeratedMark]]:
    """Give the plenary's marks that count now, by entry and indicator: the newest, where it is not withdrawn."""
    newest = {(mark.entry_id, mark.indicator): mark for mark in marks.order_by("pk")}
    found: defaultdict[int, dict[str, ModeratedMark]] = defaultdict(dict)
    for (entry, indicator), mark in newest.items():
        if not mark.withdrawn:
            found[entry][indicator] = mark
    return dict(found)


def _moderated(round: Round) -> dict[str, dict[str, scoring.Mark]]:
    kept = moderated_now(ModeratedMark.objects.filter(entry__round=round))
    return {str(entry): {code: to_mark(mark) for code, mark in own.items()} for entry, own in kept.items()}


def _recusals(round: Round) -> list[dict[str, Any]]:
    """Who was to judge which village and declared a conflict of interest."""
    recused = ScoreSheet.objects.filter(entry__round=round, state=SheetState.RECUSED)
    pairs = recused.order_by("entry", "member").values_list("entry", "member").distinct()
    return [{"entry": str(entry), "assessor": str(member)} for entry, member in pairs]


def score_now(entry: Entry) -> scoring.EntryScore:
    """Score one village of a round as its sheets and the plenary's marks give it now, in three queries."""
    moderated = moderated_now(ModeratedMark.objects.filter(entry=entry)).get(entry.pk, {})
    return scoring.score_entry(
        entry.round.instrument.instrument,
        str(entry.pk),
        read_sheets(ScoreSheet.objects.filter(entry=entry)),
        {code: to_mark(mark) for code, mark in moderated.items()},
    )


def round_facts(round: Round) -> dict[str, Any]:
    """Give what the document says of a round."""
    return {
        "id": str(round.pk),
        "cycle_year": round.cycle.year,
        "level": round.level.value,
        "region_code": round.region_id,
        "region_name": round.region.full_name,
        "province_name": round.cycle.province.name,
        "held_on": round.held_on.isoformat() if round.held_on else None,
        "instrument_version": round.instrument.version,
    }


def _member_facts(member: PanelMember) -> dict[str, Any]:
    return {"id": str(member.pk), "name": member.user.full_name, "position": member.position}


def _entry_facts(entry: Entry, progress: TargetVillage) -> dict[str, Any]:
    target_village = entry.target_village
    village = target_village.village
    district = village.parent
    regency = district.parent if district else None
    return {
        "id": str(entry.pk),
        "village_code": village.code,
        "village_name": village.full_name,
        "district_name": district.full_name if district else "",
        "regency_code": village.regency_code,
        "regency_name": regency.full_name if regency else "",
        "kampung": target_village.kampung,
        "family_quota": target_village.family_quota,
        "families": getattr(progress, "family_count"),
        "baseline_surveys": getattr(progress, "baseline_count"),
        "endline_surveys": getattr(progress, "endline_count"),
    }


def to_sheet(sheet: ScoreSheet) -> scoring.Sheet:
    """Give a stored sheet, with its marks, as the rules read it."""
    return scoring.Sheet(
        entry=str(sheet.entry_id),
        assessor=str(sheet.member_id),
        submitted=sheet.is_submitted,
        submitted_at=sheet.submitted_at.isoformat() if sheet.submitted_at else "",
        marks={mark.indicator: to_mark(mark) for mark in sheet.marks.all()},
        part=sheet.part,
    )


def to_mark(mark: Mark | ModeratedMark) -> scoring.Mark:
    """Give a stored mark of an assessor or of the plenary as the rules read it."""
    note = mark.note if isinstance(mark, Mark) else ""
    return scoring.Mark(mark.value, mark.not_applicable, mark.reason, note)
