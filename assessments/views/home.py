"""The home page: for each role that a person holds, how far things are and what to do next."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.actions.reminders import standing_reminders
from assessments.enums import RoundKind, SheetState
from assessments.models import Nomination, Result, Round, ScoreSheet
from assessments.phases import OPEN, Phase
from p2wkss.http import Request
from p2wkss.models import RegionLevel, User
from p2wkss.permissions import has_permission, region_filter
from p2wkss.roles import Permission, Role
from villages.dashboard_page import headline
from villages.enums import SurveyRound
from villages.follow_up_page import home_follow_ups
from villages.models import Cycle, TargetVillage
from villages.summaries import read_summaries

SHOWN = 40


@require_GET
def home(request: Request) -> HttpResponse:
    """Show what is next."""
    user = request.user
    context: dict[str, Any] = {"has_role": bool(user.held_roles)}
    if user.holds(Role.DISTRICT_STAFF) or user.holds(Role.SURVEYOR):
        context |= _works_in_villages(user)
    if has_permission(user, Permission.VIEW_PROGRAMME):
        context |= home_follow_ups(user, timezone.localdate())
    if has_permission(user, Permission.VIEW_ROUNDS):
        context["rounds"] = _rounds(user)
    if user.holds(Role.ASSESSOR) or has_permission(user, Permission.VIEW_ROUNDS):
        context["reminders"] = standing_reminders(user)
    if user.holds(Role.SECRETARIAT):
        context |= {"opens_cycles": True, **_cycle(user)}
    if user.holds(Role.OFFICIAL) or user.holds(Role.SECRETARIAT):
        context["headline"] = headline(user)
    if user.holds(Role.ASSESSOR):
        context["sheets"] = _sheets(user)
    if has_permission(user, Permission.VIEW_PUBLISHED):
        context |= {"results": _results(user), "waits_for_results": user.holds(Role.OFFICIAL)}
    if user.holds(Role.ADMINISTRATOR):
        context["people"] = _people(user)
    return render(request, "assessments/home.html", context)


def _works_in_villages(user: User) -> dict[str, Any]:
    may_add = has_permission(user, Permission.MANAGE_VILLAGES)
    return {"works_in_villages": True, "villages": _village_cards(user), "may_add_village": may_add}


def _village_cards(user: User) -> list[dict[str, Any]]:
    """The villages of the newest year that the person works in, each with its progress and its next step."""
    own = TargetVillage.objects.visible_to(user).filter(region_filter(user, Permission.ENTER_FAMILIES, "village"))
    newest = own.order_by("-cycle__year").values_list("cycle__year", flat=True).first()
    if newest is None:
        return []
    villages = list(own.filter(cycle__year=newest).with_places().with_progress().order_by("village")[:SHOWN])
    kept = read_summaries(TargetVillage.objects.filter(pk__in=[village.pk for village in villages]))
    figures = {one.pk: one.figures for one in kept}
    return [{"village": one, "figures": figures[one.pk], "next": _next_for(one)} for one in villages]


def _next_for(village: Any) -> tuple[str, str]:
    """The words and the address of what a village needs next."""
    families = reverse("villages:family_list", args=[village.pk])
    if village.family_count < village.family_quota:
        return _("Daftarkan keluarga sasaran"), reverse("villages:family_create", args=[village.pk])
    for waits, round, words in (
        (village.baseline_waits, SurveyRound.BASELINE, _("Lanjutkan survei awal")),
        (village.endline_waits, SurveyRound.ENDLINE, _("Lanjutkan survei akhir")),
    ):
        if waits:
            return words, f"{families}?belum={round.value}"
    return _("Lihat perubahan sebelum dan sesudah"), reverse("villages:change_table", args=[village.pk])


def _cycle(user: User) -> dict[str, Any]:
    """The newest programme year, and whether its judging by the province is set up yet."""
    cycle = Cycle.objects.visible_to(user).select_related("province").first()
    if cycle is None:
        return {"cycle": None}
    judging = Round.objects.visible_to(user).filter(kind=RoundKind.JUDGING)
    is_judged = judging.filter(cycle=cycle, region=cycle.province_id).exists()
    return {"cycle": cycle, "is_judged": is_judged}


def _rounds(user: User) -> list[dict[str, Any]]:
    """The rounds that the person runs, or that lie under theirs, and that wait for a step; with what that step is."""
    mine = Q(region_filter(user, Permission.MANAGE_PROVINCE_ROUND, "region")) | Q(
        region_filter(user, Permission.MANAGE_DISTRICT_ROUND, "region")
    )
    nominee = Nomination.objects.filter(cycle=OuterRef("cycle"), regency=OuterRef("region"))
    judged = Q(phase__in=OPEN, region__level=RegionLevel.REGENCY, kind=RoundKind.JUDGING)
    waits_for_nominee = judged & ~Exists(nominee)
    rests = Q(phase__in=[Phase.PUBLISHED, Phase.FINAL])
    rounds = Round.objects.visible_to(user).filter(mine, ~rests | waits_for_nominee)
    counted = rounds.with_places().annotate(
        entry_count=Count("entries", distinct=True),
        member_count=Count("panel", distinct=True),
        sheet_count=Count("entries__sheets", distinct=True),
        submitted_count=Count("entries__sheets", filter=Q(entries__sheets__state=SheetState.SUBMITTED), distinct=True),
    )
    return [{"round": round, "next": _next_of(round)} for round in counted.order_by("-cycle__year", "region")[:SHOWN]]


def _next_of(round: Any) -> str:
    """What a round needs next, in words."""
    match round.phase:
        case Phase.PREPARATION:
            return _("Lengkapi peserta dan tim penilai, lalu buka penilaian.")
        case Phase.SCORING if round.submitted_count < round.sheet_count:
            return _("Menunggu penilai mengajukan lembar nilainya.")
        case Phase.SCORING:
            return _("Semua lembar nilai sudah diajukan.")
        case Phase.PLENARY:
            return _("Bahas nilai yang berbeda jauh, lalu kunci hasil.")
        case Phase.LOCKED:
            return _("Hasil terkunci; umumkan bila sudah disahkan.")
        case Phase.OBJECTIONS:
            return _("Putuskan setiap sanggahan, lalu nyatakan hasil final.")
    return _("Pilih satu desa sebagai wakil kabupaten/kota.")


def _sheets(user: User) -> dict[str, Any]:
    """How many of the assessor's sheets are in, the next one that is open, and the plenaries that are held now."""
    sheets = ScoreSheet.objects.visible_to(user)
    counts = sheets.aggregate(total=Count("pk"), submitted=Count("pk", filter=Q(state=SheetState.SUBMITTED)))
    waiting = sheets.filter(state=SheetState.DRAFT, entry__round__phase=Phase.SCORING).with_places()
    plenaries = Round.objects.filter(panel__user=user, phase=Phase.PLENARY).with_places()
    return {**counts, "next": waiting.with_progress().order_by("-version", "pk").first(), "plenaries": plenaries}


def _results(user: User) -> list[Result]:
    """The newest published results, the province's first, without their long snapshots."""
    found = Result.objects.visible_to(user).filter(round__phase__in=OPEN).defer("snapshot")
    places = found.select_related("round__cycle__province", "round__region__parent")
    return list(places.order_by("-round__cycle__year", "round__region")[:SHOWN])


def _people(user: User) -> dict[str, int]:
    """How many accounts there are, and how many cannot do anything yet."""
    held = Count("role_assignments", filter=Q(role_assignments__revoked_at=None))
    people = User.objects.visible_to(user).annotate(held=held)
    return {"total": people.count(), "without_role": people.filter(held=0, is_active=True).count()}
