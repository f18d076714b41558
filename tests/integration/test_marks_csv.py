"""All marks of a round as a file: for whoever runs it, once the result is locked."""

import csv
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.plenary import moderate
from assessments.actions.results import lock_result
from assessments.actions.rounds import open_plenary
from assessments.enums import SheetState
from assessments.marks_csv import HEADS, marks_csv
from assessments.models import Mark, Round, ScoreSheet
from tests.factories.judging import fill_sheet
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def read(world: World) -> list[dict[str, str]]:
    return rows_of("".join(marks_csv(Round.objects.with_places().get(pk=world.round.pk))))


@pytest.fixture
def filled(world: World) -> World:
    """All sheets of the province's round handed in."""
    for at, sheet in enumerate(ScoreSheet.objects.filter(entry__round=world.round).order_by("pk")):
        fill_sheet(sheet, at + 1)
    return world


def test_every_mark_is_one_row_in_the_order_of_the_sheet(filled: World) -> None:
    rows = read(filled)
    codes = list(filled.instrument.instrument.indicators)
    assert len(rows) == Mark.objects.filter(sheet__entry__round=filled.round).count() == 3 * len(codes)
    assert [row["indicator"] for row in rows] == codes * 3
    assert tuple(rows[0]) == HEADS
    assert [row["village_code"] for row in rows] == sorted(row["village_code"] for row in rows)
    first = rows[0]
    sheet = ScoreSheet.objects.with_places().get(
        entry__round=filled.round,
        entry__target_village__village=first["village_code"],
        member__user__full_name=first["assessor"],
    )
    mark = sheet.marks.get(indicator=first["indicator"])
    assert (Decimal(first["value"]), first["not_applicable"]) == (mark.value, "no")
    assert first["village"] == sheet.entry.target_village.name
    assert first["plenary_reason"] == ""


def test_what_the_plenary_said_stands_beside_and_a_recused_sheet_is_left_out(filled: World) -> None:
    code = next(iter(filled.instrument.instrument.indicators))
    sheets = ScoreSheet.objects.filter(entry__round=filled.round, entry__target_village=filled.serang.villages[0])
    open_plenary(by=filled.secretariat, round=filled.round)
    moderate(
        by=filled.secretariat,
        entry=sheets[0].entry,
        indicator=code,
        value=Decimal(2),
        not_applicable=False,
        reason="=HYPERLINK()",
    )
    moderated = [row for row in read(filled) if row["plenary_value"]]
    assert {(row["indicator"], row["plenary_value"], row["plenary_not_applicable"]) for row in moderated} == {
        (code, "2", "no")
    }
    assert len(moderated) == 2
    assert {row["plenary_reason"] for row in moderated} == {"'=HYPERLINK()"}
    before = len(read(filled))
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(state=SheetState.RECUSED, submitted_at=None)
    assert len(read(filled)) == before - len(filled.instrument.instrument.indicators)


@pytest.mark.parametrize("words", ["=1+1", "+62", "-5", "@SUM(A1)", "\tx"])
def test_no_note_is_run_by_a_spreadsheet(filled: World, words: str) -> None:
    mark = Mark.objects.filter(sheet__entry__round=filled.round)[0]
    Mark.objects.filter(pk=mark.pk).update(note=words)
    assert f"'{words}" in {row["note"] for row in read(filled)}


def test_it_is_handed_out_from_the_lock_on(filled: World, sign_in: SignIn) -> None:
    address = reverse("assessments:round_marks", args=[filled.round.pk])
    client = sign_in(filled.secretariat)
    open_plenary(by=filled.secretariat, round=filled.round)
    assert client.get(address).status_code == 403
    lock_result(by=filled.secretariat, round=filled.round)
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="nilai-36-2019.csv"'
    assert rows_of(response.getvalue().decode()) == read(filled)
    assert sign_in(filled.official).get(address).status_code == 404
    assert sign_in(filled.assessors[0]).get(address).status_code == 404


def test_more_marks_take_no_more_queries(filled: World) -> None:
    with CaptureQueriesContext(connection) as all_marks:
        read(filled)
    Mark.objects.filter(sheet__entry__round=filled.round).exclude(indicator="D1").delete()
    with CaptureQueriesContext(connection) as few:
        read(filled)
    assert len(all_marks) == len(few) == 3
