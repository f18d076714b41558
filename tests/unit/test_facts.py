"""Facts of a village's year: within their bounds, exact, and never zero where nothing was entered."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from villages.enums import FACT_LABELS, FundSource
from villages.fact_words import fact_text
from villages.facts import FACTS, MONTHS, Fact, Measured, Unit
from villages.figures import Figures
from villages.welfare import WelfareStage

numbers = st.integers(0, 300)
amounts = st.dictionaries(st.sampled_from([str(one) for one in FundSource]), st.integers(0, 10**12), max_size=4)
stages = st.sampled_from([str(stage) for stage in WelfareStage])
ways = st.dictionaries(st.tuples(stages, stages).map(">".join), st.integers(1, 50), max_size=6)
keys = st.lists(st.integers(1, 30), unique=True, max_size=10).map(tuple)


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    """Draw any figures at all, also such as no village has."""
    counts: dict[str, Any] = {one.name: draw(numbers) for one in fields(Figures) if one.type in {"int", int}}
    return Figures(
        **counts,
        transitions=draw(ways),
        delivered=draw(amounts),
        agencies_promised=draw(keys),
        agencies_delivered=draw(keys),
    )


@given(figures(), st.sampled_from(list(FACTS.values())))
def test_a_fact_is_within_its_bounds_or_not_known(of: Figures, fact: Fact) -> None:
    value, measured = fact.value(of), fact.measure(of)
    assert (value is None) == (measured is None)
    if value is not None and measured is not None:
        assert value >= 0
        if fact.unit is Unit.PERCENT:
            assert value <= 100
            assert measured.whole > 0


@given(figures(), st.sampled_from(list(FACTS.values())))
def test_the_exact_text_gives_the_same_value_again(of: Figures, fact: Fact) -> None:
    measured = fact.measure(of)
    if measured is not None:
        assert Measured.read(str(measured)) == measured
        assert fact.value_of(Measured.read(str(measured))) == fact.value(of)


@pytest.mark.parametrize("text", ["", "3,2", "-1", "1/0", "38/", "/12", "38/12 ", "1e3", "9" * 19, "٣"])
def test_what_is_no_exact_text_is_not_read(text: str) -> None:
    assert Measured.read(text) is None


@pytest.mark.parametrize("empty", [Figures(), Figures(villages=1, quota=100)])
def test_nothing_is_known_of_an_empty_record(empty: Figures) -> None:
    assert {code for code, fact in FACTS.items() if fact.value(empty) is not None} == set()


def test_what_was_entered_and_came_to_nothing_is_zero() -> None:
    begun = Figures(villages=1, quota=100, families=80, visits_planned=4, activities=3, agencies_promised=(1, 2))
    for code in ("families_surveyed_percent", "visits_per_month", "agencies_delivered_percent", "csr_value", "trained"):
        assert FACTS[code].value(begun) == 0, code


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("visits_per_month", Figures(visits_planned=48, visits_held=48), "4"),
        ("families_surveyed_percent", Figures(quota=100, families=90, baseline=85), "85"),
        ("families_surveyed_percent", Figures(quota=100, families=110, baseline=105), "100"),
        ("endline_percent", Figures(quota=200, families=90, endline=41), "20.5"),
        ("agencies_delivered_percent", Figures(agencies_promised=(1, 2, 3, 4), agencies_delivered=(1, 4)), "50"),
        ("business_of_trained_percent", Figures(trained=11, business=11), "100"),
        ("assets_outside_office_percent", Figures(assets=8, assets_at_office=2), "75"),
        ("innovation_users_percent", Figures(innovations=1, innovation_users=30, families=100), "30"),
        ("csr_value", Figures(activities=2, delivered={"company": 5_000_000, "village": 1}), "5000000"),
        ("delivered_total", Figures(activities=2, delivered={"company": 5, "village": 1}), "6"),
    ],
)
def test_facts_worked_by_hand(code: str, of: Figures, expected: str) -> None:
    assert FACTS[code].value(of) == Decimal(expected)


def test_a_family_that_uses_two_innovations_is_not_counted_as_two_families() -> None:
    of = Figures(innovations=2, innovation_users=60, families=100)
    assert FACTS["innovation_users"].value(of) == 60
    assert FACTS["innovation_users_percent"].value(of) is None


def test_only_families_with_both_surveys_rise() -> None:
    of = Figures(transitions={"pra_sejahtera>ks1": 3, "ks1>ks3": 1, "ks2>ks2": 2, "ks2>ks1": 2, "belum_lengkap>ks1": 9})
    assert FACTS["stage_up_percent"].measure(of) == Measured(4, 8)


@given(figures(), st.integers(1, 50))
def test_more_visits_are_never_less(of: Figures, more: int) -> None:
    fact = FACTS["visits_per_month"]
    now, then = fact.value(of), fact.value(replace(of, visits_held=of.visits_held + more))
    assert then is not None
    assert then - (now or 0) == pytest.approx(Decimal(more) / MONTHS)


def test_every_fact_has_its_words_and_no_word_is_without_a_fact() -> None:
    assert set(FACT_LABELS) == set(FACTS)
    assert all(code == fact.code for code, fact in FACTS.items())


@pytest.mark.parametrize(
    ("code", "measured", "words"),
    [
        ("visits_per_month", Measured(38, 12), "38 kunjungan, 3,2 sebulan"),
        ("visits_per_month", Measured(48, 12), "48 kunjungan, 4 sebulan"),
        ("families_surveyed_percent", Measured(1, 3), "1 dari 3, 33,3%"),
        ("csr_value", Measured(1_500_000), "Rp1.500.000"),
        ("trained", Measured(11), "11"),
        ("trained", None, "belum tercatat"),
    ],
)
def test_a_fact_in_words(code: str, measured: Measured | None, words: str) -> None:
    with translation.override("id"):
        assert fact_text(FACTS[code], measured) == words
