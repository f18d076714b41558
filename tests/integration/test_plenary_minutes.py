"""The minutes of a plenary: written anew, never changed, by and about the panel only, until the result is final."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.actions.plenary import save_minutes
from assessments.actions.rounds import open_plenary
from assessments.models import PlenaryMinutes, Result, Round, ScoreSheet
from assessments.phases import Phase
from p2wkss.models import AuditEvent
from tests.factories.judging import fill_sheet, lock_round
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def round(world: World) -> Round:
    """The province's round in its plenary."""
    fill_all(world)
    return open_plenary(by=world.secretariat, round=world.round)


def fill_all(world: World) -> None:
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 1 + sheet.entry_id % 2)


def sent(round: Round, **changes: Any) -> dict[str, Any]:
    """What the form of the minutes sends."""
    members = [str(pk) for pk in round.panel.values_list("pk", flat=True)]
    return {
        "number": "400.10/12/2019",
        "held_on": "2019-10-11",
        "place": "Aula DP3AKKB",
        "attendees": members,
        "notes": "",
        **changes,
    }


def test_minutes_are_written_anew_and_the_newest_counts(world: World, round: Round, sign_in: SignIn) -> None:
    client, url = sign_in(world.secretariat), reverse("assessments:plenary_minutes", args=[round.pk])
    assert client.post(url, sent(round)).status_code == 302
    assert client.get(url).context["form"]["place"].value() == "Aula DP3AKKB"
    first = round.panel.earliest("pk")
    assert client.post(url, sent(round, place="Pendopo", attendees=[str(first.pk)])).status_code == 302
    rows = list(PlenaryMinutes.objects.filter(round=round))
    assert [row.place for row in rows] == ["Aula DP3AKKB", "Pendopo"]
    assert rows[1].attendees == [first.pk]
    assert AuditEvent.objects.filter(action="plenary.minutes").count() == 2


def test_minutes_name_who_was_there(world: World, round: Round, sign_in: SignIn) -> None:
    client, url = sign_in(world.secretariat), reverse("assessments:plenary_minutes", args=[round.pk])
    assert list(client.post(url, sent(round, attendees=[])).context["form"].errors) == ["attendees"]
    stranger = world.serang.round.panel.earliest("pk")
    refused = client.post(url, sent(round, attendees=[str(stranger.pk)]))
    assert list(refused.context["form"].errors) == ["attendees"]
    minutes = PlenaryMinutes(round=round, number="1", held_on="2019-10-11", place="Aula")
    with pytest.raises(ValidationError, match="tim penilai yang hadir"):
        save_minutes(by=world.secretariat, minutes=minutes, attendees=[stranger])
    assert not PlenaryMinutes.objects.exists()


def test_minutes_stay_open_until_the_result_is_final(world: World, sign_in: SignIn) -> None:
    fill_all(world)
    lock_round(world.secretariat, world.round)
    assert Result.objects.filter(round=world.round).exists()
    client, url = sign_in(world.secretariat), reverse("assessments:plenary_minutes", args=[world.round.pk])
    assert client.post(url, sent(world.round)).status_code == 302
    Round.objects.filter(pk=world.round.pk).update(phase=Phase.FINAL)
    assert client.post(url, sent(world.round)).status_code == 403
