"""Agreement, severity and spread: worked by hand, against the package `krippendorff`, and by what must hold."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Mark
from assessments.scoring.agreement import LEAST_SHARED, Severity, Unit, alpha, severity, spread, units
from tests.unit.scoring_data import NA, instrument, sheet

points = st.builds(Fraction, st.integers(0, 300), st.sampled_from([3, 4])).filter(lambda mark: mark <= 100)
PANEL = ["p0", "p1", "p2", "p3"]


@st.composite
def tables(draw: st.DrawFn, *, full: bool = False) -> dict[int, dict[str, int]]:
    """Give up to 12 units, marked 0-4 by up to four assessors; some marks missing unless `full`."""
    mark = st.integers(0, 4)
    if full:
        return draw(st.dictionaries(st.integers(0, 99), st.fixed_dictionaries(dict.fromkeys(PANEL, mark)), max_size=12))
    return draw(
        st.dictionaries(st.integers(0, 99), st.dictionaries(st.sampled_from(PANEL), mark, max_size=4), max_size=12)
    )


def independent(table: Mapping[int, Mapping[str, int]]) -> float:
    data = [[unit.get(assessor, np.nan) for unit in table.values()] for assessor in PANEL]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal"))


def paired(table: Mapping[int, Mapping[str, int]]) -> set[int]:
    """Give the different marks of the units that at least two assessors marked."""
    return {mark for unit in table.values() if len(unit) > 1 for mark in unit.values()}


@given(tables())
def test_alpha_is_that_of_the_package(table: dict[int, dict[str, int]]) -> None:
    found = alpha(table)
    if len(paired(table)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(independent(table), abs=1e-9)
        assert found <= 1


def test_alpha_worked_by_hand() -> None:
    """Two assessors, units 1-1, 1-2, 2-2: marks 1, 2 three times each; mid-ranks 2 and 5, distance 9.

    Observed: 2 of 6 ordered pairs differ. Expected: 18 of 30. alpha = 1 - (2/6) / (18/30) = 4/9.
    """
    assert alpha({"a": {"p": 1, "q": 1}, "b": {"p": 1, "q": 2}, "c": {"p": 2, "q": 2}}) == pytest.approx(4 / 9)


def test_units_are_marks_in_points_of_100_by_part_and_assessor() -> None:
    form = instrument({"a": (100, {"A": 1, "B": 1})}, top=4)
    field = replace(sheet("x", "p", {"A": 1}), part="field")
    sheets = [
        sheet("x", "p", {"A": 3, "B": NA}),
        sheet("x", "q", {"A": 0, "B": Mark(None)}),
        sheet("x", "r", {"A": 4}, submitted=False),
        field,
        sheet("y", "p", {"B": 4}),
    ]
    assert units(form, sheets) == {
        Unit("x", "", "A"): {"p": 75, "q": 0},
        Unit("x", "field", "A"): {"p": 25},
        Unit("y", "", "B"): {"p": 100},
    }


def test_alpha_has_no_meaning_without_pairs_or_differences() -> None:
    assert alpha({}) is None
    assert alpha({"a": {"p": 1}, "b": {"q": 4}}) is None
    assert alpha({"a": {"p": 3, "q": 3}, "b": {"p": 3, "q": 3}}) is None


@given(tables(full=True))
def test_alpha_is_1_where_all_agree(table: dict[int, dict[str, int]]) -> None:
    same = {unit: dict.fromkeys(marks, marks["p0"]) for unit, marks in table.items()}
    assert alpha(same) in {1.0, None}


@given(tables())
def test_only_the_order_of_marks_counts_and_lone_marks_do_not(table: dict[int, dict[str, int]]) -> None:
    stretched = {unit: {who: mark**3 + 7 for who, mark in marks.items()} for unit, marks in table.items()}
    backwards = {unit: {who: -mark for who, mark in reversed(marks.items())} for unit, marks in table.items()}
    lone: dict[int, dict[str, int]] = {**table, 100: {"p0": 4}, 101: {}}
    assert alpha(stretched) == alpha(backwards) == alpha(lone) == alpha(table)


@settings(max_examples=50)
@given(st.lists(st.tuples(points, points, points, points), min_size=10, max_size=13))
def test_severities_of_a_full_panel_sum_to_0(rows: list[tuple[Fraction, ...]]) -> None:
    table = {unit: dict(zip(PANEL, row, strict=True)) for unit, row in enumerate(rows)}
    found = severity(table)
    assert [one.shared for one in found.values()] == [len(table)] * 4
    assert sum(one.points or 0 for one in found.values()) == 0


@settings(max_examples=50)
@given(
    st.dictionaries(st.integers(0, 99), st.dictionaries(st.sampled_from(PANEL), points, max_size=4), max_size=12),
    st.integers(0, 5),
)
def test_severity_is_the_mean_distance_from_the_colleagues(table: dict[int, dict[str, Fraction]], least: int) -> None:
    expected = {}
    for name in sorted({who for unit in table.values() for who in unit}):
        distances = [
            mark - Fraction(sum(colleagues), len(colleagues))
            for unit in table.values()
            if (mark := unit.get(name)) is not None
            and (colleagues := [other for who, other in unit.items() if who != name])
        ]
        told = len(distances) >= max(least, 1)
        expected[name] = Severity(Fraction(sum(distances), len(distances)) if told else None, len(distances))
    assert severity(table, least=least) == expected


def test_severity_needs_enough_shared_marks() -> None:
    table = {unit: {"p": Fraction(50), "q": Fraction(75)} for unit in range(LEAST_SHARED - 1)}
    assert severity(table) == {"p": Severity(None, 9), "q": Severity(None, 9)}
    table[99] = {"p": Fraction(50)}
    assert severity(table)["p"] == Severity(None, 9), "a mark that nobody shares does not count"
    table[100] = {"p": Fraction(50), "q": Fraction(75)}
    assert severity(table) == {"p": Severity(Fraction(-25), 10), "q": Severity(Fraction(25), 10)}


@given(st.lists(points))
def test_spread_is_the_range(marks: list[Fraction]) -> None:
    found = spread(marks)
    assert found == (max(marks) - min(marks) if len(marks) > 1 else 0)
    assert 0 <= found <= 100
