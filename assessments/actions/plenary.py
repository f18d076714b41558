"""What the plenary of the panel decides about marks, and its minutes."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.rounds import lock_in_phase
from assessments.definition import number_text
from assessments.dossier import moderated_now, score_now
from assessments.instrument import Indicator
from assessments.models import Entry, ModeratedMark, Objection, PanelMember, PlenaryMinutes
from assessments.phases import Phase
from assessments.scoring import MissingKind
from assessments.standings import refresh
from p2wkss import audit
from p2wkss.models import User

# The minutes are printed of a locked result too, so a slip in them can still be put right [ours].
MINUTES_PHASES = (Phase.PLENARY, Phase.LOCKED, Phase.PUBLISHED, Phase.OBJECTIONS)


@transaction.atomic
def moderate(
    *,
    by: User,
    entry: Entry,
    indicator: str,
    value: Decimal | None,
    not_applicable: bool,
    reason: str,
    objection: Objection | None = None,
) -> ModeratedMark:
    """Put a mark of the plenary in place of the assessors' on one indicator of a village; theirs stay as they are.

    In the plenary for whoever manages the round; with an objection, while objections are decided, and on nothing but
    its own village and indicator. Raises ValidationError for a mark that the instrument does not know, a missing
    reason, or where nothing in the component would be left that applies.
    """
    locked = _lock(by, entry, Phase.OBJECTIONS if objection else Phase.PLENARY)
    if locked.round.is_calibration:
        raise PermissionDenied(_("Kalibrasi hanya membandingkan cara menilai; nilainya tidak diganti."))
    if objection and (objection.entry_id, objection.indicator) != (entry.pk, indicator):
        raise PermissionDenied(_("Sanggahan ini bukan tentang indikator ini."))
    _check(locked.round.instrument.instrument.indicators.get(indicator), value, not_applicable, reason)
    mark = ModeratedMark.objects.create(
        entry=locked,
        indicator=indicator,
        value=value,
        not_applicable=not_applicable,
        reason=reason.strip(),
        objection=objection,
        decided_by=by,
    )
    _check_something_applies(locked)
    refresh(locked)
    said = {"indicator": indicator, "value": None if value is None else number_text(value), "na": not_applicable}
    _record(by, locked, "plenary.moderate", **said)
    return mark


@transaction.atomic
def withdraw(*, by: User, entry: Entry, indicator: str, reason: str) -> ModeratedMark:
    """Let the assessors' marks count again, in the plenary. Raises ValidationError without a reason.

    Refuses where no mark of the plenary counts.
    """
    locked = _lock(by, entry, Phase.PLENARY)
    if indicator not in moderated_now(ModeratedMark.objects.filter(entry=locked)).get(locked.pk, {}):
        raise PermissionDenied(_("Tidak ada nilai hasil pleno yang dapat dibatalkan."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan pembatalan.")})
    mark = ModeratedMark.objects.create(
        entry=locked, indicator=indicator, withdrawn=True, reason=reason.strip(), decided_by=by
    )
    _check_something_applies(locked)
    refresh(locked)
    _record(by, locked, "plenary.withdraw", indicator=indicator)
    return mark


@transaction.atomic
def save_minutes(*, by: User, minutes: PlenaryMinutes, attendees: Iterable[PanelMember]) -> PlenaryMinutes:
    """Write down what the minutes say beside the result, as a new row; the newest counts.

    Open from the plenary until the result is final. Raises ValidationError with the faulty fields: nobody attended,
    or somebody who is not of the panel.
    """
    round = lock_in_phase(by, minutes.round_id, *MINUTES_PHASES)
    members = sorted(member.pk for member in attendees)
    known = set(round.panel.values_list("pk", flat=True))
    if not members or not known.issuperset(members):
        raise ValidationError({"attendees": _("Pilih siapa saja dari tim penilai yang hadir.")})
    minutes.attendees, minutes.written_by = members, by
    minutes.full_clean(exclude=["attendees"])
    minutes.save(force_insert=True)
    audit.record(by=by, action="plenary.minutes", target=round, region_code=round.region_id, number=minutes.number)
    return minutes


def _lock(by: User, entry: Entry, phase: Phase) -> Entry:
    """Lock the round, so that no result is frozen meanwhile, and give the entry with it."""
    round = lock_in_phase(by, entry.round_id, phase)
    locked = Entry.objects.select_related("target_village__village").get(pk=entry.pk)
    locked.round = round
    return locked


def _check(indicator: Indicator | None, value: Decimal | None, not_applicable: bool, reason: str) -> None:
    """Refuse what could be no mark of the indicator, with all faults at once."""
    errors = {}
    if indicator is None:
        raise ValidationError({"indicator": _("Indikator ini tidak ada dalam instrumen.")})
    if not_applicable and not indicator.allows_not_applicable:
        errors["value"] = _("Indikator ini selalu berlaku.")
    elif not_applicable is (value is not None):
        errors["value"] = _("Pilih satu nilai, atau tidak berlaku.")
    elif value is not None and not indicator.accepts(value):
        errors["value"] = _("Tulis angka nol atau lebih, paling banyak tiga angka di belakang koma.")
        if indicator.number is None:
            errors["value"] = _("Pilih salah satu tingkat.")
    if not reason.strip():
        errors["reason"] = _("Tulis alasan keputusan pleno.")
    if errors:
        raise ValidationError(errors)


def _check_something_applies(entry: Entry) -> None:
    """Refuse what would leave a component without any indicator that applies; it could have no score."""
    components = {one.code: one.name for one in entry.round.instrument.instrument.components}
    for missing in score_now(entry).missing:
        if missing.kind is MissingKind.NOTHING_APPLICABLE:
            name = components[missing.where]
            raise ValidationError({"value": _("%s tidak boleh seluruhnya tidak berlaku.") % name})


def _record(by: User, entry: Entry, action: str, **details: str | bool | None) -> None:
    audit.record(by=by, action=action, target=entry, region_code=entry.target_village.village_id, **details)
