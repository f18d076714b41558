"""Pages about objections: the list, filing one, and deciding it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.access import reading_for, round_with_objections
from assessments.actions.objections import decide_objection, file_objection
from assessments.forms.objections import DecisionForm, ObjectionForm
from assessments.objection_page import (
    choose_context,
    detail_context,
    entry_to_object,
    list_context,
    list_rows,
    question_of,
    visible_objection,
)
from assessments.permissions import check_manage_round
from assessments.phases import Phase
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form


@require_GET
def objection_list(request: Request, pk: int) -> HttpResponse:
    """List the objections of a round: a district its own, whoever follows the round all of them."""
    round = round_with_objections(request.user, pk)
    context = list_context(request.user, round)
    page = page_of(request, context["objections"])
    context |= {"page": page, "rows": list_rows(round, page)}
    return render(request, "assessments/objection_list.html", context)


@require_GET
def objection_choose(request: Request, pk: int) -> HttpResponse:
    """Let the district choose the indicator that it objects to."""
    context = choose_context(request.user, entry_to_object(request.user, pk))
    return render(request, "assessments/objection_choose.html", context)


@require_http_methods(["GET", "POST"])
def objection_create(request: Request, pk: int, indicator: str) -> HttpResponse:
    """File an objection to one indicator, with its score, levels and marks in sight."""
    entry = entry_to_object(request.user, pk)
    reading, _result = reading_for(request.user, entry.round)
    question = question_of(reading, str(entry.pk), indicator)
    form = ObjectionForm(request.POST or None, village=entry.target_village, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        said = {"claim": form.cleaned_data["claim"], "evidence": [one.pk for one in form.cleaned_data["evidence"]]}
        if filed := form.submit(file_objection, by=request.user, entry=entry, indicator=indicator, **said):
            messages.success(request, _("Sanggahan diajukan."))
            return redirect("assessments:objection_detail", filed.pk)
    context = {"entry": entry, "round": entry.round, "question": question}
    return show_form(request, form, "assessments/objection_form.html", **context)


@require_GET
def objection_detail(request: Request, pk: int) -> HttpResponse:
    """Show one objection and, once there is one, its decision."""
    context = detail_context(request.user, visible_objection(request.user, pk))
    return render(request, "assessments/objection_detail.html", context)


@require_http_methods(["GET", "POST"])
def objection_decide(request: Request, pk: int) -> HttpResponse:
    """Grant or refuse an objection; it is decided once."""
    objection = visible_objection(request.user, pk)
    check_manage_round(request.user, objection.entry.round, Phase.OBJECTIONS)
    context = detail_context(request.user, objection)
    if context["decision"]:
        messages.info(request, _("Sanggahan ini sudah diputuskan."))
        return redirect("assessments:objection_detail", pk)
    indicator = objection.entry.round.instrument.instrument.indicators[objection.indicator]
    form = DecisionForm(request.POST or None, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        said = {"granted": form.granted, "value": form.mark, "not_applicable": form.not_applicable}
        reason = form.cleaned_data["reason"]
        if form.submit(decide_objection, by=request.user, objection=objection, reason=reason, **said):
            messages.success(request, _("Putusan sanggahan dicatat."))
            return redirect("assessments:objection_list", objection.entry.round_id)
    return show_form(request, form, "assessments/objection_decide.html", **context)
