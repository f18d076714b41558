"""Pages on which families that look like one are compared and decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.models import User
from p2wkss.pages import PER_PAGE, page_of, show_form
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.actions.duplicates import decide_different, merge_families, undo_decision
from villages.duplicate_page import compare_context, decision_rows, decisions_of, outside_rows, pair_rows
from villages.duplicates import duplicates_of_village, duplicates_of_year
from villages.enums import Verdict
from villages.forms.duplicates import DIFFERENT, KEEP_FIRST, DecisionForm, UndoForm
from villages.models import Cycle, DuplicateDecision, Family
from villages.permissions import check_decide_duplicates
from villages.views.families import find_family
from villages.views.target_villages import find_village

Families = tuple[Family, Family]


@require_GET
def duplicate_list(request: Request) -> HttpResponse:
    """List the open pairs of a year by number, wherever the person decides; the year stands in the address."""
    check_permission(request.user, Permission.DECIDE_DUPLICATES)
    years = sorted(set(Cycle.objects.visible_to(request.user).values_list("year", flat=True)), reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else max(years, default=0)
    found = duplicates_of_year(request.user, year)
    page = Paginator(found.open, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": pair_rows(page), "outside": outside_rows(found), "years": years, "year": year}
    return render(request, "villages/duplicate_list.html", context)


@require_GET
def village_duplicates(request: Request, pk: int) -> HttpResponse:
    """List the open pairs of a village, by number and by name, and the families that were a target before."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.DECIDE_DUPLICATES, village.village_id)
    found = duplicates_of_village(request.user, village)
    page = Paginator(found.open, PER_PAGE).get_page(request.GET.get("page"))
    rows = {"rows": pair_rows(page), "earlier": pair_rows(found.earlier[:PER_PAGE]), "outside": outside_rows(found)}
    return render(request, "villages/duplicate_village.html", {"village": village, "page": page, **rows})


@never_cache
@require_http_methods(["GET", "POST"])
def duplicate_compare(request: Request, first: UUID, second: UUID) -> HttpResponse:
    """Show two families side by side, and decide whether they are one."""
    pair = _find_pair(request, first, second)
    check_decide_duplicates(request.user, *pair)
    form = DecisionForm(request.POST or None, first=pair[0], second=pair[1])
    if request.method == "POST" and (decision := form.submit(_decide, by=request.user, pair=pair, form=form)):
        messages.success(request, _done(decision))
        return redirect("villages:village_duplicates", pair[0].target_village_id)
    return show_form(request, form, "villages/duplicate_compare.html", **compare_context(request.user, *pair))


@require_GET
def decision_list(request: Request) -> HttpResponse:
    """List what was decided, newest first."""
    check_permission(request.user, Permission.DECIDE_DUPLICATES)
    page = page_of(request, decisions_of(request.user))
    return render(request, "villages/duplicate_decisions.html", {"page": page, "rows": decision_rows(page)})


@require_http_methods(["GET", "POST"])
def decision_undo(request: Request, pk: int) -> HttpResponse:
    """Take a decision back."""
    decision = get_object_or_404(decisions_of(request.user), pk=pk)
    check_decide_duplicates(request.user, decision.first, decision.second)
    form = UndoForm(request.POST or None)
    facts = {"by": request.user, "decision": decision, "form": form}
    if request.method == "POST" and (undone := form.submit(_undo, **facts)):
        messages.success(request, _("Keputusan dibatalkan. Pasangan ini terbuka lagi."))
        return redirect("villages:duplicate_compare", undone.first_id, undone.second_id)
    return show_form(request, form, "villages/duplicate_undo.html", decision=decision)


def _find_pair(request: Request, first: UUID, second: UUID) -> Families:
    """Find both families, the smaller key first, or raise Http404 when one of them may not be seen."""
    if first == second:
        raise Http404
    one, other = sorted((first, second))
    return find_family(request, one), find_family(request, other)


def _decide(*, by: User, pair: Families, form: DecisionForm) -> DuplicateDecision:
    """Take the decision on the versions that were compared."""
    given = form.cleaned_data
    first, second = pair
    first.version, second.version = given["version_first"], given["version_second"]
    if given["decision"] == DIFFERENT:
        return decide_different(by=by, first=first, second=second, reason=given["reason"])
    kept, other = pair if given["decision"] == KEEP_FIRST else (second, first)
    return merge_families(by=by, kept=kept, other=other, reason=given["reason"])


def _undo(*, form: UndoForm, **facts: Any) -> DuplicateDecision:
    return undo_decision(reason=form.cleaned_data["reason"], **facts)


def _done(decision: DuplicateDecision) -> str:
    if decision.verdict == Verdict.MERGED and decision.kept is not None:
        return _("Data digabung ke %s. Penggabungan dapat dibatalkan pada daftar keputusan.") % decision.kept.head_name
    return _("Dicatat sebagai dua keluarga yang berbeda.")
