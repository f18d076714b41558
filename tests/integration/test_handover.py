"""Handing a village over to TP PKK: noted once, and nothing ends with it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.assets import give_to_family, make_asset, make_handover
from tests.factories.places import make_family, make_survey
from tests.factories.world import World
from villages.actions.assets import check_asset
from villages.enums import SurveyRound
from villages.models import Family, Handover, Survey, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
FUTURE = "2999-01-01"
FORM = {"handed_on": "2019-12-12", "receiver": "TP PKK Kabupaten Serang", "note": "Dikunjungi tiap tiga bulan"}
BADGE = "Diserahkan kepada TP PKK · 12 Desember 2019"


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


def send(client: Client, village: TargetVillage, **changes: str) -> Any:
    return client.post(reverse("villages:handover_record", args=[village.pk]), {**FORM, "version": "0", **changes})


def page(client: Client, name: str, village: TargetVillage) -> str:
    return client.get(reverse(f"villages:{name}", args=[village.pk])).content.decode()


def wrong(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def test_the_page_says_beforehand_what_comes_after(staff: Client, village: TargetVillage) -> None:
    shown = page(staff, "handover", village)
    for words in ("Desa ini belum diserahkan", "lokasi binaan TP PKK", "Tidak ada yang dihapus"):
        assert words in shown
    assert reverse("villages:handover_record", args=[village.pk]) in shown
    assert "Belum diserahkan kepada TP PKK." in page(staff, "village_detail", village)


def test_a_village_is_handed_over_and_says_so(staff: Client, world: World, village: TargetVillage) -> None:
    response = send(staff, village)
    assert response["Location"] == reverse("villages:handover", args=[village.pk])
    handover = Handover.objects.get()
    assert (handover.by, handover.version) == (world.serang.staff, 1)
    shown = page(staff, "handover", village)
    for words in (BADGE, "Kamis, 12 Desember 2019", "TP PKK Kabupaten Serang", "Dikunjungi tiap tiga bulan"):
        assert words in shown
    assert BADGE in page(staff, "village_detail", village)
    event = AuditEvent.objects.get(action="handover.save")
    assert set(event.details) == {"new", "fields"}


def test_it_is_handed_over_once_and_corrected_with_its_version(
    staff: Client, world: World, village: TargetVillage
) -> None:
    send(staff, village)
    assert send(staff, village).status_code == 302, "the same form sent again is harmless"
    again = send(staff, village, receiver="TP PKK Kecamatan Cikande")
    assert "baru saja diubah orang lain" in str(wrong(again))
    with pytest.raises(StaleVersion):
        make_handover(world.serang.staff, village, receiver="Orang lain")
    assert send(staff, village, receiver="TP PKK Kecamatan Cikande", version="1").status_code == 302
    handover = Handover.objects.get()
    assert (handover.receiver, handover.version) == ("TP PKK Kecamatan Cikande", 2)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"handed_on": "2018-12-31"}, "handed_on", "sebelum tahun program 2019"),
        ({"handed_on": FUTURE}, "handed_on", "masa depan"),
        ({"handed_on": "12 Desember"}, "handed_on", "tanggal yang valid"),
        ({"handed_on": ""}, "handed_on", "tidak boleh kosong"),
        ({"receiver": " "}, "receiver", "tidak boleh kosong"),
    ],
)
def test_a_bad_hand_over_is_refused_at_its_field(
    changes: dict[str, str], field: str, words: str, staff: Client, village: TargetVillage
) -> None:
    assert words in wrong(send(staff, village, **changes))[field][0]
    assert not Handover.objects.exists()


def test_the_first_day_of_the_year_is_not_too_early(staff: Client, village: TargetVillage) -> None:
    assert send(staff, village, handed_on="2019-01-01").status_code == 302


def test_nothing_ends_with_it(world: World, village: TargetVillage) -> None:
    by, family = world.serang.staff, world.serang.family
    asset = make_asset(by, village)
    give_to_family(by, asset, family)
    before = Family.objects.count(), Survey.objects.count(), asset.events.count()
    make_handover(by, village)
    assert (Family.objects.count(), Survey.objects.count(), asset.events.count()) == before
    check_asset(by=by, asset=asset, on=date(2020, 3, 1), condition="used")
    make_family(by, village, serial=740)
    make_survey(by, family, SurveyRound.ENDLINE, surveyed_on=date(2020, 3, 1))
    make_survey(by, family, SurveyRound.FOLLOW_UP, surveyed_on=date(2020, 9, 1))
    assert family.surveys.count() == len(SurveyRound)
    assert asset.events.count() == before[2] + 1


def test_who_does_not_record_reads_only(world: World, sign_in: SignIn, village: TargetVillage) -> None:
    for user in (world.serang.surveyor, world.secretariat, world.pandeglang.staff):
        with pytest.raises(PermissionDenied):
            make_handover(user, village)
    shown = page(sign_in(world.secretariat), "handover", village)
    assert reverse("villages:handover_record", args=[village.pk]) not in shown
    assert not Handover.objects.exists()


def test_the_action_says_what_is_wrong_with_the_day(world: World, village: TargetVillage) -> None:
    with pytest.raises(ValidationError) as refused:
        make_handover(world.serang.staff, village, handed_on=date(2018, 6, 1))
    assert refused.value.message_dict == {"handed_on": ["Tanggal ini tidak boleh sebelum tahun program 2019."]}
