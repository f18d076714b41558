"""A round's facts, read from the database into the plain data that the pure rules score."""

from typing import Any

from assessments import scoring
from assessments.models import Entry, Mark, PanelMember, Round, ScoreSheet
from assessments.snapshot import Snapshot, build
from villages.models import TargetVillage


def current_snapshot(round: Round) -> Snapshot:
    """Build what a lock would freeze now, in a constant number of queries. Saves nothing.

    Before the lock this is a preview, shown to those who manage the round and marked as a draft; after it, only
    the stored `Result` counts.
    """
    sheets = ScoreSheet.objects.filter(entry__round=round).prefetch_related("marks")
    progress = {village.pk: village for village in TargetVillage.objects.filter(entries__round=round).with_progress()}
    entries = round.entries.select_related("target_village__village__parent__parent")
    return build(
        round_facts=_round_facts(round),
        instrument=round.instrument.instrument,
        instrument_sha256=round.instrument.sha256,
        panel=[_member_facts(member) for member in round.panel.select_related("user")],
        entries=[_entry_facts(entry, progress[entry.target_village_id]) for entry in entries],
        sheets=[_sheet(sheet) for sheet in sheets],
        decisions=[
            scoring.Decision(tuple(map(str, decision.ordered_entries)), decision.shared, decision.reason)
            for decision in round.tie_decisions.all()
        ],
    )


def _round_facts(round: Round) -> dict[str, Any]:
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


def _sheet(sheet: ScoreSheet) -> scoring.Sheet:
    return scoring.Sheet(
        entry=str(sheet.entry_id),
        assessor=str(sheet.member_id),
        submitted=sheet.is_submitted,
        submitted_at=sheet.submitted_at.isoformat() if sheet.submitted_at else "",
        marks={mark.indicator: to_mark(mark) for mark in sheet.marks.all()},
    )


def to_mark(mark: Mark) -> scoring.Mark:
    """Give a stored mark as the rules read it."""
    return scoring.Mark(mark.value, mark.not_applicable, mark.reason, mark.note)
