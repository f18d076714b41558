"""An administrator of one region: what lies outside it cannot be taken over, not even by a roundabout way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from p2wkss.actions.users import grant_role, reset_password, revoke_role, update_user
from p2wkss.models import AuditEvent, Region, RoleAssignment, User
from p2wkss.roles import Role
from tests.factories.people import PASSWORD, make_user
from tests.factories.places import make_regions

SignIn = Callable[[Any], Client]
NEW = "kata-sandi-lain-2020"


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    """The few regions that tests use."""
    make_regions()


@pytest.fixture
def local() -> User:
    """The administrator of Kabupaten Serang."""
    return make_user("admin-serang", Role.ADMINISTRATOR, "36.04")


@pytest.fixture
def national() -> User:
    """An administrator of the whole country who lives in Serang, and is therefore on the local list."""
    return make_user("admin", Role.ADMINISTRATOR, home="36.04")


def also(user: User, role: Role, region: str) -> User:
    """Give a further role."""
    grant_role(by=None, user=user, role=role, region=Region.objects.get(code=region))
    return User.objects.get(pk=user.pk)


def test_nobody_takes_over_an_account_that_may_do_more(local: User, national: User) -> None:
    with pytest.raises(PermissionDenied):
        reset_password(by=local, user=national, password=NEW)
    national.is_active = False
    with pytest.raises(PermissionDenied):
        update_user(by=local, user=national)
    saved = User.objects.get(pk=national.pk)
    assert saved.is_active
    assert saved.check_password(PASSWORD)


def test_a_role_for_the_whole_country_is_not_taken_by_a_local_administrator(local: User, national: User) -> None:
    held = RoleAssignment.objects.get(user=national)
    with pytest.raises(PermissionDenied):
        revoke_role(by=local, assignment=held)
    held.refresh_from_db()
    assert held.revoked_at is None


def test_one_role_elsewhere_is_enough_to_keep_the_account_from_strangers(local: User) -> None:
    person = also(make_user("orang", Role.OFFICIAL, "36.04"), Role.OFFICIAL, "36.01")
    with pytest.raises(PermissionDenied):
        reset_password(by=local, user=person, password=NEW)
    elsewhere = RoleAssignment.objects.get(user=person, region="36.01")
    with pytest.raises(PermissionDenied):
        revoke_role(by=local, assignment=elsewhere)
    # The role of the own region is the local administrator's to end; then the rest is not theirs either.
    revoke_role(by=local, assignment=RoleAssignment.objects.get(user=person, region="36.04"))
    assert not User.objects.visible_to(local).filter(pk=person.pk).exists()


def test_the_own_people_are_looked_after(local: User) -> None:
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    newcomer = make_user("baru")
    reset_password(by=local, user=staff, password=NEW)
    reset_password(by=local, user=newcomer, password=NEW)
    assert User.objects.get(pk=staff.pk).check_password(NEW)
    newcomer.full_name = "Nama Baru"
    assert update_user(by=local, user=newcomer).full_name == "Nama Baru"


def test_who_is_on_the_list(local: User, national: User) -> None:
    inside = make_user("dalam", Role.SURVEYOR, "36.04.15.2010")
    at_home = make_user("asal", Role.ASSESSOR, "36", home="36.04")
    newcomer = make_user("baru")
    neighbour = make_user("tetangga", Role.DISTRICT_STAFF, "36.01")
    above = make_user("provinsi", Role.OFFICIAL, "36")
    seen = set(User.objects.visible_to(local))
    assert seen == {local, national, inside, at_home, newcomer}
    assert {neighbour, above} <= set(User.objects.visible_to(national))
    assert not User.objects.visible_to(inside).exists()


@pytest.mark.parametrize("page", ["user_detail", "user_update", "user_password", "role_grant"])
def test_who_is_not_on_the_list_is_not_there(page: str, local: User, sign_in: SignIn) -> None:
    neighbour = make_user("tetangga", Role.DISTRICT_STAFF, "36.01")
    client = sign_in(local)
    assert client.get(reverse(page, args=[neighbour.pk])).status_code == 404
    posted = client.post(reverse(page, args=[neighbour.pk]), {"password": NEW})
    assert posted.status_code == (405 if page == "user_detail" else 404)
    held = RoleAssignment.objects.get(user=neighbour)
    assert client.post(reverse("role_revoke", args=[held.pk])).status_code == 404
    assert User.objects.get(pk=neighbour.pk).check_password(PASSWORD)


def test_what_may_not_be_done_is_not_offered_and_says_why(local: User, national: User, sign_in: SignIn) -> None:
    client = sign_in(local)
    page = client.get(reverse("user_detail", args=[national.pk])).content.decode()
    assert reverse("user_password", args=[national.pk]) not in page
    assert reverse("user_update", args=[national.pk]) not in page
    held = RoleAssignment.objects.get(user=national)
    assert reverse("role_revoke", args=[held.pk]) not in page
    assert "Akun ini juga berperan di luar wilayah Anda" in page
    for name in ("user_update", "user_password"):
        assert client.get(reverse(name, args=[national.pk])).status_code == 403
        assert client.post(reverse(name, args=[national.pk]), {"password": NEW}).status_code == 403
    assert client.get(reverse("role_revoke", args=[held.pk])).status_code == 403
    assert client.post(reverse("role_revoke", args=[held.pk])).status_code == 403
    assert User.objects.get(pk=national.pk).check_password(PASSWORD)
    # What is the administrator's own is offered as ever.
    person = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    page = client.get(reverse("user_detail", args=[person.pk])).content.decode()
    assert reverse("user_password", args=[person.pk]) in page
    assert reverse("role_revoke", args=[RoleAssignment.objects.get(user=person).pk]) in page


def test_a_role_outside_the_own_region_is_refused_at_the_form(local: User, sign_in: SignIn) -> None:
    newcomer = make_user("baru")
    client = sign_in(local)
    url = reverse("role_grant", args=[newcomer.pk])
    for region in ("36.01", "36", ""):
        response = client.post(url, {"role": "administrator", "region": region})
        assert response.status_code == 422
        assert response.context["form"].non_field_errors()
    assert not RoleAssignment.objects.filter(user=newcomer).exists()
    assert client.post(url, {"role": "surveyor", "region": "36.04.15.2010"}).status_code == 302


def test_a_role_ends_once(local: User) -> None:
    person = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    held = RoleAssignment.objects.get(user=person)
    first = revoke_role(by=local, assignment=held).revoked_at
    again = revoke_role(by=local, assignment=RoleAssignment.objects.get(pk=held.pk))
    assert again.revoked_at == first
    assert AuditEvent.objects.filter(action="role.revoke").count() == 1


def test_a_role_that_ended_may_be_given_again(local: User) -> None:
    person = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    revoke_role(by=local, assignment=RoleAssignment.objects.get(user=person))
    grant_role(by=local, user=person, role=Role.DISTRICT_STAFF, region=Region.objects.get(code="36.04"))
    assert User.objects.get(pk=person.pk).held_roles == [(Role.DISTRICT_STAFF, "36.04")]


def test_a_changed_home_region_leaves_a_trace(local: User) -> None:
    """An assessor's home decides which villages are kept from them, so that it never changes unseen."""
    person = make_user("penilai", Role.ASSESSOR, "36.04", home="36.04")
    person.home_region = None
    update_user(by=local, user=person)
    event = AuditEvent.objects.filter(action="user.update").latest("pk")
    assert event.details["changes"] == {"home_region": ["36.04", ""]}


