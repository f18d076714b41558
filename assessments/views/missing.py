"""The board of what is missing in a round, for whoever runs it, and the reminders that it sends."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.access import visible_round
from assessments.actions.reminders import remind_late
from assessments.missing_page import MISSING_LABELS, board_context, board_entries
from assessments.models import PanelMember, Round
from assessments.permissions import check_manage_round
from assessments.phases import Phase
from p2wkss.http import Request
from p2wkss.pages import page_of


@require_GET
def missing_board(request: Request, pk: int) -> HttpResponse:
    """Show which sheets are not in yet: filter and page are in the address."""
    round = _managed(request, pk)
    missing, part = request.GET.get("keadaan", ""), request.GET.get("bagian", "")
    part = part if part in round.instrument.instrument.part_codes else ""
    asked = request.GET.get("penilai", "")
    member = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    page = page_of(request, board_entries(round, missing, member, part))
    context = {"round": round, "page": page, "missing": missing, "member": member, "part": part}
    choices = {"labels": MISSING_LABELS.items(), "parts": round.instrument.instrument.parts}
    is_scoring = round.phase == Phase.SCORING
    board = board_context(round, page, member, part)
    return render(request, "assessments/missing_board.html", context | choices | board | {"is_scoring": is_scoring})


@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind everybody who is late, or one person."""
    round = _managed(request, pk)
    asked = request.POST.get("member", "")
    member = get_object_or_404(PanelMember, round=round, pk=asked) if asked.isdecimal() else None
    made = remind_late(by=request.user, round=round, member=member)
    messages.success(request, _("%d orang diingatkan.") % len(made))
    return redirect("assessments:missing_board", pk)


def _managed(request: Request, pk: int) -> Round:
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round)
    return round
