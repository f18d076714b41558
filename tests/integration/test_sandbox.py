"""Other weights on the frozen marks: the same scoring, never stored, only for those who may read the result."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.instrument import Aggregation
from assessments.reading import Reading
from assessments.sandbox import simulate
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def reading_of(world: World) -> Reading:
    return Reading(world.serang.round.results.latest("number").content)


def test_the_weights_that_hold_give_the_result_again(world: World) -> None:
    reading = reading_of(world)
    held = {one["code"]: one["weight"] for one in reading.instrument["components"]}
    assert simulate(reading.snapshot, held, Aggregation.MEAN)["results"] == reading.results


def test_a_sandbox_is_tried_by_its_address_and_keeps_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    url = reverse("assessments:sandbox", args=[world.serang.round.pk])
    assert "SIMULASI" in text_of(client.get(url))
    asked = {"bobot_dasar": "10", "bobot_lanjutan": "20", "bobot_dukungan": "20", "bobot_inovasi": "50"}
    before = reading_of(world).snapshot
    response = client.get(url, {**asked, "gabung": "median"})
    page = text_of(response)
    assert response.status_code == 200
    assert page.count("SIMULASI") >= 3
    assert "Ini bukan hasil penilaian." in page
    row = response.context["groups"][0].rows[0]
    simulated = simulate(before, {key[6:]: value for key, value in asked.items()}, Aggregation.MEDIAN)
    entry = row.simulated.entry["id"]
    assert row.simulated.total == simulated["results"]["scores"][str(entry)]["total"]
    assert row.actual.total == before["results"]["scores"][str(entry)]["total"]
    assert reading_of(world).snapshot == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"bobot_dasar": "39,99"}, "Jumlah bobot 99,99: harus tepat 100."),
        ({"bobot_dasar": "banyak"}, "“banyak” bukan angka."),
        ({"bobot_dasar": "0", "bobot_inovasi": "60"}, "Harus lebih dari nol"),
        ({"gabung": "lain"}, "lain"),
    ],
)
def test_weights_that_none_may_have_are_told(world: World, sign_in: SignIn, asked: dict[str, str], words: str) -> None:
    client = sign_in(world.official)
    response = client.get(reverse("assessments:sandbox", args=[world.serang.round.pk]), asked)
    assert response.status_code == 422
    assert words in text_of(response)
    assert response.context["groups"] is None


def test_nobody_tries_weights_on_marks_that_they_may_not_see(world: World, sign_in: SignIn) -> None:
    url = reverse("assessments:sandbox", args=[world.round.pk])
    assert sign_in(world.official).get(url).status_code == 404
    assert sign_in(world.assessors[0]).get(url).status_code == 404
    assert sign_in(world.secretariat).get(url).status_code == 200
