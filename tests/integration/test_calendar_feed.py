"""The calendar of visits: its page for a month, and the file that a phone reads at a secret address."""

import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from p2wkss.actions.users import revoke_role
from p2wkss.logs import HideCalendarKeys
from p2wkss.models import AuditEvent, RoleAssignment
from tests.factories.activities import make_agency
from tests.factories.visits import make_follow_up, make_held_visit, make_visit
from tests.factories.world import World
from villages import calendar_feed
from villages.actions.calendars import open_calendar, revoke_calendar
from villages.actions.visits import close_follow_up, save_visit
from villages.calendar_page import SHOWN
from villages.models import CalendarKey, Visit

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
PAGE, KEY_PAGE = "/kalender/", "/kalender/langganan/"


def address(secret: str) -> str:
    return reverse("villages:calendar_feed", args=[secret])


def read(secret: str) -> dict[str, Event]:
    """The events of a feed, opened by somebody who is not signed in, by what they are about."""
    response = Client().get(address(secret))
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    return {str(event["summary"]).partition(": ")[2]: event for event in calendar.walk("VEVENT")}


# The secret address ---------------------------------------------------------------------------------------------


def test_an_address_is_made_shown_once_and_kept_as_a_hash(staff: Client, world: World) -> None:
    assert "Anda belum punya alamat kalender." in staff.get(KEY_PAGE).content.decode()
    response = staff.post(KEY_PAGE, {"step": "buat"})
    secret = response.context["address"].rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43, "32 bytes, written in letters"
    assert f'value="http://testserver{address(secret)}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    key = CalendarKey.objects.get()
    assert (key.user, key.key_hash) == (world.serang.staff, hashlib.sha256(secret.encode()).hexdigest())
    page = staff.get(KEY_PAGE).content.decode()
    assert secret not in page
    assert "Alamat yang sekarang berlaku dibuat" in page
    event = AuditEvent.objects.get(action="calendar.open")
    assert (event.actor, event.details) == (world.serang.staff, {"replaced": False})
    assert read(secret) == {}


def test_a_new_address_ends_the_old_one_and_revoking_ends_it(staff: Client, world: World) -> None:
    first = open_calendar(by=world.serang.staff)
    second = open_calendar(by=world.serang.staff)
    assert first != second
    assert Client().get(address(first)).status_code == 404
    assert Client().get(address(second)).status_code == 200
    page = staff.post(KEY_PAGE, {"step": "cabut"}, follow=True).content.decode()
    assert "Alamat kalender dicabut" in page
    assert Client().get(address(second)).status_code == 404
    assert revoke_calendar(by=world.serang.staff) is False
    assert AuditEvent.objects.filter(action="calendar.revoke").count() == 1
    assert staff.post(KEY_PAGE, {"step": "cabut"}, follow=True).status_code == 200
    assert CalendarKey.objects.filter(revoked_at=None).count() == 0


def test_nothing_is_made_without_a_step(staff: Client) -> None:
    for step in ("", "hapus"):
        assert staff.post(KEY_PAGE, {"step": step}).status_code == 422
    assert not CalendarKey.objects.exists()


def test_who_sees_no_programme_gets_no_address(world: World) -> None:
    for user in (world.assessors[0], world.official, world.administrator):
        with pytest.raises(PermissionDenied):
            open_calendar(by=user)


