"""Thematic awards: by the total, by components or by indicators; exact, shared where equal."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Award, Instrument
from assessments.scoring import EntryScore, award_places, rank_by_keys, score_entry
from tests.unit.scoring_data import NA, instrument, instruments, score, sheet, sheet_sets

# "a" 60 with A (weight 2) and B (weight 1): 40 and 20 of the total; "b" 40 with C (weight 1) and D (weight 3): 10, 30.
FORM = instrument({"a": (60, {"A": 2, "B": 1}), "b": (40, {"C": 1, "D": 3})})


def placed(form: Instrument, scores: list[EntryScore], *basis: str, places: int = 3) -> list[tuple[str, int, Fraction]]:
    return award_places(replace(form, awards=(Award("x", "X", basis, places),)), scores)["x"]


VILLAGES = [
    score(FORM, {"A": 4, "B": 0, "C": 2, "D": 2}, entry="v"),
    score(FORM, {"A": 2, "B": 4, "C": 4, "D": 0}, entry="w"),
    score(FORM, {"A": 0, "B": 4, "C": NA, "D": 4}, entry="x"),
    score_entry(FORM, "y", [sheet("y", "p0", {"A": 4})]),
]


def test_hand_worked_awards() -> None:
    """v: a 200/3, b 50, total 60. w: a 200/3, b 25, total 50. x: a 100/3, b 100, total 60. y is incomplete."""
    assert placed(FORM, VILLAGES, "total") == [("v", 1, 60), ("x", 1, 60), ("w", 3, 50)]
    assert placed(FORM, VILLAGES, "b") == [("x", 1, 100), ("v", 2, 50), ("w", 3, 25)]
    assert placed(FORM, VILLAGES, "a", places=1) == [("v", 1, Fraction(200, 3)), ("w", 1, Fraction(200, 3))]
    # B weighs 20, C 10: v 0 and 50, w 100 and 100, x 100 and none.
    assert placed(FORM, VILLAGES, "B", "C") == [("w", 1, 100), ("x", 1, 100), ("v", 3, Fraction(500, 30))]
    # Of nothing there is no place.
    assert placed(FORM, VILLAGES, "C") == [("w", 1, 100), ("v", 2, 50)]


def test_no_awards_and_nobody_to_place() -> None:
    assert award_places(FORM, VILLAGES) == {}
    assert placed(FORM, [], "total") == []


def test_a_code_of_a_component_and_an_indicator_is_the_components() -> None:
    form = instrument({"a": (60, {"B": 1}), "b": (40, {"a": 1})})
    (found,) = placed(form, [score(form, {"B": 4, "a": 0})], "a")
    assert found == ("x", 1, 100)
    (found,) = placed(form, [score(form, {"B": 4, "a": 2})], "B", "a")
    assert found == ("x", 1, 80), "B is no component, so both are indicators: 60 x 100 % + 40 x 50 %"


@settings(max_examples=40)
@given(data=st.data(), form=instruments(), count=st.integers(1, 5), places=st.integers(1, 5))
def test_places_are_ranks_and_all_of_a_basis_is_the_total(
    data: st.DataObject, form: Instrument, count: int, places: int
) -> None:
    scores = [
        score_entry(form, f"e{at}", data.draw(sheet_sets(form, f"e{at}", not_applicable=False, panel=1)))
        for at in range(count)
    ]
    found = placed(form, data.draw(st.permutations(scores)), "total", places=places)
    totals = {one.entry: one.total for one in scores if one.total is not None}
    ranks = rank_by_keys({entry: (total,) for entry, total in totals.items()})
    assert found == [(entry, place, totals[entry]) for entry, place in ranks.items() if place <= places]
    for basis in ([part.code for part in form.components], list(form.indicators)):
        assert placed(form, scores, *basis, places=places) == found
    assert len(found) >= min(count, places)
