"""Signals of haste: what holds for any surveys, and each threshold from both sides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages import haste
from villages.haste import Signal, SignalCode, Source, SurveyFacts, expected_runs, find_signals

DAY = date(2019, 1, 15)
MOMENT = datetime(2019, 1, 15, 9, tzinfo=UTC)
ALL_YES, ONE_NO = "y" * 21, "y" * 20 + "t"
MINIMUM = {
    SignalCode.SAME_IN_A_ROW: haste.RUN_LENGTH,
    SignalCode.FAST_ENTRY: haste.FAST_FAMILIES,
    SignalCode.MANY_A_DAY: haste.FAMILIES_A_DAY + 1,
    SignalCode.RT_ALIKE: haste.ALIKE_FAMILIES,
    SignalCode.COPY_UNCHANGED: haste.COPIED_FAMILIES,
    SignalCode.SAME_INCOME: haste.INCOME_FAMILIES // 2,
}

# Few values, so that runs, heaps and copies happen often.
patterns = st.sampled_from([ALL_YES, ONE_NO, "t" * 21, "-" * 21])
incomes = st.sampled_from([None, 1_000_000, 1_500_000])
facts = st.builds(
    SurveyFacts,
    family=st.just(""),
    rt=st.sampled_from(["01", "02"]),
    surveyor=st.integers(1, 2),
    answers=patterns,
    surveyed_on=st.sampled_from([DAY, DAY + timedelta(1)]),
    saved_at=st.integers(0, 5).map(lambda minutes: MOMENT + timedelta(minutes=minutes)),
    entry_seconds=st.none() | st.integers(0, 90),
    income=incomes,
    imported=st.booleans(),
    copied_from=st.none() | st.builds(Source, patterns, incomes),
)


def named(surveys: list[SurveyFacts]) -> list[SurveyFacts]:
    return [SurveyFacts(**{**vars(one), "family": f"k{at:03}"}) for at, one in enumerate(surveys)]


villages = st.lists(facts, max_size=60).map(named)


def some(count: int, **values: Any) -> list[SurveyFacts]:
    """Surveys of different families that differ in every letter and figure unless something is said."""
    made = []
    for at in range(count):
        given: dict[str, Any] = {
            "family": f"k{at:03}",
            "rt": f"{at:02}",
            "surveyor": at,
            "answers": f"{at:020b}".replace("0", "y").replace("1", "t") + "y",
            "surveyed_on": DAY,
            "saved_at": MOMENT + timedelta(minutes=at),
            "income": 1_000_000 + at,
            **values,
        }
        made.append(SurveyFacts(**given))
    return made


def codes(surveys: list[SurveyFacts]) -> list[SignalCode]:
    return [one.code for one in find_signals(surveys)]


@given(villages, st.randoms(use_true_random=False))
def test_the_order_of_the_surveys_is_irrelevant(surveys: list[SurveyFacts], dice: Any) -> None:
    shuffled = sorted(surveys, key=lambda _one: dice.random())
    assert find_signals(shuffled) == find_signals(surveys)


@given(villages)
def test_a_signal_is_about_families_that_are_there(surveys: list[SurveyFacts]) -> None:
    whole = {one.family for one in surveys if one.is_complete}
    for signal in find_signals(surveys):
        assert set(signal.families) <= whole
        assert len(set(signal.families)) == signal.count <= signal.total <= len(whole)


@given(villages)
def test_nothing_is_said_about_too_few(surveys: list[SurveyFacts]) -> None:
    for signal in find_signals(surveys):
        assert signal.count >= MINIMUM[signal.code]


@given(villages)
def test_what_is_not_finished_changes_nothing(surveys: list[SurveyFacts]) -> None:
    assert find_signals(one for one in surveys if one.is_complete) == find_signals(surveys)


@given(st.integers(5, 40), st.integers(0, 200), st.integers(0, 50), st.integers(0, 50))
def test_a_longer_row_is_less_expected(length: int, more: int, alike: int, unlike: int) -> None:
    shorter = expected_runs(length, length + more + 1, alike, alike + unlike)
    longer = expected_runs(length + 1, length + more + 1, alike, alike + unlike)
    assert 0 < longer < shorter


def test_surveys_that_differ_give_no_signal() -> None:
    assert find_signals(some(60)) == []
    assert find_signals([]) == []


@pytest.mark.parametrize(("count", "expected"), [(4, []), (5, [SignalCode.SAME_IN_A_ROW])])
def test_a_row_of_five(count: int, expected: list[SignalCode]) -> None:
    assert codes([*some(30)[count:], *some(count, surveyor=99, answers=ALL_YES)]) == expected


def test_a_row_is_none_where_most_families_answer_so_anyway() -> None:
    others = [SurveyFacts(**{**vars(one), "family": f"o{one.family}"}) for one in some(60, answers=ALL_YES)]
    assert codes([*others, *some(6, surveyor=99, answers=ALL_YES)]) == []


def test_another_survey_in_between_ends_the_row() -> None:
    row = some(9, surveyor=1, answers=ALL_YES)
    row[4] = SurveyFacts(**{**vars(row[4]), "answers": ONE_NO})
    assert codes(row) == []


def test_a_workbook_is_a_row_of_its_own() -> None:
    row = some(8, surveyor=1, answers=ALL_YES)
    half = [SurveyFacts(**{**vars(one), "imported": at % 2 == 0}) for at, one in enumerate(row)]
    assert codes(half) == []
    assert codes(some(8, surveyor=1, answers=ALL_YES, imported=True)) == [SignalCode.SAME_IN_A_ROW]


@pytest.mark.parametrize(("seconds", "expected"), [(42, []), (41, [SignalCode.FAST_ENTRY]), (None, [])])
def test_faster_than_it_can_be_asked(seconds: int | None, expected: list[SignalCode]) -> None:
    assert codes(some(3, surveyor=1, entry_seconds=seconds)) == expected
    assert codes(some(2, surveyor=1, entry_seconds=seconds)) == []


def test_a_copy_and_a_workbook_are_quick_by_their_nature() -> None:
    assert codes(some(3, surveyor=1, entry_seconds=5, copied_from=Source(ALL_YES, None))) == []
    assert codes(some(3, surveyor=1, entry_seconds=5, imported=True)) == []


@pytest.mark.parametrize(("count", "expected"), [(24, []), (25, [SignalCode.MANY_A_DAY])])
def test_more_families_than_a_day_holds(count: int, expected: list[SignalCode]) -> None:
    assert codes(some(count, surveyor=1)) == expected
    assert codes(some(count, surveyor=1, imported=True)) == []


@pytest.mark.parametrize(
    ("alike", "others", "expected"),
    [(4, 0, []), (5, 0, [SignalCode.RT_ALIKE]), (9, 1, [SignalCode.RT_ALIKE]), (8, 1, [])],
)
def test_nine_of_ten_of_an_rt(alike: int, others: int, expected: list[SignalCode]) -> None:
    different = some(20, rt="07")[:others]
    same = [SurveyFacts(**{**vars(one), "family": f"s{one.family}"}) for one in some(alike, rt="07", answers=ONE_NO)]
    assert codes([*different, *same]) == expected


@pytest.mark.parametrize(("count", "expected"), [(2, []), (3, [SignalCode.COPY_UNCHANGED])])
def test_copies_that_changed_in_nothing(count: int, expected: list[SignalCode]) -> None:
    copies = [
        SurveyFacts(**{**vars(one), "copied_from": Source(one.answers, one.income)}) for one in some(count, surveyor=1)
    ]
    assert codes(copies) == expected


def test_a_copy_with_another_income_is_no_mere_copy() -> None:
    copies = [SurveyFacts(**{**vars(one), "copied_from": Source(one.answers, 5)}) for one in some(9, surveyor=1)]
    assert codes(copies) == []


@pytest.mark.parametrize(("same", "others", "expected"), [(9, 0, []), (10, 0, ["x"]), (5, 5, ["x"]), (5, 6, [])])
def test_half_of_the_families_with_one_income(same: int, others: int, expected: list[str]) -> None:
    surveys = [SurveyFacts(**{**vars(one), "income": 900_000}) for one in some(same + others)[:same]]
    found = find_signals([*surveys, *some(same + others)[same:]])
    assert [one.code for one in found] == [SignalCode.SAME_INCOME for _one in expected]
    assert all(one.figure == 900_000 and one.total == same + others for one in found)


def test_the_numbers_of_each_signal() -> None:
    day = find_signals(some(25, surveyor=7))[0]
    assert (day.count, day.total, day.surveyor, day.day) == (25, 25, 7, DAY)
    fast = find_signals([*some(3, surveyor=7, entry_seconds=30), *some(9, surveyor=7, entry_seconds=300)[3:]])
    assert fast == [Signal(SignalCode.FAST_ENTRY, ("k000", "k001", "k002"), 9, surveyor=7, figure=30)]


def test_every_signal_has_its_minimum_here() -> None:
    assert set(MINIMUM) == set(SignalCode)