def test_the_database_allows_one_open_address_each(world: World) -> None:
    open_calendar(by=world.serang.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarKey.objects.create(user=world.serang.staff, key_hash="0" * 64)


@pytest.mark.parametrize("secret", ["x", "0" * 43, "..", "a.b"])
def test_a_wrong_secret_is_not_found(world: World, secret: str) -> None:
    open_calendar(by=world.serang.staff)
    assert Client().get(f"/kalender/{secret}.ics").status_code == 404


def test_an_account_that_ended_gives_nothing(world: World) -> None:
    secret = open_calendar(by=world.serang.staff)
    world.serang.staff.is_active = False
    world.serang.staff.save()
    assert Client().get(address(secret)).status_code == 404


def test_the_secret_is_not_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    secret = open_calendar(by=world.serang.staff)
    revoke_calendar(by=world.serang.staff)
    with caplog.at_level(logging.DEBUG):
        assert Client().get(address(secret)).status_code == 404
        assert Client().post(address(secret)).status_code == 405
    assert "/kalender/….ics" in caplog.text
    assert secret not in caplog.text
    line = logging.LogRecord("django.server", 20, "", 0, '"%s" %s', (f"GET {address(secret)} HTTP/1.1", 200), None)
    assert HideCalendarKeys().filter(line)
    assert line.getMessage() == '"GET /kalender/….ics HTTP/1.1" 200'


# The file -------------------------------------------------------------------------------------------------------


def test_the_file_tells_when_where_and_how_it_stands(world: World) -> None:
    by, village, today = world.serang.staff, world.serang.villages[0], timezone.localdate()
    agency = make_agency(by)
    planned = make_visit(
        by, village, "Sanitasi", planned_on=today, starts_at=time(9, 30), place="Balai desa", agency=agency
    )
    make_held_visit(by, village, "Gizi", planned_on=today - timedelta(days=3), findings="Ibu Aminah belum punya NIK")
    make_visit(by, village, "Jahit", planned_on=today + timedelta(days=3), cancelled_reason="Ibu Aminah sakit")
    secret = open_calendar(by=by)
    events = read(secret)
    assert list(events) == ["Gizi", "Sanitasi", "Jahit"]
    one = events["Sanitasi"]
    assert one["uid"] == f"{planned.pk}@p2wkss"
    assert one["dtstart"].dt == datetime.combine(today, time(9, 30), timezone.get_default_timezone())
    assert one["dtstart"].params["TZID"] == "Asia/Jakarta"
    assert one["dtstamp"].dt == planned.created_at.replace(microsecond=0)
    assert one["location"] == "Balai desa, Desa Kamurang"
    assert one["summary"] == "Pembinaan Desa Kamurang: Sanitasi"
    assert "Dinas Koperasi" in one["description"]
    assert "Sesudah tahun program" in one["description"]
    assert one["url"] == f"http://testserver{reverse('villages:visit_detail', args=[planned.pk])}"
    assert events["Gizi"]["dtstart"].dt == today - timedelta(days=3), "without an hour it is the whole day"
    assert "20 perempuan, 5 laki-laki" in events["Gizi"]["description"]
    assert {what: str(event["status"]) for what, event in events.items()} == {
        "Gizi": "CONFIRMED",
        "Sanitasi": "CONFIRMED",
        "Jahit": "CANCELLED",
    }
    whole = Client().get(address(secret)).content.decode()
    assert "BEGIN:VTIMEZONE" in whole
    assert "Aminah" not in whole, "what was found, and why not, may name families"


def test_a_change_keeps_the_uid_and_raises_the_sequence(world: World) -> None:
    by, today = world.serang.staff, timezone.localdate()
    visit = make_visit(by, world.serang.villages[0], planned_on=today)
    secret = open_calendar(by=by)
    before = read(secret)["Gizi balita"]
    visit.planned_on = today + timedelta(days=1)
    save_visit(by=by, visit=visit)
    after = read(secret)["Gizi balita"]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == today + timedelta(days=1)


def test_it_reaches_a_year_to_each_side(world: World) -> None:
    by, village, today = world.serang.staff, world.serang.villages[0], timezone.localdate()
    for topic, days in (("lama", -400), ("lalu", -360), ("nanti", 360), ("jauh", 400)):
        make_visit(by, village, topic, planned_on=today + timedelta(days=days))
    assert list(read(open_calendar(by=by))) == ["lalu", "nanti"]


def test_of_very_many_those_nearest_to_today_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_feed, "MOST_EACH_WAY", 2)
    by, village, today = world.serang.staff, world.serang.villages[0], timezone.localdate()
    for days in range(-4, 5):
        make_visit(by, village, str(days), planned_on=today + timedelta(days=days))
    assert list(read(open_calendar(by=by))) == ["-2", "-1", "0", "1"]


