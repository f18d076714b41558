"""Families that look like one: what is found, and for whom."""

from datetime import date
from typing import Any

import pytest

from p2wkss.fields import PersonalNumber
from p2wkss.models import User
from tests.factories.duplicates import KK, ROWS, add_member, enter, key_of, open_pairs, pair, village_of
from tests.factories.places import make_cycle, make_village, nik
from tests.factories.world import World
from villages.actions.duplicates import decide_different, undo_decision
from villages.duplicates import (
    Found,
    Ground,
    Level,
    duplicates_of_village,
    duplicates_of_year,
    grounds_of,
)
from villages.enums import FamilyStatus
from villages.models import Family, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")


def test_each_ground_within_a_village(world: World) -> None:
    kin = [enter(world, serial) for serial in range(300, 306)]
    add_member(kin[0], number=nik(800))
    add_member(kin[1], number=nik(800))
    add_member(kin[2], number=nik(303))
    twin = enter(world, 310, head_name="Hj. Siti Amina (contoh)", head_birth_date=date(1970, 5, 12))
    other_twin = enter(world, 311, head_name="SITI AMINAH", head_birth_date=date(1970, 5, 21))
    assert open_pairs(duplicates_of_village(world.serang.staff, village_of(world))) == {
        key_of(kin[0], kin[1]): (Level.VILLAGE, (Ground.PERSON,)),
        key_of(kin[2], kin[3]): (Level.VILLAGE, (Ground.PERSON,)),
        key_of(twin, other_twin): (Level.VILLAGE, (Ground.NAME,)),
    }
    for one, other, ground in (
        (kin[0], kin[1], Ground.PERSON),
        (kin[2], kin[3], Ground.PERSON),
        (twin, other_twin, Ground.NAME),
    ):
        assert grounds_of(one, other) == grounds_of(other, one) == (ground,)
    assert grounds_of(kin[4], kin[5]) == ()


def test_heads_and_cards_across_the_villages_of_a_year(world: World) -> None:
    staff, here, there = world.serang.staff, *world.serang.villages
    one = enter(world, 320, here, kk=PersonalNumber(KK))
    other = enter(world, 321, there, nik=PersonalNumber(nik(320)), kk=PersonalNumber(KK))
    card = enter(world, 322, there, kk=PersonalNumber(KK[:-1] + "2"))
    card_too = enter(world, 323, here, kk=PersonalNumber(KK[:-1] + "2"))
    expected = {
        key_of(one, other): (Level.CYCLE, (Ground.NIK, Ground.KK)),
        key_of(card, card_too): (Level.CYCLE, (Ground.KK,)),
    }
    assert open_pairs(duplicates_of_year(staff, 2019)) == expected
    assert open_pairs(duplicates_of_village(staff, here)) == open_pairs(duplicates_of_village(staff, there)) == expected
    assert grounds_of(one, other) == (Ground.NIK, Ground.KK)


def test_who_left_or_was_merged_is_no_double(world: World) -> None:
    one, other, kept = (enter(world, serial) for serial in (330, 331, 332))
    add_member(one, number=nik(801))
    add_member(other, number=nik(801), left_on=date(2019, 3, 1))
    double = enter(world, 333)
    add_member(double, number=nik(330))
    Family.objects.filter(pk=double.pk).update(status=FamilyStatus.MERGED, merged_into=kept)
    assert open_pairs(duplicates_of_village(world.serang.staff, village_of(world))) == {}
    assert open_pairs(duplicates_of_year(world.serang.staff, 2019)) == {}


def test_another_year_is_a_hint_of_its_own(world: World) -> None:
    by = world.serang.staff
    earlier = make_village(by, make_cycle(world.secretariat, 2018), world.serang.decree, "36.04.15.2006")
    before = enter(world, 340, earlier)
    now = enter(world, 340)
    found = duplicates_of_village(by, village_of(world))
    assert [(pair.keys, pair.level, pair.grounds) for pair in found.earlier] == [
        (key_of(before, now), Level.EARLIER, (Ground.NIK,))
    ]
    assert (found.open, found.outside) == ([], [])
    assert duplicates_of_year(by, 2019) == Found()


def test_of_another_region_only_that_there_is_something(world: World) -> None:
    own = enter(world, 350)
    theirs = enter(world, 350, world.pandeglang.villages[1], world.pandeglang.staff, head_name="Rahasia (contoh)")
    for found in (
        duplicates_of_village(world.serang.staff, village_of(world)),
        duplicates_of_year(world.serang.staff, 2019),
    ):
        assert (found.open, found.outside) == ([], [own.pk])
    seen = open_pairs(duplicates_of_year(world.secretariat, 2019))
    assert seen == {key_of(own, theirs): (Level.CYCLE, (Ground.NIK,))}


def test_a_number_that_everybody_has_makes_few_pairs(world: World) -> None:
    families = [enter(world, serial) for serial in range(400, 425)]
    for family in families:
        add_member(family, number=nik(802))
    assert len(duplicates_of_village(world.serang.staff, village_of(world)).open) == len(families) - 1


def test_a_decided_pair_is_not_open_until_it_is_opened_again(world: World) -> None:
    one, other = pair(world)
    decision = decide_different(by=world.serang.staff, first=one, second=other, reason="Dua rumah")
    assert duplicates_of_village(world.serang.staff, village_of(world)).open == []
    assert duplicates_of_year(world.serang.staff, 2019).open == []
    undo_decision(by=world.serang.staff, decision=decision, reason="Salah baca")
    assert key_of(one, other) in open_pairs(duplicates_of_village(world.serang.staff, village_of(world)))


@ROWS
def test_finding_asks_as_often_for_any_number(count: int, world: World, django_assert_num_queries: Any) -> None:
    for serial in range(500, 500 + count):
        one, other = enter(world, serial), enter(world, serial + 100)
        add_member(one, number=nik(serial + 200))
        add_member(other, number=nik(serial + 200))
    user = User.objects.get(pk=world.serang.staff.pk)
    assert user.held_roles
    village = TargetVillage.objects.with_places().get(pk=village_of(world).pk)
    with django_assert_num_queries(5):
        assert len(duplicates_of_village(user, village).open) == count
    with django_assert_num_queries(5):
        assert len(duplicates_of_year(user, 2019).open) == count
