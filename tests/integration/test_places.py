"""The page of a ranking, draft or locked, is cut from rows, and shows what the whole document says there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.actions.results import decide_tie, lock_result
from assessments.actions.rounds import open_plenary
from assessments.actions.sheets import return_sheet
from assessments.dossier import current_snapshot
from assessments.draft_lines import draft_lines
from assessments.enums import SheetState
from assessments.lines import head_of, lines_of
from assessments.models import Mark, Result, ResultPlace, Round, ScoreSheet
from assessments.places import Shown, locked_lines, spans
from assessments.reading import Reading
from assessments.snapshot import Snapshot
from assessments.standings import rebuild
from p2wkss import pages
from tests.factories.world import World, grow_province

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
PER_PAGE = 3
# The level of each component in each village. The last three weigh alike: six villages have one total, and of these
# the first rung tells apart some, the third rung two, and none the last two.
PROFILES = (
    (4, 4, 4, 4),
    (3, 4, 3, 2),
    (3, 3, 4, 2),
    (3, 2, 3, 4),
    (3, 4, 1, 4),
    (3, 1, 4, 4),
    (3, 1, 4, 4),
    (2, 2, 2, 2),
    (2, 2, 2, 2),
    (0, 0, 0, 1),
    (0, 0, 0, 0),
)


@pytest.fixture
def round(world: World, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round of eleven villages that are all judged, on pages of three."""
    monkeypatch.setattr(pages.page_of, "__defaults__", (PER_PAGE,))
    grow_province(world, len(PROFILES) - 2)
    entries = list(world.round.entries.order_by("-target_village__village").values_list("pk", flat=True))
    components = [[one.code for one in part.indicators] for part in world.instrument.instrument.components]
    sheets = ScoreSheet.objects.filter(entry__round=world.round)
    Mark.objects.bulk_create(
        Mark(sheet=sheet, indicator=code, value=Decimal(level))
        for sheet in sheets
        for codes, level in zip(components, PROFILES[entries.index(sheet.entry_id)], strict=True)
        for code in codes
    )
    now = world.round.created_at
    sheets.update(state=SheetState.SUBMITTED, version=1, saved_at=now, submitted_at=now)
    rebuild(world.round)
    return again(world.round)


def again(round: Round) -> Round:
    return Round.objects.with_places().get(pk=round.pk)


def request_for(page: int) -> HttpRequest:
    return RequestFactory().get("/", {"page": page})


def check(snapshot: Snapshot, read: Callable[[HttpRequest], Shown]) -> list[int]:
    """Compare every page with its part of the document; gives how many ties each shows."""
    lines, head = lines_of(snapshot), head_of(snapshot)
    counts = []
    for page in range(1, -(-len(lines) // PER_PAGE) + 1):
        shown = read(request_for(page))
        part = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
        assert [{key: line[key] for key in part[0]} for line in shown.lines] == part  # type: ignore[literal-required]
        names = {line["village_name"] for line in part}
        ties = [{key: tie[key] for key in head["ties"][0]} for tie in shown.head["ties"]]
        assert ties == [tie for tie in head["ties"] if names & set(tie["villages"])]
        assert _sorted(shown.head["incomplete"]) == _sorted(head["incomplete"])
        same = head.keys() - {"ties", "panel", "incomplete"}
        assert {key: shown.head[key] for key in same} == {key: head[key] for key in same}
        assert (shown.page.paginator.count, shown.page.number) == (len(lines), page)
        counts.append(len(ties))
    return counts


def _sorted(villages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(villages, key=lambda village: int(village["entry"]))


def test_a_draft_shows_the_document_page_by_page(round: Round) -> None:
    snapshot = current_snapshot(round)
    assert check(snapshot, lambda request: draft_lines(request, round)) == [2, 4, 3, 0]


def test_what_the_plenary_decided_orders_the_draft(world: World, round: Round) -> None:
    open_plenary(by=world.secretariat, round=round)
    first, second = Reading(current_snapshot(round)).open_ties
    decide(world, round, first.entries[::-1], shared=False)
    check(current_snapshot(round), lambda request: draft_lines(request, again(round)))
    decide(world, round, second.entries, shared=True)
    check(current_snapshot(round), lambda request: draft_lines(request, again(round)))


def decide(world: World, round: Round, entries: Any, *, shared: bool) -> None:
    order = [int(entry) for entry in entries]
    decide_tie(by=world.secretariat, round=round, ordered_entries=order, shared=shared, reason="BA 12")


def test_villages_that_wait_stand_beside_the_draft(world: World, round: Round) -> None:
    sheets = list(ScoreSheet.objects.filter(entry__round=round).order_by("pk"))
    return_sheet(by=world.secretariat, sheet=sheets[4], remark="Periksa lagi", remarks={})
    ScoreSheet.objects.filter(entry=sheets[-1].entry).update(state=SheetState.RECUSED, submitted_at=None)
    rebuild(round)
    snapshot = current_snapshot(round)
    assert len(snapshot["results"]["incomplete"]) == 2
    check(snapshot, lambda request: draft_lines(request, round))
    assert draft_lines(request_for(1), round).head["incomplete_more"] == 0


def test_nobody_is_ranked_yet(world: World) -> None:
    shown = draft_lines(request_for(1), again(world.round))
    assert (shown.lines, shown.head["categories"], len(shown.head["incomplete"])) == ([], [], 2)


@pytest.fixture
def result(world: World, round: Round) -> Result:
    """The round locked."""
    open_plenary(by=world.secretariat, round=round)
    for tie in Reading(current_snapshot(round)).open_ties:
        decide(world, round, tie.entries, shared=True)
    return lock_result(by=world.secretariat, round=again(round))


def test_a_locked_ranking_shows_the_document_page_by_page(result: Result) -> None:
    found = Result.objects.defer("snapshot").get(pk=result.pk)
    assert check(result.content, lambda request: locked_lines(request, found)) == [2, 4, 3, 0]
    assert "snapshot" in found.get_deferred_fields()


def test_each_village_has_its_place_once(result: Result) -> None:
    rows = ResultPlace.objects.filter(result=result)
    assert [row.position for row in rows] == list(range(1, len(PROFILES) + 1))
    assert [row.rank for row in rows] == [line["rank"] for line in lines_of(result.content)]
    assert "sheets" not in result.head
    assert result.head["ties"] == []


def test_a_result_from_before_there_were_rows_is_read_from_its_document(result: Result) -> None:
    old = Result.objects.get(pk=result.pk)
    old.head = {}
    shown = locked_lines(request_for(2), old)
    assert [line["entry"] for line in shown.lines] == [line["entry"] for line in lines_of(result.content)[3:6]]


def test_a_page_takes_as_many_queries_wherever_it_lies(world: World, result: Result, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    address = reverse("assessments:ranking", args=[world.round.pk])
    taken = []
    for page in (1, 2, 4):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"page": page}).status_code == 200
        taken.append(len(queries))
    assert taken == [7, 7, 7]


@given(st.lists(st.integers(0, 9), max_size=4), st.integers(0, 40), st.integers(0, 9))
def test_spans_are_the_slice(counts: list[int], start: int, length: int) -> None:
    """The parts of a slice, one after the other, are the slice of everything."""
    named = [(str(at), count) for at, count in enumerate(counts)]
    everything = [(name, place) for name, count in named for place in range(count)]
    parts = [(name, place) for name, first, end in spans(named, start, start + length) for place in range(first, end)]
    assert parts == everything[start : start + length]