def test_rights_are_asked_at_each_reading(world: World) -> None:
    today = timezone.localdate()
    make_visit(world.serang.staff, world.serang.villages[0], "Kamurang", planned_on=today)
    make_visit(world.serang.staff, world.serang.villages[1], "Bakung", planned_on=today)
    make_visit(world.pandeglang.staff, world.pandeglang.villages[0], "Sumberjaya", planned_on=today)
    secrets = {user: open_calendar(by=user) for user in (world.secretariat, world.serang.staff, world.serang.surveyor)}
    assert set(read(secrets[world.secretariat])) == {"Kamurang", "Bakung", "Sumberjaya"}
    assert set(read(secrets[world.serang.staff])) == {"Kamurang", "Bakung"}
    assert set(read(secrets[world.serang.surveyor])) == {"Kamurang"}
    revoke_role(by=world.administrator, assignment=RoleAssignment.objects.get(user=world.serang.surveyor))
    assert read(secrets[world.serang.surveyor]) == {}


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    by = world.serang.staff
    visit = make_visit(by, world.serang.villages[0], planned_on=timezone.localdate())
    secret = open_calendar(by=by)
    first = Client().get(address(secret))
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"

    def again() -> Any:
        return Client().get(address(secret), headers={"If-None-Match": first["ETag"]})

    assert (again().status_code, again().content) == (304, b"")
    assert again()["Cache-Control"] == "private, no-cache"
    visit.topic = "Gizi ibu hamil"
    save_visit(by=by, visit=visit)
    assert again().status_code == 200
    assert again()["ETag"] != first["ETag"]
    head = Client().head(address(secret))
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_file_asks_as_often_whatever_it_holds(count: int, world: World, django_assert_num_queries: Any) -> None:
    by, today = world.serang.staff, timezone.localdate()
    for number in range(count):
        for village in world.serang.villages:
            make_visit(by, village, f"Materi {number}", planned_on=today + timedelta(days=number % 2))
    secret = open_calendar(by=by)
    with django_assert_num_queries(5):
        assert len(Calendar.from_ical(Client().get(address(secret)).content).walk("VEVENT")) == count * 2
    etag = Client().get(address(secret))["ETag"]
    with django_assert_num_queries(3):
        Client().get(address(secret), headers={"If-None-Match": etag})


# The page -------------------------------------------------------------------------------------------------------


def shown(client: Client, **query: str) -> dict[str, list[str]]:
    """What the month shows, by its days."""
    weeks = client.get(PAGE, query).context["weeks"]
    return {day.address: [entry.what for entry in day.entries] for week in weeks for day in week if day.entries}


