"""Who judges which village: the panel's decree, and its assignments by hand, by file, evenly, or everybody to all."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.rounds import lock_in_phase
from assessments.enums import SheetState
from assessments.models import Entry, PanelMember, Round, ScoreSheet
from assessments.permissions import declared_conflicts, home_conflict
from assessments.phases import FROZEN, Phase
from assessments.scoring.assignment import NotEnoughMembers, balanced
from assessments.standings import refresh
from p2wkss import audit
from p2wkss.models import User

Pair = tuple[int, int]  # entry, member
Seat = tuple[int, int, str]  # entry, member, part


class Line(NamedTuple):
    """One line of an assignment file, with its number in the file."""

    number: int
    village: str
    username: str
    part: str | None


def barred(round: Round) -> dict[Pair, str]:
    """Give every entry and member that must never meet, with why, in words; in three queries."""
    members = list(round.panel.select_related("user__home_region"))
    found = {}
    for entry in round.entries.select_related("target_village__village"):
        for member in members:
            if home_conflict(member.user, entry.target_village.village, round.level):
                found[entry.pk, member.pk] = _("daerah asalnya")
    return found | {pair: _("mengundurkan diri") for pair in declared_conflicts(round)}


@transaction.atomic
def save_decree(*, by: User, round: Round, number: str, on: datetime.date | None) -> Round:
    """Write down the decree that names the panel, until the result is frozen."""
    locked = lock_in_phase(by, round.pk, *(phase for phase in Phase if phase not in FROZEN))
    locked.panel_decree, locked.panel_decree_on = number.strip(), on
    locked.save(update_fields=["panel_decree", "panel_decree_on"])
    audit.record(by=by, action="panel.decree", target=locked, region_code=locked.region_id, number=locked.panel_decree)
    return locked


@transaction.atomic
def assign(*, by: User, round: Round, wanted: Mapping[int, Collection[int]]) -> Round:
    """Assign members to the given entries, and no others; the rest of the round stays as it is.

    Where everybody judged everything until now, the rest is written down as just that. Who is newly assigned gets a
    sheet for each part of the round; who judges a village in some parts keeps those. Refuses pairs that must never
    meet, and ids that are not of this round.
    """
    locked = lock_in_phase(by, round.pk, Phase.PREPARATION)
    why = barred(locked)
    held = _held(locked)
    entries = _known(locked.entries.values_list("pk", flat=True), wanted)
    members = _known(locked.panel.values_list("pk", flat=True), {one for chosen in wanted.values() for one in chosen})
    if any((entry, member) in why for entry, chosen in wanted.items() for member in chosen):
        raise ValidationError(
            _("Ada penilai yang tidak boleh menilai desa itu: daerah asalnya, atau mengundurkan diri.")
        )
    parts = locked.instrument.instrument.part_codes
    seats = {
        (entry, member, part)
        for entry in entries
        for member in members & set(wanted[entry])
        for part in held.get((entry, member)) or parts
    }
    if not locked.assigned_by_hand:
        rest = set(locked.entries.values_list("pk", flat=True)) - entries
        pairs = {(entry, one) for entry in rest for one in locked.panel.values_list("pk", flat=True)} - why.keys()
        seats |= {(*pair, part) for pair in pairs for part in parts}
        entries |= rest
    return _replace(by, locked, entries, seats, how="page")


@transaction.atomic
def assign_lines(*, by: User, round: Round, lines: Iterable[Line]) -> Round:
    """Assign by the lines of a file, in place of every assignment that there was: all of them, or none.

    A line without a part stands for every part. Raises ValidationError with every faulty line, in words.
    """
    locked = lock_in_phase(by, round.pk, Phase.PREPARATION)
    entries = {code: pk for pk, code in locked.entries.values_list("pk", "target_village__village")}
    members = {name.lower(): pk for pk, name in locked.panel.values_list("pk", "user__username")}
    parts = locked.instrument.instrument.part_codes
    why = barred(locked)
    seats: dict[Seat, int] = {}
    faults = []
    for line in lines:
        entry, member = entries.get(line.village), members.get(line.username.lower())
        problem = _problem(line, (entry, member), parts, why)
        if problem or entry is None or member is None:
            faults.append(_("Baris %(line)d: %(problem)s") % {"line": line.number, "problem": problem})
            continue
        for part in parts if line.part is None else (line.part,):
            seat = (entry, member, part)
            if seat in seats:
                words = {"line": line.number, "first": seats[seat]}
                faults.append(_("Baris %(line)d: sama dengan baris %(first)d.") % words)
                break
            seats[seat] = line.number
    if faults:
        raise ValidationError({"file": faults})
    return _replace(by, locked, set(entries.values()), set(seats), how="file")


@transaction.atomic
def assign_evenly(*, by: User, round: Round, per_entry: int) -> Round:
    """Assign so many members to every village, everybody with as many as the others, in place of what there was."""
    locked = lock_in_phase(by, round.pk, Phase.PREPARATION)
    entries = {entry.pk: str(entry) for entry in locked.entries.select_related("target_village__village")}
    members = list(locked.panel.values_list("pk", flat=True))
    try:
        plan = balanced(list(entries), members, barred(locked), per_entry)
    except NotEnoughMembers as error:
        words = {"village": entries[int(str(error.entry))], "count": per_entry}
        raise ValidationError(
            {"per_entry": _("%(village)s: kurang dari %(count)d penilai boleh menilainya.") % words}
        ) from error
    parts = locked.instrument.instrument.part_codes
    seats = {(entry, member, part) for entry, chosen in plan.items() for member in chosen for part in parts}
    return _replace(by, locked, set(entries), seats, how="balanced")


@transaction.atomic
def assign_everybody(*, by: User, round: Round) -> Round:
    """Let everybody judge every village outside of the home area again: sheets are then made when scoring opens."""
    locked = lock_in_phase(by, round.pk, Phase.PREPARATION)
    ScoreSheet.objects.filter(entry__round=locked).exclude(state=SheetState.RECUSED).delete()
    locked.assigned_by_hand = False
    locked.save(update_fields=["assigned_by_hand"])
    audit.record(by=by, action="panel.assign_all", target=locked, region_code=locked.region_id)
    return locked


@transaction.atomic
def add_assessor(*, by: User, entry: Entry, member: PanelMember) -> list[ScoreSheet]:
    """Assign one more member to a village while it is being scored, such as for one who stepped back."""
    locked = lock_in_phase(by, entry.round_id, Phase.SCORING)
    if member.round_id != locked.pk:
        raise PermissionDenied(_("Orang ini bukan anggota tim penilai penilaian ini."))
    if reason := barred(locked).get((entry.pk, member.pk)):
        raise ValidationError({"member": _("Tidak boleh menilai desa ini: %s.") % reason})
    held = set(ScoreSheet.objects.filter(entry=entry, member=member).values_list("part", flat=True))
    parts = [part for part in locked.instrument.instrument.part_codes if part not in held]
    if not parts:
        raise ValidationError({"member": _("Orang ini sudah menilai desa ini.")})
    sheets = ScoreSheet.objects.bulk_create(ScoreSheet(entry=entry, member=member, part=part) for part in parts)
    refresh(entry)
    region = entry.target_village.village_id
    audit.record(by=by, action="panel.add_assessor", target=entry, region_code=region, member=member.pk)
    return sheets


def _held(round: Round) -> dict[Pair, tuple[str, ...]]:
    """Give the parts in which each member judges each village now."""
    found: dict[Pair, tuple[str, ...]] = {}
    for entry, member, part in ScoreSheet.objects.filter(entry__round=round).values_list("entry", "member", "part"):
        found[entry, member] = (*found.get((entry, member), ()), part)
    return found


def _known(ids: Iterable[int], asked: Collection[int]) -> set[int]:
    """Give what was asked for as a set; refuses what is not of this round."""
    if strange := set(asked) - set(ids):
        raise PermissionDenied(
            _("Bukan peserta atau penilai penilaian ini: %s.") % ", ".join(map(str, sorted(strange)))
        )
    return set(asked)


def _problem(line: Line, pair: tuple[int | None, int | None], parts: Collection[str], why: Mapping[Pair, str]) -> str:
    """Say what is wrong with a line; "" where nothing is."""
    entry, member = pair
    if entry is None:
        return _("desa %s bukan peserta.") % (line.village or "–")
    if member is None:
        return _("%s bukan anggota tim penilai.") % (line.username or "–")
    if line.part is not None and line.part not in parts:
        return _("bagian %s tidak ada dalam instrumen.") % line.part
    if (entry, member) in why:
        words = {"user": line.username, "reason": why[entry, member]}
        return _("%(user)s tidak boleh menilai desa ini: %(reason)s.") % words
    return ""


def _replace(by: User, round: Round, entries: set[int], seats: set[Seat], *, how: str) -> Round:
    """Let the sheets of these entries be those of `seats`; recused ones stay, as they stand for a declaration."""
    found = ScoreSheet.objects.filter(entry__in=entries).exclude(state=SheetState.RECUSED)
    held = {(entry, member, part): pk for pk, entry, member, part in found.values_list("pk", "entry", "member", "part")}
    gone = [pk for seat, pk in held.items() if seat not in seats]
    ScoreSheet.objects.filter(pk__in=gone).delete()
    new = sorted(seats - held.keys())
    ScoreSheet.objects.bulk_create(
        (ScoreSheet(entry_id=entry, member_id=member, part=part) for entry, member, part in new), batch_size=500
    )
    round.assigned_by_hand = True
    round.save(update_fields=["assigned_by_hand"])
    facts = {"how": how, "added": len(new), "removed": len(gone)}
    audit.record(by=by, action="panel.assign", target=round, region_code=round.region_id, **facts)
    return round
