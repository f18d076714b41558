"""What is to be done after a visit: on its owner's home page until it is closed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.actions.users import revoke_role
from p2wkss.models import AuditEvent, RoleAssignment, User
from p2wkss.permissions import holders_of
from p2wkss.roles import Permission, Role
from tests.factories.people import make_user
from tests.factories.summaries import kept_figures
from tests.factories.visits import make_follow_up, make_held_visit
from tests.factories.world import World
from villages.actions.visits import close_follow_up
from villages.models import FollowUp, Visit

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


@pytest.fixture
def visit(world: World) -> Visit:
    """A visit that was held in Desa Kamurang on 5 March 2019."""
    return make_held_visit(world.serang.staff, world.serang.villages[0])


def add(client: Client, visit: Visit, by: User, **changes: str) -> Any:
    data = {"what": "Antar buku KIA", "owner": str(by.pk), "due_on": "2019-03-19", **changes}
    return client.post(reverse("villages:follow_up_create", args=[visit.pk]), data, follow=True)


def close(client: Client, follow_up: FollowUp, **changes: str) -> Any:
    data = {"note": "Sudah diantar", "on": "2019-03-12", **changes}
    return client.post(reverse("villages:follow_up_close", args=[follow_up.pk]), data, follow=True)


def on_home(client: Client) -> list[str]:
    return [row.follow_up.what for row in client.get("/").context["follow_ups"]]


# Noting ---------------------------------------------------------------------------------------------------------


def test_it_waits_on_its_owners_home_until_it_is_closed(world: World, visit: Visit, sign_in: SignIn) -> None:
    client = sign_in(world.serang.staff)
    page = add(client, visit, world.serang.surveyor).content.decode()
    assert f"tampil di beranda {world.serang.surveyor.full_name}" in page
    follow_up = FollowUp.objects.get()
    assert (follow_up.owner, follow_up.created_by) == (world.serang.surveyor, world.serang.staff)
    assert on_home(client) == ["Antar buku KIA"], "who records the village sees it as well"
    client = sign_in(world.serang.surveyor)
    assert on_home(client) == ["Antar buku KIA"]
    page = client.get("/").content.decode()
    assert "Lewat" in page
    assert reverse("villages:follow_up_close", args=[follow_up.pk]) in page
    page = close(client, follow_up).content.decode()
    assert "Sudah diantar" in page
    assert on_home(client) == []
    follow_up.refresh_from_db()
    assert (follow_up.closed_on, follow_up.closed_by) == (date(2019, 3, 12), world.serang.surveyor)
    acts = AuditEvent.objects.filter(object_type="villages.FollowUp").order_by("pk")
    assert [act.action for act in acts] == ["follow_up.save", "follow_up.close"]
    assert "KIA" not in str([act.details for act in acts])


def test_the_summary_keeps_step(world: World, visit: Visit) -> None:
    follow_up = make_follow_up(world.serang.staff, visit)
    kept = kept_figures(visit.target_village_id)
    assert (kept.follow_ups, kept.follow_ups_open) == (1, 1)
    close_follow_up(by=world.serang.staff, follow_up=follow_up, note="Sudah", on=date(2019, 3, 12))
    kept = kept_figures(visit.target_village_id)
    assert (kept.follow_ups, kept.follow_ups_open) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"what": ""}, "what", "tidak boleh kosong"),
        ({"owner": ""}, "owner", "tidak boleh kosong"),
        ({"due_on": "2019-03-04"}, "due_on", "tidak boleh sebelum hari kunjungan"),
        ({"due_on": "besok"}, "due_on", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, visit: Visit, changes: dict[str, str], field: str, words: str
) -> None:
    response = add(staff, visit, world.serang.staff, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert not FollowUp.objects.exists()


def test_an_owner_is_active_and_sees_the_village(staff: Client, world: World, visit: Visit) -> None:
    away = make_user("pergi", Role.SURVEYOR, "36.04.15.2010")
    away.is_active = False
    away.save()
    offered = {
        *staff.get(reverse("villages:follow_up_create", args=[visit.pk])).context["form"].fields["owner"].queryset
    }
    assert offered == {world.serang.staff, world.serang.surveyor, world.secretariat}
    for stranger in (away, world.pandeglang.staff, world.assessors[0], world.official, world.administrator):
        assert list(add(staff, visit, stranger).context["form"].errors) == ["owner"]
        with pytest.raises(ValidationError, match="Pilih orang yang aktif"):
            make_follow_up(world.serang.staff, visit, owner=stranger)
    assert not FollowUp.objects.exists()


def test_a_revoked_role_offers_nobody(world: World) -> None:
    region = "36.04.15.2010"
    assert world.serang.surveyor in holders_of(Permission.VIEW_PROGRAMME, region)
    revoke_role(by=world.administrator, assignment=RoleAssignment.objects.get(user=world.serang.surveyor))
    assert world.serang.surveyor not in holders_of(Permission.VIEW_PROGRAMME, region)
    assert world.secretariat in holders_of(Permission.VIEW_PROGRAMME, region), "a role counts for what lies under it"
    assert set(holders_of(Permission.RECORD_PROGRAMME, region)) == {world.serang.staff}
    assert set(holders_of(Permission.MANAGE_USERS, region)) == {world.administrator}, "held for the whole country"


def test_the_same_sent_twice_stays_one(staff: Client, world: World, visit: Visit) -> None:
    for _send in range(2):
        add(staff, visit, world.serang.staff)
    assert FollowUp.objects.count() == 1
    close(staff, FollowUp.objects.get())
    add(staff, visit, world.serang.staff)
    assert FollowUp.objects.count() == 2, "what was done once may be needed again"


def test_only_who_records_the_village_notes_one(world: World, visit: Visit) -> None:
    for user in (world.serang.surveyor, world.secretariat, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            make_follow_up(user, visit)


# Closing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"note": ""}, "note", "tidak boleh kosong"),
        ({"note": "   "}, "note", "tidak boleh kosong"),
        ({"on": ""}, "on", "tidak boleh kosong"),
        ({"on": "2999-01-01"}, "on", "tidak boleh di masa depan"),
        ({"on": "2019-03-04"}, "on", "tidak boleh sebelum hari kunjungan"),
    ],
)
def test_closing_says_what_is_wrong(
    staff: Client, world: World, visit: Visit, changes: dict[str, str], field: str, words: str
) -> None:
    follow_up = make_follow_up(world.serang.staff, visit)
    response = close(staff, follow_up, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    follow_up.refresh_from_db()
    assert (follow_up.closed_on, follow_up.version) == (None, 1)


def test_it_is_closed_once(staff: Client, world: World, visit: Visit) -> None:
    follow_up = make_follow_up(world.serang.staff, visit)
    close(staff, follow_up)
    response = close(staff, follow_up, note="Sekali lagi")
    assert response.status_code == 422
    assert "Tindak lanjut ini sudah selesai." in response.content.decode()
    follow_up.refresh_from_db()
    assert (follow_up.closing_note, follow_up.version) == ("Sudah diantar", 2)
    with pytest.raises(ValidationError, match="sudah selesai"):
        make_follow_up(world.serang.staff, visit, closed_on=date(2019, 3, 12))


def test_the_action_asks_for_a_note_as_well(world: World, visit: Visit) -> None:
    follow_up = make_follow_up(world.serang.staff, visit)
    with pytest.raises(ValidationError, match="Tulis hasil"):
        close_follow_up(by=world.serang.staff, follow_up=follow_up, note=" ", on=date(2019, 3, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(closed_on=date(2019, 3, 12))


def test_it_is_closed_by_its_owner_or_who_records(world: World, visit: Visit, sign_in: SignIn) -> None:
    follow_up = make_follow_up(world.serang.staff, visit, owner=world.secretariat)
    url = reverse("villages:follow_up_close", args=[follow_up.pk])
    assert sign_in(world.serang.surveyor).get(url).status_code == 403
    with pytest.raises(PermissionDenied):
        close_follow_up(by=world.serang.surveyor, follow_up=follow_up, note="Sudah", on=date(2019, 3, 12))
    assert sign_in(world.pandeglang.staff).get(url).status_code == 404
    assert "Sudah diantar" in close(sign_in(world.secretariat), follow_up).content.decode()


def test_an_owner_who_lost_the_role_sees_nothing(world: World, visit: Visit, sign_in: SignIn) -> None:
    follow_up = make_follow_up(world.serang.staff, visit, owner=world.serang.surveyor)
    revoke_role(by=world.administrator, assignment=RoleAssignment.objects.get(user=world.serang.surveyor))
    surveyor = User.objects.get(pk=world.serang.surveyor.pk)
    client = sign_in(surveyor)
    assert client.get(reverse("villages:follow_up_close", args=[follow_up.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        close_follow_up(by=surveyor, follow_up=follow_up, note="Sudah", on=date(2019, 3, 12))
    assert "Antar buku KIA" not in client.get("/").content.decode()


# Lists ----------------------------------------------------------------------------------------------------------


def test_home_shows_the_most_urgent_ten_first(staff: Client, world: World, visit: Visit) -> None:
    today = timezone.localdate()
    for days in range(6, -6, -1):
        make_follow_up(world.serang.staff, visit, f"Hal {days}", due_on=today + timedelta(days=days))
    response = staff.get("/")
    rows = response.context["follow_ups"]
    assert [row.follow_up.what for row in rows] == [f"Hal {days}" for days in range(-5, 5)]
    assert [row.state for row in rows] == ["problem"] * 5 + ["attention"] + ["neutral"] * 4
    page = response.content.decode()
    assert "Masih ada yang lain." in page
    assert "Lewat 5\xa0hari" in page
    assert reverse("villages:follow_up_list") in page


def test_home_shows_nothing_of_others(world: World, visit: Visit, sign_in: SignIn) -> None:
    make_follow_up(world.serang.staff, visit)
    for user in (world.serang.surveyor, world.secretariat, world.pandeglang.staff):
        assert on_home(sign_in(user)) == []
    for user in (world.assessors[0], world.official, world.administrator):
        assert "follow_ups" not in sign_in(user).get("/").context


def test_the_list_is_filtered_by_its_address(world: World, visit: Visit, sign_in: SignIn) -> None:
    mine = make_follow_up(world.serang.staff, visit, "Milik kader", owner=world.serang.surveyor)
    make_follow_up(world.serang.staff, visit, "Milik staf")
    done = make_follow_up(world.serang.staff, visit, "Sudah selesai")
    close_follow_up(by=world.serang.staff, follow_up=done, note="Beres", on=date(2019, 3, 12))
    client, url = sign_in(world.serang.surveyor), reverse("villages:follow_up_list")

    def listed(**query: str) -> dict[str, bool]:
        return {row.follow_up.what: row.may_close for row in client.get(url, query).context["rows"]}

    assert listed() == {"Milik kader": True, "Milik staf": False}
    assert listed(milik="saya") == {mine.what: True}
    assert listed(keadaan="selesai") == {"Sudah selesai": False}
    assert "Beres" in client.get(url, {"keadaan": "selesai"}).content.decode()
    assert listed(keadaan="selesai", milik="saya") == {}
    assert len(sign_in(world.secretariat).get(url).context["rows"]) == 2
    empty = sign_in(world.pandeglang.staff).get(url)
    assert "Tidak ada tindak lanjut" in empty.content.decode()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_asks_as_often_whatever_there_is(
    count: int, staff: Client, world: World, visit: Visit, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_follow_up(world.serang.staff, visit, f"Hal {number}")
    with django_assert_num_queries(6):
        page = staff.get(reverse("villages:follow_up_list"))
    assert len(page.context["rows"]) == min(count, 50)
