"""By when a round leaves each phase, and who sees to it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.actions.rounds import lock_in_phase
from assessments.enums import PHASE_LABELS
from assessments.models import PhaseDate, Round
from assessments.permissions import manages_round
from assessments.phases import Phase, dated_phases
from p2wkss import audit
from p2wkss.models import User
from p2wkss.permissions import holders_of


@transaction.atomic
def save_dates(*, by: User, round: Round, dates: Sequence[PhaseDate]) -> list[PhaseDate]:
    """Save by when the round leaves each phase and who sees to it; a phase that is not among `dates` has no date.

    `dates` are unsaved. Raises ValidationError keyed "due_<phase>" for a phase that the round does not leave, a date
    before that of an earlier phase, or an owner who may not manage the round. Refuses once the round is final.
    """
    locked = lock_in_phase(by, round.pk)
    if locked.phase == Phase.FINAL:
        raise PermissionDenied(_("Penilaian sudah selesai; jadwalnya tidak dapat diubah lagi."))
    known = dated_phases(calibration=locked.is_calibration)
    _check(locked, known, dates)
    before = {kept.phase: kept for kept in locked.dates.all()}
    changes = {}
    for date in dates:
        kept = before.pop(date.phase, PhaseDate(round=locked, phase=date.phase))
        if (kept.due_on, kept.owner_id) != (date.due_on, date.owner_id):
            kept.due_on, kept.owner = date.due_on, date.owner
            kept.save()
            changes[kept.phase] = [kept.due_on.isoformat(), kept.owner_id]
    for gone in before.values():
        changes[gone.phase] = []
        gone.delete()
    if changes:
        audit.record(by=by, action="round.date", target=locked, region_code=locked.region_id, dates=changes)
    return list(locked.dates.all())


def possible_owners(round: Round) -> QuerySet[User]:
    """Give the people who may manage the round, by name: the owners of its phases are among them."""
    return holders_of(manages_round(round.level), round.region_id)


def _check(round: Round, known: Sequence[Phase], dates: Sequence[PhaseDate]) -> None:
    errors: dict[str, str] = {}
    wanted = {date.phase: date for date in dates}
    errors |= {phase: _("Fase ini tidak memiliki batas waktu.") for phase in wanted.keys() - set(known)}
    owners = set(possible_owners(round).values_list("pk", flat=True))
    latest: PhaseDate | None = None
    for phase in (phase for phase in known if phase in wanted):
        date = wanted[phase]
        if date.owner_id is not None and date.owner_id not in owners:
            errors[phase] = _("Orang ini tidak berhak mengelola penilaian ini.")
        if latest is not None and date.due_on < latest.due_on:
            words = {"phase": PHASE_LABELS[Phase(latest.phase)]}
            errors[phase] = _("Batas waktu ini lebih awal daripada fase %(phase)s.") % words
        latest = date
    if errors:
        raise ValidationError({f"due_{phase}": words for phase, words in errors.items()})
