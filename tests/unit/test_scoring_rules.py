"""The rules that an instrument may choose: median and trimmed mean, parts, numbers, and the plenary's marks."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Aggregation, Indicator, Instrument, NumberRange, Part
from assessments.scoring import (
    EntryScore,
    IndicatorScore,
    Mark,
    Missing,
    MissingKind,
    Sheet,
    partial_components,
    score_entry,
)
from tests.unit.round_data import Round, rounds, values
from tests.unit.scoring_data import BANTEN, NA, instrument, mark, score, sheet

ONE = instrument({"a": (100, {"A": 1})}, top=10)
PARTS = (
    Part("dokumen", "Dokumen", Decimal(60)),
    Part("paparan", "Paparan", Decimal(20)),
    Part("lapangan", "Lapangan", Decimal(20)),
)
RULES = st.sampled_from(Aggregation)
MARKS = st.lists(st.integers(0, 10), min_size=1, max_size=7)


def by(rule: Aggregation, marks: Sequence[int | Mark]) -> Fraction | None:
    """Give what a rule makes of one indicator's marks, on the scale of 0 to 10."""
    total = score(replace(ONE, aggregation=rule), *({"A": one} for one in marks)).total
    return None if total is None else total / 10


def indicator(result: EntryScore, code: str) -> IndicatorScore:
    return next(one for part in result.components for one in part.indicators if one.code == code)


def reshaped(form: Instrument, code: str, **changes: Any) -> Instrument:
    """Change one indicator of an instrument."""
    return replace(
        form,
        components=tuple(
            replace(
                part,
                indicators=tuple(replace(one, **changes) if one.code == code else one for one in part.indicators),
            )
            for part in form.components
        ),
    )


# Mean, median, trimmed mean.


@given(MARKS)
def test_the_median_is_that_of_the_standard_library(marks: list[int]) -> None:
    assert by(Aggregation.MEDIAN, marks) == Fraction(statistics.median(map(Fraction, marks)))


@given(MARKS)
def test_the_trimmed_mean_leaves_out_one_lowest_and_one_highest_of_three_or_more(marks: list[int]) -> None:
    kept = sorted(marks)[1:-1] if len(marks) >= 3 else marks
    assert by(Aggregation.TRIMMED_MEAN, marks) == Fraction(sum(kept), len(kept))


@given(RULES, MARKS)
def test_every_rule_stays_between_the_lowest_and_the_highest_mark(rule: Aggregation, marks: list[int]) -> None:
    value = by(rule, marks)
    assert value is not None
    assert min(marks) <= value <= max(marks)


@given(RULES, st.integers(0, 10), st.integers(1, 7))
def test_one_assessor_and_a_panel_of_one_mind_give_the_mark_itself(rule: Aggregation, one: int, panel: int) -> None:
    assert by(rule, [one] * panel) == one


@given(RULES, MARKS, st.integers(0, 3))
def test_marks_that_are_not_applicable_are_as_if_nobody_had_sat_there(
    rule: Aggregation, marks: list[int], others: int
) -> None:
    assert by(rule, [*marks, *[NA] * others]) == by(rule, marks)


@given(RULES, st.lists(st.integers(1, 10), min_size=4, max_size=7))
def test_missing_not_applicable_and_zero_are_three_things(rule: Aggregation, marks: list[int]) -> None:
    form = replace(ONE, aggregation=rule)
    ours = [sheet("x", f"p{at}", {"A": one}) for at, one in enumerate(marks)]
    zero, not_applicable, missing = (
        score_entry(form, "x", [*ours, sheet("x", "z", own)]) for own in ({"A": 0}, {"A": NA}, {"A": Mark(None)})
    )
    assert missing.total is None
    assert zero.total is not None
    assert not_applicable.total is not None
    assert zero.total <= not_applicable.total
    assert (indicator(zero, "A").counted, indicator(not_applicable, "A").counted) == (len(marks) + 1, len(marks))


@pytest.mark.parametrize(
    ("marks", "mean", "median", "trimmed"),
    [
        ([0, 9, 10], "19/3", "9", "9"),
        ([0, 9], "9/2", "9/2", "9/2"),
        ([7], "7", "7", "7"),
        ([1, 2, 3, 10], "4", "5/2", "5/2"),
        ([1, 1, 4, 10, 10], "26/5", "4", "5"),
    ],
)
def test_hand_worked_marks(marks: list[int], mean: str, median: str, trimmed: str) -> None:
    assert [by(rule, marks) for rule in Aggregation] == list(map(Fraction, (mean, median, trimmed)))


