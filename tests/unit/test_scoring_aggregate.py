"""From marks to a total: a hand-worked example, the three kinds of nothing, and what holds for any marks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instrument import Instrument
from assessments.scoring import Mark, MissingKind, Sheet, partial_components, score_entry
from tests.unit.scoring_data import BANTEN, NA, instrument, instruments, mark, score, sheet, sheet_sets

# "dasar" 60 with A (weight 2) and B (weight 1); "inovasi" 40 with C and D (weight 1 each); marks 0-4.
FORM = instrument({"dasar": (60, {"A": 2, "B": 1}), "inovasi": (40, {"C": 1, "D": 1})})


def test_the_hand_worked_example() -> None:
    """Three assessors, one village.

             p0   p1   p2     mean            score = mean / 4 x 100
    A         3    4    3     10/3            250/3
    B         2   n/a   1     3/2  (of two)   75/2
    C         4    4    2     10/3            250/3
    D        n/a  n/a  n/a    -               drops out; C alone carries "inovasi"

    dasar    (2 x 250/3 + 1 x 75/2) / 3 = (500/3 + 75/2) / 3 = (1225/6) / 3 = 1225/18  = 68.0555...
    inovasi  250/3                                                                     = 83.3333...
    total    60/100 x 1225/18 + 40/100 x 250/3 = 245/6 + 100/3 = 445/6                 = 74.1666...
    shares   A 60 x 2/3 = 40, B 20, C 40, D 0; points A 100/3, B 15/2, C 100/3: 445/6 again
    """
    result = score(
        FORM,
        {"A": 3, "B": 2, "C": 4, "D": NA},
        {"A": 4, "B": NA, "C": 4, "D": NA},
        {"A": 3, "B": 1, "C": 2, "D": NA},
    )
    dasar, inovasi = result.components
    assert [one.score for one in dasar.indicators] == [Fraction(250, 3), Fraction(75, 2)]
    assert [one.score for one in inovasi.indicators] == [Fraction(250, 3), None]
    assert (dasar.score, dasar.weighted) == (Fraction(1225, 18), Fraction(245, 6))
    assert (inovasi.score, inovasi.weighted) == (Fraction(250, 3), Fraction(100, 3))
    assert result.total == Fraction(445, 6)
    assert [one.share for part in result.components for one in part.indicators] == [40, 20, 40, 0]
    points = [one.points for part in result.components for one in part.indicators]
    assert points == [Fraction(100, 3), Fraction(15, 2), Fraction(100, 3), None]
    assert [(one.counted, one.not_applicable) for one in dasar.indicators] == [(3, 0), (2, 1)]
    assert not result.missing


def test_zero_counts_and_not_applicable_does_not() -> None:
    zero = score(FORM, {"A": 4, "B": 0, "C": 4, "D": 4})
    not_applicable = score(FORM, {"A": 4, "B": NA, "C": 4, "D": 4})
    assert zero.total == Fraction(80)
    assert not_applicable.total == 100


FULL: dict[str, Any] = {"A": 4, "B": 4, "C": 4, "D": 4}


def missing_of(*sheets: Sheet) -> list[tuple[str, str, str]]:
    result = score_entry(FORM, "x", sheets)
    assert result.total is None
    assert not result.is_complete
    return [(one.kind.value, one.assessor, one.where) for one in result.missing]


def test_an_entry_without_a_sheet_is_incomplete() -> None:
    assert missing_of() == [("no_sheet", "", "")]
    assert missing_of(sheet("other", "p0", FULL)) == [("no_sheet", "", "")]


def test_a_missing_mark_makes_the_entry_incomplete_and_is_named() -> None:
    marks = {code: value for code, value in FULL.items() if code != "B"}
    assert missing_of(sheet("x", "p0", FULL), sheet("x", "p1", marks)) == [("no_mark", "p1", "B")]


def test_a_mark_that_says_nothing_is_missing_and_not_not_applicable() -> None:
    assert missing_of(sheet("x", "p0", {**FULL, "B": Mark(None)})) == [("no_mark", "p0", "B")]


def test_a_sheet_that_is_not_handed_in_makes_the_entry_incomplete() -> None:
    draft = sheet("x", "p1", FULL, submitted=False)
    assert missing_of(sheet("x", "p0", FULL), draft) == [("not_submitted", "p1", "")]


def test_marks_of_a_draft_are_not_told() -> None:
    result = score_entry(FORM, "x", [sheet("x", "p0", FULL), sheet("x", "p1", FULL, submitted=False)])
    indicators = [one for part in result.components for one in part.indicators]
    assert {assessor for one in indicators for assessor, _mark in one.marks} == {"p0"}
    assert {one.score for one in indicators} == {None}
    assert {part.score for part in result.components} == {None}


def test_only_what_something_is_missing_from_has_no_score() -> None:
    result = score(FORM, {code: value for code, value in FULL.items() if code != "B"})
    dasar, inovasi = result.components
    assert [one.score for one in dasar.indicators] == [100, None]
    assert dasar.score is None
    assert dasar.weighted is None
    assert inovasi.score == 100


def test_a_component_in_which_nothing_applies_makes_the_entry_incomplete() -> None:
    assert missing_of(sheet("x", "p0", {**FULL, "C": NA, "D": NA})) == [("nothing_applicable", "", "inovasi")]


def test_a_component_whose_marks_are_missing_is_not_also_called_inapplicable() -> None:
    kinds = {kind for kind, _assessor, _where in missing_of(sheet("x", "p0", {"A": 4, "B": 4, "C": NA}))}
    assert kinds == {MissingKind.NO_MARK}


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"A": 5}, "no level has the value 5"),
        ({"A": -1}, "no level has the value -1"),
        ({"A": "2.5"}, "no level has the value"),
        ({"Z": 1}, "no such indicator"),
    ],
)
def test_a_mark_that_no_form_would_have_saved_is_refused(marks: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        score(FORM, {**FULL, **marks})


def test_not_applicable_is_refused_where_the_instrument_does_not_allow_it() -> None:
    marks: dict[str, Any] = dict.fromkeys(BANTEN.indicators, 4)
    with pytest.raises(ValueError, match="D1: always applicable"):
        score(BANTEN, {**marks, "D1": NA})
    assert score(BANTEN, {**marks, "D6": NA}).total == 100


def test_two_sheets_of_one_assessor_are_refused() -> None:
    with pytest.raises(ValueError, match="two sheets"):
        score_entry(FORM, "x", [sheet("x", "p0", FULL), sheet("x", "p0", FULL)])


def test_a_mark_cannot_be_a_value_and_not_applicable() -> None:
    with pytest.raises(ValueError, match="no value"):
        Mark(Decimal(1), not_applicable=True)


def test_levels_may_have_free_values_and_the_scale_its_own_top() -> None:
    """PKK Jawa Timur's options 95/85/75/65 [public] on a scale of 100."""
    form = instrument({"a": (100, {"A": 1})}, top=1)
    levels = tuple(replace(form.indicators["A"].levels[0], value=Decimal(value)) for value in (65, 75, 85, 95))
    part = form.components[0]
    free = replace(part.indicators[0], levels=levels)
    form = replace(form, scale_max=Decimal(100), components=(replace(part, indicators=(free,)),))
    assert score(form, {"A": 95}, {"A": 85}).total == 90


