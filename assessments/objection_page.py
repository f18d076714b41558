"""What the pages about objections show: who sees them, and the score that one is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.access import objections_of, read_result, reading_for, visible_round
from assessments.models import Entry, Objection, ObjectionDecision, Round
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.reading import Card, IndicatorView, Reading
from assessments.reports.objections import corrected_words
from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission


@dataclass(frozen=True)
class Question:
    """An indicator of one village as a result shows it: its steps or its number, its score, and each mark behind it."""

    component: str
    view: IndicatorView
    levels: tuple[tuple[str, str], ...]
    number: dict[str, str] | None


def question_of(reading: Reading, entry: str, code: str) -> Question:
    """Find an indicator of a village in a result. Raises Http404 where the result knows no such thing."""
    if entry in reading.entries:
        for part in reading.card(entry).components:
            for one in part.indicators:
                if one.code == code:
                    return _question(reading, part.name, one)
    raise Http404(_("Indikator ini tidak ada dalam hasil."))


def _question(reading: Reading, component: str, view: IndicatorView) -> Question:
    asked = next(
        one for part in reading.instrument["components"] for one in part["indicators"] if one["code"] == view.code
    )
    levels = tuple((level["value"], level["text"]) for level in asked.get("levels", ()))
    return Question(component, view, levels, asked.get("number"))


def entry_to_object(user: User, pk: int) -> Entry:
    """Find the entry of an own village, or raise Http404; refuses in words outside the period of objections."""
    own = region_filter(user, Permission.OBJECT, "target_village__village")
    seen = Entry.objects.filter(own, round__in=Round.objects.visible_to(user))
    entry = get_object_or_404(seen.select_related("target_village__village__parent", "target_village__cycle"), pk=pk)
    entry.round = visible_round(user, entry.round_id)
    if entry.round.phase != Phase.OBJECTIONS:
        raise PermissionDenied(_("Sanggahan hanya dapat diajukan selama masa sanggah."))
    return entry


def visible_objection(user: User, pk: int) -> Objection:
    """Find an objection that the person may see, with its round, or raise Http404."""
    found = Objection.objects.visible_to(user).select_related(
        "entry__target_village__village__parent", "decision__decided_by", "filed_by", "result"
    )
    objection = get_object_or_404(found, pk=pk)
    objection.entry.round = visible_round(user, objection.entry.round_id)
    return objection


def list_context(user: User, round: Round) -> dict[str, Any]:
    """Gather the list: how many wait, and for which own villages an objection may be filed now."""
    objections = objections_of(user, round)
    own = region_filter(user, Permission.OBJECT, "target_village__village")
    entries = round.entries.filter(own).select_related("target_village__village")
    granted = Q(decision__granted=True)
    refused = Q(decision__granted=False)
    return {
        "round": round,
        "objections": objections,
        "counts": objections.order_by().aggregate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(decision=None)),
            granted=Count("pk", filter=granted),
            refused=Count("pk", filter=refused),
        ),
        "entries": entries if round.phase == Phase.OBJECTIONS else [],
        "is_open": round.phase == Phase.OBJECTIONS,
        "manages": can_manage_round(user, round),
    }


def list_rows(round: Round, objections: Iterable[Objection]) -> list[tuple[Objection, str, ObjectionDecision | None]]:
    """Give each objection with the name of its indicator, and its decision where there is one."""
    indicators = round.instrument.instrument.indicators
    return [(one, indicators[one.indicator].name, getattr(one, "decision", None)) for one in objections]


def choose_context(user: User, entry: Entry) -> dict[str, Any]:
    """Gather the card of a village with, at each indicator, the objection that was filed to it already."""
    reading, result = reading_for(user, entry.round)
    filed = {one.indicator: one for one in Objection.objects.filter(entry=entry, result=result)}
    card: Card = reading.card(str(entry.pk))
    parts = [(part, [(one, filed.get(one.code)) for one in part.indicators]) for part in card.components]
    return {"entry": entry, "round": entry.round, "reading": reading, "result": result, "card": card, "parts": parts}


def detail_context(user: User, objection: Objection) -> dict[str, Any]:
    """Gather one objection: the score it is about, its evidence, and what was decided."""
    round = objection.entry.round
    decision = getattr(objection, "decision", None)
    indicators = round.instrument.instrument.indicators
    manages = can_manage_round(user, round)
    return {
        "objection": objection,
        "entry": objection.entry,
        "round": round,
        "question": question_of(
            read_result(user, round, objection.result), str(objection.entry_id), objection.indicator
        ),
        "evidence": [one.evidence for one in objection.evidence.select_related("evidence")],
        "decision": decision,
        "corrected": corrected_words(indicators[objection.indicator], objection.moderated_marks.first()),
        "manages": manages,
        "may_decide": manages and decision is None and round.phase == Phase.OBJECTIONS,
    }
