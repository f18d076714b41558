"""Who may have the annual booklet, and when."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Round
from assessments.reports.booklet import Booklet
from tests.factories.objections import entry_of, grant, object_to, objections_round
from tests.factories.result_papers import order, text_of
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def round(world: World) -> Round:
    """The province's round, published and open to objections."""
    return objections_round(world)


def address(subject: object) -> str:
    return reverse("report_offer", args=[Booklet.code, str(subject)])


def test_not_before_it_is_published(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.secretariat).get(address(world.round.pk)).status_code == 403
    assert sign_in(world.official).get(address(world.round.pk)).status_code == 404


def test_only_of_a_province(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.serang.staff).get(address(world.serang.round.pk)).status_code == 404
    assert sign_in(world.secretariat).get(address("x")).status_code == 404


def test_an_official_and_the_secretariat_get_the_same_file(world: World, round: Round, sign_in: SignIn) -> None:
    first = order(sign_in(world.official), Booklet.code, round.pk)
    assert order(sign_in(world.secretariat), Booklet.code, round.pk).pk == first.pk
    assert first.is_final
    pdf = b"".join(first.parts())
    assert "Belum ada putusan atas sanggahan; masa sanggah belum selesai." in flat(text_of(pdf))


def test_a_decided_objection_makes_a_new_booklet(world: World, round: Round, sign_in: SignIn) -> None:
    before = order(sign_in(world.official), Booklet.code, round.pk)
    grant(world.secretariat, object_to(world.serang.staff, entry_of(round, world.serang.villages[0].pk)))
    after = order(sign_in(world.official), Booklet.code, round.pk)
    assert after.pk != before.pk
    assert "Dikabulkan" in text_of(b"".join(after.parts()))
