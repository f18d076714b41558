"""The pages of a result: ranking, the card of a village, and what is published."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.after_page import after_links
from assessments.enums import RoundLevel
from assessments.models import Nomination, Result, Round
from assessments.permissions import can_manage_round
from assessments.reports.files import ranking_pdf_file, ranking_xlsx_file, scorecard_pdf_file
from assessments.views.access import reading_for, visible_entry, visible_round
from p2wkss.http import Request
from p2wkss.pages import page_of


@require_GET
def ranking(request: Request, pk: int) -> HttpResponse:
    """Show the ranking of a round."""
    round = visible_round(request.user, pk)
    reading, result = reading_for(request.user, round)
    may_nominate = (
        round.level == RoundLevel.DISTRICT
        and round.is_locked
        and can_manage_round(request.user, round)
        and not Nomination.objects.filter(cycle=round.cycle, regency=round.region).exists()
    )
    context = {"round": round, "reading": reading, "result": result, "may_nominate": may_nominate}
    context["after"] = after_links(request.user, round)
    return render(request, "assessments/ranking.html", context)


@require_GET
def scorecard(request: Request, pk: int) -> HttpResponse:
    """Show how a village's total came about, down to each mark."""
    entry = visible_entry(request.user, pk)
    reading, result = reading_for(request.user, entry.round)
    if str(entry.pk) not in reading.entries:
        raise Http404(_("Desa ini tidak ada dalam hasil."))
    context = {"round": entry.round, "reading": reading, "result": result, "card": reading.card(str(entry.pk))}
    return render(request, "assessments/scorecard.html", context)


@require_GET
def result_list(request: Request) -> HttpResponse:
    """List what is locked or published in the person's region, newest first, to read and to download."""
    results = (
        Result.objects.visible_to(request.user)
        .filter(round__in=Round.objects.visible_to(request.user))
        .select_related("round__cycle__province", "round__region__parent")
        .defer("snapshot")
    )
    return render(request, "assessments/result_list.html", {"page": page_of(request, results)})


@require_GET
def ranking_pdf(request: Request, pk: int) -> HttpResponse:
    """Hand out the ranking report as PDF/A."""
    reading, result = reading_for(request.user, visible_round(request.user, pk))
    return ranking_pdf_file(reading, result)


@require_GET
def ranking_xlsx(request: Request, pk: int) -> HttpResponse:
    """Hand out the ranking as a workbook."""
    reading, result = reading_for(request.user, visible_round(request.user, pk))
    return ranking_xlsx_file(reading, result)


@require_GET
def scorecard_pdf(request: Request, pk: int) -> HttpResponse:
    """Hand out the card of one village as PDF/A."""
    entry = visible_entry(request.user, pk)
    reading, result = reading_for(request.user, entry.round)
    if str(entry.pk) not in reading.entries:
        raise Http404
    return scorecard_pdf_file(reading, result, str(entry.pk))
