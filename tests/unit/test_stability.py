"""How firm a rank is: against the official scoring draw by draw, by hand, and by what must hold for any marks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.instrument import Aggregation, Instrument
from assessments.scoring import Mark, Sheet, rank, score_entry
from assessments.scoring import stability as module
from assessments.scoring.stability import EQUAL, stability
from assessments.scoring.stability_result import Pair, Stability
from tests.unit.round_data import Moderated, Round, Sheets, rounds
from tests.unit.scoring_data import NA, instrument, instruments, sheet, sheet_sets

ONE = instrument({"a": (100, {"A": 1})})
TWO = instrument({"a": (50, {"A": 1}), "b": (50, {"B": 1})})


def shares(found: Stability, entry: str) -> dict[int, float]:
    own = next(one for one in found.entries if one.entry == entry)
    return {rank: count / found.draws for rank, count in own.counts}


def complete(form: Instrument, sheets: Sheets, moderated: Moderated) -> Sheets:
    scores = {entry: score_entry(form, entry, own, moderated.get(entry, {})) for entry, own in sheets.items()}
    return {entry: own for entry, own in sheets.items() if scores[entry].is_complete}


def by_hand(form: Instrument, sheets: Sheets, moderated: Moderated, seed: int, draws: int) -> list[dict[str, int]]:
    """Rank each draw by the official scoring: weights written into the instrument, sheets as often as drawn."""
    panel = sorted({one.assessor for own in sheets.values() for one in own})
    result = []
    size = len(form.components) + len(panel)
    raw = [int(bits) >> 11 for bits in np.random.PCG64(seed).random_raw(draws * size)]
    for start in range(0, len(raw), size):
        even = [bits * 2.0**-53 for bits in raw[start : start + size]]
        weights = [float(one.weight) * (1 + 0.25 * (2 * u - 1)) for one, u in zip(form.components, even, strict=False)]
        drawn = [panel[int(u * len(panel))] for u in even[len(weights) :]]
        totals = {entry: _total(form, own, moderated.get(entry, {}), weights, drawn) for entry, own in sheets.items()}
        result.append(_shared_ranks(totals))
    return result


def _total(
    form: Instrument, own: Sequence[Sheet], fixed: Mapping[str, Mark], weights: Sequence[float], drawn: Sequence[str]
) -> float:
    some = [
        replace(one, assessor=f"{one.assessor}.{at}")
        for part in form.part_codes
        for one in own
        if one.part == part
        for at in range(_times(own, one, drawn))
    ]
    scores, full = (score_entry(form, own[0].entry, sheets, fixed) for sheets in (some, own))
    parts = [
        float((one if one.score is not None else all_of_them).score or 0)
        for one, all_of_them in zip(scores.components, full.components, strict=True)
    ]
    return sum(score * weight for score, weight in zip(parts, weights, strict=True)) / sum(weights)


def _times(own: Sequence[Sheet], one: Sheet, drawn: Sequence[str]) -> int:
    seated = {other.assessor for other in own if other.part == one.part}
    return drawn.count(one.assessor) if seated & set(drawn) else 1


def _shared_ranks(totals: Mapping[str, float]) -> dict[str, int]:
    return {entry: 1 + sum(other > own + EQUAL for other in totals.values()) for entry, own in totals.items()}


@settings(max_examples=30)
@given(rounds(), st.integers(0, 2**64))
def test_each_draw_is_ranked_as_the_official_scoring_would(case: Round, seed: int) -> None:
    form, sheets, moderated = case
    found = stability(form, sheets, moderated, seed=seed, draws=10)
    whole = complete(form, sheets, moderated)
    expected = by_hand(form, whole, moderated, seed, 10)
    assert {one.entry for one in found.entries} == set(whole)
    for entry in whole:
        ranks = [one[entry] for one in expected]
        assert shares(found, entry) == {rank: ranks.count(rank) / 10 for rank in sorted(set(ranks))}
    ahead = {
        (pair.better, pair.other): sum(one[pair.better] < one[pair.other] for one in expected) for pair in found.pairs
    }
    assert {(pair.better, pair.other): pair.ahead for pair in found.pairs} == ahead


@pytest.mark.parametrize("rule", Aggregation)
@given(marks=st.lists(st.integers(0, 24), min_size=1, max_size=5))
@settings(max_examples=20)
def test_each_rule_is_applied_to_the_marks_that_were_drawn(rule: Aggregation, marks: list[int]) -> None:
    """Villages of which all are of one mark are a ruler: the rank among them tells a total to half a step."""
    form = replace(instrument({"a": (100, {"A": 1})}, top=24), aggregation=rule)
    panel = [f"p{at}" for at in range(len(marks))]
    sheets = {f"r{step:02}": [sheet(f"r{step:02}", who, {"A": step}) for who in panel] for step in range(25)}
    sheets["x"] = [sheet("x", who, {"A": mark}) for who, mark in zip(panel, marks, strict=True)]
    ranks = [one["x"] for one in by_hand(form, sheets, {}, 1, 8)]
    assert shares(stability(form, sheets, {}, seed=1, draws=8), "x") == {
        rank: ranks.count(rank) / 8 for rank in sorted(set(ranks))
    }


@settings(max_examples=50)
@given(rounds(), st.integers(1, 400))
def test_shares_sum_to_1_and_the_interval_lies_among_the_ranks(case: Round, draws: int) -> None:
    found = stability(*case, seed=1, draws=draws)
    for one in found.entries:
        ranks = dict(one.counts)
        assert sum(ranks.values()) == draws
        assert all(ranks.values())
        assert {one.low, one.median, one.high} <= set(ranks)
        assert one.low <= one.median <= one.high
        assert 10 * sum(count for rank, count in one.counts if one.low <= rank <= one.high) >= 9 * draws


@settings(max_examples=25)
@given(rounds())
def test_the_same_seed_gives_the_same_in_any_order(case: Round) -> None:
    form, sheets, moderated = case
    turned = {entry: own[::-1] for entry, own in reversed(sheets.items())}
    assert stability(form, turned, moderated, seed=5, draws=50) == stability(*case, seed=5, draws=50)


@settings(max_examples=25)
@given(rounds(most=1), st.integers(2, 4))
def test_equal_villages_share(case: Round, villages: int) -> None:
    form, sheets, _moderated = case
    assume(complete(form, sheets, {}))
    same = {f"v{at}": [replace(one, entry=f"v{at}") for one in sheets["v0"]] for at in range(villages)}
    found = stability(form, same, {}, seed=3, draws=100)
    assert {one.counts for one in found.entries} == {((1, 100),)}
    assert {pair.ahead for pair in found.pairs} == {0}
    assert len(found.pairs) == villages * (villages - 1) // 2


@settings(max_examples=25)
@given(rounds())
def test_where_the_plenary_moderated_everything_no_assessor_matters(case: Round) -> None:
    form, sheets, _moderated = case
    marks = [Mark(Decimal(0)), Mark(form.scale_max)]
    fixed = {entry: dict.fromkeys(form.indicators, marks[at % 2]) for at, entry in enumerate(sheets)}
    found = stability(form, sheets, fixed, seed=3, draws=50, spread="0")
    assert [len(one.counts) for one in found.entries] == [1] * len(sheets)


@st.composite
def dominated(draw: st.DrawFn) -> tuple[Instrument, Sheets]:
    """Give villages of one panel, "v0" better than all others in every mark of every assessor."""
    form = replace(draw(instruments()), aggregation=draw(st.sampled_from(Aggregation)))
    below = st.integers(0, int(form.scale_max) - 1)
    sheets: Sheets = {"v0": [], "v1": [], "v2": []}
    for assessor in range(draw(st.integers(1, 4))):
        rows = {code: draw(st.tuples(below, below)) for code in form.indicators}
        marks = {code: (max(row) + 1, *row) for code, row in rows.items()}
        for at, (entry, own) in enumerate(sheets.items()):
            own.append(sheet(entry, f"p{assessor}", {code: row[at] for code, row in marks.items()}))
    return form, sheets


@settings(max_examples=25)
@given(dominated())
def test_a_village_better_in_every_mark_is_always_first(case: tuple[Instrument, Sheets]) -> None:
    found = stability(*case, {}, seed=4, draws=100)
    assert (found.entries[0].entry, found.entries[0].counts) == ("v0", ((1, 100),))
    assert "v0" not in {pair.better for pair in found.pairs} | {pair.other for pair in found.pairs}


@settings(max_examples=25)
@given(instruments(), st.data())
def test_without_chance_the_official_order_is_certain(form: Instrument, data: st.DataObject) -> None:
    sheets = {f"v{at}": data.draw(sheet_sets(form, f"v{at}", panel=1)) for at in range(4)}
    totals = [score_entry(form, entry, own) for entry, own in sheets.items()]
    found = stability(form, sheets, {}, seed=2, draws=20, spread="0")
    assert [one.entry for one in found.entries] == [place.entry for place in rank(form, totals).places]
    for one in totals:
        above = sum((other.total or 0) > (one.total or 0) for other in totals)
        assert shares(found, one.entry) == {above + 1: 1.0}


def test_what_chance_does_worked_by_hand() -> None:
    """Of two assessors, x: 4 and 0, y: 1 and 2. Drawn p p (1 of 4): x ahead; p q (2 of 4): 2 to 1.5; q q: y ahead."""
    sheets = {
        "x": [sheet("x", "p", {"A": 4}), sheet("x", "q", {"A": 0})],
        "y": [sheet("y", "p", {"A": 1}), sheet("y", "q", {"A": 2})],
    }
    found = stability(ONE, sheets, {}, seed=2019)
    assert shares(found, "x")[1] == pytest.approx(0.75, abs=0.02)
    assert found.pairs[0] == Pair("x", "y", dict(found.entries[0].counts)[1], neighbours=True)
    assert (found.entries[0].median, found.entries[0].low, found.entries[0].high) == (1, 1, 2)
    only_p = {entry: own[:1] for entry, own in sheets.items()}
    assert shares(stability(ONE, only_p, {}, seed=2019), "x") == {1: 1.0}


def test_weights_move_by_a_quarter_worked_by_hand() -> None:
    """x has 100 and 0, y 0 and 100: the greater weight decides, as often this one as that.

    z has 25 and 100: x is ahead where w1 > w1 / 4 + w2. Both weights are from 37.5 to 62.5, so that is the triangle
    from w1 = 50 to 62.5, below w2 = 46.875: 12.5 x 9.375 / 2 of 25 x 25, or 3/32.
    """
    x, y, z = (
        [sheet("x", "p", {"A": 4, "B": 0})],
        [sheet("y", "p", {"A": 0, "B": 4})],
        [sheet("z", "p", {"A": 1, "B": 4})],
    )
    assert shares(stability(TWO, {"x": x, "y": y}, {}, seed=1), "x")[1] == pytest.approx(1 / 2, abs=0.02)
    found = stability(TWO, {"x": x, "z": z}, {}, seed=1)
    assert shares(found, "x")[1] == pytest.approx(3 / 32, abs=0.01)
    assert [(pair.better, pair.other) for pair in found.pairs] == [("z", "x")], "less than 95 of 100 draws"
    assert not stability(TWO, {"x": x, "z": z}, {}, seed=1, spread="0.10").pairs


def test_nineteen_of_twenty_draws_tell_two_apart() -> None:
    sheets = {"x": [sheet("x", "p", {"A": 4, "B": 0})], "z": [sheet("z", "p", {"A": 1, "B": 4})]}
    runs = [stability(TWO, sheets, {}, seed=seed, draws=20) for seed in range(60)]
    ahead = [dict(run.entries[0].counts)[1] for run in runs]
    assert {18, 19} <= set(ahead)
    assert [len(run.pairs) for run in runs] == [int(count < 19) for count in ahead]


@pytest.mark.parametrize(
    ("counts", "low", "median", "high"),
    [
        ([5, 90, 5], 1, 2, 2),
        ([4, 90, 6], 2, 2, 3),
        ([50, 0, 50], 1, 1, 3),
        ([0, 49, 51], 2, 3, 3),
        ([0, 100, 0], 2, 2, 2),
    ],
)
def test_the_interval_is_from_the_fifth_to_the_ninety_fifth_draw(
    counts: list[int], low: int, median: int, high: int
) -> None:
    found = module._entry("x", np.array(counts), 100)
    assert (found.low, found.median, found.high) == (low, median, high)


def test_who_was_not_drawn_at_all_counts_once() -> None:
    """y is judged by q alone: where q is not drawn, the mark counts all the same."""
    sheets = {"x": [sheet("x", "p", {"A": 2})], "y": [sheet("y", "q", {"A": 3})]}
    assert shares(stability(ONE, sheets, {}, seed=1, draws=100), "y") == {1: 1.0}


def test_a_component_that_those_drawn_found_inapplicable_counts_with_all_marks() -> None:
    sheets = {
        "x": [sheet("x", "p", {"A": 2, "B": NA}), sheet("x", "q", {"A": 2, "B": 2})],
        "y": [sheet("y", "p", {"A": 1, "B": 1}), sheet("y", "q", {"A": 1, "B": 1})],
    }
    assert shares(stability(TWO, sheets, {}, seed=1, draws=200), "x") == {1: 1.0}


def test_incomplete_villages_stay_out() -> None:
    sheets = {
        "x": [sheet("x", "p", {"A": 2})],
        "y": [sheet("y", "p", {})],
        "z": [sheet("z", "p", {"A": 4}, submitted=False)],
        "w": [],
    }
    found = stability(ONE, sheets, {}, seed=1, draws=10)
    assert [(one.entry, one.counts) for one in found.entries] == [("x", ((1, 10),))]
    nobody = stability(ONE, {}, {}, seed=1, draws=10)
    assert (nobody.entries, nobody.pairs) == ((), ())


def many(villages: int, *, seed: int = 0) -> Sheets:
    marks = np.random.PCG64(seed).random_raw(villages * 6) >> 62
    return {
        f"v{at:03}": [
            sheet(f"v{at:03}", f"p{(at + who) % 4}", {"A": int(marks[6 * at + who]), "B": int(marks[6 * at + who + 3])})
            for who in range(3)
        ]
        for at in range(villages)
    }


def test_the_document_is_json_and_says_shares_with_four_decimals() -> None:
    found = stability(TWO, many(9), {}, seed=11)
    document = found.to_document()
    assert json.loads(json.dumps(document)) == document
    assert (document["seed"], document["draws"], document["spread"]) == (11, 10_000, "0.25")
    for one in document["entries"].values():
        assert sum(Decimal(share) for _rank, share in one["shares"]) == 1
        assert all(len(share) == 6 and share > "0.0000" for _rank, share in one["shares"])
        assert one["shares"] == sorted(one["shares"])
    assert {pair["ahead"] < "0.9500" for pair in document["pairs"]} == {True}
    assert stability(TWO, many(9), {}, seed=12).to_document() != {**document, "seed": 12}


def test_the_stream_of_numbers_is_pinned() -> None:
    """Stored results are computed again years later: the same seed must give these numbers on any machine."""
    found = stability(TWO, many(4), {}, seed=2019, draws=1000)
    assert [(one.entry, one.counts) for one in found.entries] == [
        ("v001", ((1, 732), (2, 190), (3, 78))),
        ("v002", ((1, 207), (2, 515), (3, 274), (4, 4))),
        ("v000", ((1, 64), (2, 276), (3, 576), (4, 84))),
        ("v003", ((2, 45), (3, 87), (4, 868))),
    ]
    assert [(pair.better, pair.other, pair.ahead) for pair in found.pairs] == [
        ("v001", "v002", 777),
        ("v001", "v000", 845),
        ("v002", "v000", 707),
        ("v000", "v003", 872),
    ]


@pytest.mark.parametrize("rule", Aggregation)
def test_the_size_of_tables_does_not_show(rule: Aggregation, monkeypatch: pytest.MonkeyPatch) -> None:
    form = replace(TWO, aggregation=rule)
    whole = stability(form, many(20), {}, seed=1, draws=300)
    monkeypatch.setattr(module, "_TOTALS", 20 * 70)
    monkeypatch.setattr(module, "_CELLS", 500)
    assert stability(form, many(20), {}, seed=1, draws=300) == whole


def test_up_to_sixty_villages_every_pair_is_looked_at_then_neighbours_only() -> None:
    few, more = (stability(TWO, many(count), {}, seed=1, draws=50) for count in (60, 61))
    assert any(not pair.neighbours for pair in few.pairs)
    assert all(pair.neighbours for pair in more.pairs)
    order = [one.entry for one in few.entries]
    for pair in few.pairs:
        assert pair.ahead < 0.95 * 50
        assert pair.neighbours == (order.index(pair.other) == order.index(pair.better) + 1)


@pytest.mark.parametrize(("draws", "spread"), [(0, "0.25"), (-1, "0.25"), (10, "1"), (10, "-0.01"), (10, "nan")])
def test_what_makes_no_sense_is_refused(draws: int, spread: str) -> None:
    with pytest.raises(ValueError, match=r"spread|Fraction"):
        stability(ONE, {}, {}, seed=1, draws=draws, spread=spread)
    with pytest.raises(ValueError):
        stability(ONE, {}, {}, seed=-1)
