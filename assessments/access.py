"""What a person may read of a round: the frozen result, or, for those who run it, a draft; and who sees objections."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.dossier import current_snapshot
from assessments.enums import SheetState
from assessments.models import Entry, Objection, Result, Round, ScoreSheet
from assessments.models.round import RoundQuerySet
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.ranking_page import assessor_names
from assessments.reading import Reading
from assessments.visibility import Sight, Viewer, sees
from p2wkss.models import User
from p2wkss.permissions import has_permission, regions_of
from p2wkss.roles import Permission

# The phases in which there is a period of objections, or was one.
WITH_OBJECTIONS = frozenset({Phase.OBJECTIONS, Phase.FINAL})


def visible_round(user: User | None, pk: int) -> Round:
    """Find a round that the person may see, or raise Http404; None is the operator at the machine, who sees all."""
    return get_object_or_404(_rounds(user).with_places(), pk=pk)


def _rounds(user: User | None) -> RoundQuerySet:
    return Round.objects.all() if user is None else Round.objects.visible_to(user)


def viewer_of(user: User | None, round: Round) -> Viewer:
    """Say as what a person reads the round's result; the operator at the machine reads as the secretariat does."""
    return Viewer.SECRETARIAT if user is None or can_manage_round(user, round) else Viewer.OFFICIAL


class PlenarySeat(NamedTuple):
    """A person at the plenary of a round: who manages it sees all villages, an assessor those that the own sheet is
    handed in for."""

    round: Round
    manages: bool
    entries: QuerySet[Entry]


def plenary_seat(user: User, pk: int) -> PlenarySeat:
    """Find the round for somebody who sits in its plenary.

    Raises Http404 where the person sees nothing of the round, PermissionDenied where its marks are not theirs to see.
    """
    sits = Q(pk__in=[])
    if has_permission(user, Permission.SCORE):
        sits = Q(panel__user=user) & ~Q(phase=Phase.PREPARATION)
    seen = Round.objects.visible_to(user).values("pk")
    round = get_object_or_404(Round.objects.with_places().filter(Q(pk__in=seen) | sits).distinct(), pk=pk)
    manages = can_manage_round(user, round)
    in_panel = has_permission(user, Permission.SCORE, round.region_id) and round.panel.filter(user=user).exists()
    viewer = Viewer.SECRETARIAT if manages else Viewer.ASSESSOR if in_panel else Viewer.OFFICIAL
    if not sees(viewer, Phase(round.phase), Sight.PLENARY):
        raise PermissionDenied(_("Nilai baru berdampingan setelah pleno dibuka, untuk pengelola dan tim penilai."))
    if manages:
        return PlenarySeat(round, True, round.entries.all())
    own = ScoreSheet.objects.filter(entry__round=round, member__user=user, state=SheetState.SUBMITTED)
    return PlenarySeat(round, False, round.entries.filter(pk__in=own.values("entry")))


def seat_of_entry(user: User, pk: int) -> tuple[PlenarySeat, Entry]:
    """Find an entry for somebody who sits in the plenary of its round; raises as `plenary_seat` does."""
    seat = plenary_seat(user, get_object_or_404(Entry.objects.only("round_id"), pk=pk).round_id)
    places = seat.entries.select_related("target_village__cycle", "target_village__village__parent__parent")
    entry = get_object_or_404(places, pk=pk)
    entry.round = seat.round
    return seat, entry


def visible_entry(user: User | None, pk: int) -> Entry:
    """Find an entry of a round that the person may see, or raise Http404."""
    entries = Entry.objects.select_related("target_village__village").filter(round__in=_rounds(user))
    entry = get_object_or_404(entries, pk=pk)
    entry.round = visible_round(user, entry.round_id)
    return entry


def result_for(user: User | None, round: Round) -> Result | None:
    """Give the frozen result of a round without its long document; None for those who may see a draft of it.

    Raises PermissionDenied where nothing must be seen yet, so that nothing leaks before the lock.
    """
    if round.is_calibration:
        raise PermissionDenied(_("Kalibrasi tidak menghasilkan peringkat."))
    viewer, phase = viewer_of(user, round), Phase(round.phase)
    if sees(viewer, phase, Sight.RESULT):
        seen = Result.objects.all() if user is None else Result.objects.visible_to(user)
        return get_object_or_404(seen.filter(round=round).defer("snapshot").order_by("-number")[:1])
    if sees(viewer, phase, Sight.DRAFT):
        return None
    raise PermissionDenied(_("Nilai belum dapat dilihat sebelum hasil dikunci."))


def reading_for(user: User, round: Round) -> tuple[Reading, Result | None]:
    """Read the frozen result of a round, or, for those who manage it, a draft of what it would be.

    Who does not manage the round reads assessors by number [ours]. Raises PermissionDenied as `result_for` does.
    """
    result = result_for(user, round)
    if result is None:
        return Reading(current_snapshot(round)), None
    return read_result(user, round, result), result


def read_result(user: User, round: Round, result: Result) -> Reading:
    """Read a frozen result of the round; who does not manage the round reads assessors by number [ours]."""
    return Reading(result.content, None if can_manage_round(user, round) else assessor_names(result.content))


def may_see_objections(user: User | None, round: Round) -> bool:
    """Say whether the person follows the round, or objects for a district within its region."""
    if user is None or has_permission(user, Permission.VIEW_ROUNDS, round.region_id):
        return True
    held = regions_of(user, Permission.OBJECT)
    return any(code.startswith(f"{round.region_id}.") for code in held)


def round_with_objections(user: User | None, pk: int) -> Round:
    """Find a round whose objections the person may see; raises Http404 for anybody else."""
    round = visible_round(user, pk)
    if not may_see_objections(user, round):
        raise Http404
    return round


def objections_of(user: User | None, round: Round) -> QuerySet[Objection]:
    """Give the objections of a round that the person may see, in the order of filing."""
    return (
        (Objection.objects.all() if user is None else Objection.objects.visible_to(user))
        .filter(entry__round=round)
        .select_related("entry__target_village__village__parent__parent", "decision__decided_by", "filed_by")
        .order_by("pk")
    )


def result_objected_to(round: Round) -> Result:
    """Find the result that was public when the period began, or raise Http404 before it did."""
    if round.phase not in WITH_OBJECTIONS:
        raise Http404(_("Masa sanggah belum dibuka."))
    return get_object_or_404(round.results.order_by("number")[:1])


def newest_two(round: Round) -> tuple[Result | None, Result | None]:
    """Give the newest result and the one that it replaces, without their long documents, where there are such."""
    found = [*round.results.defer("snapshot").order_by("-number")[:2], None, None]
    return found[0], found[1]
