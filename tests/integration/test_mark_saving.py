"""Every mark saves itself with its version; two tabs never write over one another; parts and numbers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assessments.actions.rounds import stop_scoring
from assessments.actions.sheets import submit_sheet
from assessments.models import Mark, Round, ScoreSheet
from p2wkss.models import AuditEvent
from tests.factories.judging import fill_sheet
from tests.factories.scoring import PARTS, fresh_round, sheet_in
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture
def sheet(world: World) -> ScoreSheet:
    """The sheet of the first assessor for Kamurang in the province's round."""
    sheets = ScoreSheet.objects.with_places().filter(entry__round=world.round)
    return sheets.get(member__user=world.assessors[0], entry__target_village=world.serang.villages[0])


@pytest.fixture
def send(sheet: ScoreSheet, world: World, sign_in: SignIn) -> Callable[..., Any]:
    """Send one mark as the page's script does."""
    client = sign_in(world.assessors[0])

    def send(indicator: str, value: str, version: int = 0, sheet_version: int = 0, **more: str) -> Any:
        facts = {"indicator": indicator, "value": value, "version": version, "sheet_version": sheet_version, **more}
        return client.post(reverse("assessments:mark_save", args=[sheet.pk]), facts)

    return send


def test_a_mark_is_saved_by_itself(sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    answer = send("D4", "2", note="Cukup")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["version"], told["sheet_version"], told["is_behind"]) == (1, 1, False)
    assert (told["subtotals"]["dasar"], told["subtotals"]["inovasi"]) == ("50,00", "–")
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.indicator, mark.value, mark.note, mark.version) == ("D4", Decimal(2), "Cukup", 1)
    event = AuditEvent.objects.filter(action="sheet.save", object_id=str(sheet.pk)).latest("pk")
    assert list(event.details["changes"]) == ["D4"]
    assert send("D4", "3", 1, 1).json()["version"] == 2
    assert Mark.objects.get(sheet=sheet).value == 3


