"""The page on which the dates and owners of a round's phases are set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import visible_round
from assessments.actions.phase_dates import save_dates
from assessments.forms.rounds import PhaseDatesForm
from assessments.permissions import check_manage_round
from p2wkss.http import Request
from p2wkss.pages import show_form


@require_http_methods(["GET", "POST"])
def phase_dates(request: Request, pk: int) -> HttpResponse:
    """Set by when the round leaves each phase, and who sees to it."""
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round)
    form = PhaseDatesForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        form.submit(save_dates, by=request.user, round=round, dates=form.dates())
        if not form.errors:
            messages.success(request, _("Jadwal fase disimpan."))
            return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/phase_dates.html", round=round)
