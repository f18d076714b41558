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
        "may_stop": manages and round.phase == Phase.SCORING and not _marks_saved(round),
        "candidate_count": len(candidates(round)) if manages and round.phase == Phase.PREPARATION else 0,
    }
    reading = Reading(current_snapshot(round)) if manages and round.phase == Phase.SCORING else None
    return {**context, "reading": reading, "next": _next_step(round, manages, reading, nomination)}


def _marks_saved(round: Round) -> bool:
    return ScoreSheet.objects.filter(entry__round=round, version__gt=0).exists()


def _next_step(round: Round, manages: bool, reading: Reading | None, nomination: Nomination | None) -> dict[str, Any]:
    """Give the one thing to do next: its words, and the address to post to or to go to."""
    if not manages:
        text = _("Hasil dapat dibaca.") if round.is_locked else _("Menunggu hasil dikunci.")
        return {"text": text, "url": "", "label": "", "post": False}
    match round.phase:
        case Phase.PREPARATION:
            return _step(
                _("Lengkapi peserta dan tim penilai, lalu buka penilaian."), "round_start", round, _("Buka penilaian")
            )
        case Phase.SCORING if reading and reading.incomplete:
            waiting = _("Menunggu penilai: %d desa belum lengkap dinilai.") % len(reading.incomplete)
            return {"text": waiting, "url": "", "label": "", "post": False}
        case Phase.SCORING if reading and reading.open_ties:
            url = reverse("assessments:tie_decide", args=[round.pk])
            text = _("Ada nilai yang tetap sama sampai akhir; pleno harus memutuskan.")
            return {"text": text, "url": url, "label": _("Catat keputusan pleno"), "post": False}
        case Phase.SCORING:
            return _step(_("Semua lembar nilai sudah diajukan."), "round_lock", round, _("Kunci hasil"))
        case Phase.LOCKED:
            return _step(_("Hasil terkunci; umumkan bila sudah disahkan."), "round_publish", round, _("Umumkan hasil"))
    if round.level == RoundLevel.DISTRICT and nomination is None:
        url = reverse("assessments:ranking", args=[round.pk])
        text = _("Pilih satu desa sebagai wakil kabupaten/kota.")
        return {"text": text, "url": url, "label": _("Buka peringkat"), "post": False}
    return {"text": _("Penilaian selesai."), "url": "", "label": "", "post": False}


def _step(text: str, name: str, round: Round, label: str) -> dict[str, Any]:
    return {"text": text, "url": reverse(f"assessments:{name}", args=[round.pk]), "label": label, "post": True}
