"""Pages of the families."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.models import Region, RegionLevel
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.actions.families import reveal_numbers, save_family
from villages.enums import IDENTITY_MESSAGES, SurveyRound
from villages.forms.families import FamilyForm, RevealForm
from villages.identity import check_kk, check_nik
from villages.models import Family, TargetVillage
from villages.permissions import check_enter_family
from villages.register import register_rows, register_search
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


@require_http_methods(["GET", "POST"])
def family_create(request: Request, pk: int) -> HttpResponse:
    """Enter a family."""
    village: TargetVillage = find_village(request, pk)
    family = Family(target_village=village, rw=village.rw)
    check_enter_family(request.user, family)
    return _edit(request, family)


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
    region = family.target_village.village_id
    context = {
        "family": family,
        "rounds": [(round, surveys.get(round.value)) for round in SurveyRound],
        "may_enter": has_permission(request.user, Permission.ENTER_FAMILIES, region),
        "may_reveal": has_permission(request.user, Permission.REVEAL_NUMBERS, region),
        "form": form,
    }
    return render(request, "villages/family_detail.html", context)


def _edit(request: Request, family: Family) -> HttpResponse:
    form = FamilyForm(request.POST or None, instance=family)
    if request.method == "POST" and (saved := form.submit(save_family, by=request.user, family=form.instance)):
        messages.success(request, _("Keluarga %s tersimpan.") % saved.head_name)
        for warning in _warnings(request, saved):
            messages.warning(request, warning)
        return redirect("villages:family_detail", saved.pk)
    return show_form(request, form, "villages/family_form.html", family=family, village=family.target_village)


def _warnings(request: Request, family: Family) -> list[str]:
    """Say what is odd about the numbers, though it stopped nothing."""
    nik, kk = family.nik.reveal(), family.kk.reveal()
    codes = {number[:6] for number in (nik, kk) if number}
    dotted = [f"{code[:2]}.{code[2:4]}.{code[4:]}" for code in codes]
    found = Region.objects.filter(level=RegionLevel.DISTRICT, code__in=dotted).values_list("code", flat=True)
    known = {code.replace(".", "") for code in found}
    findings = []
    if nik:
        sex, born = family.head_sex, family.head_birth_date
        findings += [("NIK", one) for one in check_nik(nik, sex=sex, birth_date=born, known_regions=known)]
    if kk:
        findings += [("No. KK", one) for one in check_kk(kk, known_regions=known)]
    words = [f"{name}: {IDENTITY_MESSAGES[finding.code]}" for name, finding in findings]
    same = Family.objects.visible_to(request.user).filter(
        target_village__cycle=family.target_village.cycle_id, nik_hash=family.nik_hash
    )
    twin = same.exclude(pk=family.pk).select_related("target_village__village").first() if nik else None
    return [*words, _("NIK ini juga terdaftar di %s.") % twin.target_village.name] if twin else words
