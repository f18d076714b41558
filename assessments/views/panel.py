"""Pages of the panel: its decree, and who judges which village."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import visible_entry, visible_round
from assessments.actions import panel
from assessments.forms.panel import AssessorForm, AssignmentFileForm, BalanceForm, DecreeForm, posted_assignment
from assessments.models import Round
from assessments.panel_page import PER_PAGE, assignment_lines
from assessments.permissions import check_manage_round
from assessments.phases import FROZEN, Phase
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form


@require_http_methods(["GET", "POST"])
def panel_decree(request: Request, pk: int) -> HttpResponse:
    """Write down the decree that names the panel."""
    round = _managed(request, pk, *(phase for phase in Phase if phase not in FROZEN))
    form = DecreeForm(request.POST or None, instance=round)
    if request.method == "POST" and form.is_valid():
        said = {"number": form.cleaned_data["panel_decree"], "on": form.cleaned_data["panel_decree_on"]}
        if form.submit(panel.save_decree, by=request.user, round=round, **said):
            messages.success(request, _("SK tim penilai dicatat."))
            return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/panel_decree.html", round=round)


@require_http_methods(["GET", "POST"])
def panel_assign(request: Request, pk: int) -> HttpResponse:
    """Show who judges which village, and take what was ticked on this page of it."""
    round = _managed(request, pk)
    error, wanted = "", None
    if request.method == "POST":
        wanted = posted_assignment(request.POST)
        try:
            panel.assign(by=request.user, round=round, wanted=wanted)
            messages.success(request, _("Penugasan disimpan."))
            return redirect(request.get_full_path())
        except ValidationError as refused:
            error = " ".join(refused.messages)
    return _show_matrix(request, round, BalanceForm(), AssignmentFileForm(), ticked=wanted, error=error)


@require_POST
def panel_csv(request: Request, pk: int) -> HttpResponse:
    """Assign by an uploaded file: all of its lines, or none."""
    round = _managed(request, pk)
    form = AssignmentFileForm(request.POST, request.FILES)
    if form.is_valid():
        lines = form.cleaned_data["file"]
        if form.submit(panel.assign_lines, by=request.user, round=round, lines=lines):
            messages.success(request, _("Penugasan dari berkas disimpan."))
            return redirect("assessments:panel_assign", pk)
    return _show_matrix(request, round, BalanceForm(), form)


@require_POST
def panel_balance(request: Request, pk: int) -> HttpResponse:
    """Assign so many members to every village, everybody with as many as the others."""
    round = _managed(request, pk)
    form = BalanceForm(request.POST)
    if form.is_valid():
        per_entry = form.cleaned_data["per_entry"]
        if form.submit(panel.assign_evenly, by=request.user, round=round, per_entry=per_entry):
            messages.success(request, _("Penugasan dibagi rata."))
            return redirect("assessments:panel_assign", pk)
    return _show_matrix(request, round, form, AssignmentFileForm())


@require_POST
def panel_everybody(request: Request, pk: int) -> HttpResponse:
    """Let everybody judge every village again."""
    panel.assign_everybody(by=request.user, round=_managed(request, pk))
    messages.success(request, _("Semua penilai akan menilai semua desa di luar daerah asalnya."))
    return redirect("assessments:panel_assign", pk)


@require_http_methods(["GET", "POST"])
def assessor_add(request: Request, pk: int) -> HttpResponse:
    """Assign one more assessor to a village that is being scored."""
    entry = visible_entry(request.user, pk)
    check_manage_round(request.user, entry.round, Phase.SCORING)
    why = panel.barred(entry.round)
    held = set(entry.sheets.values_list("member", flat=True))
    members = entry.round.panel.values_list("pk", flat=True)
    allowed = [member for member in members if member not in held and (entry.pk, member) not in why]
    form = AssessorForm(request.POST or None, allowed=allowed)
    if request.method == "POST" and form.is_valid():
        member = form.cleaned_data["member"]
        if form.submit(panel.add_assessor, by=request.user, entry=entry, member=member):
            messages.success(request, _("%(who)s kini menilai %(where)s.") % {"who": member, "where": entry})
            return redirect("assessments:missing_board", entry.round_id)
    context = {"entry": entry, "round": entry.round, "has_choice": bool(allowed)}
    return show_form(request, form, "assessments/panel_assessor.html", **context)


def _managed(request: Request, pk: int, *phases: Phase) -> Round:
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round, *(phases or (Phase.PREPARATION,)))
    return round


def _show_matrix(
    request: Request,
    round: Round,
    balance: BalanceForm,
    file: AssignmentFileForm,
    *,
    ticked: dict[int, set[int]] | None = None,
    error: str = "",
) -> HttpResponse:
    entries = round.entries.select_related("target_village__village__parent__parent")
    page = page_of(request, entries, PER_PAGE)
    context = {"round": round, "page": page, "balance": balance, "file": file, "error": error}
    context |= assignment_lines(round, page, ticked)
    refused = bool(error or balance.errors or file.errors)
    return render(request, "assessments/panel_assign.html", context, status=422 if refused else 200)
