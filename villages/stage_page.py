"""What the pages of a village's twelve stages show, read from the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from villages.actions.stages import hold_stage, plan_stage, reopen_stage
from villages.enums import STAGE_LABELS, StageEventKind
from villages.evidence_page import evidence_of
from villages.forms.stages import FORMS, HOLD, PLAN, REOPEN, StageForm
from villages.models import StageEvent, TargetVillage
from villages.stage_words import days_words, mark_words
from villages.stages import Mark, Progress, StageState, current_stage, progress_of, stage_states
from villages.timeline import Timeline, build_timeline

ACTIONS: dict[str, Callable[..., StageEvent | None]] = {PLAN: plan_stage, HOLD: hold_stage, REOPEN: reopen_stage}
# How a sign is shown as a badge: its state of the face (docs/face.md).
BADGES = {
    Mark.HELD: "good",
    Mark.HELD_LATE: "attention",
    Mark.OVERDUE: "problem",
    Mark.AHEAD: "neutral",
    Mark.UNPLANNED: "neutral",
}


@dataclass(frozen=True)
class StageTimeline:
    """A timeline as its template draws it: the places of all things, the stages' names, and itself in a sentence."""

    plot: Timeline
    names: tuple[tuple[int, Any], ...]
    description: str


class StageRow(NamedTuple):
    """One stage in the table: how it stands, the event of its being held, and its sign in words."""

    state: StageState
    label: Any
    held: StageEvent | None
    mark: Mark
    badge: str
    words: str
    days_late: int


def events_of(village: TargetVillage) -> list[StageEvent]:
    """Give all that was noted about the stages of a village, in the order of being noted, in one query."""
    return list(StageEvent.objects.filter(target_village=village).select_related("by").order_by("pk"))


def timeline_of(states: Sequence[StageState], year: int, today: date) -> StageTimeline:
    """Draw the twelve stages of a village's year as they stand on a day."""
    names = tuple((state.stage, STAGE_LABELS[state.stage]) for state in states)
    return StageTimeline(build_timeline(states, year, today), names, _in_a_sentence(states, today))


def _in_a_sentence(states: Sequence[StageState], today: date) -> str:
    progress = progress_of(states, today)
    said = [_("%(held)d dari %(all)d tahap sudah dilaksanakan.") % {"held": progress.held, "all": len(states)}]
    late = [(state.stage, state.days_late(today)) for state in states if state.days_late(today)]
    if late:
        listed = ", ".join(_("tahap %(stage)d %(late)s") % {"stage": at, "late": days_words(days)} for at, days in late)
        said.append(_("Terlambat: %s.") % listed)
    if progress.current:
        at = progress.current.stage
        said.append(_("Berikutnya: tahap %(stage)d, %(name)s.") % {"stage": at, "name": STAGE_LABELS[at]})
    return " ".join(said)


def stage_rows(states: Sequence[StageState], events: Sequence[StageEvent], today: date) -> list[StageRow]:
    """Give the rows of the table, each with the event that says who came."""
    held = {event.stage: event for event in events if event.kind == StageEventKind.HELD}
    rows = []
    for state in states:
        mark, days = state.mark(today), state.days_late(today)
        event = held.get(state.stage) if state.is_held else None
        rows.append(StageRow(state, STAGE_LABELS[state.stage], event, mark, BADGES[mark], mark_words(mark, days), days))
    return rows


def list_context(village: TargetVillage, today: date, *, may_record: bool) -> dict[str, Any]:
    """Gather the page of all twelve stages in one query."""
    events = events_of(village)
    states = stage_states(events)
    progress = progress_of(states, today)
    return {
        "village": village,
        "progress": progress,
        "current_label": STAGE_LABELS[progress.current.stage] if progress.current else "",
        "timeline": timeline_of(states, village.cycle.year, today),
        "rows": stage_rows(states, events, today),
        "next": _next_step(village, progress, any(state.planned_on for state in states), may_record=may_record),
        "may_record": may_record,
    }


def _next_step(village: TargetVillage, progress: Progress, planned: bool, *, may_record: bool) -> tuple[str, str]:
    """Give the words and the address of what comes next: a plan of the year, then its stages one by one."""
    if may_record and not planned and not progress.held:
        return _("Rencanakan setahun"), reverse("villages:stage_plan", args=[village.pk])
    stage = progress.current.stage if progress.current else len(STAGE_LABELS)
    words = _("Catat tahap %d") if may_record and progress.current else _("Buka tahap %d")
    return words % stage, reverse("villages:stage_detail", args=[village.pk, stage])


def stage_forms(states: Sequence[StageState], stage: int, today: date, sent: Any) -> tuple[dict[str, Any], StageForm]:
    """Give the forms of a stage by their kind, and the one that matters: what was sent, else what is next."""
    asked = "" if sent is None else sent.get("step", "")
    usual = REOPEN if states[stage - 1].is_held else HOLD
    kind = asked if asked in FORMS else usual
    about: dict[str, Any] = {"states": states, "stage": stage, "today": today}
    forms = {name: make(sent if name == kind else None, **about) for name, make in FORMS.items()}
    return forms, forms[kind]


def detail_context(
    village: TargetVillage, stage: int, events: Sequence[StageEvent], today: date, *, may_record: bool
) -> dict[str, Any]:
    """Gather what happened in one stage, and where it stands among the twelve, in one query more."""
    states = stage_states(events)
    rows = stage_rows(states, events, today)
    return {
        "village": village,
        "stage": stage,
        "row": rows[stage - 1],
        "history": [event for event in reversed(events) if event.stage == stage],
        "evidence": evidence_of(village, "stage", stage),
        "steps": _steps(village, states, stage),
        "may_record": may_record,
    }


def _steps(village: TargetVillage, states: Sequence[StageState], stage: int) -> list[tuple[str, str, str]]:
    current = current_stage(states)
    return [
        (
            str(STAGE_LABELS[state.stage]),
            "done" if state.is_held else "current" if state == current else "todo",
            "" if state.stage == stage else reverse("villages:stage_detail", args=[village.pk, state.stage]),
        )
        for state in states
    ]
