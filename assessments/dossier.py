"""A round's facts, read from the database into the plain data that the pure rules score."""

from typing import Any

from django.conf import settings

from assessments import scoring, snapshot
from assessments.models import Entry, Mark, PanelMember, Round, ScoreSheet


def current_snapshot(round: Round) -> dict[str, Any]:
    """Build what a lock would freeze now, in a constant number of queries. Saves nothing.

    Before the lock this is a preview, shown to those who manage the round and marked as a draft; after it, only
    the stored `Result` counts.
    """
    sheets = list(
        ScoreSheet.objects.filter(entry__round=round).prefetch_related("marks").order_by("entry_id", "member_id")
    )
    return dict(
        snapshot.build(
            round_facts=_round_facts(round),
            instrument=round.instrument.instrument,
            instrument_sha256=round.instrument.sha256,
            panel=[_member_facts(member) for member in round.panel.select_related("user")],
            entries=[
                _entry_facts(entry)
                for entry in round.entries.select_related("target_village__village__parent__parent")
            ],
            sheets=[_sheet(sheet) for sheet in sheets],
            decisions=[
                scoring.Decision(
                    entries=tuple(str(pk) for pk in decision.ordered_entries),
                    shared=decision.shared,
                    reason=decision.reason,
                )
                for decision in round.tie_decisions.all()
            ],
        )
    )
