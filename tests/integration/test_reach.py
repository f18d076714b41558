"""Whom a village's activities reached, what came of it, and whom nothing has reached yet."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss import roles
from p2wkss.roles import Permission, Role
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.places import make_family, make_survey
from tests.factories.summaries import kept_figures
from tests.factories.world import World
from villages.actions.participation import save_participations
from villages.enums import Outcome, ProgrammeField, SurveyRound
from villages.models import Activity, Family
from villages.reach import read_reach, unserved_families

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def make(world: World, agency: str = "Diskop", field: str = "economy", **facts: Any) -> Activity:
    by = world.serang.staff
    kind = make_kind(world.secretariat, world.cycle, f"Jenis {field}", field=field)
    return make_activity(by, world.serang.villages[0], make_agency(by, agency), kind, **facts)


def family(world: World, serial: int, **facts: Any) -> Family:
    return make_family(world.serang.staff, world.serang.villages[0], serial=serial, **facts)


def reach_page(client: Client, world: World, **query: str) -> Any:
    return client.get(reverse("villages:reach", args=[world.serang.villages[0].pk]), query)


def with_incomes(world: World, one: Family, before: int | None, after: int | None) -> Family:
    by = world.serang.staff
    make_survey(by, one, SurveyRound.BASELINE, monthly_income=before)
    make_survey(by, one, SurveyRound.ENDLINE, monthly_income=after, surveyed_on=date(2019, 10, 1))
    return one


def test_a_village_without_anything_says_so(staff: Client, world: World) -> None:
    response = reach_page(staff, world)
    page = response.content.decode()
    assert "Belum ada instansi dengan kegiatan di desa ini." in page
    assert world.serang.family.head_name in page
    assert (response.context["reach"].families, response.context["reach"].unserved) == (1, 1)


def test_families_count_once_by_their_furthest_and_by_the_sex_of_the_head(world: World) -> None:
    by, sewing, health = world.serang.staff, make(world), make(world, "Dinkes", "health")
    woman = with_incomes(world, family(world, 11, head_sex="female"), 500_000, 1_200_000)
    man = with_incomes(world, family(world, 12), 1_000_000, 1_100_000)
    half_known = with_incomes(world, family(world, 13, head_sex="female"), 700_000, None)
    make_participation(by, health, woman, outcome=Outcome.SERVED)
    make_participation(by, sewing, woman, outcome=Outcome.BUSINESS, monthly_income=900_000)
    make_participation(by, sewing, man, outcome=Outcome.TRAINED)
    make_participation(by, health, half_known, outcome=Outcome.SERVED)
    reach = read_reach(sewing.target_village)
    assert (reach.families, reach.women_headed, reach.served, reach.unserved) == (4, 2, 3, 1)
    assert [(rung.families, rung.women, rung.men) for rung in reach.rungs] == [
        (3, 2, 1),
        (2, 1, 1),
        (1, 1, 0),
        (1, 1, 0),
    ]
    trained, business = reach.incomes[1], reach.incomes[3]
    assert (trained.families, trained.before, trained.after) == (2, Fraction(750_000), Fraction(1_150_000))
    assert [business.before, business.after, business.business] == [500_000, 1_200_000, 900_000]
    assert reach.incomes[0].families == 2, "half of a pair is no pair"
    assert list(unserved_families(sewing.target_village, reach)) == [world.serang.family]
    figures = kept_figures(sewing.target_village_id)
    kept = [getattr(figures, name) for name in Outcome.values]
    assert kept == [rung.families for rung in reach.rungs], "the page and the summary say the same"


def test_the_map_shows_where_agencies_and_fields_meet_and_names_what_is_empty(staff: Client, world: World) -> None:
    by, sewing, health = world.serang.staff, make(world), make(world, "Dinkes", "health")
    make(world, "PT Maju", "works")
    make(world, "GOW", "law", held_on=None, delivered=None, cancelled_reason="Anggaran dialihkan")
    both = [family(world, serial).pk for serial in (11, 12)]
    save_participations(by=by, activity=sewing, families=dict.fromkeys(both, "trained"))
    make_participation(by, health, Family.objects.get(pk=both[0]), outcome=Outcome.SERVED)
    response = reach_page(staff, world)
    chart, page = response.context["chart"], response.content.decode()
    assert chart.columns[1:] == tuple(ProgrammeField.labels)
    cells = {row.label: [figure for _field, figure in row.cells if figure != "0"] for row in chart.rows}
    assert cells == {"Dinkes": ["1"], "Diskop": ["2"], "PT Maju": []}
    assert "Belum menjangkau keluarga: <strong>PT Maju</strong>." in page
    assert "belum ada keluarga yang dijangkau: <strong>Sarana dan prasarana</strong>." in page
    assert response.context["idle_fields"] == [
        one.label for one in ProgrammeField if one not in {"economy", "health", "works"}
    ]
    assert "Diskop, Ekonomi dan usaha: 2" in page


def test_who_left_is_listed_with_why_and_everybody_reached_is_said(staff: Client, world: World) -> None:
    gone = family(world, 11)
    Family.objects.filter(pk=gone.pk).update(status="moved")
    activity = make(world)
    page = reach_page(staff, world).content.decode()
    assert "Pindah" in page
    keys = [gone.pk, world.serang.family.pk]
    save_participations(by=world.serang.staff, activity=activity, families=dict.fromkeys(keys, "served"))
    page = reach_page(staff, world).content.decode()
    assert "Semua keluarga sudah dijangkau paling sedikit satu kegiatan." in page
    assert gone.head_name not in page


def test_names_are_shown_to_who_may_see_families_only(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = make(world)
    reached = family(world, 11)
    make_participation(world.serang.staff, activity, reached)
    without = roles.ROLE_PERMISSIONS[Role.SURVEYOR] - {Permission.VIEW_FAMILIES}
    monkeypatch.setitem(roles.ROLE_PERMISSIONS, Role.SURVEYOR, without)
    client = sign_in(world.serang.surveyor)
    for page in (
        reach_page(client, world).content.decode(),
        client.get(reverse("villages:activity_detail", args=[activity.pk])).content.decode(),
    ):
        assert world.serang.family.head_name not in page
        assert reached.head_name not in page
        assert "1 keluarga" in page


@pytest.mark.parametrize("count", [1, 3, 30])
def test_reach_asks_as_often_whatever_the_families(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    activity, other = make(world), make(world, "Dinkes", "health")
    made = [family(world, 100 + serial) for serial in range(count * 2)]
    for one in (activity, other):
        ticked = {each.pk: "trained" for each in made[:count]}
        save_participations(by=world.serang.staff, activity=one, families=ticked)
    with django_assert_num_queries(4):
        read_reach(activity.target_village)
    with django_assert_num_queries(11):
        response = reach_page(staff, world)
    assert response.context["page"].paginator.count == count + 1


def test_the_list_of_the_unserved_is_paged(staff: Client, world: World) -> None:
    made = [
        Family(
            target_village=world.serang.villages[0],
            head_name=f"Keluarga {at:04}",
            head_sex="female",
            no_nik_reason="Belum merekam",
            rt="09",
            created_by=world.serang.staff,
        )
        for at in range(60)
    ]
    Family.objects.bulk_create(made)
    assert len(reach_page(staff, world).context["page"]) == 50
    assert len(reach_page(staff, world, page="2").context["page"]) == 11