# What holds for any instrument and any marks.


@given(data=st.data(), form=instruments())
def test_a_total_lies_between_0_and_100_and_is_the_sum_of_its_parts(data: st.DataObject, form: Instrument) -> None:
    result = score_entry(form, "x", data.draw(sheet_sets(form)))
    assert result.total is not None
    assert 0 <= result.total <= 100
    assert result.total == sum(part.weighted or 0 for part in result.components)
    assert result.total == sum(one.points or 0 for part in result.components for one in part.indicators)
    assert sum(one.share or 0 for part in result.components for one in part.indicators) == 100
    assert sum(part.weight for part in result.components) == 100


@given(form=instruments(), panel=st.integers(1, 4))
def test_the_best_marks_give_100_and_the_worst_0(form: Instrument, panel: int) -> None:
    best = [dict.fromkeys(form.indicators, str(form.scale_max))] * panel
    worst = [dict.fromkeys(form.indicators, "0")] * panel
    assert score(form, *best).total == 100
    assert score(form, *worst).total == 0


@given(data=st.data(), form=instruments())
def test_a_better_mark_never_lowers_the_total_and_in_fact_raises_it(data: st.DataObject, form: Instrument) -> None:
    sheets = data.draw(sheet_sets(form))
    at = data.draw(st.integers(0, len(sheets) - 1))
    code = data.draw(st.sampled_from(sorted(form.indicators)))
    value = sheets[at].marks[code].value
    if value is None or value == form.scale_max:
        return
    better = list(sheets)
    better[at] = replace(sheets[at], marks={**sheets[at].marks, code: mark(str(value + 1))})
    before, after = score_entry(form, "x", sheets), score_entry(form, "x", better)
    assert before.total is not None
    assert after.total is not None
    assert after.total > before.total


