"""Freezing the result of a round."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.rounds import lock_for_move, lock_in_phase, move
from assessments.dossier import current_snapshot
from assessments.models import Objection, Result, Round, TieDecision
from assessments.phases import Phase
from assessments.places import head_for, store_places
from assessments.snapshot import canonical, digest
from p2wkss import audit
from p2wkss.actions.report_mail import announce
from p2wkss.models import User


@transaction.atomic
def lock_result(*, by: User, round: Round) -> Result:
    """Freeze what the marks now give as one immutable, chained snapshot, and end the plenary.

    Refuses for a calibration, while a dossier is incomplete, or while a tie is open that only the plenary can decide.
    """
    locked = lock_for_move(by, round, Phase.LOCKED)
    if locked.is_calibration:
        raise PermissionDenied(_("Kalibrasi tidak menghasilkan peringkat."))
    result = _freeze(by, locked)
    move(by, locked, Phase.LOCKED, sha256=result.sha256, number=result.number)
    return result


@transaction.atomic
def close_objections(*, by: User, round: Round) -> Result:
    """End the period of objections: where one was granted, freeze a new result; the one before stays as it is.

    Refuses while an objection waits for its decision, or where the corrected marks leave a tie open.
    """
    locked = lock_for_move(by, round, Phase.FINAL)
    objections = Objection.objects.filter(result__round=locked)
    if waiting := objections.filter(decision=None).count():
        raise PermissionDenied(_("Masih ada %d sanggahan yang belum diputuskan.") % waiting)
    granted = objections.filter(decision__granted=True).exists()
    result = _freeze(by, locked) if granted else locked.results.latest("number")
    if granted:
        words = gettext_lazy("Hasil %s diganti setelah masa sanggah")
        announce(region_code=locked.region_id, words=words, about=str(locked))
    move(by, locked, Phase.FINAL, sha256=result.sha256, number=result.number)
    return result


def _freeze(by: User, round: Round) -> Result:
    # The seed is drawn here and stands in the document: nobody can choose the draws that suit.
    snapshot = current_snapshot(round, seed=secrets.randbelow(2**32))
    results = snapshot["results"]
    if results["incomplete"]:
        raise PermissionDenied(_("Masih ada desa yang belum lengkap dinilai; hasil belum dapat dikunci."))
    if any(tie["unresolved"] for tie in results["ties"]):
        raise PermissionDenied(_("Ada nilai yang tetap sama sampai akhir: catat dahulu keputusan pleno."))
    text = canonical(snapshot)
    previous = Result.objects.order_by("-pk").values_list("sha256", flat=True).first() or ""
    sha256 = digest(text, previous)
    number = (round.results.aggregate(last=Max("number"))["last"] or 0) + 1
    result = Result(
        round=round,
        number=number,
        snapshot=text,
        head=head_for(snapshot, Result.code_of(sha256)),
        sha256=sha256,
        previous_sha256=previous,
        created_by=by,
    )
    result.save()
    store_places(result, snapshot)
    return result


@transaction.atomic
def decide_tie(*, by: User, round: Round, ordered_entries: Sequence[int], shared: bool, reason: str) -> TieDecision:
    """Write down what the plenary decided about villages that the ladder leaves equal.

    Raises ValidationError unless the villages are exactly one of the open ties and the reason is given.
    """
    round = lock_in_phase(by, round.pk, Phase.PLENARY, Phase.OBJECTIONS)
    ties: list[dict[str, Any]] = current_snapshot(round)["results"]["ties"]
    open_ties = [set(tie["entries"]) for tie in ties if tie["unresolved"]]
    named = {str(entry) for entry in ordered_entries}
    if named not in open_ties or len(named) != len(ordered_entries):
        raise ValidationError(_("Keputusan ini tidak sesuai dengan nilai yang sama sekarang. Muat ulang halaman."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis dasar keputusan pleno.")})
    decision = TieDecision.objects.create(
        round=round, ordered_entries=list(ordered_entries), shared=shared, reason=reason.strip(), decided_by=by
    )
    audit.record(
        by=by,
        action="round.decide_tie",
        target=round,
        region_code=round.region_id,
        entries=list(ordered_entries),
        shared=shared,
    )
    return decision
