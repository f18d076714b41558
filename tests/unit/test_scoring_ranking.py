"""From totals to ranks: exact order, the ladder and its record, the plenary, and scikit-criteria's order."""

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from operator import mul

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skcriteria import mkdm  # type: ignore[import-untyped]
from skcriteria.agg.simple import WeightedSumModel  # type: ignore[import-untyped]

from assessments.instrument import PLENARY, Aggregation, Instrument
from assessments.scoring import (
    ComponentScore,
    Decision,
    EntryScore,
    Mark,
    Missing,
    MissingKind,
    Ranking,
    exact_text,
    ladder_keys,
    rank,
    rank_by_keys,
    round_score,
    score_entry,
    shown,
)
from tests.unit.scoring_data import BANTEN, instrument, instruments, score, sheet, sheet_sets

FORM = instrument(
    {"a": (50, {"A": 1}), "b": (30, {"B": 1}), "c": (20, {"C": 1})}, tie_break=["total", "a", "b", "plenary"]
)


def entry(name: str, a: object, b: object, c: object, total: object = None) -> EntryScore:
    """Give a complete entry by its component scores; the total follows unless given."""
    scores = [Fraction(str(value)) for value in (a, b, c)]
    parts = tuple(
        ComponentScore(part.code, own, Fraction(part.weight), ())
        for part, own in zip(FORM.components, scores, strict=True)
    )
    weighted = sum((part.weighted or Fraction(0) for part in parts), Fraction(0))
    return EntryScore(name, weighted if total is None else Fraction(str(total)), parts, ())


def incomplete(name: str) -> EntryScore:
    return EntryScore(name, None, (), (Missing(MissingKind.NO_SHEET),))


def places(ranking: Ranking) -> list[tuple[str, int]]:
    return [(place.entry, place.rank) for place in ranking.places]


def test_the_highest_total_is_first() -> None:
    assert places(rank(FORM, [entry("x", 10, 10, 10), entry("y", 90, 10, 10), entry("z", 50, 50, 50)])) == [
        ("y", 1),
        ("z", 2),
        ("x", 3),
    ]


def test_totals_that_show_alike_are_still_told_apart() -> None:
    """COINr once ranked rounded numbers; here 1e-9 decides, against every other key and the names."""
    low, high = entry("a", 90, 90, 90, "74.123"), entry("b", 10, 10, 10, "74.123000001")
    assert shown(low.total) == shown(high.total) == "74.12"
    ranking = rank(FORM, [low, high])
    assert places(ranking) == [("b", 1), ("a", 2)]
    assert not ranking.ties


def test_a_rung_is_compared_exactly_too() -> None:
    low, high = entry("a", "50.001", 90, 0, 60), entry("b", "50.001000001", 10, 0, 60)
    ranking = rank(FORM, [low, high])
    assert places(ranking) == [("b", 1), ("a", 2)]
    assert [tie.decided_by for tie in ranking.ties] == ["a"]


@given(total=st.fractions(0, 99), gap=st.integers(1, 10**12))
def test_any_gap_however_small_orders_two_totals(total: Fraction, gap: int) -> None:
    low, high = entry("a", 90, 90, 90, total), entry("b", 10, 10, 10, total + Fraction(1, gap))
    assert places(rank(FORM, [low, high])) == [("b", 1), ("a", 2)]


def test_an_incomplete_entry_has_no_rank_and_stands_apart() -> None:
    ranking = rank(FORM, [incomplete("w"), entry("x", 0, 0, 0), incomplete("v")])
    assert places(ranking) == [("x", 1)]
    assert [one.entry for one in ranking.incomplete] == ["v", "w"]


def test_nothing_to_rank() -> None:
    assert rank(FORM, []) == Ranking((), (), ())


def test_the_first_rung_that_differs_decides_and_is_recorded() -> None:
    # Both 50: x by b, y by c. The rung "a" is equal, "b" decides for x.
    x, y = entry("x", 50, 60, 35), entry("y", 50, 40, 65)
    assert x.total == y.total == 50
    ranking = rank(FORM, [y, x])
    assert places(ranking) == [("x", 1), ("y", 2)]
    assert not any(place.shared or place.unresolved for place in ranking.places)
    (tie,) = ranking.ties
    assert tie.entries == ("x", "y")
    assert tie.decided_by == "b"
    assert tie.steps == (("a", ("x", "y")), ("b", ("x", "y")))
    assert tie.order == (("x",), ("y",))
    assert not tie.is_open


def test_each_use_of_the_ladder_is_its_own_record() -> None:
    """Four of one total: "a" puts w first and leaves three; "b" tells x from y and z, which stay equal."""
    ladder = [entry("w", 70, 10, 60), entry("x", 50, 60, 35), entry("y", 50, 40, 65), entry("z", 50, 40, 65)]
    assert {one.total for one in ladder} == {Fraction(50)}
    ranking = rank(FORM, ladder)
    assert places(ranking) == [("w", 1), ("x", 2), ("y", 3), ("z", 3)]
    assert [(tie.decided_by, tie.entries, tie.order) for tie in ranking.ties] == [
        ("a", ("w", "x", "y", "z"), (("w",), ("x", "y", "z"))),
        ("b", ("x", "y", "z"), (("x",), ("y", "z"))),
        (None, ("y", "z"), (("y", "z"),)),
    ]
    assert [tie.is_open for tie in ranking.ties] == [False, False, True]
    assert [(place.shared, place.unresolved) for place in ranking.places] == [(False, False)] * 2 + [(True, True)] * 2


