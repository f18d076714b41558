"""Pages of the families."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.families import reveal_numbers, save_family
from villages.enums import SurveyRound
from villages.findings import number_warnings
from villages.forms.families import FamilyForm, RevealForm
from villages.models import Family, TargetVillage
from villages.permissions import check_enter_family
from villages.register import first_unmet_text, next_survey, register_rows, register_search
from villages.views.target_villages import find_village


@require_GET
def family_list(request: Request, pk: int) -> HttpResponse:
    """Show the register of a village; search and filters stand in the address."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    search = register_search(request.GET)
    page = page_of(request, search.apply(Family.objects.visible_to(request.user).filter(target_village=village)))
    context = {
        "village": village,
        "page": page,
        "rows": register_rows(page),
        "search": search,
        "rounds": SurveyRound,
        "rts": village.families.order_by("rt").values_list("rt", flat=True).distinct(),
        "may_enter": has_permission(request.user, Permission.ENTER_FAMILIES, village.village_id),
    }
    return render(request, "villages/family_list.html", context)


@never_cache
@sensitive_post_parameters("nik", "kk")
@require_http_methods(["GET", "POST"])
def family_create(request: Request, pk: int) -> HttpResponse:
    """Enter a family; the same form sent again finds the family that it made."""
    village: TargetVillage = find_village(request, pk)
    family = _sent_before(request, village) or Family(target_village=village, rw=village.rw)
    check_enter_family(request.user, family)
    return _edit(request, family)


@never_cache
@sensitive_post_parameters("nik", "kk")
@require_http_methods(["GET", "POST"])
def family_update(request: Request, pk: UUID) -> HttpResponse:
    """Correct a family."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    return _edit(request, family)


@require_GET
def family_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a family with both its surveys; numbers are masked."""
    return _show(request, find_family(request, pk), RevealForm())


@never_cache
@require_http_methods(["GET", "POST"])
def family_numbers(request: Request, pk: UUID) -> HttpResponse:
    """Show NIK and No. KK once, to someone with the right who says why."""
    family = find_family(request, pk)
    check_permission(request.user, Permission.REVEAL_NUMBERS, family.target_village.village_id)
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        numbers = form.submit(reveal_numbers, by=request.user, family=family, reason=reason)
        if numbers is not None:
            return render(request, "villages/family_numbers.html", {"family": family, "numbers": numbers})
    return show_form(request, form, "villages/family_reveal.html", family=family)


def find_family(request: Request, pk: UUID) -> Family:
    """Find a family that the person may see, or raise Http404."""
    places = "target_village__village__parent__parent", "target_village__cycle__province"
    return get_object_or_404(Family.objects.visible_to(request.user).select_related(*places), pk=pk)


def _show(request: Request, family: Family, form: RevealForm) -> HttpResponse:
    surveys = {survey.round: survey for survey in family.surveys.select_related("surveyor")}
    rounds = [(round, surveys.get(round.value)) for round in SurveyRound]
    region = family.target_village.village_id
    may_enter = has_permission(request.user, Permission.ENTER_FAMILIES, region)
    context = {
        "family": family,
        "rounds": [(round, survey, first_unmet_text(survey)) for round, survey in rounds],
        "next": next_survey(rounds) if may_enter else None,
        "may_enter": may_enter,
        "may_reveal": has_permission(request.user, Permission.REVEAL_NUMBERS, region),
        "form": form,
    }
    return render(request, "villages/family_detail.html", context)


def _sent_before(request: Request, village: TargetVillage) -> Family | None:
    """Find the family of the village that this form, by the key it was opened with, has made already."""
    try:
        key = UUID(request.POST.get("uuid", ""))
    except ValueError:
        return None
    return Family.objects.visible_to(request.user).filter(target_village=village, pk=key).first()


def _edit(request: Request, family: Family) -> HttpResponse:
    form = FamilyForm(request.POST or None, instance=family)
    if request.method == "POST" and (saved := form.submit(save_family, by=request.user, family=form.instance)):
        messages.success(request, _("Keluarga %s tersimpan.") % saved.head_name)
        for warning in number_warnings(request.user, saved):
            messages.warning(request, warning)
        return redirect("villages:family_detail", saved.pk)
    context = {"village": family.target_village, "is_new": family._state.adding}
    return show_form(request, form, "villages/family_form.html", **context)
