"""The command that makes the demo: never beside real data, and the same on every machine."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from assessments.models import Mark
from p2wkss.models import User
from p2wkss.roles import Role
from tests.factories.people import make_user
from villages.models import Family, FamilyStatusEvent, Member, Survey


@pytest.fixture
def regions(db: None) -> None:
    """The regions of Indonesia."""
    call_command("load_regions", stdout=StringIO())


def seed(families: int, **options: Any) -> str:
    """Run the command and give what it prints."""
    out = StringIO()
    call_command("seed_demo", families=families, stdout=out, **options)
    return out.getvalue()


def told() -> list[list[tuple[Any, ...]]]:
    """Give everything that the demo says of people, without the keys and moments of this one run."""
    place, family = "target_village__village", "family__head_name"
    who = ("head_name", "head_sex", "head_birth_date", "nik_hash", "kk_hash", "rt", "address", "status", "decile")
    rows = (
        Family.objects.values_list(place, *who),
        Survey.objects.values_list(
            family, "family__address", "round", "answers", "monthly_income", "surveyed_on", "state"
        ),
        Member.objects.values_list(family, "name", "birth_date", "nik_hash", "schooling", "work", "disability"),
        FamilyStatusEvent.objects.values_list(family, "status", "since", "reason"),
        Mark.objects.values_list("sheet__member__user__username", "indicator", "value", "note"),
    )
    return [sorted(one, key=str) for one in rows]


def test_it_is_the_same_each_time(regions: None) -> None:
    made = []
    for _time in range(2):
        with transaction.atomic():
            seed(12)
            made.append(told())
            transaction.set_rollback(True)
    assert not User.objects.exists()
    assert made[0] == made[1]
    assert [len(rows) > 1 for rows in made[0]] == [True] * 5


def test_a_small_demo_is_plain(regions: None) -> None:
    seed(1)
    assert set(Survey.objects.values_list("state", flat=True)) == {"verified", "submitted"}
    assert Survey.objects.filter(is_complete=True).count() == 2 * Family.objects.count() == 32
    assert not Member.objects.exists()
    assert not FamilyStatusEvent.objects.exists()


def test_it_never_mixes_with_what_is_there(regions: None) -> None:
    seed(1)
    with pytest.raises(CommandError, match="sudah berisi data"):
        seed(1)
    assert Family.objects.count() == 16
    assert "staf.serang" in seed(1, if_empty=True)
    assert Family.objects.count() == 16


def test_real_data_is_left_alone_in_silence(db: None) -> None:
    make_user("sungguhan", Role.ADMINISTRATOR)
    assert not seed(1, if_empty=True)
    with pytest.raises(CommandError):
        seed(1)
    assert User.objects.count() == 1


def test_without_regions_it_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="load_regions"):
        seed(1)
