"""What the page of a round shows: how far it is, what is missing, and the one thing to do next."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.rounds import candidates, marks_saved, plenary_decided
from assessments.after_page import after_links
from assessments.dossier import current_snapshot
from assessments.enums import RoundLevel, SheetState
from assessments.models import Entry, Nomination, Objection, Round, ScoreSheet, Standing
from assessments.permissions import can_manage_round
from assessments.phase_page import phase_rows
from assessments.phases import Phase
from assessments.reading import Reading
from assessments.visibility import Sight, Viewer, sees
from p2wkss.http import Request
from p2wkss.models import User
from p2wkss.pages import page_of
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission


class Waiting(NamedTuple):
    """What keeps a round from its next phase."""

    villages: int = 0  # with a sheet that is not handed in
    without_assessor: tuple[str, ...] = ()  # everybody who was to judge them recused
    objections: int = 0
    has_tie: bool = False


def round_context(request: Request, round: Round) -> dict[str, Any]:
    """Gather the page of a round in a constant number of queries."""
    user, phase = request.user, Phase(round.phase)
    manages = can_manage_round(user, round)
    judging = ~Q(sheets__state=SheetState.RECUSED)
    counts = {
        "sheet_count": Count("sheets", filter=judging),
        "submitted_count": Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED)),
        "recused_count": Count("sheets", filter=Q(sheets__state=SheetState.RECUSED)),
    }
    entries = round.entries.select_related("target_village__village__parent__parent").annotate(**counts)
    nominations = Nomination.objects.filter(cycle=round.cycle, regency=round.region)
    nomination = None if round.is_calibration else nominations.select_related("entry__target_village__village").first()
    is_preparation = phase is Phase.PREPARATION
    return {
        "round": round,
        "manages": manages,
        "page": page_of(request, entries.order_by("target_village__village", "pk")),
        "panel": round.panel.select_related("user__home_region").annotate(**counts).order_by("pk"),
        "phases": phase_rows(round, round.dates.select_related("owner"), timezone.localdate()),
        "follows": has_permission(user, Permission.VIEW_ROUNDS, round.region_id),
        "is_final": phase is Phase.FINAL,
        "nomination": nomination,
        "is_district": round.level == RoundLevel.DISTRICT,
        "is_preparation": is_preparation,
        "candidate_count": len(candidates(round)) if manages and is_preparation else 0,
        "next": _next_step(round, nomination, _waiting(round)) if manages else _reads(round),
        "after": after_links(user, round),
        **_ways(user, round, manages=manages),
    }


def _ways(user: User, round: Round, *, manages: bool) -> dict[str, bool]:
    """Say which further pages and ways back are open."""
    phase = Phase(round.phase)
    viewer = Viewer.SECRETARIAT if manages else Viewer.OFFICIAL
    return {
        "shows_result": not round.is_calibration and sees(viewer, phase, Sight.RESULT),
        "shows_draft": not round.is_calibration and sees(viewer, phase, Sight.DRAFT),
        "shows_plenary": sees(viewer, phase, Sight.PLENARY),
        "may_add_member": manages and phase in {Phase.PREPARATION, Phase.SCORING},
        "may_stop": manages and phase is Phase.SCORING and not marks_saved(round),
        "may_reopen": manages and phase is Phase.PLENARY and not plenary_decided(round),
    }


def _waiting(round: Round) -> Waiting:
    """Find what keeps the round from its next phase."""
    match Phase(round.phase):
        case Phase.SCORING:
            drafts = Entry.objects.filter(round=round, sheets__state=SheetState.DRAFT)
            judged = ScoreSheet.objects.filter(entry__round=round).exclude(state=SheetState.RECUSED).values("entry")
            alone = round.entries.exclude(pk__in=judged).select_related("target_village__village")
            return Waiting(drafts.distinct().count(), tuple(str(entry) for entry in alone))
        case Phase.PLENARY if not round.is_calibration:
            return Waiting(has_tie=has_open_tie(round))
        case Phase.OBJECTIONS:
            objections = Objection.objects.filter(result__round=round)
            return Waiting(
                objections=objections.filter(decision=None).count(),
                has_tie=objections.filter(decision__granted=True).exists() and has_open_tie(round),
            )
    return Waiting()


def has_open_tie(round: Round) -> bool:
    """Say whether the marks as they are now leave villages equal that only the plenary can tell apart.

    The whole of a round is scored only where two of its villages stand equal to the last rung.
    """
    ranked = Standing.objects.filter(round=round).exclude(sort_key="").order_by()
    equal = ranked.values("category", "sort_key").annotate(villages=Count("pk")).filter(villages__gt=1)
    return equal.exists() and bool(Reading(current_snapshot(round)).open_ties)


def _reads(round: Round) -> dict[str, Any]:
    """Say what somebody who only follows the round waits for."""
    if round.is_calibration:
        return _wait(_("Kalibrasi: tim membandingkan cara menilainya. Tidak ada peringkat."))
    return _wait(_("Hasil dapat dibaca.") if round.is_open else _("Menunggu hasil diumumkan."))


def _next_step(round: Round, nomination: Nomination | None, waiting: Waiting) -> dict[str, Any]:
    """Give the one thing to do next: its words, and the address to post to or to go to."""
    if text := _waits_for(waiting):
        return _wait(text)
    if waiting.has_tie:
        text = _("Ada nilai yang tetap sama sampai akhir; pleno harus memutuskan.")
        return _step(round, text, "tie_decide", _("Catat keputusan pleno"), post=False)
    if round.is_calibration and round.phase == Phase.PLENARY:
        return _step(round, _("Bandingkan cara menilai, lalu akhiri kalibrasi."), "round_end", _("Akhiri kalibrasi"))
    if round.is_calibration and round.phase == Phase.FINAL:
        return _wait(_("Kalibrasi selesai."))
    if round.is_open and round.level == RoundLevel.DISTRICT and nomination is None:
        text = _("Pilih satu desa sebagai wakil kabupaten/kota.")
        return _step(round, text, "ranking", _("Buka peringkat"), post=False)
    if round.phase == Phase.FINAL:
        return _wait(_("Penilaian selesai."))
    return _step(round, *_next_of(Phase(round.phase)))


def _waits_for(waiting: Waiting) -> str:
    """Say what others must do before the next step; "" where nothing is in its way."""
    if waiting.without_assessor:
        names = ", ".join(waiting.without_assessor)
        return _("Tugaskan penilai lain: semua penilai %s mengundurkan diri.") % names
    if waiting.villages:
        return _("Menunggu penilai: %d desa belum lengkap dinilai.") % waiting.villages
    if waiting.objections:
        return _("Putuskan setiap sanggahan: %d masih menunggu.") % waiting.objections
    return ""


def _next_of(phase: Phase) -> tuple[str, str, str]:
    """Give the step that ends a phase: what to do, the name of its address, and the words on the button."""
    open_text = _("Lengkapi peserta dan tim penilai, lalu buka penilaian.")
    steps = {
        Phase.PREPARATION: (open_text, "round_start", _("Buka penilaian")),
        Phase.SCORING: (_("Semua lembar nilai sudah diajukan."), "round_plenary", _("Buka pleno")),
        Phase.PLENARY: (_("Bahas nilai yang berbeda jauh, lalu kunci hasil."), "round_lock", _("Kunci hasil")),
        Phase.LOCKED: (_("Hasil terkunci; umumkan bila sudah disahkan."), "round_publish", _("Umumkan hasil")),
        Phase.PUBLISHED: (_("Hasil diumumkan."), "round_objections", _("Buka masa sanggah")),
        Phase.OBJECTIONS: (_("Semua sanggahan sudah diputuskan."), "round_close", _("Tutup masa sanggah")),
    }
    return steps[phase]


def _wait(text: str) -> dict[str, Any]:
    return {"text": text, "url": "", "label": "", "post": False}


def _step(round: Round, text: str, name: str, label: str, *, post: bool = True) -> dict[str, Any]:
    return {"text": text, "url": reverse(f"assessments:{name}", args=[round.pk]), "label": label, "post": post}