# What holds for any round: several parts, numbers, any rule, moderated marks.


def scored(found: Round) -> dict[str, EntryScore]:
    form, sheets, moderated = found
    return {entry: score_entry(form, entry, own, moderated.get(entry, {})) for entry, own in sheets.items()}


def better(one: Indicator, form: Instrument, value: Decimal) -> Decimal:
    """Give a mark that is no worse: the next level, or a number nearer to the best."""
    if one.number is None:
        return min(value + 1, form.scale_max)
    step = 5 if one.number.best > one.number.worst else -5
    return max(value + step, Decimal(0))


@settings(max_examples=30)
@given(data=st.data(), found=rounds(most=1))
def test_a_better_mark_never_lowers_a_total(data: st.DataObject, found: Round) -> None:
    form, sheets, moderated = found
    own = sheets["v0"]
    at = data.draw(st.integers(0, len(own) - 1))
    code = data.draw(st.sampled_from(sorted(own[at].marks)))
    value = own[at].marks[code].value
    before = scored(found)["v0"].total
    if value is None or before is None:
        return
    raised = {**own[at].marks, code: Mark(better(form.indicators[code], form, value))}
    after = scored((form, {"v0": [*own[:at], replace(own[at], marks=raised), *own[at + 1 :]]}, moderated))["v0"].total
    assert after is not None
    assert after >= before


@settings(max_examples=30)
@given(data=st.data(), found=rounds(most=2))
def test_the_order_of_sheets_does_not_matter(data: st.DataObject, found: Round) -> None:
    form, sheets, moderated = found
    mixed = data.draw(st.permutations([one for own in sheets.values() for one in own]))
    assert scored(found) == scored((form, dict.fromkeys(sheets, mixed), moderated))


@settings(max_examples=30)
@given(rounds(most=1))
def test_an_assessor_who_finds_nothing_applicable_changes_nothing(found: Round) -> None:
    form, sheets, moderated = found
    idle = [
        Sheet("v0", "z", True, {one.code: NA for one in form.marked_in(part)}, part=part) for part in form.part_codes
    ]
    before, after = scored(found)["v0"], scored((form, {"v0": [*sheets["v0"], *idle]}, moderated))["v0"]
    assert after.total == before.total
    assert [part.score for part in after.components] == [part.score for part in before.components]


@settings(max_examples=30)
@given(data=st.data(), found=rounds(most=1))
def test_the_points_of_the_indicators_add_up_to_the_total(data: st.DataObject, found: Round) -> None:
    result = scored(found)["v0"]
    if result.total is None:
        assert {one.kind for one in result.missing} == {MissingKind.NOTHING_APPLICABLE}
        return
    assert result.total == sum(one.points or 0 for part in result.components for one in part.indicators)
    assert 0 <= result.total <= 100


# Parts.


def in_part(code: str, *marks: int | Mark) -> list[Sheet]:
    """Give a sheet an assessor for a part, with one mark on A each."""
    return [replace(sheet("x", f"p{at}", {"A": one}), part=code) for at, one in enumerate(marks)]


def test_the_hand_worked_parts() -> None:
    """Documents 60: marks 8 and 6, mean 7; presentation 20: 10; field 20: not applicable, so 80 weigh in all.

    (60 x 70 + 20 x 100) / 80 = 6200 / 80 = 77.5
    """
    form = replace(ONE, parts=PARTS)
    result = score_entry(form, "x", [*in_part("dokumen", 8, 6), *in_part("lapangan", NA), *in_part("paparan", 10)])
    found = indicator(result, "A")
    assert result.total == found.score == Fraction("77.5")
    assert [one.value for _assessor, one in found.marks] == [8, 6, 10, None]
    assert found.mark_parts == ("dokumen", "dokumen", "paparan", "lapangan")
    assert (found.counted, found.not_applicable) == (3, 1)


@settings(max_examples=30)
@given(rounds(most=1))
def test_one_part_is_as_good_as_none(found: Round) -> None:
    form, sheets, moderated = found
    plain = replace(
        form,
        parts=(),
        components=tuple(
            replace(part, indicators=tuple(replace(one, parts=()) for one in part.indicators))
            for part in form.components
        ),
    )
    named = replace(plain, parts=(Part("satu", "Satu", Decimal(100)),))
    first = [one for one in sheets["v0"] if len(one.marks) == len(form.indicators) and one.part == form.part_codes[0]]
    without = score_entry(plain, "v0", [replace(one, part="") for one in first], moderated["v0"])
    within = score_entry(named, "v0", [replace(one, part="satu") for one in first], moderated["v0"])
    assert within.total == without.total
    assert [part.score for part in within.components] == [part.score for part in without.components]


