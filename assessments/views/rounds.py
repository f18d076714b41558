"""Pages for running a round."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access import visible_entry, visible_round
from assessments.actions import results, rounds
from assessments.dossier import current_snapshot
from assessments.forms.rounds import (
    EntryForm,
    MemberForm,
    NominationForm,
    RoundForm,
    TieForm,
    manageable_regions,
)
from assessments.models import Entry, PanelMember, PhaseDate, Round
from assessments.permissions import can_manage_round, check_manage_round
from assessments.phases import Phase
from assessments.reading import Reading
from assessments.views.round_page import round_context
from p2wkss.http import Request
from p2wkss.pages import page_of, show_form
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission


@require_GET
def round_list(request: Request) -> HttpResponse:
    """List the rounds that the person may see, newest year first."""
    due_on = PhaseDate.objects.filter(round=OuterRef("pk"), phase=OuterRef("phase")).values("due_on")[:1]
    found = Round.objects.visible_to(request.user).with_places().annotate(due_on=Subquery(due_on))
    may_create = has_permission(request.user, Permission.MANAGE_PROVINCE_ROUND) or has_permission(
        request.user, Permission.MANAGE_DISTRICT_ROUND
    )
    context = {"page": page_of(request, found), "may_create": may_create, "today": timezone.localdate()}
    return render(request, "assessments/round_list.html", context)


@require_http_methods(["GET", "POST"])
def round_create(request: Request) -> HttpResponse:
    """Set up a round."""
    form = RoundForm(request.POST or None, user=request.user)
    if not manageable_regions(request.user).exists():
        raise PermissionDenied(_("Anda tidak berhak membuka penilaian."))
    if request.method == "POST" and (saved := form.submit(rounds.create_round, by=request.user, round=form.instance)):
        messages.success(request, _("Penilaian disiapkan. Isi peserta dan tim penilai."))
        return redirect("assessments:round_detail", saved.pk)
    return show_form(request, form, "assessments/round_form.html")


@require_GET
def round_detail(request: Request, pk: int) -> HttpResponse:
    """Show how far a round is, and what is next."""
    round = visible_round(request.user, pk)
    return render(request, "assessments/round_detail.html", round_context(request, round))


@require_http_methods(["GET", "POST"])
def entry_add(request: Request, pk: int) -> HttpResponse:
    """Enter a village."""
    round = _managed(request, pk)
    form = EntryForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        village = form.cleaned_data["target_village"]
        if form.submit(rounds.add_entry, by=request.user, round=round, target_village=village):
            messages.success(request, _("%s menjadi peserta.") % village.name)
            return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/entry_form.html", round=round)


@require_POST
def entry_remove(request: Request, pk: int) -> HttpResponse:
    """Take a village out."""
    entry = visible_entry(request.user, pk)
    rounds.remove_entry(by=request.user, entry=entry)
    messages.success(request, _("Peserta dikeluarkan."))
    return redirect("assessments:round_detail", entry.round_id)


@require_http_methods(["GET", "POST"])
def member_add(request: Request, pk: int) -> HttpResponse:
    """Name a person to the panel."""
    round = _managed(request, pk, Phase.PREPARATION, Phase.SCORING)
    form = MemberForm(request.POST or None, instance=PanelMember(round=round))
    if request.method == "POST" and (saved := form.submit(rounds.add_member, by=request.user, member=form.instance)):
        messages.success(request, _("%s menjadi anggota tim penilai.") % saved)
        return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/member_form.html", round=round)


@require_POST
def member_remove(request: Request, pk: int) -> HttpResponse:
    """Take a person out of the panel."""
    members = PanelMember.objects.filter(round__in=Round.objects.visible_to(request.user))
    member = get_object_or_404(members.select_related("round__region", "round__cycle", "user"), pk=pk)
    rounds.remove_member(by=request.user, member=member)
    messages.success(request, _("Anggota tim penilai dikeluarkan."))
    return redirect("assessments:round_detail", member.round_id)


def _step(action: Callable[..., Any], done: Callable[[], str]) -> Callable[[Request, int], HttpResponse]:
    """Make the view of one step from phase to phase; a refusal comes back to the round's page in words."""

    @require_POST
    def view(request: Request, pk: int) -> HttpResponse:
        round = visible_round(request.user, pk)
        check_manage_round(request.user, round)
        try:
            action(by=request.user, round=round)
        except PermissionDenied as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done())
        return redirect("assessments:round_detail", pk)

    return view


round_start = _step(rounds.start_scoring, lambda: _("Penilaian dibuka. Setiap penilai telah menerima lembar nilainya."))
round_stop = _step(rounds.stop_scoring, lambda: _("Penilaian kembali ke persiapan."))
round_plenary = _step(rounds.open_plenary, lambda: _("Pleno dibuka. Nilai semua penilai kini berdampingan."))
round_reopen = _step(rounds.reopen_scoring, lambda: _("Pemberian nilai dibuka lagi."))
round_end = _step(rounds.end_calibration, lambda: _("Kalibrasi selesai."))
round_lock = _step(results.lock_result, lambda: _("Hasil terkunci. Peringkat kini tidak dapat berubah lagi."))
round_publish = _step(rounds.publish, lambda: _("Hasil diumumkan."))
round_objections = _step(rounds.open_objections, lambda: _("Masa sanggah dibuka."))
round_close = _step(results.close_objections, lambda: _("Masa sanggah ditutup. Hasil sudah final."))


@require_http_methods(["GET", "POST"])
def tie_decide(request: Request, pk: int) -> HttpResponse:
    """Write down what the plenary decided about an open tie."""
    round = _managed(request, pk, Phase.PLENARY, Phase.OBJECTIONS)
    reading = Reading(current_snapshot(round))
    if not reading.open_ties:
        messages.info(request, _("Tidak ada nilai sama yang perlu diputuskan."))
        return redirect("assessments:round_detail", pk)
    tie = reading.open_ties[0]
    villages = {entry: reading.entries[entry]["village_name"] for entry in tie.entries}
    form = TieForm(request.POST or None, villages=villages)
    if request.method == "POST" and form.is_valid():
        decided = {key: form.cleaned_data[key] for key in ("shared", "reason")}
        order = form.ordered_entries()
        if form.submit(results.decide_tie, by=request.user, round=round, ordered_entries=order, **decided):
            messages.success(request, _("Keputusan pleno dicatat."))
            return redirect("assessments:round_detail", pk)
    return show_form(request, form, "assessments/tie_form.html", round=round, tie=tie)


@require_http_methods(["GET", "POST"])
def nominate(request: Request, pk: int) -> HttpResponse:
    """Name the village that stands for its regency."""
    entry: Entry = visible_entry(request.user, pk)
    if not can_manage_round(request.user, entry.round):
        raise PermissionDenied(_("Anda tidak berhak menetapkan wakil kabupaten/kota ini."))
    form = NominationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.submit(rounds.nominate, by=request.user, entry=entry, reason=reason):
            messages.success(request, _("%s ditetapkan sebagai wakil kabupaten/kota.") % entry)
            return redirect("assessments:round_detail", entry.round_id)
    return show_form(request, form, "assessments/nomination_form.html", entry=entry, round=entry.round)


def _managed(request: Request, pk: int, *phases: Phase) -> Round:
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round, *(phases or (Phase.PREPARATION,)))
    return round
