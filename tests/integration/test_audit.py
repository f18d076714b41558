"""The record of who did what: complete, readable, kept to the own region, and never changed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from p2wkss import audit
from p2wkss.audit_words import ACTION_WORDS
from p2wkss.models import AuditEvent, User
from p2wkss.roles import Role
from p2wkss.views.audit_about import about
from tests.factories.people import PASSWORD, make_user
from tests.factories.places import make_regions
from tests.factories.world import World

SignIn = Callable[[Any], Client]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def admin(db: None) -> User:
    """An administrator of the whole country."""
    make_regions()
    return make_user("admin", Role.ADMINISTRATOR)


def shown(client: Client, **filters: str) -> list[tuple[str, str]]:
    """The acts that the page lists, newest first, each with its region."""
    response = client.get(reverse("audit_list"), filters)
    return [(event.action, event.region_code) for event, _word, _about in response.context["rows"]]


def test_every_act_has_words() -> None:
    kinds = "|".join({act.split(".")[0] for act in ACTION_WORDS})
    sources = [path for app in ("p2wkss", "villages", "assessments") for path in (ROOT / app / "actions").glob("*.py")]
    written = {act for path in sources for act in re.findall(rf'"((?:{kinds})\.[a-z_]+)"', path.read_text())}
    assert {"user.create", "role.grant", "family.save", "round.create"} <= written
    assert written <= set(ACTION_WORDS)


def test_all_that_the_world_did_is_in_words(world: World) -> None:
    """Acts whose codes are put together as they happen (rounds, surveys) have words too."""
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"round.scoring", "round.locked", "round.published", "survey.save_baseline", "sheet.submit"} <= done
    assert done <= set(ACTION_WORDS)


def test_the_page_says_who_did_what_where(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator)
    page = client.get(reverse("audit_list"), {"wilayah": "36.04", "tindakan": "round.published"}).content.decode()
    assert "Mengumumkan hasil" in page
    assert world.serang.staff.full_name in page
    assert "36.04" in page
    assert re.search(r"Penilaian \d+", page)


def test_an_event_says_what_it_was_about(admin: User) -> None:
    person = make_user("lilis", Role.SURVEYOR, "36.04")
    granted = AuditEvent.objects.filter(action="role.grant").latest("pk")
    assert about(granted) == f"Pengguna {person.pk} · lilis · Kader pendata"
    loaded = audit.record(by=None, action="regions.load", created=3)
    assert about(loaded) == ""
    gone = AuditEvent(object_type="villages.Gone", object_id="12", details={"reason": "Alasan tertulis"})
    assert about(gone) == "villages.Gone 12 · Alasan tertulis"


def test_filters_stand_in_the_address(admin: User, sign_in: SignIn) -> None:
    other = make_user("lain", Role.ADMINISTRATOR, "32")
    audit.record(by=admin, action="cycle.open", region_code="36")
    audit.record(by=other, action="decree.save", region_code="36.04")
    audit.record(by=other, action="family.save", region_code="36.04.15.2010")
    client = sign_in(admin)
    assert shown(client, wilayah="36.04") == [("family.save", "36.04.15.2010"), ("decree.save", "36.04")]
    assert shown(client, wilayah="36.04 Kabupaten Serang", tindakan="decree.save") == [("decree.save", "36.04")]
    assert shown(client, wilayah="36.0") == []
    assert [action for action, _place in shown(client, pelaku="LAIN")] == ["family.save", "decree.save"]
    assert [action for action, _place in shown(client, pelaku="lain", wilayah="36.04.15")] == ["family.save"]
    assert shown(client, tindakan="tidak-ada") == shown(client)
    assert "Belum ada catatan" in client.get(reverse("audit_list"), {"wilayah": "99"}).content.decode()


def test_a_local_administrator_sees_the_own_region_and_the_own_acts(admin: User, sign_in: SignIn) -> None:
    local = make_user("admin-serang", Role.ADMINISTRATOR, "36.04")
    audit.record(by=admin, action="decree.save", region_code="36.04")
    audit.record(by=admin, action="decree.save", region_code="36.01")
    audit.record(by=admin, action="cycle.open", region_code="36")
    audit.record(by=local, action="user.create")
    assert shown(sign_in(local)) == [("user.create", ""), ("decree.save", "36.04"), ("role.grant", "36.04")]
    assert shown(sign_in(local), wilayah="36.01") == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_reads_it(role: Role, admin: User, sign_in: SignIn) -> None:
    client = sign_in(make_user("orang", role, "36.04"))
    assert client.get(reverse("audit_list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_asks_as_often_whatever_its_length(
    count: int, admin: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        actor = make_user(f"orang-{number}", Role.SURVEYOR, "36.04")
        audit.record(by=actor, action="family.save", region_code="36.04.15.2010")
    client = sign_in(admin)
    with django_assert_num_queries(5):
        client.get(reverse("audit_list"), {"wilayah": "36.04", "pelaku": "orang"})


def test_it_is_cut_into_pages_that_keep_the_filters(admin: User, sign_in: SignIn) -> None:
    for _act in range(60):
        audit.record(by=admin, action="family.save", region_code="36.04.15.2010")
    client = sign_in(admin)
    first = client.get(reverse("audit_list"), {"wilayah": "36.04"})
    assert len(first.context["rows"]) == 50
    assert "wilayah=36.04&amp;page=2" in first.content.decode()
    assert len(shown(client, wilayah="36.04", page="2")) == 10


def test_no_password_or_number_is_written_down(world: World) -> None:
    kept = str(list(AuditEvent.objects.values_list("details", flat=True)))
    assert PASSWORD not in kept
    assert world.serang.family.nik.reveal() not in kept
    assert world.serang.family.head_name not in kept
