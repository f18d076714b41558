"""What moves when one family is merged into another: asked by the page beforehand and by the action that does it."""

from datetime import date
from typing import NamedTuple

from villages.matching import normalise_name
from villages.models import Family, Member, Survey

# A field that the kept family may lack, with the fields that only make sense together with it.
FILLED_TOGETHER: dict[str, tuple[str, ...]] = {
    "head_birth_date": ("head_birth_date",),
    "nik": ("nik", "nik_hash"),
    "kk": ("kk", "kk_hash"),
    "rw": ("rw",),
    "address": ("address",),
    "decile": ("decile", "decile_source", "decile_on"),
}


class MergePlan(NamedTuple):
    """What comes to the kept family (fields by name, members, surveys), and what stays with the other's record."""

    filled: list[str]
    members: list[Member]
    members_left: list[Member]
    surveys: list[Survey]
    surveys_left: list[Survey]


def plan_merge(kept: Family, other: Family) -> MergePlan:
    """Say what would move from the other family to the kept one.

    Only empty fields are filled. A member who is the head of the kept family or one of its members already (the same
    NIK, or the same name and birth date) stays, and so does the survey of a round that the kept family has.
    """
    filled = [name for name in FILLED_TOGETHER if not getattr(kept, name) and getattr(other, name)]
    known = _marks(kept.nik_hash, kept.head_name, kept.head_birth_date)
    known |= {mark for one in kept.members.all() for mark in _marks(one.nik_hash, one.name, one.birth_date)}
    members = list(other.members.order_by("pk"))
    twice = [one for one in members if _marks(one.nik_hash, one.name, one.birth_date) & known]
    rounds = set(kept.surveys.values_list("round", flat=True))
    surveys = list(other.surveys.order_by("round"))
    return MergePlan(
        filled,
        [one for one in members if one not in twice],
        twice,
        [one for one in surveys if one.round not in rounds],
        [one for one in surveys if one.round in rounds],
    )


def _marks(nik_hash: str, name: str, born: date | None) -> set[tuple[str, str]]:
    """By what a person is known: the NIK, and the bare name with the birth date."""
    marks = {(nik_hash, "")} if nik_hash else set()
    return marks | ({(normalise_name(name), born.isoformat())} if born else set())
