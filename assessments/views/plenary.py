"""The plenary: marks side by side, marks of the plenary in their place, and the minutes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.access import PlenarySeat, plenary_seat, seat_of_entry, visible_round
from assessments.actions.plenary import MINUTES_PHASES, moderate, save_minutes, withdraw
from assessments.agreement_page import agreement_of
from assessments.forms.plenary import MinutesForm, ModerationForm, WithdrawalForm
from assessments.instrument import Component
from assessments.models import Entry, PlenaryMinutes, Round
from assessments.permissions import check_manage_round
from assessments.phases import Phase
from assessments.plenary_page import IndicatorBlock, indicator_blocks, village_lines, widest_first, with_entries
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form

# On a page of a larger round the agreement would take seconds; it then has its own page only [ours].
INLINE_LIMIT = 200


@require_GET
def plenary(request: Request, pk: int) -> HttpResponse:
    """List the villages by how far their marks differ, the largest disagreement first; show how alike the panel is."""
    seat = plenary_seat(request.user, pk)
    component, name = _component(request, seat.round), request.GET.get("desa", "").strip()[:100]
    found = seat.entries.filter(target_village__village__name__icontains=name) if name else seat.entries
    page = page_of(request, village_lines(seat.round.instrument.instrument, found, component))
    page.object_list = with_entries(list(page.object_list))
    small = seat.round.entries.count() <= INLINE_LIMIT
    context = {
        "page": page,
        "component": component,
        "name": name,
        "agreement": agreement_of(seat.round) if small else None,
        "minutes": seat.round.minutes.last(),
    }
    return render(request, "assessments/plenary.html", {**_about(seat), **context})


@require_GET
def plenary_agreement(request: Request, pk: int) -> HttpResponse:
    """Show how alike the panel marks, on a page of its own."""
    seat = plenary_seat(request.user, pk)
    context = {**_about(seat), "agreement": agreement_of(seat.round)}
    return render(request, "assessments/plenary_agreement.html", context)


@require_GET
def plenary_entry(request: Request, pk: int) -> HttpResponse:
    """Show all marks of one village side by side, and what counts now."""
    seat, entry = seat_of_entry(request.user, pk)
    component, by_sheet = _component(request, seat.round), request.GET.get("urut") == "instrumen"
    blocks = indicator_blocks(entry, [one.code for one in component.indicators] if component else None)
    context = {
        "entry": entry,
        "items": blocks if by_sheet else widest_first(blocks),
        "by_sheet": by_sheet,
        "component": component,
    }
    return render(request, "assessments/plenary_entry.html", {**_about(seat), **context})


@require_http_methods(["GET", "POST"])
def plenary_mark(request: Request, pk: int, indicator: str) -> HttpResponse:
    """Put a mark of the plenary in place of the assessors'."""
    entry, item = _block(request, pk, indicator)
    form = ModerationForm(request.POST or None, indicator=item.indicator)
    if request.method == "POST" and form.is_valid():
        about = {"entry": entry, "indicator": indicator, **form.decided()}
        if form.submit(moderate, by=request.user, **about):
            messages.success(request, _("Nilai hasil pleno untuk %s dicatat.") % indicator)
            return redirect("assessments:plenary_entry", pk)
    return show_form(request, form, "assessments/plenary_mark.html", round=entry.round, entry=entry, item=item)


@require_http_methods(["GET", "POST"])
def plenary_withdraw(request: Request, pk: int, indicator: str) -> HttpResponse:
    """Let the assessors' marks count again."""
    entry, item = _block(request, pk, indicator)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.submit(withdraw, by=request.user, entry=entry, indicator=indicator, reason=reason):
            messages.success(request, _("Nilai para penilai untuk %s berlaku lagi.") % indicator)
            return redirect("assessments:plenary_entry", pk)
    return show_form(request, form, "assessments/plenary_withdraw.html", round=entry.round, entry=entry, item=item)


@require_http_methods(["GET", "POST"])
def plenary_minutes(request: Request, pk: int) -> HttpResponse:
    """Write down what the minutes say beside the result; start from what they said last."""
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round, *MINUTES_PHASES)
    last = round.minutes.last()
    kept = {name: getattr(last, name) for name in ("number", "held_on", "place", "notes", "attendees")} if last else {}
    minutes = PlenaryMinutes(round=round, **kept)
    form = MinutesForm(request.POST or None, instance=minutes, round=round)
    if request.method == "POST" and form.is_valid():
        attendees = form.cleaned_data["attendees"]
        if form.submit(save_minutes, by=request.user, minutes=form.instance, attendees=attendees):
            messages.success(request, _("Berita acara pleno dicatat."))
            return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/plenary_minutes.html", round=round, last=last)


def _about(seat: PlenarySeat) -> dict[str, object]:
    may_moderate = seat.manages and seat.round.phase == Phase.PLENARY and not seat.round.is_calibration
    may_write = seat.manages and seat.round.phase in MINUTES_PHASES and not seat.round.is_calibration
    return {
        "round": seat.round,
        "manages": seat.manages,
        "components": seat.round.instrument.instrument.components,
        "may_moderate": may_moderate,
        "may_write": may_write,
    }


def _component(request: Request, round: Round) -> Component | None:
    """Find the component that the address asks for."""
    components = round.instrument.instrument.components
    return next((one for one in components if one.code == request.GET.get("komponen")), None)


def _block(request: Request, pk: int, indicator: str) -> tuple[Entry, IndicatorBlock]:
    """Find an indicator of an entry whose mark the user may decide."""
    seat, entry = seat_of_entry(request.user, pk)
    check_manage_round(request.user, seat.round, Phase.PLENARY)
    if indicator not in seat.round.instrument.instrument.indicators:
        raise Http404
    return entry, indicator_blocks(entry, [indicator])[0]
