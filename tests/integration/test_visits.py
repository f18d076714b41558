"""Coaching visits: planned, held and called off, one by one and a month at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.activities import make_agency
from tests.factories.evidence import make_evidence
from tests.factories.summaries import kept_figures
from tests.factories.visits import DAY, make_follow_up, make_held_visit, make_visit
from tests.factories.world import World
from villages.actions.visits import MOST_DATES, plan_series, save_visit
from villages.figures import Figures
from villages.models import Visit

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
EMPTY = dict.fromkeys(("starts_at", "place", "agency", "held_on", "women", "men", "findings", "cancelled_reason"), "")
PLAN = {**EMPTY, "topic": "Gizi balita", "stage": "3", "planned_on": "2019-03-05"}
HELD = {**PLAN, "held_on": "2019-03-05", "women": "20", "men": "5"}


def listing(world: World) -> str:
    return reverse("villages:visit_list", args=[world.serang.villages[0].pk])


def create(client: Client, world: World, **changes: str) -> Any:
    url = reverse("villages:visit_create", args=[world.serang.villages[0].pk])
    return client.post(url, {**PLAN, **changes}, follow=True)


def figures(world: World) -> Figures:
    return kept_figures(world.serang.villages[0].pk)


# One visit ------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_then_recorded(staff: Client, world: World) -> None:
    agency = make_agency(world.serang.staff)
    response = create(staff, world, starts_at="09:00", place="Balai desa", agency=str(agency.pk))
    visit = Visit.objects.get()
    assert (visit.planned_on, visit.stage, visit.held_on, visit.version) == (DAY, 3, None, 1)
    page = response.content.decode()
    for words in ("Kunjungan “Gizi balita” tersimpan.", "Selasa, 5 Maret 2019", "pukul 09.00 WIB", "Dinas Koperasi"):
        assert words in page
    assert figures(world).visits_planned == 1
    update = reverse("villages:visit_update", args=[visit.pk])
    page = staff.post(update, {**HELD, "version": "1"}, follow=True).content.decode()
    assert "20 perempuan, 5 laki-laki" in page
    assert "Terlaksana" in page
    kept = figures(world)
    assert (kept.visits_held, kept.visit_women, kept.visit_men) == (1, 20, 5)
    first, second = AuditEvent.objects.filter(action="visit.save").order_by("pk")
    assert (first.details["new"], second.details["new"], second.region_code) == (True, False, "36.04.15.2010")
    assert "Gizi" not in str(first.details), "what is written about people stays out of the trail"


def test_a_visit_is_called_off_with_a_reason(staff: Client, world: World) -> None:
    page = create(staff, world, cancelled_reason="Banjir").content.decode()
    assert "Batal" in page
    assert "Banjir" in page
    assert figures(world).visits_planned == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"topic": ""}, "topic", "tidak boleh kosong"),
        ({"planned_on": "kemarin"}, "planned_on", ""),
        ({"planned_on": "1999-03-05"}, "planned_on", "Isi tanggal antara tahun 2018 dan"),
        ({"planned_on": "2191-03-05"}, "planned_on", "Isi tanggal antara tahun 2018 dan"),
        ({"stage": ""}, "stage", "Pilih tahap pembinaan"),
        ({"stage": "5"}, "stage", ""),
        ({"held_on": "2999-01-01", "women": "1", "men": "1"}, "held_on", "tidak boleh di masa depan"),
        ({"held_on": "1919-03-05", "women": "1", "men": "1"}, "held_on", "terlalu jauh sebelum"),
        ({"held_on": "2019-03-05", "men": "1"}, "women", "Isi jumlah yang hadir"),
        ({"held_on": "2019-03-05", "women": "1", "men": "-1"}, "men", ""),
        ({"held_on": "2019-03-05", "women": "10001", "men": "1"}, "women", "Paling banyak 10000 orang"),
        ({"women": "5"}, "held_on", "Isi tanggal terlaksana bersama"),
        (
            {"held_on": "2019-03-05", "women": "1", "men": "1", "cancelled_reason": "Banjir"},
            "cancelled_reason",
            "tidak dapat dibatalkan",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    response = create(staff, world, place="Balai Kampung Meliyas", **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in str(response.context["form"].errors[field])
    assert 'value="Balai Kampung Meliyas"' in response.content.decode(), "nothing typed is lost"
    assert not Visit.objects.exists()


def test_agencies_are_of_the_own_regency_or_the_province(staff: Client, world: World) -> None:
    near = make_agency(world.serang.staff)
    above = make_agency(world.secretariat, "DP3AKB", "36")
    far = make_agency(world.pandeglang.staff, "Dinas lain", "36.01")
    offered = staff.get(reverse("villages:visit_create", args=[world.serang.villages[0].pk])).context["form"]
    assert set(offered.fields["agency"].queryset) == {near, above}
    response = create(staff, world, agency=str(far.pk))
    assert list(response.context["form"].errors) == ["agency"]
    with pytest.raises(ValidationError, match="Pilih instansi"):
        make_visit(world.serang.staff, world.serang.villages[0], agency=far)
    assert make_visit(world.serang.staff, world.serang.villages[0], agency=above).agency == above


def test_an_agency_that_is_no_longer_used_stays_with_its_visit(staff: Client, world: World) -> None:
    agency = make_agency(world.serang.staff)
    visit = make_visit(world.serang.staff, world.serang.villages[0], agency=agency)
    agency.is_active = False
    agency.save()
    update = staff.get(reverse("villages:visit_update", args=[visit.pk])).context["form"]
    assert agency in update.fields["agency"].queryset
    fresh = staff.get(reverse("villages:visit_create", args=[world.serang.villages[0].pk])).context["form"]
    assert agency not in fresh.fields["agency"].queryset


def test_a_visit_after_the_year_belongs_to_no_stage(staff: Client, world: World) -> None:
    page = create(staff, world, **{**HELD, "held_on": "2020-01-15"}).content.decode()
    assert Visit.objects.get().stage is None
    assert "sesudah tahun program" in page
    kept = figures(world)
    assert kept.visits_after_year == 1
    assert kept.visits_held == 0
    assert "sesudah tahun program" in staff.get(listing(world)).content.decode()


def test_the_form_begins_where_the_address_says(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    make_visit(world.serang.staff, village, stage=7, planned_on=date(2019, 6, 4))
    url = reverse("villages:visit_create", args=[village.pk])
    for day, stage in (("2019-03-05", 3), ("2019-07-02", 7), ("2020-03-05", None)):
        form = staff.get(url, {"tanggal": day}).context["form"]
        assert (str(form["planned_on"].value()), form["stage"].value()) == (day, stage)
    assert staff.get(url, {"tanggal": "besok"}).context["form"]["planned_on"].value() is None


def test_a_form_sent_twice_makes_one_visit_and_belongs_to_one_village(staff: Client, world: World) -> None:
    key = str(uuid4())
    for _send in range(2):
        create(staff, world, uuid=key)
    visit = Visit.objects.get()
    other = world.serang.villages[1]
    response = staff.post(reverse("villages:visit_create", args=[other.pk]), {**PLAN, "uuid": key})
    assert response.status_code == 422
    assert "sudah dipakai untuk desa lain" in response.content.decode()
    visit.refresh_from_db()
    assert visit.target_village == world.serang.villages[0]


def test_a_stale_form_shows_both(staff: Client, world: World) -> None:
    visit = make_visit(world.serang.staff, world.serang.villages[0])
    url = reverse("villages:visit_update", args=[visit.pk])
    assert staff.post(url, {**HELD, "version": "1"}).status_code == 302
    response = staff.post(url, {**HELD, "women": "30", "version": "1"})
    assert response.status_code == 422
    assert [(one.saved, one.typed) for one in response.context["form"].conflicts] == [("20", "30")]
    old = Visit.objects.get()
    old.version, old.topic = 1, "Lain"
    with pytest.raises(StaleVersion):
        save_visit(by=world.serang.staff, visit=old)


def test_visits_are_recorded_by_staff_of_the_district_only(world: World, sign_in: SignIn) -> None:
    visit = make_held_visit(world.serang.staff, world.serang.villages[0])
    for user in (world.secretariat, world.serang.surveyor, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            make_visit(user, world.serang.villages[0])
        with pytest.raises(PermissionDenied):
            plan(world, by=user)
    page = sign_in(world.serang.surveyor).get(reverse("villages:visit_detail", args=[visit.pk])).content.decode()
    assert "20 perempuan, 5 laki-laki" in page
    assert reverse("villages:visit_update", args=[visit.pk]) not in page
    assert "Tambah tindak lanjut" not in page


def test_the_database_refuses_nonsense(world: World) -> None:
    visit = make_held_visit(world.serang.staff, world.serang.villages[0])
    for nonsense in ({"women": None}, {"held_on": None}, {"cancelled_reason": "Banjir"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**nonsense)


def test_what_proves_a_visit_stands_on_its_page(staff: Client, world: World) -> None:
    visit = make_held_visit(world.serang.staff, world.serang.villages[0])
    page = staff.get(reverse("villages:visit_detail", args=[visit.pk]))
    assert "Belum ada foto atau dokumen." in page.content.decode()
    evidence = make_evidence(world.serang.staff, world.serang.villages[0], links=[f"visit:{visit.pk}"])
    page = staff.get(reverse("villages:visit_detail", args=[visit.pk]))
    assert reverse("villages:evidence_detail", args=[evidence.pk]) in page.content.decode()


# The list -------------------------------------------------------------------------------------------------------


def test_the_year_stands_against_four_a_month(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    for day in (5, 12, 19, 26):
        make_held_visit(by, village, planned_on=date(2019, 3, day))
    make_held_visit(by, village, planned_on=date(2019, 4, 2), held_on=date(2019, 5, 3))
    make_visit(by, village, planned_on=date(2019, 4, 9), cancelled_reason="Banjir")
    response = staff.get(listing(world))
    strip = response.context["strip"]
    assert [(bar.name, bar.planned, bar.held) for bar in strip.bars][2:5] == [
        ("Maret", 4, 4),
        ("April", 1, 0),
        ("Mei", 0, 1),
    ]
    assert (strip.enough, len(strip.bars)) == (1, 12)
    assert response.context["totals"] == {
        "held": 5,
        "after_year": 0,
        "women": 100,
        "men": 25,
        "people": 125,
        "unrecorded": 0,
        "open_follow_ups": 0,
    }
    days = [row.visit.day for row in response.context["rows"]]
    assert days == sorted(days, reverse=True)
    march = staff.get(listing(world), {"bulan": "2019-03"}).context["rows"]
    assert [row.visit.day.day for row in march] == [26, 19, 12, 5]
    empty = staff.get(listing(world), {"bulan": "2019-12"}).content.decode()
    assert "Tidak ada kunjungan pada bulan ini" in empty
    assert f"{reverse('villages:visit_series', args=[village.pk])}?bulan=2019-12" in empty
    assert len(staff.get(listing(world), {"bulan": "apa"}).context["rows"]) == 6


def test_bars_stay_inside_the_strip_however_many_there_are(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    for day in range(1, 16):
        make_visit(by, village, planned_on=date(2019, 3, day))
    strip = staff.get(listing(world)).context["strip"]
    assert all(0 <= float(bar.planned_y) <= strip.foot for bar in strip.bars)
    assert float(strip.bars[2].planned_height) > strip.foot - float(strip.goal_y) > 0


def test_each_visit_says_how_it_stands(staff: Client, world: World) -> None:
    by, village, today = world.serang.staff, world.serang.villages[0], timezone.localdate()
    make_held_visit(by, village, "A")
    make_visit(by, village, "B", cancelled_reason="Banjir")
    make_visit(by, village, "C")
    make_visit(by, village, "D", planned_on=today)
    make_visit(by, village, "E", planned_on=today + timedelta(days=1))
    response = staff.get(listing(world))
    assert {row.visit.topic: (row.state, row.word) for row in response.context["rows"]} == {
        "A": ("good", "Terlaksana"),
        "B": ("neutral", "Batal"),
        "C": ("attention", "Belum dicatat"),
        "D": ("neutral", "Hari ini"),
        "E": ("neutral", "Direncanakan"),
    }
    assert "1 kunjungan sudah lewat dan belum dicatat" in response.content.decode()


def test_an_empty_list_says_what_belongs_there(staff: Client, world: World, sign_in: SignIn) -> None:
    page = staff.get(listing(world)).content.decode()
    assert "Belum ada kunjungan" in page
    assert "Rencanakan sebulan" in page
    assert "Rencanakan" not in sign_in(world.serang.surveyor).get(listing(world)).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_pages_ask_as_often_whatever_there_is(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    agency = make_agency(by)
    for number in range(count):
        visit = make_held_visit(by, village, f"Materi {number}", agency=agency)
        make_follow_up(by, visit)
    for number in range(count):
        make_follow_up(by, visit, f"Hal {number}")
    with django_assert_num_queries(6):
        staff.get(listing(world))
    with django_assert_num_queries(8):
        staff.get(reverse("villages:visit_detail", args=[visit.pk]))


# A month at once ------------------------------------------------------------------------------------------------


def plan(world: World, **changes: Any) -> list[Visit]:
    facts = {
        "by": world.serang.staff,
        "target_village": world.serang.villages[0],
        "stage": 3,
        "topic": "Gizi balita",
        "dates": [date(2019, 3, day) for day in (5, 12, 19, 26)],
        **changes,
    }
    return plan_series(**facts)


def series(client: Client, world: World, query: str = "?bulan=2019-03&hari=1", **data: Any) -> Any:
    url = reverse("villages:visit_series", args=[world.serang.villages[0].pk])
    if not data:
        return client.get(f"{url}{query}")
    return client.post(f"{url}{query}", {"topic": "Gizi balita", "stage": "3", **data}, follow=True)


def test_a_weekday_gives_the_days_and_they_are_saved(staff: Client, world: World) -> None:
    page = series(staff, world)
    ticked = [one.day.day for week in page.context["weeks"] for one in week if one.is_picked]
    assert ticked == [5, 12, 19, 26]
    assert not Visit.objects.exists(), "looking plans nothing"
    dates = ["2019-03-05", "2019-03-12", "2019-03-20"]
    page = series(staff, world, dates=dates).content.decode()
    assert "3 kunjungan direncanakan." in page
    assert [str(visit.planned_on) for visit in Visit.objects.all()] == dates
    assert AuditEvent.objects.filter(action="visit.save").count() == 3
    assert figures(world).visits_planned == 3


def test_what_is_planned_already_is_left(staff: Client, world: World) -> None:
    known = make_held_visit(world.serang.staff, world.serang.villages[0])
    page = series(staff, world)
    assert [(one.day.day, one.known) for week in page.context["weeks"] for one in week if one.known] == [(5, 1)]
    page = series(staff, world, dates=["2019-03-05", "2019-03-12"]).content.decode()
    assert "1 kunjungan direncanakan. 1 sudah ada dan dibiarkan." in page
    known.refresh_from_db()
    assert (known.version, known.women) == (1, 20)
    assert plan(world, dates=[DAY]) == []
    assert len(plan(world, dates=[DAY], topic="Lain")) == 1


def test_a_series_refused_loses_nothing_and_stores_nothing(staff: Client, world: World) -> None:
    response = series(staff, world, topic="", dates=["2019-03-05"])
    assert response.status_code == 422
    assert "topic" in response.context["form"].errors
    assert [one.day.day for week in response.context["weeks"] for one in week if one.is_picked] == [5]
    response = series(staff, world, dates=[])
    assert response.context["form"].errors["dates"] == ["Pilih tanggalnya."]
    assert "Pilih tanggalnya." in response.content.decode()
    response = series(staff, world, dates=["2019-04-02"])
    assert "dates" in response.context["form"].errors, "a day of another month"
    response = series(staff, world, stage="", dates=["2019-03-05"])
    assert "Pilih tahap" in str(response.context["form"].errors["stage"])
    assert not Visit.objects.exists()


def test_a_series_stands_or_falls_as_one(world: World) -> None:
    with pytest.raises(ValidationError, match="Isi tanggal antara"):
        plan(world, dates=[DAY, date(2191, 3, 5)])
    for dates in ([], [DAY + timedelta(days=at) for at in range(MOST_DATES + 1)]):
        with pytest.raises(ValidationError, match="Pilih 1 sampai 31 tanggal"):
            plan(world, dates=dates)
    assert not Visit.objects.exists()


def test_a_series_after_the_year_has_no_stage(staff: Client, world: World) -> None:
    page = series(staff, world, "?bulan=2020-02&hari=0")
    assert page.context["form"]["stage"].value() is None
    series(staff, world, "?bulan=2020-02&hari=0", stage="", dates=["2020-02-03"])
    assert Visit.objects.get().stage is None


def test_the_address_of_a_series_may_say_anything(staff: Client, world: World) -> None:
    this_month = f"{timezone.localdate():%Y-%m}"
    for query in ("", "?bulan=apa&hari=9", "?bulan=2019-13&hari=-1"):
        page = series(staff, world, query)
        assert (page.context["month"].address, page.context["weekday"]) == (this_month, None)
        assert not [one for week in page.context["weeks"] for one in week if one.is_picked]
