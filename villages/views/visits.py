"""Pages of the coaching visits to a target village."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, sent_before, show_form
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.actions.visits import plan_series, save_visit
from villages.calendar import read_day, read_month
from villages.evidence_page import evidence_of
from villages.follow_up_page import follow_up_rows
from villages.forms.visits import FollowUpForm, SeriesForm, VisitForm
from villages.models import FollowUp, TargetVillage, Visit
from villages.permissions import check_record
from villages.series_page import asked_series, picker, series_initial, stage_by
from villages.views.target_villages import find_village
from villages.visit_page import visit_rows, visit_state, visit_totals, visits_of, year_strip

PER_PAGE = 24  # ours: half a year of four a month


@require_GET
def visit_list(request: Request, pk: int) -> HttpResponse:
    """Show the visits of a village: the year month by month against four a month, and each visit."""
    village, today = find_village(request, pk), timezone.localdate()
    visits = visits_of(village)
    month = read_month(request.GET.get("bulan", ""))
    page = page_of(request, [visit for visit in visits if month is None or visit.day in month], PER_PAGE)
    context = {
        "village": village,
        "strip": year_strip(visits, village.cycle.year),
        "totals": visit_totals(visits, village.cycle.year, today),
        "month": month,
        "page": page,
        "rows": visit_rows(list(page), today),
        "may_record": has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id),
    }
    return render(request, "villages/visit_list.html", context)


@require_http_methods(["GET", "POST"])
def visit_create(request: Request, pk: int) -> HttpResponse:
    """Plan a visit; the same form sent again finds the visit that it made."""
    village = find_village(request, pk)
    check_record(request.user, village)
    own = Visit.objects.visible_to(request.user).filter(target_village=village)
    return _edit(request, sent_before(request, own) or _new_visit(request, village))


@require_http_methods(["GET", "POST"])
def visit_update(request: Request, pk: UUID) -> HttpResponse:
    """Record what came of a visit, move it, or call it off."""
    visit = find_visit(request, pk)
    check_record(request.user, visit.target_village)
    return _edit(request, visit)


@require_http_methods(["GET", "POST"])
def visit_series(request: Request, pk: int) -> HttpResponse:
    """Plan several visits of a month at once: a weekday or single days are picked, looked over, and saved."""
    village, today = find_village(request, pk), timezone.localdate()
    check_record(request.user, village)
    month, weekday = asked_series(request.GET, village.cycle.year, today)
    form = SeriesForm(request.POST or None, month=month, initial=series_initial(village, month, weekday))
    if request.method == "POST" and form.is_valid():
        visits = form.submit(plan_series, by=request.user, target_village=village, **form.cleaned_data)
        if visits is not None:
            messages.success(request, _said(len(visits), len(form.cleaned_data["dates"])))
            return redirect("villages:visit_list", village.pk)
    context = {"village": village, **picker(village, month, weekday, form["dates"].value() or [], today)}
    return show_form(request, form, "villages/visit_series.html", **context)


@require_GET
def visit_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a visit: its plan, who came, what was found, what is to be done, and what proves it."""
    visit, today, user = find_visit(request, pk), timezone.localdate(), request.user
    village = visit.target_village
    follow_ups = visit.follow_ups.select_related("visit__target_village", "owner", "closed_by")
    may_record = has_permission(user, Permission.RECORD_PROGRAMME, village.village_id)
    context = {
        "village": village,
        "visit": visit,
        "state": visit_state(visit, today),
        "follow_ups": follow_up_rows(follow_ups, user, today),
        "evidence": evidence_of(village, "visit", visit.pk),
        "may_record": may_record,
        "form": FollowUpForm(instance=FollowUp(visit=visit)) if may_record else None,
    }
    return render(request, "villages/visit_detail.html", context)


def find_visit(request: Request, pk: UUID) -> Visit:
    """Find a visit that the person may see, with its places, or raise Http404."""
    return get_object_or_404(Visit.objects.visible_to(request.user).with_places().select_related("agency"), pk=pk)


def _new_visit(request: Request, village: TargetVillage) -> Visit:
    """A visit as the form begins with it: on the day that the address names, for the stage of the last one."""
    day = read_day(request.GET.get("tanggal", ""))
    visit = Visit(target_village=village, stage=stage_by(village, day or timezone.localdate()))
    if day is not None:
        visit.planned_on = day
    return visit


def _edit(request: Request, visit: Visit) -> HttpResponse:
    form = VisitForm(request.POST or None, instance=visit, user=request.user)
    if request.method == "POST" and (saved := form.submit(save_visit, by=request.user, visit=form.instance)):
        messages.success(request, _("Kunjungan “%s” tersimpan.") % saved.topic)
        return redirect("villages:visit_detail", saved.pk)
    context = {"village": visit.target_village, "visit": visit, "is_new": visit._state.adding}
    return show_form(request, form, "villages/visit_form.html", **context)


def _said(planned: int, picked: int) -> str:
    words = ngettext("%d kunjungan direncanakan.", "%d kunjungan direncanakan.", planned) % planned
    if planned == picked:
        return words
    left = picked - planned
    kept = ngettext("%d sudah ada dan dibiarkan.", "%d sudah ada dan dibiarkan.", left) % left
    return f"{words} {kept}"
