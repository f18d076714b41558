"""What came after: what the period of objections changed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.access import newest_two, visible_round
from assessments.models import Objection, Result, Round
from assessments.reports.rank_change import change_groups, changes_of
from p2wkss.http import Request


@require_GET
def result_diff(request: Request, pk: int) -> HttpResponse:
    """Show which ranks the period of objections changed, and why."""
    round, old, new = _replaced(request, pk)
    filed = {
        (str(one.entry_id), one.indicator): one
        for one in Objection.objects.visible_to(request.user).filter(result=old, decision__granted=True)
    }
    groups = change_groups(changes_of(old, new), filed)
    context = {"round": round, "old": old, "new": new, "groups": groups}
    return render(request, "assessments/result_diff.html", context)


def _replaced(request: Request, pk: int) -> tuple[Round, Result, Result]:
    """Find a public round whose newest result replaces another, or raise Http404."""
    round = visible_round(request.user, pk)
    new, old = newest_two(round) if round.is_open else (None, None)
    if old is None or new is None:
        raise Http404(_("Tidak ada hasil yang diganti setelah masa sanggah."))
    return round, old, new