@given(data=st.data(), form=instruments())
def test_an_indicator_that_applies_to_nobody_changes_nothing(data: st.DataObject, form: Instrument) -> None:
    sheets = data.draw(sheet_sets(form))
    at = data.draw(st.integers(0, len(form.components) - 1))
    part = form.components[at]
    extra = replace(part.indicators[0], code="X", weight=data.draw(st.sampled_from([Decimal(1), Decimal(50)])))
    place = data.draw(st.integers(0, len(part.indicators)))
    widened = replace(part, indicators=(*part.indicators[:place], extra, *part.indicators[place:]))
    wider = replace(form, components=(*form.components[:at], widened, *form.components[at + 1 :]))
    with_extra = [replace(one, marks={**one.marks, "X": NA}) for one in sheets]
    before, after = score_entry(form, "x", sheets), score_entry(wider, "x", with_extra)
    assert after.total == before.total
    assert [part.score for part in after.components] == [part.score for part in before.components]


@given(data=st.data(), form=instruments())
def test_the_order_of_assessors_does_not_matter(data: st.DataObject, form: Instrument) -> None:
    sheets = data.draw(sheet_sets(form))
    assert score_entry(form, "x", data.draw(st.permutations(sheets))) == score_entry(form, "x", sheets)


@given(data=st.data(), form=instruments())
def test_sheets_of_other_entries_do_not_matter(data: st.DataObject, form: Instrument) -> None:
    sheets, others = data.draw(sheet_sets(form)), data.draw(sheet_sets(form, "y"))
    assert score_entry(form, "x", [*others, *sheets]) == score_entry(form, "x", sheets)


@given(data=st.data(), form=instruments())
def test_taking_away_any_mark_takes_away_the_total(data: st.DataObject, form: Instrument) -> None:
    sheets = data.draw(sheet_sets(form))
    at = data.draw(st.integers(0, len(sheets) - 1))
    code = data.draw(st.sampled_from(sorted(form.indicators)))
    sheets[at] = replace(sheets[at], marks={key: one for key, one in sheets[at].marks.items() if key != code})
    result = score_entry(form, "x", sheets)
    assert result.total is None
    assert [(one.kind, one.where) for one in result.missing] == [(MissingKind.NO_MARK, code)]


@given(data=st.data(), form=instruments(), factor=st.sampled_from([2, 3, 7]))
def test_weights_inside_a_component_are_relative(data: st.DataObject, form: Instrument, factor: int) -> None:
    sheets = data.draw(sheet_sets(form))
    scaled = replace(
        form,
        components=tuple(
            replace(part, indicators=tuple(replace(one, weight=one.weight * factor) for one in part.indicators))
            for part in form.components
        ),
    )
    assert score_entry(scaled, "x", sheets).total == score_entry(form, "x", sheets).total


# What the sheet shows while it is being filled in.


def test_subtotals_so_far_are_over_the_marks_given() -> None:
    assert [part.score for part in partial_components(FORM, {"A": mark(3), "B": Mark(None)})] == [75, None]


def test_an_empty_sheet_has_no_subtotal_and_is_not_zero() -> None:
    assert [part.score for part in partial_components(FORM, {})] == [None, None]


def test_a_sheet_full_of_not_applicable_has_no_subtotal() -> None:
    assert [part.score for part in partial_components(FORM, dict.fromkeys("ABCD", NA))] == [None, None]


def test_subtotals_do_not_refuse_what_a_form_was_sent() -> None:
    assert partial_components(BANTEN, {"D1": NA, "Z": mark(1)})[0].score is None


@given(data=st.data(), form=instruments())
def test_a_full_sheets_subtotals_are_what_it_scores_alone(data: st.DataObject, form: Instrument) -> None:
    (own,) = data.draw(sheet_sets(form, panel=1))
    alone = score_entry(form, "x", [own])
    assert [part.score for part in partial_components(form, own.marks)] == [part.score for part in alone.components]
