"""Scoring straight from the database gives what the whole document gives, entry by entry, in two queries."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.rounds import open_plenary
from assessments.actions.sheets import return_sheet, save_sheet, submit_sheet
from assessments.dossier import current_snapshot
from assessments.enums import SheetState
from assessments.mass_ranking import count_entries, rank_round, scorer_for
from assessments.models import Mark, ModeratedMark, Round, ScoreSheet
from assessments.scoring import shown
from tests.factories.judging import declare_none
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")


@pytest.fixture
def round(world: World) -> Round:
    """The province's round with all sheets in, no two alike, some marks "not applicable"."""
    for at, sheet in enumerate(ScoreSheet.objects.filter(entry__round=world.round).order_by("pk")):
        fill(sheet, at)
    return Round.objects.with_places().get(pk=world.round.pk)


def fill(sheet: ScoreSheet, at: int) -> None:
    sheet = ScoreSheet.objects.with_places().get(pk=sheet.pk)
    declare_none(sheet.member)
    marks = [
        mark_of(one, at + serial) for serial, one in enumerate(sheet.entry.round.instrument.instrument.marked_in(""))
    ]
    by = sheet.member.user
    saved = save_sheet(by=by, sheet=sheet, marks=marks, expected_version=sheet.version)
    submit_sheet(by=by, sheet=saved, expected_version=saved.version)


def mark_of(indicator: Any, number: int) -> Mark:
    if indicator.allows_not_applicable and number % 2:
        return Mark(indicator=indicator.code, not_applicable=True, reason="Tidak ada")
    return Mark(indicator=indicator.code, value=Decimal(number % 5), note="Menurut kunjungan")


def check(round: Round) -> None:
    """Compare with the document."""
    results = current_snapshot(round)["results"]
    counted = {str(one.entry): one for one in count_entries(round, scorer_for(round))}
    assert list(counted) == sorted(results["scores"], key=int)
    for entry, score in results["scores"].items():
        scores = counted[entry].scores
        assert (shown(scores.total) if scores else None) == score["total"]
        assert not scores or [shown(one) for one in scores.components] == [one["score"] for one in score["components"]]
    places = [place for category in results["categories"] for place in category["ranking"]]
    ranked = [(str(one.entry), one.rank, one.total) for one in rank_round(round)]
    assert sorted(ranked) == sorted((place["entry"], place["rank"], place["total"]) for place in places)


def test_ranks_are_those_of_the_document(round: Round) -> None:
    check(round)
    assert len(rank_round(round)) == 2


def test_the_command_prints_the_ranking_before_the_lock(round: Round) -> None:
    out = StringIO()
    call_command("ranking", year=2019, province="36", live=True, stdout=out)
    rows = [line.split(",") for line in out.getvalue().split()]
    assert rows[0] == ["rank", "category", "village_code", "total"]
    assert [int(row[0]) for row in rows[1:]] == [one.rank for one in rank_round(round)]
    with pytest.raises(CommandError, match="Belum ada penilaian"):
        call_command("ranking", year=2018, province="36", live=True)


def test_what_is_missing_recused_or_moderated_counts_alike(world: World, round: Round) -> None:
    sheet = ScoreSheet.objects.filter(entry__round=round, entry__target_village=world.serang.villages[0])[0]
    return_sheet(by=world.secretariat, sheet=sheet, remark="Periksa lagi", remarks={})
    check(round)
    assert len(rank_round(round)) == 1
    fill(sheet, 3)
    other = sheet.entry.sheets.exclude(pk=sheet.pk)[0]
    ScoreSheet.objects.filter(pk=other.pk).update(state=SheetState.RECUSED, submitted_at=None)
    check(round)
    open_plenary(by=world.secretariat, round=round)
    code = next(iter(round.instrument.instrument.indicators))
    said = {"entry": sheet.entry, "indicator": code, "reason": "Bukti", "decided_by": world.secretariat}
    ModeratedMark.objects.create(**said, value=Decimal(0))
    check(round)
    ModeratedMark.objects.create(**said, withdrawn=True)
    check(round)


def test_nobody_to_judge_a_village(world: World) -> None:
    ScoreSheet.objects.filter(entry__round=world.round, member=world.round.panel.first()).update(
        state=SheetState.RECUSED
    )
    waiting = {one.entry: one.missing for one in count_entries(world.round, scorer_for(world.round))}
    assert set(waiting.values()) == {1}
    check(Round.objects.with_places().get(pk=world.round.pk))


def test_two_villages_take_as_many_queries_as_one(world: World, round: Round) -> None:
    scorer, entry = scorer_for(round), round.entries.all()[0]
    with CaptureQueriesContext(connection) as all_of_them:
        list(count_entries(round, scorer))
    with CaptureQueriesContext(connection) as one:
        list(count_entries(round, scorer, only=entry))
    names = ("SAVEPOINT", "RELEASE")
    assert [len([q for q in taken if not q["sql"].startswith(names)]) for taken in (all_of_them, one)] == [2, 2]


def test_a_mark_that_the_sheet_does_not_ask_for_is_refused(world: World, round: Round) -> None:
    Mark.objects.filter(sheet__entry__round=round, indicator="D1").update(indicator="X9")
    with pytest.raises(ValueError, match="X9"):
        rank_round(round)
