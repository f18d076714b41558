"""What the page of a round shows: how far it is, what is missing, and the one thing to do next."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.rounds import candidates
from assessments.dossier import current_snapshot
from assessments.enums import PHASE_LABELS, RoundLevel, SheetState
from assessments.models import Nomination, Round, ScoreSheet
from assessments.permissions import can_manage_round
from assessments.phases import Phase
from assessments.reading import Reading
from p2wkss.models import User


def round_context(user: User, round: Round) -> dict[str, Any]:
    """Gather the page of a round in a constant number of queries."""
    manages = can_manage_round(user, round)
    submitted = Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED))
    entries = round.entries.select_related("target_village__village__parent__parent").annotate(
        sheet_count=Count("sheets"), submitted_count=submitted
    )
    nomination = Nomination.objects.filter(cycle=round.cycle, regency=round.region).select_related("entry").first()
    context = {
        "round": round,
        "manages": manages,
        "entries": entries,
        "panel": round.panel.select_related("user__home_region").annotate(
            sheet_count=Count("sheets"), submitted_count=submitted
        ),
        "phases": [(label, phase == round.phase) for phase, label in PHASE_LABELS.items()],
        "nomination": nomination,
        "is_district": round.level == RoundLevel.DISTRICT,
        "is_preparation": round.phase == Phase.PREPARATION,
        "is_scoring": round.phase == Phase.SCORING,
        "is_plenary": round.phase == Phase.PLENARY,
        "may_stop": manages and round.phase == Phase.SCORING and not _marks_saved(round),
        "candidate_count": len(candidates(round)) if manages and round.phase == Phase.PREPARATION else 0,
    }
    is_draft = round.phase in {Phase.SCORING, Phase.PLENARY}
    reading = Reading(current_snapshot(round)) if manages and is_draft else None
    return {**context, "reading": reading, "next": _next_step(round, manages, reading, nomination)}


def _marks_saved(round: Round) -> bool:
    return ScoreSheet.objects.filter(entry__round=round, version__gt=0).exists()


def _next_step(round: Round, manages: bool, reading: Reading | None, nomination: Nomination | None) -> dict[str, Any]:
    """Give the one thing to do next: its words, and the address to post to or to go to."""
    if not manages:
        return _wait(_("Hasil dapat dibaca.") if round.is_locked else _("Menunggu hasil dikunci."))
    if round.phase == Phase.SCORING and reading and reading.incomplete:
        return _wait(_("Menunggu penilai: %d desa belum lengkap dinilai.") % len(reading.incomplete))
    if round.phase == Phase.PLENARY and round.is_calibration:
        return _step(round, _("Bandingkan cara menilai, lalu akhiri kalibrasi."), "round_end", _("Akhiri kalibrasi"))
    if round.phase == Phase.PLENARY and reading and reading.open_ties:
        text = _("Ada nilai yang tetap sama sampai akhir; pleno harus memutuskan.")
        return _step(round, text, "tie_decide", _("Catat keputusan pleno"), post=False)
    if round.is_open and round.level == RoundLevel.DISTRICT and nomination is None:
        text = _("Pilih satu desa sebagai wakil kabupaten/kota.")
        return _step(round, text, "ranking", _("Buka peringkat"), post=False)
    if round.phase == Phase.FINAL:
        return _wait(_("Penilaian selesai."))
    return _step(round, *_next_of(Phase(round.phase)))


def _next_of(phase: Phase) -> tuple[str, str, str]:
    """Give the step that ends a phase: what to do, the name of its address, and the words on the button."""
    open_text = _("Lengkapi peserta dan tim penilai, lalu buka penilaian.")
    steps = {
        Phase.PREPARATION: (open_text, "round_start", _("Buka penilaian")),
        Phase.SCORING: (_("Semua lembar nilai sudah diajukan."), "round_plenary", _("Buka pleno")),
        Phase.PLENARY: (_("Bahas nilai yang berbeda jauh, lalu kunci hasil."), "round_lock", _("Kunci hasil")),
        Phase.LOCKED: (_("Hasil terkunci; umumkan bila sudah disahkan."), "round_publish", _("Umumkan hasil")),
        Phase.PUBLISHED: (_("Hasil diumumkan."), "round_objections", _("Buka masa sanggah")),
        Phase.OBJECTIONS: (_("Putuskan setiap sanggahan."), "round_close", _("Tutup masa sanggah")),
    }
    return steps[phase]


def _wait(text: str) -> dict[str, Any]:
    return {"text": text, "url": "", "label": "", "post": False}


def _step(round: Round, text: str, name: str, label: str, *, post: bool = True) -> dict[str, Any]:
    return {"text": text, "url": reverse(f"assessments:{name}", args=[round.pk]), "label": label, "post": post}
