"""The text by which a database orders entries stands in for the fractions: same order, same equality, same width."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Aggregation, Instrument, Part
from assessments.scoring import SortKeys, Totals, ladder_keys, score_entry
from assessments.scoring.sort_key import LENGTH_MOST, SHEETS_MOST
from tests.unit.scoring_data import BANTEN, instrument, instruments, sheet_sets

PARTS = (Part("berkas", "Berkas", Decimal(60)), Part("temu", "Temu", Decimal("20")), Part("desa", "Desa", Decimal(20)))
Keys = tuple[Fraction, ...]


def with_indicators(form: Instrument, **changes: object) -> Instrument:
    """The instrument with every indicator changed in the same way."""
    components = tuple(
        replace(part, indicators=tuple(replace(one, **changes) for one in part.indicators))  # type: ignore[arg-type]
        for part in form.components
    )
    return replace(form, components=components)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Instrument, list[Keys]]:
    """Give an instrument of any rule, and the ladder's values of some entries."""
    form = replace(draw(instruments()), aggregation=draw(st.sampled_from(Aggregation)))
    found = []
    for at in range(draw(st.integers(2, 5))):
        entry = f"e{at}"
        keys = ladder_keys(form, score_entry(form, entry, draw(sheet_sets(form, entry))))
        assert keys is not None
        found.append(keys)
    return form, found


@settings(max_examples=50)
@given(ladders())
def test_texts_are_ordered_as_the_fractions_are(given_: tuple[Instrument, list[Keys]]) -> None:
    form, ladders = given_
    keys = SortKeys(Totals(form))
    for one in ladders:
        for other in ladders:
            assert (keys.text(one) < keys.text(other)) == (one < other)
            assert (keys.text(one) == keys.text(other)) == (one == other)
            same = [mine == theirs for mine, theirs in zip(one, other, strict=True)]
            rungs = zip(keys.rungs(keys.text(one)), keys.rungs(keys.text(other)), strict=True)
            assert [mine == theirs for mine, theirs in rungs] == same
    assert len({len(keys.text(one)) for one in ladders}) == 1


@given(st.integers(1, SHEETS_MOST), st.integers(1, SHEETS_MOST), st.data())
def test_the_closest_scores_of_two_panels_are_told_apart(first: int, second: int, data: st.DataObject) -> None:
    """Sums of whole points over two numbers of assessors, with different indicators left out as not applicable."""
    form = instrument({"a": (100, {"A": 7, "B": "5.5", "C": 3})})
    keys = SortKeys(Totals(form))
    values = [data.draw(_mean(panel)) for panel in (first, second)]
    texts = [keys.text((value, value)) for value in values]
    assert (texts[0] < texts[1], texts[0] == texts[1]) == (values[0] < values[1], values[0] == values[1])


def _mean(panel: int) -> st.SearchStrategy[Fraction]:
    """Give a score of one component that some marks of so many assessors can make."""
    points = st.tuples(*[st.integers(0, 4 * panel)] * 3)
    counted = st.sampled_from([(14, 11, 6), (14, 0, 6), (0, 11, 6), (14, 11, 0), (14, 0, 0)])
    return st.builds(
        lambda sums, weights: Fraction(
            100 * sum(weight * points for weight, points in zip(weights, sums, strict=True)), 4 * panel * sum(weights)
        ),
        points,
        counted,
    )


def test_all_weights_that_count_together_are_allowed_for() -> None:
    """Every mark of every part may be "not applicable", so that any parts count together."""
    form = replace(instrument({"a": (100, {"A": 1})}), parts=PARTS)
    keys = SortKeys(Totals(form))
    values = sorted(
        {
            Fraction(100 * (3 * one * on + other * on2 + third * on3), 4 * (3 * on + on2 + on3))
            for on, on2, on3 in [(1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 0, 0)]
            for one in range(5)
            for other in range(5)
            for third in range(5)
        }
    )
    texts = [keys.text((value, value)) for value in values]
    assert all(before < after for before, after in pairwise(texts))


def test_what_always_applies_needs_fewer_decimals() -> None:
    always = with_indicators(BANTEN, allows_not_applicable=False)
    sometimes = with_indicators(BANTEN, allows_not_applicable=True)
    full: Sequence[Fraction] = [Fraction(100)] * 5
    short, long = (len(SortKeys(Totals(form)).text(full)) for form in (always, sometimes))
    assert short < long < LENGTH_MOST


@pytest.mark.parametrize("value", [0, Fraction(1, 3), 100])
def test_the_whole_part_stands_first(value: Fraction) -> None:
    text = SortKeys(Totals(BANTEN)).text([Fraction(value)] * 5)
    assert text.isdigit()
    assert text.startswith(f"{int(value):03d}")


def test_a_ladder_that_is_too_long_is_cut_at_its_end() -> None:
    names = [f"c{at}" for at in range(20)]
    weights = {f"I{at}": "99.999" if at else "99.998" for at in range(3)}
    form = instrument({name: (5, {f"{name}{code}": weight for code, weight in weights.items()}) for name in names})
    keys = SortKeys(Totals(form))
    text = keys.text([Fraction(at + 1, 7) for at in range(21)])
    assert len(text) == LENGTH_MOST
    assert len(keys.rungs(text)) == 21