@given(RULES, MARKS, st.lists(st.integers(1, 97), min_size=2, max_size=2))
def test_the_same_marks_in_every_part_give_what_they_give_alone(
    rule: Aggregation, marks: list[int], cuts: list[int]
) -> None:
    weights = [*cuts, max(1, 100 - sum(cuts))]
    parts = tuple(Part(f"b{at}", "-", Decimal(weight)) for at, weight in enumerate(weights))
    form = replace(ONE, aggregation=rule, parts=parts)
    result = score_entry(form, "x", [one for part in parts for one in in_part(part.code, *marks)])
    assert result.total == score(replace(ONE, aggregation=rule), *({"A": one} for one in marks)).total


def test_an_indicator_of_one_part_does_not_ask_for_the_others() -> None:
    form = replace(instrument({"a": (100, {"A": 1, "B": 1})}, top=10), parts=PARTS[:2])
    form = reshaped(form, "B", parts=("paparan",))
    sheets = [
        replace(sheet("x", "p0", {"A": 4}), part="dokumen"),
        replace(sheet("x", "p1", {"A": 4, "B": 9}), part="paparan"),
    ]
    result = score_entry(form, "x", sheets)
    assert result.total == (40 + 90) / Fraction(2)
    assert indicator(result, "B").mark_parts == ("paparan",)


def test_a_part_without_a_sheet_makes_the_entry_incomplete_and_is_named() -> None:
    form = replace(ONE, parts=PARTS)
    result = score_entry(form, "x", [*in_part("dokumen", 8), *in_part("paparan", 8, Mark(None))])
    assert result.total is None
    assert indicator(result, "A").score is None
    assert result.missing == (
        Missing(MissingKind.NO_MARK, "p1", "A", "paparan"),
        Missing(MissingKind.NO_SHEET, part="lapangan"),
    )


def test_what_is_not_applicable_in_every_part_leaves_the_component() -> None:
    form = replace(ONE, parts=PARTS[:2])
    result = score_entry(form, "x", [*in_part("dokumen", NA), *in_part("paparan", NA)])
    assert result.missing == (Missing(MissingKind.NOTHING_APPLICABLE, where="a"),)


@pytest.mark.parametrize(
    ("part", "marks", "words"),
    [
        ("", {"A": 1}, "no such part"),
        ("rapat", {"A": 1}, "no such part: rapat"),
        ("dokumen", {"B": 1}, "B: not marked in the part dokumen"),
    ],
)
def test_a_sheet_of_another_part_or_with_its_marks_is_refused(part: str, marks: Mapping[str, int], words: str) -> None:
    form = replace(instrument({"a": (100, {"A": 1, "B": 1})}, top=10), parts=PARTS)
    form = reshaped(form, "B", parts=("paparan",))
    with pytest.raises(ValueError, match=words):
        score_entry(form, "x", [replace(sheet("x", "p0", marks), part=part)])


def test_an_assessor_has_one_sheet_a_part() -> None:
    form = replace(ONE, parts=PARTS[:2])
    assert score_entry(form, "x", [*in_part("dokumen", 5), *in_part("paparan", 5)]).total == 50
    with pytest.raises(ValueError, match="two sheets"):
        score_entry(form, "x", [*in_part("dokumen", 5), *in_part("dokumen", 5)])


def test_subtotals_of_a_part_are_over_its_own_indicators() -> None:
    form = replace(instrument({"a": (60, {"A": 1, "B": 1}), "b": (40, {"C": 1})}, top=10), parts=PARTS)
    form = reshaped(reshaped(form, "B", parts=("paparan",)), "C", parts=("dokumen",))
    first, second = partial_components(form, {"A": mark(4)}, "paparan")
    assert [one.code for one in first.indicators] == ["A", "B"]
    assert (first.score, second.score, second.indicators) == (40, None, ())
    whole = partial_components(form, {"A": mark(4), "B": mark(8), "C": mark(1)})
    assert [part.score for part in whole] == [60, 10]


# Numbers.


