"""The words of the 21 indicators, and what people type into the family and survey forms."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from villages.enums import ANSWER_LABELS, INDICATOR_LABELS, TIER_LABELS, WELFARE_STAGE_LABELS
from villages.forms.families import RupiahField, UnitField
from villages.welfare import INDICATORS, TIERS, Answer, WelfareStage


def test_the_words_to_translate_are_those_of_the_rule() -> None:
    with translation.override("id"):
        assert {one.number: one.text for one in INDICATORS} == {n: str(text) for n, text in INDICATOR_LABELS.items()}


def test_every_stage_answer_and_tier_has_its_words() -> None:
    assert set(WELFARE_STAGE_LABELS) == set(WelfareStage)
    assert set(ANSWER_LABELS) == set(Answer)
    assert set(TIER_LABELS) == set(range(1, len(TIERS) + 1))


field = RupiahField(required=False)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        (" Rp 1.500.000,- ", 1_500_000),
        ("rp.1.500.000", 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("1.500", 1_500),
        ("0", 0),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_rupiah_are_read_as_people_write_them(typed: Any, amount: int | None) -> None:
    assert field.clean(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "banyak",
        "1,5 juta",
        "1.500.00",
        "150.00",
        "1.500,50",
        "-5",
        "1.50.000",
        "1.500,000",
        "1" * 13,
        "١٢٣",
        "Rp",
        "1e6",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"Isi rupiah tanpa sen, misalnya 1\.500\.000\."):
        field.clean(typed)


@given(st.integers(0, 999_999_999_999), st.sampled_from(["id", "en"]))
def test_an_amount_shown_is_read_as_the_same_amount(amount: int, language: str) -> None:
    with translation.override(language):
        assert field.clean(field.prepare_value(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "kept"), [("3", "03"), ("003", "03"), ("12", "12"), ("120", "120"), ("", ""), ("0", "00"), ("A1", "A1")]
)
def test_an_rt_is_written_in_one_way(typed: str, kept: str) -> None:
    assert UnitField(required=False).clean(typed) == kept
