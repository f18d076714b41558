"""What an assessor declares about conflicts of interest before a dossier opens."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.enums import SheetState
from assessments.models import ConflictDeclaration, Entry, PanelMember, Round, ScoreSheet
from assessments.phases import Phase
from assessments.standings import refresh
from p2wkss import audit
from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission


@transaction.atomic
def declare(*, by: User, member: PanelMember, said: Mapping[int, str | None]) -> list[ConflictDeclaration]:
    """Write down what an assessor says of villages: `said` by entry, None for no conflict, else what it is, in words.

    Whoever has a conflict is out: the own sheets of that village are recused, their marks stay and count nowhere.
    A declared conflict stands for good [ours]; the same "none" again is accepted and changes nothing. Refuses outside
    of the scoring phase, for villages that the person does not judge, for one whose sheet is handed in already, and a
    conflict without words.
    """
    _check(by, member)
    sheets = ScoreSheet.objects.select_for_update(of=("self",)).filter(member=member, entry__in=said)
    states: dict[int, set[str]] = {}
    for entry, state in sheets.values_list("entry", "state"):
        states.setdefault(entry, set()).add(state)
    if states.keys() != said.keys():
        raise PermissionDenied(_("Desa ini tidak ditugaskan kepada Anda."))
    known = _known(member, said)
    new = {entry: reason for entry, reason in said.items() if known.get(entry) is None or reason is not None}
    _refuse(new, known, states)
    made = ConflictDeclaration.objects.bulk_create(
        ConflictDeclaration(
            entry_id=entry, member=member, has_conflict=reason is not None, reason=(reason or "").strip()
        )
        for entry, reason in new.items()
    )
    conflicts = [entry for entry, reason in new.items() if reason is not None]
    sheets.filter(entry__in=conflicts, state=SheetState.DRAFT).update(state=SheetState.RECUSED)
    for left in Entry.objects.filter(pk__in=conflicts).select_related("round__instrument").order_by("pk"):
        refresh(left)
    _record(by, member, new)
    return made


def undeclared(member: PanelMember) -> set[int]:
    """Give the entries of which the assessor has sheets and has declared nothing."""
    open_sheets = ScoreSheet.objects.filter(member=member, state=SheetState.DRAFT)
    known = ConflictDeclaration.objects.filter(member=member)
    return set(open_sheets.values_list("entry", flat=True)) - set(known.values_list("entry", flat=True))


def undeclared_rounds(user: User) -> list[Round]:
    """Give the rounds being scored in which the person has a sheet and has not declared anything of its village."""
    said = ConflictDeclaration.objects.filter(entry=OuterRef("entry"), member=OuterRef("member"))
    mine = ScoreSheet.objects.filter(~Exists(said), member__user=user, state=SheetState.DRAFT)
    rounds = Round.objects.filter(phase=Phase.SCORING, entries__sheets__in=mine).distinct()
    return list(rounds.with_places())


def _check(by: User, member: PanelMember) -> None:
    round = member.round
    if member.user_id != by.pk or not has_permission(by, Permission.SCORE, round.region_id):
        raise PermissionDenied(_("Pernyataan dibuat oleh penilai sendiri."))
    if round.phase != Phase.SCORING:
        raise PermissionDenied(_("Penilaian sedang tidak dibuka."))


def _known(member: PanelMember, entries: Mapping[int, str | None]) -> dict[int, bool]:
    """Give what was declared last of each of the entries: whether there is a conflict."""
    found = ConflictDeclaration.objects.filter(member=member, entry__in=entries).order_by("pk")
    return dict(found.values_list("entry", "has_conflict"))


def _refuse(new: Mapping[int, str | None], known: Mapping[int, bool], states: Mapping[int, set[str]]) -> None:
    for entry, reason in new.items():
        if known.get(entry):
            raise PermissionDenied(_("Anda sudah mengundurkan diri dari penilaian desa ini."))
        if reason is None:
            continue
        if not reason.strip():
            raise ValidationError(_("Tulis benturan kepentingan yang ada."))
        if SheetState.SUBMITTED in states[entry]:
            raise ValidationError(_("Lembar nilai desa ini sudah diajukan. Minta sekretariat mengembalikannya dahulu."))


def _record(by: User, member: PanelMember, new: Mapping[int, str | None]) -> None:
    """Audit who is free of conflicts in one event, and each conflict in one of its own, without its words."""
    free = sorted(entry for entry, reason in new.items() if reason is None)
    if free:
        place = member.round.region_id
        audit.record(by=by, action="declaration.none", target=member, region_code=place, entries=free)
    conflicts = [entry for entry, reason in new.items() if reason is not None]
    for entry in Entry.objects.filter(pk__in=conflicts).select_related("target_village"):
        place = entry.target_village.village_id
        audit.record(by=by, action="declaration.conflict", target=entry, region_code=place, member=member.pk)
