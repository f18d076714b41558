"""The fast scores: in every case what the slow ones give, and refused where those refuse."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Instrument, NumberRange, Part
from assessments.scoring import Mark, Sheet, Totals, entry_keys, ladder_keys, score_entry
from assessments.scoring.totals import NOT_APPLICABLE, cell_of
from tests.unit.round_data import Moderated, Round, rounds
from tests.unit.scoring_data import BANTEN, NA, instrument, sheet

FORM = instrument({"a": (60, {"A": 2, "B": 1}), "b": (40, {"C": 1})}, tie_break=["total", "b", "plenary"])


def slow(form: Instrument, own: list[Sheet], moderated: Any = None) -> tuple[Fraction, ...] | None:
    return ladder_keys(form, score_entry(form, own[0].entry if own else "x", own, moderated or {}))


def agree(form: Instrument, sheets: dict[str, list[Sheet]], moderated: Moderated) -> None:
    totals = Totals(form)
    for entry, own in sheets.items():
        expected = slow(form, own, moderated.get(entry))
        assert entry_keys(form, own, moderated.get(entry, {})) == expected
        assert totals.keys([totals.cells(one) for one in own], moderated.get(entry, {})) == expected


@settings(max_examples=50)
@given(rounds())
def test_any_round_is_scored_as_the_slow_rules_do(found: Round) -> None:
    agree(*found)


@settings(max_examples=25)
@given(data=st.data(), found=rounds(most=2))
def test_also_where_something_is_missing(data: st.DataObject, found: Round) -> None:
    form, sheets, moderated = found
    own = list(sheets["v0"])
    at = data.draw(st.integers(0, len(own) - 1))
    code = data.draw(st.sampled_from(sorted(own[at].marks)))
    without = {key: one for key, one in own[at].marks.items() if key != code}
    for changed in (
        [replace(own[at], submitted=False)],
        [replace(own[at], marks=without)],
        [replace(own[at], marks={**without, code: Mark(None)})],
        [],
    ):
        agree(form, {**sheets, "v0": [*own[:at], *changed, *own[at + 1 :]]}, moderated)


def test_nobody_judges() -> None:
    assert entry_keys(FORM, []) is None
    assert Totals(FORM).keys([]) is None


FULL: dict[str, Any] = {"A": 4, "B": 4, "C": 4}


@pytest.mark.parametrize(
    "sheets",
    [
        [sheet("x", "p0", {**FULL, "A": 5})],
        [sheet("x", "p0", {**FULL, "A": "-0.001"})],
        [sheet("x", "p0", {**FULL, "A": "3.0001"})],
        [sheet("x", "p0", {**FULL, "A": "NaN"})],
        [sheet("x", "p0", {**FULL, "A": "Infinity"})],
        [sheet("x", "p0", {**FULL, "Z": 1})],
        [sheet("x", "p0", {**FULL, "A": 5}, submitted=False)],
        [sheet("x", "p0", FULL), sheet("x", "p0", FULL)],
        [sheet("x", "p0", {"A": 4}), sheet("x", "p1", {**FULL, "A": 5})],
        [replace(sheet("x", "p0", FULL), part="lapangan")],
    ],
)
def test_what_the_slow_rules_refuse_is_refused(sheets: list[Sheet]) -> None:
    for score in (slow, entry_keys):
        with pytest.raises(ValueError, match=r".+"):
            score(FORM, sheets)


def test_not_applicable_is_refused_where_it_is_not_allowed() -> None:
    full = dict.fromkeys(BANTEN.indicators, 4)
    with pytest.raises(ValueError, match="D1: no mark is"):
        entry_keys(BANTEN, [sheet("x", "p0", {**full, "D1": NA})])
    with pytest.raises(ValueError, match="D1: always applicable"):
        entry_keys(BANTEN, [sheet("x", "p0", full)], {"D1": NA})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("", [4000, 4000])], "2 marks for 3 indicators"),
        ([("x", [4000, 4000, 4000])], "no such part"),
        ([("", [4, 4000, 4000])], "no mark is 4 thousandths"),
        ([("", [None, 4000, -5])], "no mark is -5 thousandths"),
    ],
)
def test_a_row_that_is_none_is_refused(rows: list[tuple[str, list[int | None]]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Totals(FORM).keys(rows)


def test_a_row_of_thousandths() -> None:
    totals = Totals(FORM)
    assert totals.cells(sheet("x", "p0", {"A": 4, "B": NA, "C": "2.0"})) == ("", [4000, NOT_APPLICABLE, 2000])
    assert totals.cells(sheet("x", "p0", {"A": 4}, submitted=False)) == ("", [None, None, None])
    # A carries "a" alone: 60 x 100 % + 40 x 50 %; the ladder goes on with "b".
    assert totals.keys([("", [4000, NOT_APPLICABLE, 2000])]) == (80, 50)


def test_the_cell_of_a_part_stands_where_the_parts_sheet_has_it() -> None:
    form = replace(FORM, parts=(Part("p", "P", Decimal(50)), Part("q", "Q", Decimal(50))))
    component = form.components[0]
    own = replace(component.indicators[0], parts=("q",))
    form = replace(form, components=(replace(component, indicators=(own, component.indicators[1])), form.components[1]))
    assert Totals(form).keys([("p", [4000, 2000]), ("q", [0, 4000, 2000])]) == slow(
        form,
        [
            replace(sheet("x", "p0", {"B": 4, "C": 2}), part="p"),
            replace(sheet("x", "p0", {"A": 0, "B": 4, "C": 2}), part="q"),
        ],
    )


@given(st.decimals(0, "99999.999", places=3))
def test_a_number_of_any_size_is_counted_exactly(value: Decimal) -> None:
    component = FORM.components[0]
    number = replace(
        component.indicators[0], levels=(), number=NumberRange(Decimal("12.5"), Decimal("2.125"), "keluarga")
    )
    form = replace(FORM, components=(replace(component, indicators=(number,)), FORM.components[1]))
    own = [sheet("x", "p0", {"A": str(value), "C": 1}), sheet("x", "p1", {"A": "7.001", "C": 2})]
    assert entry_keys(form, own) == slow(form, own)


@given(st.decimals(-(10**5), 10**5, places=3))
def test_a_value_is_a_whole_number_of_thousandths(value: Decimal) -> None:
    assert Fraction(cell_of(value), 1000) == Fraction(value)
    assert cell_of(value) != NOT_APPLICABLE


def test_the_same_instrument_is_made_ready_once_and_another_one_again() -> None:
    own = [sheet("x", "p0", {"A": 4, "B": 0, "C": 4})]
    heavier = replace(FORM, components=(replace(FORM.components[0], weight=Decimal(90)), FORM.components[1]))
    for form in (FORM, heavier, FORM, *(replace(FORM, year=2000 + at) for at in range(20)), heavier):
        assert entry_keys(form, own) == slow(form, own)