def test_a_month_shows_visits_and_due_dates_on_their_days(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    visit = make_held_visit(by, village, "Gizi", held_on=date(2019, 3, 6), starts_at=time(9))
    make_visit(by, village, "Sanitasi", planned_on=date(2019, 4, 2))
    make_follow_up(by, visit, "Antar buku KIA", due_on=date(2019, 3, 19))
    done = make_follow_up(by, visit, "Selesai sudah", due_on=date(2019, 3, 20))
    close_follow_up(by=by, follow_up=done, note="Beres", on=date(2019, 3, 18))
    assert shown(staff, bulan="2019-03") == {"2019-03-06": ["Gizi"], "2019-03-19": ["Antar buku KIA"]}
    assert shown(staff, bulan="2019-04") == {"2019-04-02": ["Sanitasi"]}
    page = staff.get(PAGE, {"bulan": "2019-03"}).content.decode()
    assert page.count('<th scope="col">') == 7
    for words in ("Senin", "Maret 2019", "Februari 2019", "April 2019", "09.00", "Rabu, 6 Maret 2019", "Terlaksana"):
        assert words in page
    assert f"{reverse('villages:visit_detail', args=[visit.pk])}#tindak-lanjut" in page
    assert "?bulan=2019-02" in page
    assert "?bulan=2019-04" in page


def test_today_is_marked_in_words(staff: Client) -> None:
    assert staff.get(PAGE).content.decode().count("hari ini") == 1
    elsewhere = staff.get(PAGE, {"bulan": "2019-03"}).content.decode()
    assert "hari ini" not in elsewhere
    assert "Tidak ada kunjungan atau batas waktu pada bulan ini." in elsewhere
    assert "Ke bulan ini" in elsewhere


def test_the_region_is_chosen_in_the_address(world: World, sign_in: SignIn) -> None:
    for district in (world.serang, world.pandeglang):
        for village in district.villages:
            make_held_visit(district.staff, village, village.name)
    client, day = sign_in(world.secretariat), "2019-03-05"
    everything = client.get(PAGE, {"bulan": "2019-03"})
    assert [code for code, _name in everything.context["regions"]] == ["36.01", "36.04"]
    assert len(shown(client, bulan="2019-03")[day]) == 4
    serang = client.get(PAGE, {"bulan": "2019-03", "wilayah": "36.04"})
    assert [code for code, _name in serang.context["regions"]] == ["36.01", "36.04", "36.04.15.2006", "36.04.15.2010"]
    assert len(shown(client, bulan="2019-03", wilayah="36.04")[day]) == 2
    assert shown(client, bulan="2019-03", wilayah="36.04.15.2010")[day] == ["Desa Kamurang"]
    assert (
        "bulan=2019-04&amp;wilayah=36.04.15.2010"
        in client.get(PAGE, {"bulan": "2019-03", "wilayah": "36.04.15.2010"}).content.decode()
    )
    for nonsense in ("36.0", "apa", "99", "36.04.15"):
        assert len(shown(client, bulan="2019-03", wilayah=nonsense)[day]) == 4
    client = sign_in(world.serang.staff)
    assert len(shown(client, bulan="2019-03", wilayah="36.01")[day]) == 2, "another district is not seen by asking"


def test_what_makes_no_sense_is_this_month(staff: Client) -> None:
    today = timezone.localdate()
    for month in ("", "2019", "2019-13", "0001-01", "9999-12", "apa"):
        asked = staff.get(PAGE, {"bulan": month, "hari": month}).context["asked"]
        assert (asked.month.first, asked.day) == (today.replace(day=1), None)
    for month in ("0002-01", "9998-12"):
        assert staff.get(PAGE, {"bulan": month}).status_code == 200, "the edges of what dates can say"


def test_a_full_day_leads_to_all_of_it(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    visits = [make_held_visit(by, village, f"Materi {number}", starts_at=time(8 + number)) for number in range(6)]
    make_follow_up(by, visits[0], "Antar buku KIA", due_on=date(2019, 3, 5))
    assert shown(staff, bulan="2019-03")["2019-03-05"] == [*(f"Materi {at}" for at in range(SHOWN)), "Antar buku KIA"]
    page = staff.get(PAGE, {"bulan": "2019-03"}).content.decode()
    assert "2 lagi" in page
    assert "?hari=2019-03-05" in page
    response = staff.get(PAGE, {"hari": "2019-03-05"})
    assert [entry.what for entry in response.context["page"]] == [
        *(f"Materi {at}" for at in range(6)),
        "Antar buku KIA",
    ]
    assert response.context["asked"].month.address == "2019-03"
    assert "Semua pada Selasa, 5 Maret 2019" in response.content.decode()
    assert (
        "Tidak ada kunjungan atau batas waktu pada hari ini" in staff.get(PAGE, {"hari": "2019-03-06"}).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_month_asks_as_often_whatever_it_holds(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        for district in (world.serang, world.pandeglang):
            for village in district.villages:
                visit = make_held_visit(district.staff, village, f"{number}", planned_on=date(2019, 3, number % 28 + 1))
                make_follow_up(district.staff, visit, due_on=date(2019, 3, 28))
    client = sign_in(world.secretariat)
    with django_assert_num_queries(10):
        client.get(PAGE, {"bulan": "2019-03", "wilayah": "36.04"})
    assert Visit.objects.count() == count * 4
