"""What a person may read of a round: the frozen result, or, for those who run it, a draft of what it would be."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.dossier import current_snapshot
from assessments.models import Entry, Result, Round
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.reading import Reading
from assessments.visibility import Sight, Viewer, sees
from p2wkss.models import User


def visible_round(user: User, pk: int) -> Round:
    """Find a round that the person may see, or raise Http404."""
    return get_object_or_404(Round.objects.visible_to(user).with_places(), pk=pk)


def visible_entry(user: User, pk: int) -> Entry:
    """Find an entry of a round that the person may see, or raise Http404."""
    entries = Entry.objects.select_related("target_village__village").filter(round__in=Round.objects.visible_to(user))
    entry = get_object_or_404(entries, pk=pk)
    entry.round = visible_round(user, entry.round_id)
    return entry


def reading_for(user: User, round: Round) -> tuple[Reading, Result | None]:
    """Give the frozen result of a round, or, for those who manage it, a draft of what it would be.

    Raises PermissionDenied where nothing must be seen yet, so that nothing leaks before the lock.
    """
    viewer = Viewer.SECRETARIAT if can_manage_round(user, round) else Viewer.OFFICIAL
    phase = Phase(round.phase)
    if sees(viewer, phase, Sight.RESULT):
        result = get_object_or_404(Result.objects.visible_to(user).filter(round=round).order_by("-number")[:1])
        return Reading(result.content), result
    if sees(viewer, phase, Sight.DRAFT):
        return Reading(current_snapshot(round)), None
    raise PermissionDenied(_("Nilai belum dapat dilihat sebelum hasil dikunci."))