@pytest.mark.parametrize(
    ("worst", "best", "marks", "total"),
    [
        ("0", "100", ["50", "100"], "75"),
        ("0", "100", ["250", "0"], "50"),
        ("20", "60", ["30", "10"], "12.5"),
        ("10", "0", ["0", "5", "20"], "50"),
        ("10", "0", ["0.125"], "98.75"),
    ],
)
def test_a_number_counts_by_its_way_from_worst_to_best(worst: str, best: str, marks: list[str], total: str) -> None:
    form = reshaped(ONE, "A", levels=(), number=NumberRange(Decimal(worst), Decimal(best), "%"))
    assert score(form, *({"A": one} for one in marks)).total == Fraction(total)


@pytest.mark.parametrize("value", ["-1", "0.0005", "100000", "NaN"])
def test_what_a_mark_cannot_store_is_refused(value: str) -> None:
    form = reshaped(ONE, "A", levels=(), number=NumberRange(Decimal(0), Decimal(100), "%"))
    with pytest.raises(ValueError, match="no number for a mark"):
        score(form, {"A": value})


# The plenary's marks.


@settings(max_examples=30)
@given(data=st.data(), found=rounds(most=1))
def test_the_plenarys_mark_counts_alone_and_the_others_stay(data: st.DataObject, found: Round) -> None:
    form, sheets, _moderated = found
    code = data.draw(st.sampled_from(list(form.indicators)))
    one = form.indicators[code]
    decided = data.draw(values(one) | st.just(NA))
    before, after = scored((form, sheets, {}))["v0"], scored((form, sheets, {"v0": {code: decided}}))["v0"]
    expected = None if decided.value is None else 100 * one.share(decided.value, form.scale_max)
    assert indicator(after, code).score == expected
    assert indicator(after, code).moderated == decided
    assert indicator(after, code).marks == indicator(before, code).marks
    others = [other for other in form.indicators if other != code]
    assert [indicator(after, other).score for other in others] == [indicator(before, other).score for other in others]


@settings(max_examples=30)
@given(data=st.data(), found=rounds(most=1))
def test_what_assessors_said_of_a_moderated_indicator_moves_nothing(data: st.DataObject, found: Round) -> None:
    form, sheets, _moderated = found
    code = data.draw(st.sampled_from(list(form.indicators)))
    decided = {"v0": {code: data.draw(values(form.indicators[code]) | st.just(NA))}}
    other = {
        "v0": [
            replace(one, marks={**one.marks, code: data.draw(values(form.indicators[code]) | st.just(NA))})
            if code in one.marks
            else one
            for one in sheets["v0"]
        ]
    }
    assert scored((form, other, decided))["v0"].total == scored((form, sheets, decided))["v0"].total


def test_the_plenary_cannot_fill_in_for_an_assessor() -> None:
    """A missing mark stays missing: the dossier is incomplete until the assessor has given it."""
    result = score_entry(ONE, "x", [sheet("x", "p0", {"A": 4}), sheet("x", "p1", {})], {"A": mark(5)})
    assert result.total is None
    assert [one.kind for one in result.missing] == [MissingKind.NO_MARK]


def test_the_plenary_may_find_an_indicator_not_applicable() -> None:
    form = instrument({"a": (100, {"A": 1, "B": 3})}, top=10)
    assert score_entry(form, "x", [sheet("x", "p0", {"A": 4, "B": 8})], {"B": NA}).total == 40
    result = score_entry(ONE, "x", [sheet("x", "p0", {"A": 4})], {"A": NA})
    assert result.missing == (Missing(MissingKind.NOTHING_APPLICABLE, where="a"),)
    applies = score_entry(ONE, "x", [sheet("x", "p0", {"A": NA})], {"A": mark(7)})
    assert applies.total == 70


@pytest.mark.parametrize(
    ("moderated", "words"),
    [
        ({"D1": Mark(Decimal(7))}, "D1: no level has the value 7"),
        ({"Z": Mark(Decimal(1))}, "no such indicator: Z"),
        ({"D1": Mark(None)}, "D1: the plenary's mark says nothing"),
        ({"D1": NA}, "D1: always applicable"),
    ],
)
def test_a_mark_that_the_plenary_cannot_give_is_refused(moderated: dict[str, Mark], words: str) -> None:
    full = sheet("x", "p0", dict.fromkeys(BANTEN.indicators, 4))
    with pytest.raises(ValueError, match=words):
        score_entry(BANTEN, "x", [full], moderated)