def test_the_same_again_is_accepted_and_changes_nothing(sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    first = send("D4", "2").json()
    again = send("D4", "2")  # the answer was lost, so the version that the page knows is the old one
    assert (again.status_code, again.json()["version"]) == (200, first["version"])
    sheet.refresh_from_db()
    assert sheet.version == 1


def test_two_tabs_are_told_of_each_other(sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    send("D4", "2", note="Tab pertama")
    answer = send("D4", "3")
    assert answer.status_code == 409
    told = answer.json()
    assert (told["version"], told["words"], told["theirs"]["note"]) == (1, "2", "Tab pertama")
    assert Mark.objects.get(sheet=sheet).value == 2
    assert send("D4", "3", told["version"]).status_code == 200


def test_other_indicators_do_not_disturb_each_other(sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    send("D4", "2")
    told = send("D5", "3").json()  # a tab that has not seen the first mark
    # It keeps its version of the sheet, so that saving all of it at once is told about the other's mark.
    assert (told["version"], told["sheet_version"], told["is_behind"]) == (2, 0, True)
    assert Mark.objects.filter(sheet=sheet).count() == 2


def test_a_mark_that_went_never_comes_back_as_the_same_version(sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    send("D4", "2")
    assert send("D4", "", 1, 1).json()["version"] == 0
    assert not Mark.objects.filter(sheet=sheet).exists()
    assert send("D4", "3", 0, 2).json()["version"] == 3
    assert send("D4", "1", 1, 2).status_code == 409


def test_the_form_and_single_marks_know_each_other(
    sheet: ScoreSheet, send: Callable[..., Any], world: World, sign_in: SignIn
) -> None:
    send("D4", "2")
    client, url = sign_in(world.assessors[0]), reverse("assessments:sheet_edit", args=[sheet.pk])
    assert client.post(url, {"version": "0", "mark_D4": "4"}).status_code == 422
    assert client.post(url, {"version": "1", "mark_D4": "2", "mark_D5": "1"}).status_code == 302
    versions = dict(Mark.objects.filter(sheet=sheet).values_list("indicator", "version"))
    assert versions == {"D4": 1, "D5": 2}
    assert 'data-code="D5" data-field="mark_D5" data-version="2"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        ("D4", "7", "Pilih salah satu tingkat."),
        ("D4", "banyak", "Pilih salah satu tingkat."),
        ("D4", "NaN", "Pilih salah satu tingkat."),
        ("D4", "na", "Indikator ini selalu berlaku."),
        ("K3", "na", "Tulis alasan mengapa tidak berlaku."),
        ("X9", "2", "Indikator ini tidak dinilai pada lembar ini."),
        ("", "", "Indikator ini tidak dinilai pada lembar ini."),
    ],
)
def test_a_faulty_mark_is_refused_in_words(
    sheet: ScoreSheet, send: Callable[..., Any], indicator: str, value: str, words: str
) -> None:
    answer = send(indicator, value)
    assert (answer.status_code, answer.json()["error"]) == (422, words)
    assert not Mark.objects.filter(sheet=sheet).exists()


def test_what_is_closed_takes_no_mark(
    sheet: ScoreSheet, send: Callable[..., Any], world: World, sign_in: SignIn
) -> None:
    fill_sheet(sheet, 3)
    answer = send("D4", "2")
    assert (answer.status_code, "sudah diajukan" in answer.json()["reason"]) == (403, True)
    Round.objects.filter(pk=world.round.pk).update(phase="plenary")
    answer = send("D4", "2")
    assert (answer.status_code, "tidak dibuka" in answer.json()["reason"]) == (403, True)
    colleague = sign_in(world.assessors[1])
    assert colleague.post(reverse("assessments:mark_save", args=[sheet.pk]), {}).status_code == 404
    assert colleague.get(reverse("assessments:mark_save", args=[sheet.pk])).status_code == 405


def test_a_signed_out_page_is_sent_to_sign_in(sheet: ScoreSheet, client: Client) -> None:
    answer = client.post(reverse("assessments:mark_save", args=[sheet.pk]), {"indicator": "D4", "value": "2"})
    assert answer.status_code == 302


def test_a_mark_asks_few_and_as_many_queries(
    sheet: ScoreSheet, send: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    send("D4", "1")
    with django_assert_num_queries(12):  # among them session, person and roles
        send("D4", "2", 1, 1)
    for at, code in enumerate(["D5", "D6", "L1", "L2", "K1", "K2", "I1", "I2", "I3", "I4"]):
        send(code, "2", 0, 2 + at)
    with django_assert_num_queries(12):
        assert send("D4", "3", 2, 12).status_code == 200


# Parts and numbers -----------------------------------------------------------------------------------------------


def test_a_part_asks_only_for_its_own(world: World, sign_in: SignIn) -> None:
    round = fresh_round(world, declared=True, parts=PARTS, only={"D4": ["lapangan"], "D5": ["berkas"]})
    papers, field = (sheet_in(round, world.assessors[0], part=part["code"]) for part in PARTS)
    client = sign_in(world.assessors[0])
    page = client.get(reverse("assessments:sheet_edit", args=[papers.pk])).content.decode()
    assert "Desa Kamurang: Berkas" in page
    assert "div_id_mark_D5" in page
    assert "div_id_mark_D4" not in page
    answer = client.post(reverse("assessments:mark_save", args=[papers.pk]), {"indicator": "D4", "value": "2"})
    assert answer.json()["error"] == "Indikator ini tidak dinilai pada lembar ini."
    assert fill_sheet(papers, 3).is_submitted
    marked = set(Mark.objects.filter(sheet=papers).values_list("indicator", flat=True))
    assert "D4" not in marked
    assert len(marked) == 22
    with pytest.raises(PermissionDenied, match="Belum dinilai: D1"):
        submit_sheet(by=world.assessors[0], sheet=field, expected_version=0)


def test_a_number_is_typed_with_its_unit_and_the_fact_is_proposed(world: World, sign_in: SignIn) -> None:
    round = fresh_round(world, declared=True, numbers={"D2": {"worst": "0", "best": "1", "unit": "bagian"}})
    sheet = sheet_in(round, world.assessors[0])
    client, url = sign_in(world.assessors[0]), reverse("assessments:mark_save", args=[sheet.pk])
    page = client.get(reverse("assessments:sheet_edit", args=[sheet.pk])).content.decode()
    assert 'type="number"' in page
    assert "Angka (bagian): 0 bernilai 0, 1 bernilai penuh" in page
    told = client.post(url, {"indicator": "D2", "value": "0,25", "version": "0", "sheet_version": "0"})
    assert told.json()["subtotals"]["dasar"] == "25,00"
    for wrong in ("-1", "?", "0.12345", "Infinity"):
        answer = client.post(url, {"indicator": "D2", "value": wrong, "version": "1", "sheet_version": "1"})
        assert (answer.status_code, "Tulis angka" in answer.json()["error"]) == (422, True)
    mark = Mark.objects.get(sheet=sheet)
    assert mark.value == Decimal("0.25")
    form = {"version": "1", "mark_D2": "banyak"}
    page = client.post(reverse("assessments:sheet_edit", args=[sheet.pk]), form).content.decode()
    assert "Tulis angka, nol atau lebih" in page


def test_nobody_marks_before_the_opening(world: World, sheet: ScoreSheet, send: Callable[..., Any]) -> None:
    stop_scoring(by=world.secretariat, round=world.round)
    assert send("D4", "2").status_code == 404
