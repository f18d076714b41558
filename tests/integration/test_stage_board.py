"""The board of many villages: who is late, by how much, with its filters in the address."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.places import make_cycle, make_decree, make_village
from tests.factories.stages import make_plan, make_stage, make_stages
from tests.factories.world import World
from villages.models import TargetVillage, VillageSummary
from villages.stages import Mark, Standing

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
TODAY = date(2019, 7, 20)
URL = "villages:stage_board"


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is July 2019 on the site."""
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)


@pytest.fixture
def board(sign_in: SignIn, world: World) -> Callable[..., Any]:
    """Open the board as somebody, as the secretariat when nobody is named."""

    def board(user: Any = None, **query: Any) -> Any:
        return sign_in(user or world.secretariat).get(reverse(URL), query)

    return board


def be_late(world: World, village: TargetVillage, days: int) -> None:
    """Plan the first stage of a village so that it is late today."""
    make_plan(world.serang.staff, village, 1, TODAY - timedelta(days=days))


def names(response: Any) -> list[str]:
    return [row.village.village.name for row in response.context["rows"]]


def test_the_latest_come_first_and_each_says_by_how_much(board: Callable[..., Any], world: World) -> None:
    kamurang, bakung = world.serang.villages
    make_stages(world.serang.staff, kamurang, 2)
    make_plan(world.serang.staff, kamurang, 3, date(2019, 7, 10))
    make_plan(world.serang.staff, bakung, 1, date(2019, 7, 19))
    make_plan(world.pandeglang.staff, world.pandeglang.villages[0], 1, date(2019, 8, 1))
    response = board()
    assert names(response) == ["Kamurang", "Bakung", "Kertajaya", "Sumberjaya"]
    assert [row.words for row in response.context["rows"]] == [
        "Terlambat 10 hari",
        "Terlambat 1 hari",
        "Belum direncanakan",
        "Tepat waktu",
    ]
    totals = response.context["totals"]
    assert totals == {"late": 2, "on_time": 1, "unplanned": 1, "done": 0, "villages": 4, "median": 6}
    cells = response.context["rows"][0].cells
    assert [cell.mark for cell in cells[:4]] == [Mark.HELD, Mark.HELD, Mark.OVERDUE, Mark.UNPLANNED]
    page = response.content.decode()
    assert "3. Pembinaan lokasi" in page and "Kecamatan Cikande, Kabupaten Serang" in page
    assert f'href="{reverse("villages:stage_list", args=[kamurang.pk])}"' in page


def test_a_later_stage_that_is_overdue_is_named(board: Callable[..., Any], world: World) -> None:
    make_plan(world.serang.staff, world.serang.villages[0], 4, date(2019, 7, 1))
    row = board().context["rows"][0]
    assert (row.progress.current.stage, row.words) == (1, "Tahap 4 terlambat 19 hari")


def test_what_was_held_late_counts_in_its_cell_only(board: Callable[..., Any], world: World) -> None:
    village = world.serang.villages[0]
    make_plan(world.serang.staff, village, 1, date(2019, 1, 10))
    make_stage(world.serang.staff, village, 1, on=date(2019, 1, 15))
    make_plan(world.serang.staff, village, 2, date(2019, 9, 1))
    row = next(one for one in board().context["rows"] if one.village.pk == village.pk)
    assert row.cells[0][:2] == (Mark.HELD_LATE, 5)
    assert row.cells[0].words == "Dilaksanakan, terlambat 5 hari"
    assert row.progress.standing is Standing.ON_TIME


def test_a_village_that_is_done_is_last(board: Callable[..., Any], world: World) -> None:
    make_stages(world.serang.staff, world.serang.villages[0], 12, year=2018)
    response = board()
    assert names(response)[-1] == "Kamurang"
    assert response.context["rows"][-1].words == "Selesai"
    assert response.context["totals"]["done"] == 1