def test_a_new_password_ends_open_sessions(local: User, client: Client) -> None:
    person = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("home")).status_code == 200
    reset_password(by=local, user=person, password=NEW)
    assert client.get(reverse("home")).status_code == 302


def test_a_closed_account_is_out_at_once(local: User, client: Client) -> None:
    person = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    person.is_active = False
    update_user(by=local, user=person)
    assert client.get(reverse("home")).status_code == 302


def test_guesses_count_together_however_the_name_is_spelt(client: Client, national: User, settings: Any) -> None:
    settings.AXES_ENABLED = True
    spellings = ["admin", "Admin", "ADMIN", "aDmin", "adMin", "admIn", "admiN", "ADmin"]
    for name in spellings[: settings.AXES_FAILURE_LIMIT]:
        response = client.post(reverse("login"), {"username": name, "password": "salah"})
    assert response.status_code == 429
    assert client.post(reverse("login"), {"username": "AdMiN", "password": PASSWORD}).status_code == 429


def test_signing_in_forgets_the_guesses_before(client: Client, settings: Any) -> None:
    settings.AXES_ENABLED = True
    make_user("Lilis", Role.SURVEYOR, "36.04")
    for _round in range(2):
        for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
            client.post(reverse("login"), {"username": "lilis", "password": "salah"})
        assert client.post(reverse("login"), {"username": "LILIS", "password": PASSWORD}).status_code == 302
        client.post(reverse("logout"))


def test_no_role_is_chosen_beforehand_and_the_own_administration_is_not_offered(
    national: User, sign_in: SignIn
) -> None:
    client = sign_in(national)
    response = client.post(reverse("role_grant", args=[national.pk]), {"role": "", "region": ""})
    assert list(response.context["form"].errors) == ["role"]
    page = client.get(reverse("user_detail", args=[national.pk])).content.decode()
    assert reverse("role_revoke", args=[RoleAssignment.objects.get(user=national).pk]) not in page
