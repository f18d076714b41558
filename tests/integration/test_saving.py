"""Saving a versioned record: never over a newer version, never twice, never by half."""

import uuid
from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from p2wkss import audit
from p2wkss.actions.saving import StaleVersion, save_versioned
from p2wkss.fields import PersonalNumber
from p2wkss.models import AuditEvent, User
from tests.factories.places import nik
from tests.factories.world import World
from villages.enums import Sex
from villages.models import Family, TargetVillage

Save = Callable[[Family], Family]


@pytest.fixture
def staff(world: World) -> User:
    """Who saves."""
    return world.serang.staff


@pytest.fixture
def save(staff: User) -> Save:
    """Save a family under an action of its own, so that its events can be counted."""

    def save(family: Family) -> Family:
        family.nik_hash, family.kk_hash = family.nik.lookup, family.kk.lookup
        place = family.target_village.village_id
        return save_versioned(by=staff, instance=family, action="family.save", region_code=place, log_values=False)

    return save


@pytest.fixture
def family(world: World) -> Family:
    """A family that stands in the database, as one tab has read it."""
    return Family.objects.get(pk=world.serang.family.pk)


def new_family(world: World, **facts: Any) -> Family:
    """A family that was made on a device, under its own key, and is not saved yet."""
    values = {
        "head_name": "Ibu Aminah (contoh)",
        "head_sex": Sex.FEMALE,
        "head_birth_date": date(1980, 1, 12),
        "nik": PersonalNumber(nik(700, woman=True)),
        "rt": "02",
        **facts,
    }
    return Family(target_village=world.serang.villages[0], created_by=world.serang.staff, **values)


def events() -> int:
    return AuditEvent.objects.filter(action="family.save").count()


# New records -----------------------------------------------------------------------------------------------------


def test_a_new_record_begins_at_version_one_with_one_event(world: World, save: Save, staff: User) -> None:
    before = events()
    saved = save(new_family(world))
    assert saved.version == 1
    assert events() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.object_id, event.region_code) == (staff, str(saved.pk), "36.04.15.2010")
    assert event.details["new"] is True
    assert "head_name" in event.details["fields"]


def test_the_same_record_sent_twice_stays_one_and_leaves_one_event(world: World, save: Save) -> None:
    key = uuid.uuid4()
    before, count = events(), Family.objects.count()
    first = save(new_family(world, uuid=key))
    second = save(new_family(world, uuid=key))
    assert first == second
    assert second.version == 1
    assert events() == before + 1
    assert Family.objects.count() == count + 1


def test_other_content_under_the_same_key_is_a_conflict(world: World, save: Save) -> None:
    key = uuid.uuid4()
    save(new_family(world, uuid=key))
    before = events()
    with pytest.raises(StaleVersion) as conflict:
        save(new_family(world, uuid=key, head_name="Orang lain (contoh)"))
    assert isinstance(conflict.value.current, Family)
    assert conflict.value.current.head_name == "Ibu Aminah (contoh)"
    assert Family.objects.get(pk=key).head_name == "Ibu Aminah (contoh)"
    assert events() == before


# Changes -----------------------------------------------------------------------------------------------------------


def test_a_change_raises_the_version_and_names_its_fields(family: Family, save: Save) -> None:
    family.head_name, family.rt = "Nama Baru", "09"
    saved = save(family)
    assert saved.version == 2
    event = AuditEvent.objects.latest("pk")
    assert event.details == {"new": False, "fields": ["head_name", "rt"]}


def test_the_same_content_again_changes_nothing(family: Family, save: Save) -> None:
    before = events()
    assert save(family).version == 1
    assert events() == before


def test_an_older_copy_is_told_what_stands_now(family: Family, save: Save) -> None:
    older = copy(family)
    family.head_name = "Dari tab baru"
    save(family)
    before = events()
    older.head_name = "Dari tab lama"
    with pytest.raises(StaleVersion) as conflict:
        save(older)
    assert isinstance(conflict.value.current, Family)
    assert (conflict.value.current.head_name, conflict.value.current.version) == ("Dari tab baru", 2)
    assert Family.objects.get(pk=family.pk).head_name == "Dari tab baru"
    assert events() == before


def test_an_older_copy_that_says_the_same_is_no_conflict(family: Family, save: Save) -> None:
    """Somebody else saved exactly what this tab sends: nothing is lost, so nobody is bothered."""
    older = copy(family)
    family.head_name = older.head_name = "Sama saja"
    save(family)
    assert save(older).version == 2


def test_a_version_from_the_future_is_refused_too(family: Family, save: Save) -> None:
    family.head_name, family.version = "Maju", 99
    with pytest.raises(StaleVersion):
        save(family)


def test_a_number_that_is_encrypted_anew_is_no_change(family: Family, save: Save) -> None:
    family.nik = family.nik.reveal()
    assert save(family).version == 1
    family.nik = PersonalNumber(nik(701))
    assert save(family).version == 2
    kept = AuditEvent.objects.latest("pk").details
    assert nik(701) not in str(kept)
    assert kept["fields"] == ["nik", "nik_hash"]


# Refusals ----------------------------------------------------------------------------------------------------------


def test_what_is_refused_leaves_nothing_behind(family: Family, save: Save) -> None:
    before = events()
    family.head_name = ""
    with pytest.raises(ValidationError) as refused:
        save(family)
    assert list(refused.value.message_dict) == ["head_name"]
    assert Family.objects.get(pk=family.pk).version == 1
    assert events() == before


def test_record_and_event_stand_or_fall_together(family: Family, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_facts: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "record", fail)
    family.head_name = "Setengah jadi"
    with pytest.raises(RuntimeError):
        save(family)
    assert Family.objects.get(pk=family.pk).head_name != "Setengah jadi"


def test_a_race_to_the_same_row_is_told_in_words(world: World, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of another request lands between the check and the write: the database refuses, in words."""

    def lose(self: Family, *_args: Any, **_options: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(Family, "save", lose)
    with pytest.raises(ValidationError, match="baru saja disimpan orang lain"):
        save(new_family(world))


def test_values_are_kept_only_where_they_are_about_places(world: World) -> None:
    village = TargetVillage.objects.with_places().get(pk=world.serang.villages[0].pk)
    village.rw = "07"
    save_versioned(
        by=world.serang.staff,
        instance=village,
        action="target_village.save",
        region_code=village.village_id,
        log_values=True,
    )
    assert AuditEvent.objects.latest("pk").details == {"new": False, "changes": {"rw": ["01", "07"]}}