def test_a_village_without_a_summary_is_counted_from_its_record(board: Callable[..., Any], world: World) -> None:
    make_stages(world.serang.staff, world.serang.villages[0], 12, year=2018)
    before = board().context
    VillageSummary.objects.filter(target_village__in=TargetVillage.objects.all()).delete()
    after = board().context
    assert after["totals"]["done"] == 1
    assert after["totals"] == before["totals"]
    assert after["rows"] == before["rows"]


def test_filters_stand_in_the_address(board: Callable[..., Any], world: World) -> None:
    be_late(world, world.serang.villages[0], 30)
    assert names(board(kab="36.01")) == ["Sumberjaya", "Kertajaya"]
    assert names(board(kab="36.04", urut="tempat")) == ["Bakung", "Kamurang"]
    assert names(board(urut="tempat")) == ["Sumberjaya", "Kertajaya", "Bakung", "Kamurang"]
    late = board(terlambat="1")
    assert names(late) == ["Kamurang"]
    assert late.context["totals"]["villages"] == 4, "the line above still speaks of all"


def test_only_late_without_any_offers_all(board: Callable[..., Any], world: World) -> None:
    page = board(terlambat="1").content.decode()
    assert "Tidak ada desa yang terlambat" in page and "Tampilkan semua desa" in page


def test_another_year_has_its_own_board(board: Callable[..., Any], world: World) -> None:
    cycle = make_cycle(world.secretariat, 2018)
    make_village(world.serang.staff, cycle, make_decree(world.serang.staff), "36.04.15.2006")
    assert len(names(board())) == 4, "the newest year is the usual one"
    response = board(tahun="2018")
    assert (response.context["asked"].year, names(response)) == (2018, ["Bakung"])


@pytest.mark.parametrize(
    "query",
    [{"tahun": "1999"}, {"tahun": "²"}, {"tahun": "-5"}, {"urut": "x"}, {"terlambat": "ya"}, {"page": "999"}],
)
def test_what_makes_no_sense_counts_as_not_asked(board: Callable[..., Any], query: dict[str, str]) -> None:
    response = board(**query)
    assert (response.status_code, response.context["asked"].year, len(names(response))) == (200, 2019, 4)


@pytest.mark.parametrize("code", ["99.99", "x", "36.04.15.2010", "\0"])
def test_an_unknown_place_breaks_nothing(board: Callable[..., Any], code: str) -> None:
    assert board(kab=code).status_code == 200


def test_everybody_sees_the_villages_of_the_own_region(board: Callable[..., Any], world: World) -> None:
    assert names(board(world.serang.staff, urut="tempat")) == ["Bakung", "Kamurang"]
    assert names(board(world.serang.surveyor)) == ["Kamurang"]
    assert names(board(world.serang.staff, kab="36.01")) == []
    assert "Kabupaten/kota" not in board(world.serang.staff).content.decode(), "there is nothing to choose"


def test_the_board_says_how_old_it_is(board: Callable[..., Any], world: World) -> None:
    be_late(world, world.serang.villages[0], 3)
    newest = VillageSummary.objects.latest("refreshed_at").refreshed_at
    response = board()
    assert response.context["noted_at"] == newest
    assert "Catatan terbaru" in response.content.decode()


@pytest.mark.parametrize("late", [1, 3])
def test_the_board_asks_as_often_for_one_as_for_many(
    late: int, sign_in: SignIn, world: World, django_assert_num_queries: Any
) -> None:
    villages = [*world.serang.villages, world.pandeglang.villages[0]]
    staff = [world.serang.staff, world.serang.staff, world.pandeglang.staff]
    for village, by in list(zip(villages, staff, strict=True))[:late]:
        make_plan(by, village, 1, TODAY - timedelta(days=9))
    client = sign_in(world.secretariat)
    with django_assert_num_queries(8):
        response = client.get(reverse(URL), {"terlambat": "1"})
    assert len(names(response)) == late


def test_a_long_board_is_cut_into_pages(board: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villages.stage_board.PER_PAGE", 3)
    assert len(names(board())) == 3
    second = board(page="2", urut="tempat")
    assert names(second) == ["Kamurang"]
    assert "?page=1&amp;urut=tempat" in second.content.decode()
