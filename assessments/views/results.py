"""The pages of a result: ranking, the card of a village, and what is published."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.access import reading_for, result_for, visible_entry, visible_round
from assessments.after_page import after_links
from assessments.draft_lines import draft_lines
from assessments.enums import RoundLevel
from assessments.models import Entry, Nomination, Result, Round
from assessments.permissions import can_manage_round
from assessments.places import locked_lines
from assessments.ranking_page import ranking_context
from assessments.reading import Reading
from assessments.why_page import why_context
from p2wkss.http import Request
from p2wkss.pages import page_of


@require_GET
def ranking(request: Request, pk: int) -> HttpResponse:
    """Show the ranking of a round, fifty villages a page: as it was locked, or as a draft."""
    round = visible_round(request.user, pk)
    result = result_for(request.user, round)
    manages = can_manage_round(request.user, round)
    shown = locked_lines(request, result) if result else draft_lines(request, round)
    context = {
        "round": round,
        "result": result,
        "page": shown.page,
        "may_nominate": manages and _may_nominate(round),
        "may_read_marks": manages and result is not None,
        "after": after_links(request.user, round),
        "firmness_url": f"{reverse('assessments:ranking_firmness', args=[pk])}?page={shown.page.number}",
        **ranking_context(shown.head, shown.lines, named=manages),
    }
    return render(request, "assessments/ranking.html", context)


@require_GET
def ranking_firmness(request: Request, pk: int) -> HttpResponse:
    """Show how firm the ranks of one page of a locked ranking are, or raise Http404 where that is not known."""
    round = visible_round(request.user, pk)
    result = result_for(request.user, round)
    shown = locked_lines(request, result) if result else None
    if shown is None or not (shown.head["analysis"] and shown.lines):
        raise Http404(_("Seberapa kuat tiap peringkat dihitung saat hasil dikunci."))
    context = ranking_context(shown.head, shown.lines, named=can_manage_round(request.user, round))
    context |= {"round": round, "result": result, "page": shown.page}
    return render(request, "assessments/ranking_firm.html", context)


def _may_nominate(round: Round) -> bool:
    """Say whether the regency's nominee is still to be named from this round, by whoever manages it."""
    if round.level != RoundLevel.DISTRICT or not round.is_locked:
        return False
    return not Nomination.objects.filter(cycle=round.cycle_id, regency=round.region_id).exists()


@require_GET
def scorecard(request: Request, pk: int) -> HttpResponse:
    """Show how a village's total came about, down to each mark."""
    entry = visible_entry(request.user, pk)
    return render(request, "assessments/scorecard.html", _card_context(entry, *_read(request, entry)))


@require_GET
def why(request: Request, pk: int) -> HttpResponse:
    """Show why a village has its total: every step of the arithmetic, down to each mark and its evidence."""
    entry = visible_entry(request.user, pk)
    reading, result = _read(request, entry)
    context = _card_context(entry, reading, result)
    return render(request, "assessments/why.html", context | why_context(request.user, entry, reading))


def _read(request: Request, entry: Entry) -> tuple[Reading, Result | None]:
    """Read the result that an entry stands in, or raise Http404 where it stands in none."""
    reading, result = reading_for(request.user, entry.round)
    if str(entry.pk) not in reading.entries:
        raise Http404(_("Desa ini tidak ada dalam hasil."))
    return reading, result


def _card_context(entry: Entry, reading: Reading, result: Result | None) -> dict[str, Any]:
    card = reading.card(str(entry.pk))
    ranked = next((len(one["ranking"]) for one in reading.results["categories"] if one["code"] == card.category), 0)
    return {"round": entry.round, "reading": reading, "result": result, "card": card, "ranked": ranked}


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