def test_only_the_rungs_of_the_ladder_decide() -> None:
    """The component c is no rung of this ladder, so it tells nobody apart."""
    ranking = rank(FORM, [entry("x", 50, 50, 0, 40), entry("y", 50, 50, 90, 40)])
    assert [place.unresolved for place in ranking.places] == [True, True]


EQUAL = [entry(name, 50, 50, 50) for name in "xyz"]


def test_the_plenary_puts_an_open_tie_in_order() -> None:
    ranking = rank(FORM, [*EQUAL, entry("w", 0, 0, 0)], [Decision(("z", "x", "y"), reason="Pleno 12 Oktober")])
    assert places(ranking) == [("z", 1), ("x", 2), ("y", 3), ("w", 4)]
    (tie,) = ranking.ties
    assert (tie.decided_by, tie.reason, tie.shared) == (PLENARY, "Pleno 12 Oktober", False)
    assert tie.order == (("z",), ("x",), ("y",))
    assert tie.steps[-1] == (PLENARY, ("x", "y", "z"))


def test_a_rank_is_shared_where_the_plenary_says_so_and_the_next_is_counted_on() -> None:
    ranking = rank(
        FORM,
        [entry("v", 90, 90, 90), entry("x", 50, 50, 50), entry("y", 50, 50, 50), entry("w", 0, 0, 0)],
        [Decision(("x", "y"), shared=True)],
    )
    assert places(ranking) == [("v", 1), ("x", 2), ("y", 2), ("w", 4)]
    assert [(place.shared, place.unresolved) for place in ranking.places] == [
        (False, False),
        (True, False),
        (True, False),
        (False, False),
    ]
    assert ranking.ties[0].shared
    assert not ranking.ties[0].is_open


@pytest.mark.parametrize("entries", [("x", "y"), ("x", "y", "z", "w"), ("x", "y", "y"), ("x", "y", "z", "z"), ()])
def test_a_decision_on_other_entries_than_the_tie_changes_nothing_and_is_named(
    entries: tuple[str, ...],
) -> None:
    decision = Decision(entries)
    ranking = rank(FORM, [*EQUAL, entry("w", 0, 0, 0)], [decision])
    assert places(ranking) == [("x", 1), ("y", 1), ("z", 1), ("w", 4)]
    assert ranking.unused == (decision,)
    assert ranking.ties[0].is_open


def test_a_decision_is_not_used_where_the_numbers_decide() -> None:
    ranking = rank(FORM, [entry("x", 60, 0, 0), entry("y", 50, 0, 0)], [Decision(("y", "x"))])
    assert places(ranking) == [("x", 1), ("y", 2)]
    assert len(ranking.unused) == 1


def test_of_two_decisions_on_one_tie_the_later_counts() -> None:
    first, second = Decision(("x", "y", "z")), Decision(("z", "y", "x"))
    ranking = rank(FORM, EQUAL, [first, second])
    assert [place.entry for place in ranking.places] == ["z", "y", "x"]
    assert ranking.unused == (first,)


# What holds for any entries.

# Few values, so that ties are common.
SCORES = st.sampled_from([0, 50, 50, 100])
ENTRIES = st.lists(st.tuples(SCORES, SCORES, SCORES), max_size=8).map(
    lambda rows: [entry(f"e{at}", *row) for at, row in enumerate(rows)]
)


@given(data=st.data(), entries=ENTRIES)
def test_the_order_of_the_input_does_not_matter(data: st.DataObject, entries: list[EntryScore]) -> None:
    mixed = [*entries, incomplete("v"), incomplete("w")]
    assert rank(FORM, data.draw(st.permutations(mixed))) == rank(FORM, mixed)


@given(entries=ENTRIES)
def test_ranks_count_those_before_and_open_ties_are_exactly_the_equal_keys(entries: list[EntryScore]) -> None:
    ranking = rank(FORM, entries)
    keys = {one.entry: (one.total, one.components[0].score, one.components[1].score) for one in entries}
    assert {place.entry for place in ranking.places} == set(keys)
    for place in ranking.places:
        better = [other for other, key in keys.items() if key > keys[place.entry]]
        equal = [other for other, key in keys.items() if key == keys[place.entry]]
        assert place.rank == len(better) + 1
        assert place.shared == place.unresolved == (len(equal) > 1)
        in_open_tie = [tie for tie in ranking.ties if tie.is_open and place.entry in tie.entries]
        assert [set(tie.entries) for tie in in_open_tie] == ([set(equal)] if len(equal) > 1 else [])


