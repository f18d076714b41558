"""NIK and No. KK: encrypted in the table, found by hash, masked wherever they are written."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from p2wkss.crypto import encrypt, keyed_hash
from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent
from tests.factories.places import make_family, nik
from tests.factories.world import World
from villages.models import Family

pytestmark = pytest.mark.usefixtures("shared_world")

NIK = nik(777)
MASKED = f"{NIK[:6]}********{NIK[-2:]}"


@pytest.fixture
def family(world: World) -> Family:
    """A family whose digits no page may show by itself."""
    return make_family(
        world.serang.staff, world.serang.villages[0], nik=PersonalNumber(NIK), kk=PersonalNumber(nik(778))
    )


def test_the_table_holds_no_digits(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, nik_hash, kk FROM villages_family WHERE nik_hash = %s", [keyed_hash(NIK)])
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert NIK not in str(rows)
    assert Family.objects.get(nik_hash=keyed_hash(NIK)).nik.reveal() == NIK


def test_a_number_shows_itself_masked(caplog: pytest.LogCaptureFixture) -> None:
    number = PersonalNumber(NIK)
    logging.getLogger("p2wkss.test").warning("saved %s %r %s", number, number, f"{number}")
    assert NIK not in caplog.text
    assert caplog.text.count(MASKED) == 3


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("3604154107850001", "360415********01"), ("", ""), ("36041541", "********"), ("360415410785000", "*" * 15)],
)
def test_the_mask_shows_the_region_and_the_last_two_of_a_whole_number(digits: str, shown: str) -> None:
    assert str(PersonalNumber(digits)) == shown


def test_a_family_without_numbers_still_carries_numbers() -> None:
    family = Family(head_name="Ibu S.")
    assert family.nik == PersonalNumber("")
    family.nik = NIK
    assert str(family.nik) == MASKED
    assert not Family().kk


def test_every_key_of_the_ring_decrypts_and_the_first_encrypts(settings: Any) -> None:
    from cryptography.fernet import Fernet

    from p2wkss.crypto import decrypt

    old = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    token = encrypt(NIK)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), old]
    assert decrypt(token) == NIK
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert decrypt(encrypt(NIK)) == NIK


@pytest.mark.parametrize("page", ["family_list", "family_detail", "family_update"])
def test_pages_show_it_masked(page: str, family: Family, world: World, sign_in: Callable[[Any], Client]) -> None:
    key = family.target_village_id if page == "family_list" else family.pk
    text = sign_in(world.serang.staff).get(reverse(f"villages:{page}", args=[key])).content.decode()
    assert MASKED in text
    assert NIK not in text
    assert NIK not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_the_digits_are_shown_once_for_a_reason_that_is_kept(
    family: Family, world: World, sign_in: Callable[[Any], Client]
) -> None:
    client = sign_in(world.serang.staff)
    url = reverse("villages:family_numbers", args=[family.pk])
    assert client.post(url, {"reason": "iseng"}).status_code == 422
    assert not AuditEvent.objects.filter(action="family.reveal_numbers").exists()
    response = client.post(url, {"reason": "Mencocokkan dengan kartu keluarga"})
    assert NIK in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = AuditEvent.objects.get(action="family.reveal_numbers")
    assert (event.actor, event.details) == (world.serang.staff, {"reason": "Mencocokkan dengan kartu keluarga"})


def test_a_surveyor_does_not_see_the_digits(family: Family, world: World, sign_in: Callable[[Any], Client]) -> None:
    client = sign_in(world.serang.surveyor)
    response = client.post(reverse("villages:family_numbers", args=[family.pk]), {"reason": "Ingin tahu saja ya"})
    assert response.status_code == 403
    assert NIK not in response.content.decode()
