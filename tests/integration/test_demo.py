"""The demo tells the 2019 case, marks what is invented, and never mixes with real data."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.demo.facts import MARK
from assessments.models import Nomination, Result
from assessments.phases import Phase
from p2wkss.models import User
from p2wkss.roles import Role
from tests.factories.people import make_user
from villages.enums import SurveyRound
from villages.models import Decree, Family, Survey, TargetVillage


@pytest.fixture
def demo(db: None) -> str:
    """The demo with two families a village."""
    call_command("load_regions", stdout=StringIO())
    out = StringIO()
    call_command("seed_demo", families=2, stdout=out)
    return out.getvalue()


def test_the_case_of_2019_is_told(demo: str) -> None:
    kamurang = TargetVillage.objects.get(village="36.04.15.2010")
    bakung = TargetVillage.objects.get(village="36.04.15.2006")
    assert kamurang.decree == bakung.decree
    decree = Decree.objects.get(regency="36.04")
    assert (decree.number, decree.first_year, decree.last_year) == ("", 2017, 2019)
    assert kamurang.kampung == "Kampung Meliyas"
    for fact in ("100 kepala keluarga", "11 kepala keluarga dilatih menjahit", "dicor"):
        assert fact in kamurang.outcome
    result = Result.objects.get(round__region="36")
    assert result.content["round"]["held_on"] == "2019-10-11"
    assert [part["weight"] for part in result.content["instrument"]["components"]] == ["40", "20", "20", "20"]
    assert result.round.phase == Phase.PUBLISHED
    assert len(result.content["results"]["ranking"]) == 8
    assert Nomination.objects.count() == 8
    assert len(result.content["panel"]) == 5


def test_it_is_whole_and_what_is_invented_says_so(demo: str) -> None:
    assert TargetVillage.objects.count() == 16
    assert Family.objects.count() == 32
    assert not Family.objects.exclude(head_name__endswith=MARK).exists()
    assert not User.objects.exclude(full_name__endswith=MARK).exists()
    for round in SurveyRound:
        assert Survey.objects.filter(round=round, is_complete=True).count() == 32
    assert {family.nik.reveal()[:6] for family in Family.objects.all()} == {"360499"}
    assert "kata sandi" in demo
    assert "staf.serang" in demo


def test_it_never_mixes_with_what_is_there(demo: str) -> None:
    with pytest.raises(CommandError, match="sudah berisi data"):
        call_command("seed_demo", stdout=StringIO())
    out = StringIO()
    call_command("seed_demo", if_empty=True, stdout=out)
    assert "staf.serang" in out.getvalue()


def test_real_data_is_left_alone_in_silence(db: None) -> None:
    make_user("sungguhan", Role.ADMINISTRATOR)
    out = StringIO()
    call_command("seed_demo", if_empty=True, stdout=out)
    assert not out.getvalue()
    with pytest.raises(CommandError):
        call_command("seed_demo", stdout=StringIO())
    assert User.objects.count() == 1


def test_without_regions_it_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="load_regions"):
        call_command("seed_demo", stdout=StringIO())