@given(entries=ENTRIES)
def test_every_pair_of_one_total_is_told_apart_by_exactly_one_record(entries: list[EntryScore]) -> None:
    ranking = rank(FORM, entries)
    for one in entries:
        for other in entries:
            if one.entry < other.entry and one.total == other.total:
                splitting = [tie for tie in ranking.ties if _splits(tie.order, one.entry, other.entry)]
                open_ties = [tie for tie in ranking.ties if tie.is_open and {one.entry, other.entry} <= {*tie.entries}]
                assert len(splitting) + len(open_ties) == 1


def _splits(order: Sequence[Sequence[str]], one: str, other: str) -> bool:
    found = [at for at, part in enumerate(order) for name in (one, other) if name in part]
    return len(set(found)) == 2


@given(data=st.data(), form=instruments(), count=st.integers(2, 5))
def test_a_better_mark_never_costs_a_place(data: st.DataObject, form: Instrument, count: int) -> None:
    sheets = {f"e{at}": data.draw(sheet_sets(form, f"e{at}", panel=2)) for at in range(count)}

    def place_of_first() -> int:
        ranking = rank(form, [score_entry(form, name, own) for name, own in sheets.items()])
        return next(place.rank for place in ranking.places if place.entry == "e0")

    before = place_of_first()
    own = sheets["e0"][0]
    raised = {code: Mark(form.scale_max) if one.value is not None else one for code, one in own.marks.items()}
    sheets["e0"][0] = sheet("e0", own.assessor, raised)
    assert place_of_first() <= before


@given(entries=ENTRIES)
def test_ranks_by_keys_are_those_of_the_ranking_without_the_plenary(entries: list[EntryScore]) -> None:
    keys = {one.entry: ladder_keys(FORM, one) for one in [*entries, incomplete("w")]}
    assert keys.pop("w") is None
    ranks = rank_by_keys({entry: own for entry, own in keys.items() if own is not None})
    assert list(ranks.items()) == places(rank(FORM, entries))


def test_the_keys_are_the_total_and_the_rungs_of_the_ladder() -> None:
    assert ladder_keys(FORM, entry("x", 10, 20, 30)) == (Fraction(17), Fraction(10), Fraction(20))


def _theirs(rows: dict[str, list[float]], weights: list[float]) -> dict[str, int]:
    """Rank a matrix by scikit-criteria's weighted sum."""
    matrix = mkdm(np.array(list(rows.values())), [max] * len(weights), weights=weights, alternatives=list(rows))
    return {name: int(place) for name, place in WeightedSumModel().evaluate(matrix).to_series().items()}


# What one mark of several assessors is, computed by others: the standard library, numpy.
JOINED: dict[Aggregation, Callable[[list[int]], float]] = {
    Aggregation.MEAN: statistics.fmean,
    Aggregation.MEDIAN: statistics.median,
    Aggregation.TRIMMED_MEAN: lambda marks: float(np.mean(np.sort(marks)[1:-1])),
}


@pytest.mark.parametrize("rule", Aggregation)
def test_the_order_is_that_of_scikit_criteria_on_random_matrices(rule: Aggregation) -> None:
    """Weights 40/20/20/20, one indicator a component, five assessors, up to 30 villages, no two nearly equal."""
    chance = random.Random(2019)
    form = instrument({part.code: (str(part.weight), {part.code.upper(): 1}) for part in BANTEN.components}, top=100)
    form = replace(form, aggregation=rule)
    weights = [float(part.weight) for part in form.components]
    compared = 0
    for _round in range(25):
        panels = {
            f"e{at:02}": [[chance.randint(0, 100) for _part in weights] for _assessor in range(5)]
            for at in range(chance.randint(3, 30))
        }
        rows = {name: [JOINED[rule](list(marks)) for marks in zip(*own, strict=True)] for name, own in panels.items()}
        totals = sorted(sum(map(mul, weights, row)) for row in rows.values())
        if any(high - low < 1e-6 for low, high in pairwise(totals)):
            continue
        scores = [
            score(form, *(dict(zip(form.indicators, marks, strict=True)) for marks in own), entry=name)
            for name, own in panels.items()
        ]
        assert dict(places(rank(form, scores))) == _theirs(rows, weights)
        compared += 1
    assert compared >= 5


# What is shown.


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(445, 6), "74.17"),
        (Fraction(874, 10), "87.40"),
        (Fraction("2.675"), "2.68"),  # half up, where a float would give 2.67
        (Fraction("0.005"), "0.01"),
        (Fraction("0.00499999999999"), "0.00"),
        (Fraction("99.995"), "100.00"),
    ],
)
def test_scores_are_shown_with_two_decimals_half_up(exact: Fraction, text: str) -> None:
    assert shown(exact) == text
    assert round_score(exact) == Decimal(text)


def test_nothing_is_shown_as_nothing() -> None:
    assert shown(None) is None
    assert exact_text(None) is None


@given(st.fractions(0, 100))
def test_the_exact_text_loses_nothing_and_the_shown_at_most_half_a_hundredth(value: Fraction) -> None:
    assert Fraction(exact_text(value) or "") == value
    assert abs(Fraction(round_score(value)) - value) <= Fraction(1, 200)
