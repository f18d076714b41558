"""The welfare stage: BKKBN's cascade, by examples and against a definition that knows no cascade."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from villages.welfare import (
    INDICATOR_COUNT,
    INDICATORS,
    NO_ANSWERS,
    NOT_APPLICABLE_ALLOWED,
    TIERS,
    Answer,
    WelfareStage,
    assess,
    validate_answers,
)

LADDER = [
    WelfareStage.PRE_PROSPEROUS,
    WelfareStage.KS1,
    WelfareStage.KS2,
    WelfareStage.KS3,
    WelfareStage.KS3_PLUS,
]
ALL_MET = "y" * 21


def with_answers(base: str = ALL_MET, **answers: str) -> str:
    """Change single answers: with_answers(n6="t")."""
    letters = list(base)
    for name, letter in answers.items():
        letters[int(name[1:]) - 1] = letter
    return "".join(letters)


def stage_by_words(answers: str) -> WelfareStage:
    """The stage of 21 given answers, word for word from the domain page: which of 1-6, 1-14, 1-19, 1-21 are all met."""
    met = [letter in "yb" for letter in answers]
    if not all(met[:6]):
        return WelfareStage.PRE_PROSPEROUS
    if not all(met[:14]):
        return WelfareStage.KS1
    if not all(met[:19]):
        return WelfareStage.KS2
    return WelfareStage.KS3_PLUS if all(met) else WelfareStage.KS3


def stage_by_force(answers: str) -> WelfareStage:
    """Fill every gap in every way: the one stage that all agree on, or incomplete."""
    gaps = [at for at, letter in enumerate(answers) if letter == "-"]
    stages = set()
    for filling in product("yt", repeat=len(gaps)):
        letters = list(answers)
        for at, letter in zip(gaps, filling, strict=True):
            letters[at] = letter
        stages.add(stage_by_words("".join(letters)))
    return stages.pop() if len(stages) == 1 else WelfareStage.INCOMPLETE


def letters_for(number: int) -> st.SearchStrategy[str]:
    return st.sampled_from("yytb" if number in NOT_APPLICABLE_ALLOWED else "yyt")


complete = st.tuples(*(letters_for(number) for number in range(1, 22))).map("".join)
# Mostly met, so that the upper tiers decide too.
mostly_met = st.lists(st.integers(0, 20), max_size=3, unique=True).map(
    lambda places: "".join("t" if at in places else "y" for at in range(21))
)
given_answers = complete | mostly_met


@st.composite
def with_gaps(draw: st.DrawFn) -> str:
    """Answers with up to eight missing."""
    letters = list(draw(given_answers))
    for at in draw(st.lists(st.integers(0, 20), max_size=8, unique=True)):
        letters[at] = "-"
    return "".join(letters)


@pytest.mark.parametrize(
    ("answers", "stage", "first_unmet", "first_missing", "answered"),
    [
        (ALL_MET, WelfareStage.KS3_PLUS, None, None, 21),
        (NO_ANSWERS, WelfareStage.INCOMPLETE, None, 1, 0),
        ("t" * 21, WelfareStage.PRE_PROSPEROUS, 1, None, 21),
        (with_answers(n6="t"), WelfareStage.PRE_PROSPEROUS, 6, None, 21),
        (with_answers(n7="t"), WelfareStage.KS1, 7, None, 21),
        (with_answers(n14="t"), WelfareStage.KS1, 14, None, 21),
        (with_answers(n15="t"), WelfareStage.KS2, 15, None, 21),
        (with_answers(n19="t"), WelfareStage.KS2, 19, None, 21),
        (with_answers(n20="t"), WelfareStage.KS3, 20, None, 21),
        (with_answers(n21="t"), WelfareStage.KS3, 21, None, 21),
        # The lowest unmet one of the deciding tier is named, not a later one.
        (with_answers(n3="t", n5="t", n9="t"), WelfareStage.PRE_PROSPEROUS, 3, None, 21),
        # "Tidak" in tier 1 decides though all else is missing.
        ("-t" + "-" * 19, WelfareStage.PRE_PROSPEROUS, 2, 1, 1),
        # Tier 1 met, a "tidak" in tier 2: KS I whatever else is missing.
        (with_answers(ALL_MET[:6] + "-" * 15, n10="t"), WelfareStage.KS1, 10, 7, 7),
        # One gap in tier 1 could still make it Pra Sejahtera, whatever stands above.
        (with_answers(n4="-"), WelfareStage.INCOMPLETE, None, 4, 20),
        (with_answers(n4="-", n8="t"), WelfareStage.INCOMPLETE, None, 4, 20),
        # A gap above the deciding tier is named but changes nothing.
        (with_answers(n12="t", n20="-"), WelfareStage.KS1, 12, 20, 20),
        (with_answers(n21="-"), WelfareStage.INCOMPLETE, None, 21, 20),
        (with_answers(n20="t", n21="-"), WelfareStage.KS3, 20, 21, 20),
        # "Tidak berlaku" counts as met, and as answered.
        (with_answers(n5="b", n6="b", n13="b", n14="b"), WelfareStage.KS3_PLUS, None, None, 21),
        (with_answers(n5="b", n13="t", n14="b"), WelfareStage.KS1, 13, None, 21),
    ],
)
def test_examples(
    answers: str, stage: WelfareStage, first_unmet: int | None, first_missing: int | None, answered: int
) -> None:
    assert assess(answers) == (stage, first_unmet, first_missing, answered)


@given(complete)
def test_a_complete_survey_gets_the_stage_of_the_words(answers: str) -> None:
    assert assess(answers).stage == stage_by_words(answers)


@settings(max_examples=300, deadline=None)
@given(with_gaps())
def test_a_gap_keeps_the_stage_open_exactly_when_it_could_change_it(answers: str) -> None:
    assert assess(answers).stage == stage_by_force(answers)


@given(given_answers, st.integers(0, 20))
def test_meeting_one_more_never_lowers(answers: str, at: int) -> None:
    better = answers[:at] + "y" + answers[at + 1 :]
    assert LADDER.index(assess(better).stage) >= LADDER.index(assess(answers).stage)


@given(with_gaps(), st.integers(0, 20), st.sampled_from("yt"))
def test_an_answer_never_changes_a_stage_that_stood(answers: str, at: int, letter: str) -> None:
    before = assess(answers)
    if answers[at] == "-" and before.stage != WelfareStage.INCOMPLETE:
        assert assess(answers[:at] + letter + answers[at + 1 :]).stage == before.stage


@given(with_gaps())
def test_not_applicable_weighs_as_met(answers: str) -> None:
    assert assess(answers.replace("b", "y")) == assess(answers)


@given(with_gaps())
def test_the_numbers_point_at_what_they_name(answers: str) -> None:
    welfare = assess(answers)
    assert welfare.answered == sum(letter != "-" for letter in answers)
    assert welfare.first_missing == (answers.index("-") + 1 if "-" in answers else None)
    if welfare.first_unmet is None:
        assert welfare.stage in {WelfareStage.INCOMPLETE, WelfareStage.KS3_PLUS}
    else:
        tier = next(tier for tier in TIERS if tier.first <= welfare.first_unmet <= tier.last)
        assert tier.below == welfare.stage
        assert answers[welfare.first_unmet - 1] == "t"
        assert "t" not in answers[tier.first - 1 : welfare.first_unmet - 1]


def test_the_indicators_are_21_in_four_tiers() -> None:
    assert [indicator.number for indicator in INDICATORS] == list(range(1, 22))
    assert INDICATOR_COUNT == 21
    assert [indicator.tier for indicator in INDICATORS] == [1] * 6 + [2] * 8 + [3] * 5 + [4] * 2
    assert len({indicator.text for indicator in INDICATORS}) == 21
    assert [(tier.first, tier.last) for tier in TIERS] == [(1, 6), (7, 14), (15, 19), (20, 21)]


def test_the_wording_is_official() -> None:
    texts = {indicator.number: indicator.text for indicator in INDICATORS}
    assert texts[1] == "Pada umumnya anggota keluarga makan dua kali sehari atau lebih"
    assert texts[6] == "Semua anak umur 7-15 tahun dalam keluarga bersekolah"
    assert texts[13] == "Seluruh anggota keluarga umur 10-60 tahun bisa baca tulisan latin"
    assert texts[21].startswith("Ada anggota keluarga yang aktif sebagai pengurus")


def test_not_applicable_is_allowed_for_four_indicators() -> None:
    assert frozenset({5, 6, 13, 14}) == NOT_APPLICABLE_ALLOWED
    problems = validate_answers("b" * 21)
    assert {number for number, _code in problems} == set(range(1, 22)) - {5, 6, 13, 14}
    assert {code for _number, code in problems} == {"not_applicable_refused"}


@given(with_gaps())
def test_right_letters_have_no_problem(answers: str) -> None:
    assert validate_answers(answers) == []


@pytest.mark.parametrize("answers", ["", "y" * 20, "y" * 22, "t"])
def test_another_length_is_refused(answers: str) -> None:
    assert validate_answers(answers) == [(0, "length")]
    with pytest.raises(ValueError, match="21"):
        assess(answers)


@pytest.mark.parametrize("letter", ["Y", "n", " ", "0", "✓"])
def test_an_unknown_letter_is_refused_with_its_number(letter: str) -> None:
    answers = with_answers(n9=letter)
    assert validate_answers(answers) == [(9, "unknown_letter")]
    with pytest.raises(ValueError, match="21"):
        assess(answers)


def test_the_letters_are_those_that_are_stored() -> None:
    assert [answer.value for answer in Answer] == ["y", "t", "b", "-"]
    assert NO_ANSWERS == "-" * 21
