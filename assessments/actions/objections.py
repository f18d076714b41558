"""Objections to a published result (masa sanggah): filing one, and deciding it."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.plenary import moderate
from assessments.actions.rounds import lock_in_phase, lock_row
from assessments.models import Entry, Objection, ObjectionDecision, ObjectionEvidence
from assessments.phases import Phase
from p2wkss import audit
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.models import Evidence


@transaction.atomic
def file_objection(*, by: User, entry: Entry, indicator: str, claim: str, evidence: Collection[UUID]) -> Objection:
    """Object, for the village's district, to the score of one indicator in the newest result.

    Refuses outside the period of objections. Raises ValidationError for an indicator that the instrument does not
    know or that is objected to already, without words, and for evidence that is not the village's own or was
    withdrawn. What was filed is never changed or taken back [ours].
    """
    round = lock_row(entry.round_id)
    check_permission(by, Permission.OBJECT, entry.target_village.village_id)
    if round.phase != Phase.OBJECTIONS:
        raise PermissionDenied(_("Sanggahan hanya dapat diajukan selama masa sanggah."))
    if indicator not in round.instrument.instrument.indicators:
        raise ValidationError({"indicator": _("Indikator ini tidak ada dalam instrumen.")})
    own = Evidence.objects.filter(target_village=entry.target_village_id, removed_at=None, pk__in=evidence)
    if len(own) < len(set(evidence)):
        raise ValidationError({"evidence": _("Pilih hanya bukti milik desa ini yang tidak ditarik.")})
    result = round.results.defer("snapshot").latest("number")
    objection = Objection(result=result, entry=entry, indicator=indicator, claim=claim.strip(), filed_by=by)
    objection.full_clean()
    objection.save()
    ObjectionEvidence.objects.bulk_create(ObjectionEvidence(objection=objection, evidence=one) for one in own)
    audit.record(
        by=by,
        action="objection.file",
        target=objection,
        region_code=entry.target_village.village_id,
        indicator=indicator,
        result=result.number,
        evidence=len(own),
    )
    return objection


@transaction.atomic
def decide_objection(
    *,
    by: User,
    objection: Objection,
    granted: bool,
    reason: str,
    value: Decimal | None = None,
    not_applicable: bool = False,
) -> ObjectionDecision:
    """Grant or refuse an objection, once, with the reasons; granting it sets the corrected mark in the same act.

    Refuses whoever does not manage the round, and outside the period of objections. Raises ValidationError without
    reasons, for an objection that is decided already, and for a granted one whose mark is missing or not of the
    instrument. The result changes only when the period is closed, by a new one.
    """
    lock_in_phase(by, objection.entry.round_id, Phase.OBJECTIONS)
    if ObjectionDecision.objects.filter(objection=objection).exists():
        raise ValidationError(_("Sanggahan ini sudah diputuskan; putusannya tidak dapat diubah."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis pertimbangan putusan ini.")})
    if granted and value is None and not not_applicable:
        raise ValidationError({"value": _("Pilih nilai perbaikan untuk sanggahan yang dikabulkan.")})
    decision = ObjectionDecision(objection=objection, granted=granted, reason=reason.strip(), decided_by=by)
    decision.save()
    if granted:
        moderate(
            by=by,
            entry=objection.entry,
            indicator=objection.indicator,
            value=value,
            not_applicable=not_applicable,
            reason=decision.reason,
            objection=objection,
        )
    audit.record(
        by=by,
        action="objection.decide",
        target=objection,
        region_code=objection.entry.target_village.village_id,
        indicator=objection.indicator,
        granted=granted,
    )
    return decision
