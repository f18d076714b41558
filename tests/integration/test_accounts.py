"""Accounts: signing in, guessing slowed down, roles given and taken, and the trace that each leaves."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from p2wkss.actions.users import create_user, grant_role, revoke_role, update_user
from p2wkss.middleware import client_address
from p2wkss.models import AuditEvent, Region, RoleAssignment, User
from p2wkss.permissions import has_permission
from p2wkss.roles import ROLE_PERMISSIONS, Permission, Role
from tests.factories.people import PASSWORD, make_user
from tests.factories.places import make_regions
from tests.factories.world import World

SignIn = Callable[[Any], Client]


@pytest.fixture
def regions(db: None) -> None:
    """The few regions that tests use."""
    make_regions()


@pytest.fixture
def admin(regions: None) -> User:
    """An administrator of the whole country."""
    return make_user("admin", Role.ADMINISTRATOR)


def test_every_role_has_its_rights_and_every_right_a_role() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_the_administrator_sees_no_family() -> None:
    rights = ROLE_PERMISSIONS[Role.ADMINISTRATOR]
    assert not rights & {Permission.VIEW_FAMILIES, Permission.REVEAL_NUMBERS, Permission.ENTER_FAMILIES}


@pytest.mark.parametrize(
    ("held", "asked", "answer"),
    [
        ("36.04", "36.04", True),
        ("36.04", "36.04.15.2010", True),
        ("36.04", "36", False),
        ("36.04", "36.01", False),
        ("36.04.15.2010", "36.04.15.2006", False),
        ("36", "36.04.15", True),
        ("36", "32.01", False),
    ],
)
def test_a_role_counts_for_its_region_and_below(held: str, asked: str, answer: bool, regions: None) -> None:
    user = make_user("staf", Role.DISTRICT_STAFF, held)
    assert has_permission(user, Permission.VIEW_PROGRAMME, asked) is answer


def test_people_sign_in_whatever_the_capitals_and_land_at_home(client: Client, admin: User) -> None:
    response = client.post(reverse("login"), {"username": "Admin", "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    response = client.get(reverse("home"))
    assert response["Cache-Control"] == "private, no-store"
    client.post(reverse("logout"))
    assert client.get(reverse("home")).status_code == 302


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(client: Client, admin: User) -> None:
    texts = []
    for name in ("admin", "tiada"):
        response = client.post(reverse("login"), {"username": name, "password": "salah"})
        assert response.status_code == 200
        texts.append(str(response.context["form"].non_field_errors()))
    assert texts[0] == texts[1]
    assert "Nama masuk atau kata sandi salah." in texts[0]


def test_guessing_is_stopped_in_words(client: Client, admin: User, settings: Any) -> None:
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(reverse("login"), {"username": "admin", "password": "salah"})
    assert response.status_code == 429
    assert "Terlalu banyak percobaan" in response.content.decode()
    response = client.post(reverse("login"), {"username": "admin", "password": PASSWORD})
    assert response.status_code == 429


def test_a_closed_account_cannot_sign_in(client: Client, admin: User) -> None:
    other = make_user("orang", Role.OFFICIAL, "36")
    other.is_active = False
    update_user(by=admin, user=other)
    assert client.post(reverse("login"), {"username": "orang", "password": PASSWORD}).status_code == 200
    admin.is_active = False
    with pytest.raises(ValidationError, match="akun Anda sendiri"):
        update_user(by=admin, user=admin)


def test_the_own_password_is_changed_with_the_old_one(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    new = {"new_password1": "rahasia-baru-2020", "new_password2": "rahasia-baru-2020"}
    assert client.post(reverse("password_change"), {"old_password": "salah", **new}).status_code == 422
    assert client.post(reverse("password_change"), {"old_password": PASSWORD, **new}).status_code == 302
    admin.refresh_from_db()
    assert admin.check_password("rahasia-baru-2020")
    assert AuditEvent.objects.filter(action="user.change_password").exists()
    assert "rahasia" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_the_administrator_opens_an_account_and_gives_a_role(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    data = {"full_name": "Ibu Lilis", "username": "lilis", "email": "", "home_region": "", "password": "pendek"}
    response = client.post(reverse("user_create"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["password"]
    response = client.post(reverse("user_create"), {**data, "password": "kader-kamurang-1", "home_region": "36.04"})
    person = User.objects.get(username="lilis")
    assert response["Location"] == reverse("user_detail", args=[person.pk])
    url = reverse("role_grant", args=[person.pk])
    assert "tidak dikenal" in client.post(url, {"role": "surveyor", "region": "99.99"}).content.decode()
    assert "Pilih wilayah" in client.post(url, {"role": "surveyor", "region": ""}).content.decode()
    sent = {"role": "surveyor", "region": "36.04.15.2010 Desa Kamurang"}
    assert client.post(url, sent).status_code == 302
    assert "sudah dipegang" in client.post(url, sent).content.decode()
    held = RoleAssignment.objects.get(user=person)
    assert client.get(reverse("role_revoke", args=[held.pk])).status_code == 200
    client.post(reverse("role_revoke", args=[held.pk]))
    held.refresh_from_db()
    assert held.revoked_at is not None
    assert not has_permission(User.objects.get(pk=person.pk), Permission.ENTER_FAMILIES)


def test_an_administrator_of_a_province_stays_in_it(admin: User) -> None:
    local = make_user("admin-banten", Role.ADMINISTRATOR, "36")
    person = make_user("orang")
    with pytest.raises(PermissionDenied):
        grant_role(by=local, user=person, role=Role.OFFICIAL, region=Region.objects.get(code="32"))
    with pytest.raises(PermissionDenied, match="administrator nasional"):
        grant_role(by=local, user=person, role=Role.ADMINISTRATOR, region=None)
    bogor = make_user("bogor", Role.OFFICIAL, "32.01")
    serang = make_user("serang", Role.OFFICIAL, "36.04")
    seen = set(User.objects.visible_to(local))
    assert {person, serang, local} <= seen
    assert bogor not in seen


def test_nobody_takes_away_the_own_administration(admin: User) -> None:
    own = RoleAssignment.objects.get(user=admin)
    with pytest.raises(PermissionDenied, match="Anda sendiri"):
        revoke_role(by=admin, assignment=own)


def test_two_names_that_differ_in_capitals_only_are_one(admin: User) -> None:
    with pytest.raises(ValidationError, match="sudah dipakai"):
        create_user(by=admin, user=User(username="ADMIN", full_name="Lain"), password=PASSWORD)


def test_the_first_administrator_comes_from_the_command_line(
    regions: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("pendek\n"))
    with pytest.raises(CommandError):
        call_command("create_administrator", "kepala", "Kepala Sistem", stdin=True)
    assert not User.objects.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("administrator-pertama\n"))
    call_command("create_administrator", "kepala", "Kepala Sistem", stdin=True)
    assert has_permission(User.objects.get(username="kepala"), Permission.MANAGE_USERS, "36.04")


def test_regions_are_suggested_while_typing(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    text = client.get(reverse("region_options"), {"region": "kamu"}).content.decode()
    assert 'value="36.04.15.2010 Desa Kamurang"' in text
    assert not client.get(reverse("region_options"), {"region": "k"}).content.strip()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_lists_ask_as_often_whatever_their_length(
    count: int, admin: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_user(f"orang-{number}", Role.OFFICIAL, "36")
    client = sign_in(admin)
    with django_assert_num_queries(6):
        client.get(reverse("user_list"))
    with django_assert_num_queries(5):
        client.get(reverse("audit_list"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_home_page_speaks_the_readers_language(language: str, world: World, client: Client) -> None:
    client.post(reverse("set_language"), {"language": language})
    words = {"id": "Selamat datang", "en": "Welcome"}
    for role in Role:
        client.force_login(world.person(role), backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("home")).content.decode()
        assert f'<html lang="{language}">' in page
        assert words[language] in page
        other = words["en" if language == "id" else "id"]
        assert other not in page


def test_somebody_without_a_role_is_told_what_to_do(regions: None, sign_in: SignIn) -> None:
    page = sign_in(make_user("baru")).get(reverse("home")).content.decode()
    assert "Akun Anda belum memiliki peran" in page


@pytest.mark.parametrize(
    ("https", "forwarded", "address"),
    [
        (True, "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (True, "", "127.0.0.1"),
        (False, "6.6.6.6", "127.0.0.1"),
    ],
)
def test_guesses_are_counted_by_the_address_that_the_own_proxy_saw(
    https: bool, forwarded: str, address: str, settings: Any, rf: RequestFactory
) -> None:
    settings.HTTPS = https
    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address
