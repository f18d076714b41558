"""Each list and table asks as often for 1 row as for 3 and for 30."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss.models import Region, RegionLevel
from tests.factories.places import make_decree, make_family, make_survey, make_village
from tests.factories.world import World
from villages.enums import SurveyRound
from villages.models import Cycle, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
ROWS = pytest.mark.parametrize("count", [1, 3, 30])


def add_villages(world: World, count: int) -> None:
    for number in range(3000, 3000 + count):
        code = f"36.04.15.{number}"
        Region.objects.create(code=code, name=f"Desa {number}", level=RegionLevel.VILLAGE, parent_id="36.04.15")
        make_village(world.serang.staff, world.cycle, world.serang.decree, code)


def add_families(world: World, count: int) -> TargetVillage:
    village = world.serang.villages[1]
    for serial in range(200, 200 + count):
        family = make_family(world.serang.staff, village, serial=serial)
        for round in SurveyRound:
            make_survey(world.serang.staff, family, round)
    return village


@ROWS
def test_years(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    Cycle.objects.bulk_create([Cycle(year=1985 + at, province_id="36") for at in range(count)])
    with django_assert_num_queries(6):
        assert len(staff.get(reverse("villages:cycle_list")).context["page"]) == count + 1


@ROWS
def test_decrees(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    for _one in range(count):
        make_decree(world.serang.staff)
    with django_assert_num_queries(6):
        assert len(staff.get(reverse("villages:decree_list")).context["page"]) == count + 1


@ROWS
def test_a_decree_with_its_villages(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    add_villages(world, count)
    with django_assert_num_queries(6):
        page = staff.get(reverse("villages:decree_detail", args=[world.serang.decree.pk]))
    assert len(page.context["villages"]) == count + 2


@ROWS
def test_villages(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    add_villages(world, count)
    with django_assert_num_queries(7):
        assert len(staff.get(reverse("villages:village_list")).context["page"]) == count + 2


@ROWS
def test_a_village(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    village = add_families(world, count)
    with django_assert_num_queries(9):
        page = staff.get(reverse("villages:village_detail", args=[village.pk]))
    assert f"{count}/100" in page.content.decode()


@ROWS
def test_the_register(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    village = add_families(world, count)
    with django_assert_num_queries(9):
        assert len(staff.get(reverse("villages:family_list", args=[village.pk])).context["rows"]) == count


@ROWS
def test_a_survey_among_many_families(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    village = add_families(world, count)
    family = village.families.order_by("pk").first()
    assert family is not None
    with django_assert_num_queries(8):
        staff.get(reverse("villages:survey_edit", args=[family.pk, SurveyRound.BASELINE]))


def test_empty_lists_say_what_belongs_there(world: World, sign_in: SignIn) -> None:
    village = world.serang.villages[1]
    client = sign_in(world.serang.staff)
    for name, words in (("family_list", "Tidak ada keluarga"), ("change_table", "Belum ada keluarga yang disurvei")):
        assert words in client.get(reverse(f"villages:{name}", args=[village.pk])).content.decode()
