"""The demo's plenary before the province's result is locked: two marks of its own with reasons, dates, minutes."""

from datetime import date
from statistics import median_low

from assessments.actions.panel import save_decree
from assessments.actions.phase_dates import save_dates
from assessments.actions.plenary import moderate, save_minutes
from assessments.demo.facts import MARK, YEAR
from assessments.enums import SheetState
from assessments.models import Mark, PhaseDate, PlenaryMinutes, Round
from assessments.phases import Phase
from assessments.plenary_page import village_lines, with_entries
from p2wkss.models import User

# By when the round was to leave each phase; the province judged on 11 October (seed report), the rest is invented.
DATES = {
    Phase.PREPARATION: date(YEAR, 9, 20),
    Phase.SCORING: date(YEAR, 10, 9),
    Phase.PLENARY: date(YEAR, 10, 11),
    Phase.LOCKED: date(YEAR, 10, 18),
}
REASONS = (
    f"Foto dan daftar hadir diperiksa bersama; pleno menyepakati nilai tengah para penilai {MARK}.",
    f"Sebagian penilai belum melihat bukti kunjungan; setelah dibahas, pleno menetapkan nilai ini {MARK}.",
)


def hold_plenary(by: User, round: Round) -> None:
    """Settle the widest disagreement of the two villages on which the assessors differ most, and write the minutes."""
    owners = [PhaseDate(round=round, phase=phase, due_on=day, owner=by) for phase, day in DATES.items()]
    save_dates(by=by, round=round, dates=owners)
    save_decree(by=by, round=round, number=f"400.2/Kep.117-DP3AKKB/{YEAR} {MARK}", on=date(YEAR, 9, 2))
    lines = village_lines(round.instrument.instrument, round.entries.all(), None)
    for line, reason in zip(with_entries([line for line in lines if line.widest][:2]), REASONS, strict=False):
        if line.entry is None:
            continue
        given = Mark.objects.filter(sheet__entry=line.entry, sheet__state=SheetState.SUBMITTED, indicator=line.widest)
        middle = median_low([mark.value for mark in given if mark.value is not None])
        moderate(by=by, entry=line.entry, indicator=line.widest, value=middle, not_applicable=False, reason=reason)
    minutes = PlenaryMinutes(
        round=round,
        number=f"400.2/BA.23-P2WKSS/{YEAR} {MARK}",
        held_on=DATES[Phase.PLENARY],
        place=f"Aula Dinas, Kota Serang {MARK}",
        notes=f"Semua anggota tim hadir. Dua nilai dibahas dan ditetapkan pleno {MARK}.",
    )
    save_minutes(by=by, minutes=minutes, attendees=round.panel.all())
