"""Pages of the families."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import page_of, sent_before, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.families import reveal_numbers, save_family, set_family_status
from villages.enums import YEAR_ROUNDS, FamilyStatus
from villages.findings import number_warnings
from villages.forms.families import FamilyForm, RevealForm, StatusForm
from villages.models import Family, TargetVillage
from villages.permissions import check_enter_family, open_rounds
from villages.progress import progress_by_place, progress_by_surveyor
from villages.reach import received_by
from villages.register import (
    STATUS_CHOICES,
    Search,
    first_unmet_text,
    is_number,
    next_survey,
    register_places,
    register_rows,
    register_search,
    survey_choices,
    surveyor_name,
    typed_search,
)


@never_cache
@sensitive_post_parameters("q")
@require_http_methods(["GET", "POST"])
def family_list(request: Request, pk: int) -> HttpResponse:
    """Show the register of a village. A search is posted, and leads to an address that holds no number of a person."""
    village = _find_village(request, pk)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    if request.method == "GET":
        search = register_search(request.GET)
        if is_number(request.GET.get("q", "")):
            return redirect(f"{request.path}{search.address}")
        return _register(request, village, search)
    try:
        return redirect(f"{request.path}{typed_search(request.POST).address}")
    except ValidationError as error:
        return _register(request, village, register_search(request.POST), error.messages[0])


@require_GET
def village_progress(request: Request, pk: int) -> HttpResponse:
    """Show how far the surveys of a village are, by RT and by surveyor."""
    village = _find_village(request, pk)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    places, total = progress_by_place(village)
    may_enter = has_permission(request.user, Permission.ENTER_FAMILIES, village.village_id)
    context = {
        "village": village,
        "places": places,
        "total": total,
        "surveyors": progress_by_surveyor(village),
        "drafts": [one for one in (*total.rounds, total.follow_up) if one.drafts] if may_enter else [],
    }
    return render(request, "villages/progress.html", context)


@never_cache
@sensitive_post_parameters("nik", "kk")
@require_http_methods(["GET", "POST"])
def family_create(request: Request, pk: int) -> HttpResponse:
    """Enter a family; the same form sent again finds the family that it made."""
    village = _find_village(request, pk)
    own = Family.objects.visible_to(request.user).filter(target_village=village)
    family = sent_before(request, own) or Family(target_village=village, rw=village.rw)
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


@require_http_methods(["GET", "POST"])
def family_status(request: Request, pk: UUID) -> HttpResponse:
    """Note that a family left the programme, or is with it again."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    form = StatusForm(request.POST or None, family=family)
    if request.method == "POST" and form.is_valid():
        event = form.submit(set_family_status, by=request.user, family=family, **form.cleaned_data)
        if event is not None:
            facts = {"family": family.head_name, "status": event.get_status_display()}
            messages.success(request, _("Status keluarga %(family)s sekarang: %(status)s.") % facts)
            return redirect("villages:family_detail", family.pk)
    return show_form(request, form, "villages/family_status.html", family=family)


@require_GET
def family_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a family with its surveys; numbers are masked."""
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


def _find_village(request: Request, pk: int) -> TargetVillage:
    """Find a village that the person may see; its progress, which takes long to count, is not asked for here."""
    return get_object_or_404(TargetVillage.objects.visible_to(request.user).with_places(), pk=pk)


def find_family(request: Request, pk: UUID) -> Family:
    """Find a family that the person may see, or raise Http404."""
    places = "target_village__village__parent__parent", "target_village__cycle__province", "merged_into"
    return get_object_or_404(Family.objects.visible_to(request.user).select_related(*places), pk=pk)


def _register(request: Request, village: TargetVillage, search: Search, problem: str = "") -> HttpResponse:
    page = page_of(request, search.apply(Family.objects.visible_to(request.user).filter(target_village=village)))
    context = {
        "village": village,
        "page": page,
        "rows": register_rows(page, search),
        "search": search,
        "typed": request.POST["q"] if problem else search.name,
        "problem": problem,
        "surveyor": surveyor_name(village, search.surveyor),
        "statuses": STATUS_CHOICES,
        "survey_groups": survey_choices(open_rounds(village, localdate())),
        **register_places(village),
        "may_enter": has_permission(request.user, Permission.ENTER_FAMILIES, village.village_id),
        "may_decide": has_permission(request.user, Permission.DECIDE_DUPLICATES, village.village_id),
    }
    return render(request, "villages/family_list.html", context, status=422 if problem else 200)


def _show(request: Request, family: Family, form: RevealForm) -> HttpResponse:
    surveys = {survey.round: survey for survey in family.surveys.select_related("surveyor")}
    opened = open_rounds(family.target_village, localdate())
    rounds = [(round, surveys.get(round.value)) for round in opened]
    region, is_merged = family.target_village.village_id, family.status == FamilyStatus.MERGED
    may_enter = has_permission(request.user, Permission.ENTER_FAMILIES, region) and not is_merged
    context = {
        "family": family,
        "is_active": family.status == FamilyStatus.ACTIVE,
        "status_events": family.status_events.select_related("by"),
        "members": family.members.all(),
        "rounds": [(round, survey, first_unmet_text(survey)) for round, survey in rounds],
        "next": next_survey(rounds[: len(YEAR_ROUNDS)]) if may_enter and family.status == FamilyStatus.ACTIVE else None,
        "may_enter": may_enter,
        "may_reveal": has_permission(request.user, Permission.REVEAL_NUMBERS, region),
        "received": received_by(family),
        "may_record": has_permission(request.user, Permission.RECORD_PROGRAMME, region) and not is_merged,
        "form": form,
    }
    return render(request, "villages/family_detail.html", context)


def _edit(request: Request, family: Family) -> HttpResponse:
    form = FamilyForm(request.POST or None, instance=family)
    if request.method == "POST" and (saved := form.submit(save_family, by=request.user, family=form.instance)):
        messages.success(request, _("Keluarga %s tersimpan.") % saved.head_name)
        for warning in number_warnings(request.user, saved):
            messages.warning(request, warning)
        return redirect("villages:family_detail", saved.pk)
    context = {"village": family.target_village, "is_new": family._state.adding}
    return show_form(request, form, "villages/family_form.html", **context)
