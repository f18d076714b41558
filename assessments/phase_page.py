"""The phases of a round as its page shows them: which is on, by when each ends, who sees to it, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import PHASE_LABELS
from assessments.models import PhaseDate, Round
from assessments.phases import Phase, dated_phases


@dataclass(frozen=True)
class PhaseRow:
    """One phase of a round."""

    phase: Phase
    is_current: bool
    is_over: bool
    due_on: date | None
    owner: str
    late_days: int

    @property
    def label(self) -> str:
        """The phase in words."""
        return str(PHASE_LABELS[self.phase])

    @property
    def is_late(self) -> bool:
        """Whether the round should have left the phase by now."""
        return self.is_current and self.late_days > 0

    @property
    def word(self) -> str:
        """How the phase stands, in words: over, on (and how much time is left, or how late it is), still to come."""
        if self.is_over:
            return _("selesai")
        if not self.is_current:
            return _("belum")
        if self.due_on is None:
            return _("berjalan")
        if self.late_days > 0:
            return ngettext("lewat %d hari", "lewat %d hari", self.late_days) % self.late_days
        if self.late_days == 0:
            return _("hari terakhir")
        return ngettext("%d hari lagi", "%d hari lagi", -self.late_days) % -self.late_days

    @property
    def state(self) -> str:
        """The state that the word is shown in."""
        if self.is_late:
            return "problem"
        return "good" if self.is_over else "attention" if self.is_current else "neutral"


def phase_rows(round: Round, dates: Iterable[PhaseDate], today: date) -> list[PhaseRow]:
    """Give the phases that this round goes through, in their order, each with its date and owner where it has them."""
    kept = {one.phase: one for one in dates}
    phases = (*dated_phases(calibration=round.is_calibration), Phase.FINAL)
    at = phases.index(Phase(round.phase))
    rows = []
    for position, phase in enumerate(phases):
        known = kept.get(phase)
        rows.append(
            PhaseRow(
                phase=phase,
                is_current=position == at,
                is_over=position < at or phase is round.phase is Phase.FINAL,
                due_on=known.due_on if known else None,
                owner=known.owner.full_name if known and known.owner else "",
                late_days=(today - known.due_on).days if known else 0,
            )
        )
    return rows
