"""What came after: the minutes of the plenary, and what the period of objections changed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.access import newest_two, read_result, reading_for, visible_round
from assessments.models import Objection, Result, Round
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.reports.minutes import minutes_pdf as make_minutes
from assessments.reports.minutes import result_of_plenary
from assessments.reports.rank_change import change_groups, changes_of, rank_change_pdf
from p2wkss.http import Request
from p2wkss.pages import download


@require_GET
def minutes_pdf(request: Request, pk: int) -> HttpResponse:
    """Hand out the minutes of the plenary as PDF/A; a draft until the result is locked."""
    round = visible_round(request.user, pk)
    if round.is_calibration:
        raise Http404
    if round.phase in {Phase.PREPARATION, Phase.SCORING}:
        raise PermissionDenied(_("Berita acara dibuat mulai dari pleno."))
    reading, result = reading_for(request.user, round)
    minutes = round.minutes.last()
    if result and minutes and (other := result_of_plenary(_results(round), minutes.held_on)) != result and other:
        reading, result = read_result(request.user, round, other), other
    pdf = make_minutes(reading, round, minutes, result, result.created_at if result else timezone.now())
    return download(pdf, f"berita-acara-pleno-{_place(round)}{'' if result else '-draf'}.pdf")


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


@require_GET
def result_diff_pdf(request: Request, pk: int) -> HttpResponse:
    """Hand out the same as PDF/A."""
    round, old, new = _replaced(request, pk)
    named = can_manage_round(request.user, round)
    return download(rank_change_pdf(old, new, named=named), f"perubahan-peringkat-{_place(round)}.pdf")


def _replaced(request: Request, pk: int) -> tuple[Round, Result, Result]:
    """Find a public round whose newest result replaces another, or raise Http404."""
    round = visible_round(request.user, pk)
    new, old = newest_two(round) if round.is_open else (None, None)
    if old is None or new is None:
        raise Http404(_("Tidak ada hasil yang diganti setelah masa sanggah."))
    return round, old, new


def _results(round: Round) -> list[Result]:
    return list(round.results.defer("snapshot"))


def _place(round: Round) -> str:
    return f"{slugify(round.region.full_name)}-{round.cycle.year}"
