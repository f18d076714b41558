"""What moves when one family is merged into another: asked by the page beforehand and by the action that does it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from villages.matching import normalise_name
from villages.models import Family, InnovationUse, Member, Participation, Survey
from villages.reached import is_further

# A field that the kept family may lack, with the fields that only make sense together with it.
FILLED_TOGETHER: dict[str, tuple[str, ...]] = {
    "head_birth_date": ("head_birth_date",),
    "nik": ("nik", "nik_hash"),
    "kk": ("kk", "kk_hash"),
    "rw": ("rw",),
    "address": ("address",),
    "decile": ("decile", "decile_source", "decile_on"),
}
# What came of an activity: taken over together from whoever came further.
OUTCOME = ("outcome", "outcome_on", "monthly_income")


class Raised(NamedTuple):
    """One activity that both families took part in and in which the other came further than the kept one."""

    kept: Participation
    other: Participation


class MergePlan(NamedTuple):
    """What comes to the kept family (fields by name, members, surveys), and what stays with the other's record.

    Participations move, those of the same activity stay, but for the outcome that is `raised`. `same_person` tells
    which member of the kept family somebody is who stays with the other's record; None for its head.
    """

    filled: list[str]
    members: list[Member]
    members_left: list[Member]
    surveys: list[Survey]
    surveys_left: list[Survey]
    participations: list[Participation]
    participations_left: list[Participation]
    raised: list[Raised]
    uses: list[InnovationUse]
    uses_left: list[InnovationUse]
    same_person: dict[UUID, UUID | None]


def plan_merge(kept: Family, other: Family) -> MergePlan:
    """Say what would move from the other family to the kept one.

    Only empty fields are filled. A member who is the head of the kept family or one of its members already (the same
    NIK, or the same name and birth date) stays, and so does what the kept family has as well: the survey of a round,
    the part in an activity, the use of an innovation.
    """
    filled = [name for name in FILLED_TOGETHER if not getattr(kept, name) and getattr(other, name)]
    members = list(other.members.order_by("pk"))
    same_person = _same_person(kept, members)
    rounds = set(kept.surveys.values_list("round", flat=True))
    surveys = list(other.surveys.order_by("round"))
    own = {one.activity_id: one for one in kept.participations.all()}
    parts = list(other.participations.select_related("activity"))
    used = set(kept.innovation_uses.values_list("innovation", flat=True))
    uses = list(other.innovation_uses.select_related("innovation"))
    both = [Raised(own[one.activity_id], one) for one in parts if one.activity_id in own]
    return MergePlan(
        filled=filled,
        members=[one for one in members if one.pk not in same_person],
        members_left=[one for one in members if one.pk in same_person],
        surveys=[one for one in surveys if one.round not in rounds],
        surveys_left=[one for one in surveys if one.round in rounds],
        participations=[one for one in parts if one.activity_id not in own],
        participations_left=[pair.other for pair in both],
        raised=[pair for pair in both if is_further(pair.other.outcome, pair.kept.outcome)],
        uses=[one for one in uses if one.innovation_id not in used],
        uses_left=[one for one in uses if one.innovation_id in used],
        same_person=same_person,
    )


def _same_person(kept: Family, members: Iterable[Member]) -> dict[UUID, UUID | None]:
    """Give those members whom the kept family has already, with who they are there; None for its head."""
    known: dict[tuple[str, str], UUID | None] = {}
    for one in kept.members.order_by("pk"):
        known |= dict.fromkeys(_marks(one.nik_hash, one.name, one.birth_date), one.pk)
    known |= dict.fromkeys(_marks(kept.nik_hash, kept.head_name, kept.head_birth_date), None)
    found = {}
    for one in members:
        if marks := _marks(one.nik_hash, one.name, one.birth_date) & known.keys():
            found[one.pk] = known[min(marks, key=lambda mark: mark[1])]  # the mark of the NIK has no date
    return found


def _marks(nik_hash: str, name: str, born: date | None) -> set[tuple[str, str]]:
    """By what a person is known: the NIK, and the bare name with the birth date."""
    marks = {(nik_hash, "")} if nik_hash else set()
    return marks | ({(normalise_name(name), born.isoformat())} if born else set())
