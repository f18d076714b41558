"""Families that look like one, for tests, and what may be decided about them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.fields import PersonalNumber
from p2wkss.models import User
from tests.factories.places import make_family
from tests.factories.world import World
from villages.actions.duplicates import decide_different, merge_families, undo_decision
from villages.duplicates import (
    Found,
    Ground,
    Level,
    pair_key,
)
from villages.enums import Relation, Sex, SurveyRound
from villages.models import DuplicateDecision, Family, Member, Survey, TargetVillage

SignIn = Callable[[Any], Client]
BASELINE, ENDLINE = SurveyRound.BASELINE, SurveyRound.ENDLINE
ROWS = pytest.mark.parametrize("count", [1, 3, 30])
KK = "3604991201800001"
BORN = date(1980, 1, 12)


def village_of(world: World) -> TargetVillage:
    """A village without families."""
    return world.serang.villages[1]


def enter(
    world: World, serial: int, village: TargetVillage | None = None, by: User | None = None, **facts: Any
) -> Family:
    """Enter a family of a name that is like no other."""
    values = {"head_name": f"{'abcdefghij'[serial % 10] * 5} {'klmnopqrst'[serial // 10 % 10] * 5}", **facts}
    return make_family(by or world.serang.staff, village or village_of(world), serial=serial, **values)


def add_member(family: Family, name: str = "Anak (contoh)", number: str = "", **facts: Any) -> Member:
    """Put a member into a family."""
    secret = PersonalNumber(number)
    values = {"sex": Sex.FEMALE, "relation": Relation.CHILD, **facts}
    return Member.objects.create(
        family=family, name=name, nik=secret, nik_hash=secret.lookup, created_by=family.created_by, **values
    )


def open_pairs(found: Found) -> dict[Any, tuple[Level, tuple[Ground, ...]]]:
    return {pair.keys: (pair.level, pair.grounds) for pair in found.open}


def key_of(one: Family, other: Family) -> Any:
    return pair_key(one.pk, other.pk)


def compare_url(one: Family, other: Family) -> str:
    return reverse("villages:duplicate_compare", args=[one.pk, other.pk])


def pair(world: World, **facts: Any) -> tuple[Family, Family]:
    """Two records of one family: the first with little in it, the second with all."""
    one = enter(world, 600, nik=PersonalNumber(""), no_nik_reason="Belum merekam", head_birth_date=None, rw="", **facts)
    other = enter(world, 601, head_name=one.head_name, kk=PersonalNumber(KK), address="Kampung Meliyas 5")
    return one, other


def state(*families: Family) -> list[Any]:
    """Everything that a merge may touch, without the versions."""

    def values(model: Any, **which: Any) -> list[Any]:
        rows = model.objects.filter(**which).order_by("pk").values()
        return [{name: value for name, value in row.items() if name != "version"} for row in rows]

    keys = [family.pk for family in families]
    return [values(Family, pk__in=keys), values(Member, family__in=keys), values(Survey, family__in=keys)]


def merge(world: World, kept: Family, other: Family, **changes: Any) -> DuplicateDecision:
    kept.refresh_from_db()
    other.refresh_from_db()
    facts = {"by": world.serang.staff, "kept": kept, "other": other, "reason": "Satu rumah", **changes}
    return merge_families(**facts)


def undo(world: World, decision: DuplicateDecision, **changes: Any) -> DuplicateDecision:
    facts = {"by": world.serang.staff, "decision": decision, "reason": "Ternyata dua rumah", **changes}
    return undo_decision(**facts)


def decide(world: World, first: Family, second: Family, **changes: Any) -> DuplicateDecision:
    facts = {"by": world.serang.staff, "first": first, "second": second, "reason": "Dua rumah", **changes}
    return decide_different(**facts)


def sent(one: Family, other: Family, **changes: Any) -> dict[str, Any]:
    first, second = sorted((one, other), key=lambda it: it.pk)
    versions = {"version_first": first.version, "version_second": second.version}
    return {"reason": "Satu rumah", "confirm": "on", "decision": "different", **versions, **changes}


def keep(one: Family, other: Family) -> str:
    return "first" if one.pk < other.pk else "second"
