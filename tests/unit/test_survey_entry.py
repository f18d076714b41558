"""How long a survey took, as the browser tells: a hint that may be nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.actions.surveys import MAX_ENTRY_SECONDS
from villages.forms.surveys import entered_seconds


@given(st.integers(0, MAX_ENTRY_SECONDS))
def test_a_time_within_a_day_is_taken_as_it_is(seconds: int) -> None:
    assert entered_seconds(str(seconds)) == entered_seconds(f" {seconds} ") == seconds


@given(st.text())
def test_no_text_gives_more_than_a_day_or_less_than_nothing(text: str) -> None:
    assert 0 <= entered_seconds(text) <= MAX_ENTRY_SECONDS


@pytest.mark.parametrize("nonsense", ["", None, "-5", "1.5", "lama", "١٢", "1e3", "9" * 7, "0x1f"])
def test_what_makes_no_sense_counts_as_nothing(nonsense: object) -> None:
    assert entered_seconds(nonsense) == 0


def test_a_page_left_open_for_days_counts_as_one() -> None:
    assert entered_seconds("999999") == MAX_ENTRY_SECONDS
