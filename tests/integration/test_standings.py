"""Where villages stand now, kept as rows: in step with whatever changes a sheet, and one row at a time."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.actions.declarations import declare
from assessments.actions.panel import add_assessor
from assessments.actions.plenary import moderate, withdraw
from assessments.actions.rounds import open_plenary, start_scoring, stop_scoring
from assessments.actions.sheets import return_sheet
from assessments.models import Entry, PanelMember, Round, ScoreSheet, Standing
from assessments.standings import rebuild, refresh
from p2wkss.roles import Role
from tests.factories.judging import fill_sheet
from tests.factories.people import make_user
from tests.factories.standings import check_standings
from tests.factories.world import BANTEN, World

pytestmark = pytest.mark.usefixtures("shared_world")


def sheets_of(round: Round) -> list[ScoreSheet]:
    return list(ScoreSheet.objects.with_places().filter(entry__round=round).order_by("pk"))


def fill_all(world: World) -> None:
    for at, sheet in enumerate(sheets_of(world.round)):
        fill_sheet(sheet, at % 5)


def entry_of(world: World) -> Entry:
    return Entry.objects.select_related("round__instrument", "target_village__village").filter(round=world.round)[0]


def test_a_round_that_opens_has_a_row_for_each_village(world: World) -> None:
    check_standings(world.round)
    assert set(Standing.objects.filter(round=world.round).values_list("sort_key", flat=True)) == {""}


def test_each_sheet_that_is_handed_in_or_given_back_counts(world: World) -> None:
    for at, sheet in enumerate(sheets_of(world.round)):
        fill_sheet(sheet, at % 5)
        check_standings(world.round)
    assert "" not in Standing.objects.filter(round=world.round).values_list("sort_key", flat=True)
    return_sheet(by=world.secretariat, sheet=sheets_of(world.round)[0], remark="Periksa lagi", remarks={})
    check_standings(world.round)


def test_a_conflict_and_one_more_assessor_count(world: World) -> None:
    sheet = sheets_of(world.round)[-1]
    declare(by=sheet.member.user, member=sheet.member, said={sheet.entry_id: "Keluarga"})
    check_standings(world.round)
    user = make_user("penilai3", Role.ASSESSOR, BANTEN)
    third = PanelMember.objects.create(round=world.round, user=user)
    add_assessor(by=world.secretariat, entry=sheet.entry, member=third)
    check_standings(world.round)


def test_the_mark_of_the_plenary_counts_until_it_is_withdrawn(world: World) -> None:
    fill_all(world)
    open_plenary(by=world.secretariat, round=world.round)
    entry = entry_of(world)
    code = next(iter(world.instrument.instrument.indicators))
    before = Standing.objects.get(pk=entry.pk).sort_key
    facts: dict[str, Any] = {"by": world.secretariat, "entry": entry, "indicator": code, "reason": "Bukti baru"}
    moderate(**facts, value=Decimal(4), not_applicable=False)
    check_standings(world.round)
    assert Standing.objects.get(pk=entry.pk).sort_key > before
    withdraw(**facts)
    check_standings(world.round)
    assert Standing.objects.get(pk=entry.pk).sort_key == before


def test_all_are_counted_again_from_nothing(world: World) -> None:
    fill_all(world)
    kept = list(Standing.objects.order_by("pk").values("pk", "sort_key", "total", "components"))
    Standing.objects.filter(round=world.round).delete()
    assert rebuild(world.round) == 2
    assert list(Standing.objects.order_by("pk").values("pk", "sort_key", "total", "components")) == kept
    Standing.objects.filter(round=world.round).update(total="0.00")
    out = StringIO()
    call_command("refresh_standings", stdout=out)
    assert "penilaian" in out.getvalue()
    check_standings(world.round)


def test_a_row_that_is_not_there_yet_is_made(world: World) -> None:
    fill_all(world)
    entry = entry_of(world)
    Standing.objects.filter(pk=entry.pk).delete()
    with transaction.atomic():
        refresh(entry)
    check_standings(world.round)


def test_preparation_again_and_anew(world: World) -> None:
    stop_scoring(by=world.secretariat, round=world.round)
    start_scoring(by=world.secretariat, round=world.round)
    check_standings(world.round)


def test_one_village_costs_the_same_among_many(world: World) -> None:
    fill_all(world)
    entry = entry_of(world)
    with transaction.atomic(), CaptureQueriesContext(connection) as taken:
        refresh(entry)
    assert len(taken) == 4
