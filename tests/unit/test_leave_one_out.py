"""The ranks without each assessor: against ranking again from scratch, and worked by hand."""

from decimal import Decimal

from hypothesis import given, settings

from assessments.instrument import Instrument
from assessments.scoring import Mark, Sheet, rank, score_entry
from assessments.scoring.leave_one_out import without_each
from tests.unit.round_data import Moderated, Round, Sheets, rounds
from tests.unit.scoring_data import NA, instrument, sheet

ONE = instrument({"a": (100, {"A": 1})})
TWO = instrument({"a": (50, {"A": 1}), "b": (50, {"B": 1})}, tie_break=["total", "b", "plenary"])


def from_scratch(form: Instrument, sheets: Sheets, moderated: Moderated, assessor: str) -> dict[str, int | None]:
    rest = [one for own in sheets.values() for one in own if one.assessor != assessor]
    ranking = rank(form, [score_entry(form, entry, rest, moderated.get(entry, {})) for entry in sheets])
    ranks = {place.entry: place.rank for place in ranking.places}
    return {entry: ranks.get(entry) for entry in sheets}


@settings(max_examples=50)
@given(rounds())
def test_it_is_what_ranking_from_scratch_gives(case: Round) -> None:
    form, sheets, moderated = case
    found = without_each(form, sheets, moderated)
    assert list(found) == sorted({one.assessor for own in sheets.values() for one in own})
    for assessor, ranks in found.items():
        assert ranks == from_scratch(form, sheets, moderated, assessor)
        assert list(ranks) == list(sheets)


@settings(max_examples=25)
@given(rounds())
def test_the_order_of_the_input_does_not_matter(case: Round) -> None:
    form, sheets, moderated = case
    turned = {entry: own[::-1] for entry, own in reversed(sheets.items())}
    assert without_each(form, turned, moderated) == without_each(form, sheets, moderated)


def test_one_assessor_turns_the_order() -> None:
    sheets = {
        "x": [sheet("x", "p", {"A": 4}), sheet("x", "q", {"A": 2}), sheet("x", "r", {"A": 2})],
        "y": [sheet("y", "p", {"A": 0}), sheet("y", "q", {"A": 3}), sheet("y", "r", {"A": 3})],
    }
    assert without_each(ONE, sheets, {}) == {"p": {"x": 2, "y": 1}, "q": {"x": 1, "y": 2}, "r": {"x": 1, "y": 2}}


def test_nobody_left_is_no_rank_and_the_others_move_up() -> None:
    sheets = {
        "x": [sheet("x", "p", {"A": 4})],
        "y": [sheet("y", "p", {"A": 3}), sheet("y", "q", {"A": 3})],
        "z": [sheet("z", "q", {"A": 1})],
    }
    assert without_each(ONE, sheets, {}) == {"p": {"x": None, "y": 1, "z": 2}, "q": {"x": 1, "y": 2, "z": None}}


def test_what_only_this_assessor_found_applicable_leaves_too_little() -> None:
    sheets = {"x": [sheet("x", "p", {"A": 4, "B": 1}), sheet("x", "q", {"A": 4, "B": NA})]}
    assert without_each(TWO, sheets, {}) == {"p": {"x": None}, "q": {"x": 1}}
    assert without_each(TWO, sheets, {"x": {"B": Mark(Decimal(2))}}) == {"p": {"x": 1}, "q": {"x": 1}}


def test_the_ladder_breaks_ties_and_then_the_rank_is_shared() -> None:
    sheets = {
        entry: [sheet(entry, "p", marks), sheet(entry, "q", {"A": 0, "B": 0})]
        for entry, marks in {"x": {"A": 4, "B": 1}, "y": {"A": 1, "B": 4}, "z": {"A": 4, "B": 1}}.items()
    }
    assert without_each(TWO, sheets, {}) == {"p": {"x": 1, "y": 1, "z": 1}, "q": {"x": 2, "y": 1, "z": 2}}


def test_incomplete_villages_stay_out() -> None:
    sheets: dict[str, list[Sheet]] = {
        "x": [sheet("x", "p", {"A": 4}), sheet("x", "q", {"A": 4}, submitted=False)],
        "y": [sheet("y", "p", {"A": 3}), sheet("y", "q", {"A": 3})],
        "z": [],
    }
    assert without_each(ONE, sheets, {}) == {"p": {"x": None, "y": 1, "z": None}, "q": {"x": None, "y": 1, "z": None}}
    assert without_each(ONE, {}, {}) == {}
