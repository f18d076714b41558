"""Dashboards: totals of a region in as many queries however much there is, and nothing of somebody else's."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from p2wkss.roles import Role
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.people import make_user
from tests.factories.places import make_cycle, make_decree, make_family, make_survey, make_village
from tests.factories.world import World
from villages.actions.stages import plan_stage
from villages.enums import Outcome, SurveyRound
from villages.figures import add_up
from villages.models import TargetVillage, VillageSummary
from villages.summaries import read_figures

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
DASHBOARD = "/dasbor/"


def open_page(client: Client, address: str = DASHBOARD, **query: str | int) -> Any:
    """Open a dashboard, which has to be there."""
    response = client.get(address, query)
    assert response.status_code == 200
    return response


def words(response: Any) -> str:
    """The text of a page, with its line breaks taken out."""
    return " ".join(response.content.decode().split())


def village_page(village: TargetVillage) -> str:
    return reverse("villages:village_dashboard", args=[village.pk])


def rise(world: World) -> None:
    """Let a family of Serang rise, and an agency do what it promised."""
    village, staff = world.serang.villages[0], world.serang.staff
    family = make_family(staff, village, 41)
    make_survey(staff, family, SurveyRound.BASELINE, "t" + "y" * 20)
    make_survey(staff, family, SurveyRound.ENDLINE)
    kind = make_kind(world.secretariat, world.cycle)
    activity = make_activity(staff, village, make_agency(staff), kind, delivered=20_000_000)
    make_participation(staff, activity, family, outcome=Outcome.BUSINESS)


# What is shown ------------------------------------------------------------------------------------------------


def test_province_is_the_sum_of_its_villages(world: World, sign_in: SignIn) -> None:
    rise(world)
    response = open_page(sign_in(world.official))
    every = read_figures(list(TargetVillage.objects.filter(cycle__year=2019).values_list("pk", flat=True)))
    assert response.context["figures"] == add_up(every.values())
    page = words(response)
    assert "Provinsi Banten" in page
    assert "Kabupaten Serang" in page
    assert "Rp20.000.000" in page
    assert "1 keluarga naik tahap, 0 tetap, 0 turun" in page


def test_parts_lead_down_to_the_village(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    (serang,) = (part for part, _ in open_page(client).context["rows"] if part.name == "Kabupaten Serang")
    response = client.get(serang.url)
    assert response.context["figures"].villages == 2
    names = {part.name: part.url for part, _ in response.context["rows"]}
    assert names == {village.name: village_page(village) for village in world.serang.villages}
    page = words(open_page(client, names["Desa Kamurang"]))
    assert "tahun program 2019" in page
    assert "Keluarga terdaftar" in page


def test_staff_begin_with_the_own_regency(world: World, staff: Client) -> None:
    response = open_page(staff)
    assert response.context["asked"].region == "36.04"
    assert {part.name for part, _ in response.context["rows"]} == {one.name for one in world.serang.villages}
    assert "Sumberjaya" not in words(response)
    assert 'name="wilayah" value="36.04"' in words(response)


def test_newest_year_comes_first_and_the_others_by_address(world: World, staff: Client) -> None:
    cycle = make_cycle(world.secretariat, 2020)
    decree = make_decree(world.serang.staff, last_year=2020)
    make_village(world.serang.staff, cycle, decree, "36.04.15.2006", family_quota=30)
    assert open_page(staff).context["figures"].quota == 30
    assert open_page(staff, tahun="2019").context["figures"].villages == 2
    for odd in ("1999", "²", "abc", ""):
        assert open_page(staff, tahun=odd).context["asked"].year == 2020


def test_one_field_alone(world: World, staff: Client) -> None:
    rise(world)
    kind = make_kind(world.secretariat, world.cycle, "Penyuluhan gizi", field="health")
    village = world.serang.villages[1]
    make_activity(
        world.serang.staff, village, make_agency(world.serang.staff, "Dinas Kesehatan"), kind, delivered=3_000_000
    )
    response = open_page(staff, bidang="health")
    assert response.context["works"] == {
        "activities": 1,
        "held": 1,
        "promised": 25_000_000,
        "promised_short": "Rp25\N{NO-BREAK SPACE}jt",
        "delivered": 3_000_000,
        "delivered_short": "Rp3\N{NO-BREAK SPACE}jt",
    }
    assert "Kegiatan dan dana: Kesehatan dan gizi" in words(response)
    money = {part.name: dict(cells)["Dana terlaksana"] for part, cells in response.context["rows"]}
    assert money == {"Desa Bakung": "Rp3\N{NO-BREAK SPACE}jt", "Desa Kamurang": "Rp0"}
    assert open_page(staff, bidang="magic").context["asked"].field == ""


def test_table_is_sorted_by_the_address(world: World, staff: Client) -> None:
    rise(world)

    def names(sort: str) -> list[str]:
        return [part.name for part, _ in open_page(staff, urut=sort).context["rows"]]

    assert names("nama") == ["Desa Bakung", "Desa Kamurang"]
    assert names("-nama") == ["Desa Kamurang", "Desa Bakung"]
    assert names("-dana") == ["Desa Kamurang", "Desa Bakung"]
    assert names("dana") == ["Desa Bakung", "Desa Kamurang"]
    assert names("-usaha")[0] == "Desa Kamurang"
    assert names("kemenangan") == names("nama")
    page = words(open_page(staff, urut="-dana", bidang="economy"))
    assert 'aria-sort="descending"' in page
    assert "urut=dana" in page
    assert "bidang=economy" in page


def test_late_stages_wait(world: World, staff: Client) -> None:
    village = world.serang.villages[0]
    for stage, on in ((1, date(2019, 1, 20)), (2, date(2019, 2, 20))):
        plan_stage(by=world.serang.staff, target_village=village, stage=stage, on=on)
    response = open_page(staff)
    assert response.context["late"] == 2
    assert [part.waiting for part, _ in response.context["rows"]] == [0, 2]
    assert open_page(staff, village_page(village)).context["late"] == 2


def test_every_chart_has_its_figures_in_a_table(world: World, staff: Client) -> None:
    rise(world)
    page = words(open_page(staff, village_page(world.serang.villages[0])))
    assert page.count('<svg class="chart"') == page.count("Angkanya sebagai tabel") == 5
    for title in ("Dana menurut sumber", "Dana menurut bidang", "Keluarga yang terjangkau, dan hasilnya"):
        assert f'aria-label="{title}"' in page


def test_no_name_of_a_family_is_told(world: World, staff: Client) -> None:
    rise(world)
    for address in (DASHBOARD, village_page(world.serang.villages[0])):
        assert "(contoh)" not in words(open_page(staff, address))


def test_nothing_yet_says_what_comes(world: World, sign_in: SignIn) -> None:
    page = words(open_page(sign_in(make_user("pimpinan-jabar", Role.OFFICIAL, "32"))))
    assert "Belum ada desa binaan" in page
    page = words(open_page(sign_in(world.secretariat), village_page(world.serang.villages[1])))
    assert "Perubahan tampil setelah keluarga yang sama disurvei" in page
    assert "Belum ada keluarga yang tercatat" in page


def test_village_without_summary_is_counted_now(world: World, staff: Client) -> None:
    rise(world)
    VillageSummary.objects.all().delete()
    response = open_page(staff)
    assert (response.context["figures"].business, response.context["figures"].villages) == (1, 2)
    assert open_page(staff, village_page(world.serang.villages[0])).context["figures"].business == 1


def test_summary_of_an_older_version_is_counted_now(world: World, staff: Client) -> None:
    rise(world)
    VillageSummary.objects.update(figures=[1, [900], [], [], []])
    assert open_page(staff).context["figures"].business == 1


# Who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["36", "36.01", "32", "36.99", "36.04.15.2010.1", "x", ""])
def test_another_region_is_not_found(staff: Client, region: str) -> None:
    assert staff.get(DASHBOARD, {"wilayah": region}).status_code == 404


@pytest.mark.parametrize("region", ["36.99", "36.04.15.9999", "36.0\0", "36.٠٤", "36.04.", "36.04' OR 1"])
def test_region_that_there_is_not_is_not_found(world: World, sign_in: SignIn, region: str) -> None:
    assert sign_in(world.secretariat).get(DASHBOARD, {"wilayah": region}).status_code == 404


def test_official_of_a_village_sees_that_village(world: World, sign_in: SignIn) -> None:
    client = sign_in(make_user("lurah", Role.OFFICIAL, "36.04.15.2010"))
    assert [part.name for part, _ in open_page(client).context["rows"]] == ["Desa Kamurang"]
    assert client.get(village_page(world.serang.villages[1])).status_code == 404


def test_official_is_not_led_to_pages_that_are_closed(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    page = open_page(client, village_page(world.serang.villages[0])).content.decode()
    assert "village-nav" not in page
    for address in (line.split('"')[0] for line in page.split('<a href="')[1:]):
        assert client.get(address, follow=True).status_code in {200}


# Speed --------------------------------------------------------------------------------------------------------


def test_many_villages_take_as_many_queries_as_one(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    cycle = make_cycle(world.secretariat, 2018)
    make_village(world.serang.staff, cycle, world.serang.decree, "36.04.15.2006")
    counts = []
    for year in (2018, 2019):
        for region in ("36", "36.04"):
            with CaptureQueriesContext(connection) as taken:
                response = open_page(client, tahun=year, wilayah=region)
            counts.append((len(taken), response.context["figures"].villages))
    assert {villages for _, villages in counts} == {1, 2, 4}
    assert len({queries for queries, _ in counts}) == 1
