"""Facts in an instrument: what may be named, from when a level is proposed, and that old texts stay as they were."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instrument import (
    Indicator,
    InstrumentError,
    Level,
    canonical_json,
    load_toml,
    parse,
    sha256,
    to_mapping,
)
from villages.facts import FACTS

BANTEN = Path(__file__).parents[2] / "assessments" / "instruments" / "banten-2019.toml"
# The fingerprint of banten-2019 as provinces locked it before indicators could name a fact.
LOCKED_BEFORE = "9dad4207d247414f3be6cdded6e02c72c0daef4135f1e9e6a468672b7f7b16f2"
AT = "components[0].indicators[0]"


def definition(**indicator: Any) -> dict[str, Any]:
    """Give a valid definition with one indicator that names a fact."""
    levels = [
        {"value": 0, "text": "Tidak ada"},
        {"value": 2, "text": "Ada", "from": "0.5"},
        {"value": 4, "text": "Penuh", "from": 4},
    ]
    named = {"code": "A1", "name": "A1", "evidence": "Foto", "fact": "visits_per_month", "levels": levels, **indicator}
    return {
        "code": "contoh-2020",
        "title": "Contoh",
        "year": 2020,
        "source_note": "Contoh awal",
        "scale_max": 4,
        "aggregation": "mean",
        "tie_break": ["total", "plenary"],
        "components": [{"code": "a", "name": "A", "weight": 100, "indicators": [named]}],
    }


def levels(*least: Any) -> list[dict[str, Any]]:
    """Give levels that say so; `...` says nothing."""
    steps = [{"value": value, "text": f"Tingkat {value}"} for value in range(len(least))]
    return [step if one is ... else {**step, "from": one} for step, one in zip(steps, least, strict=True)]


def problems(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InstrumentError) as raised:
        parse(data, facts=FACTS)
    return [(problem.path, problem.code.value) for problem in raised.value.problems]


def only(data: object) -> Indicator:
    """Read the definition and give its one indicator."""
    (found,) = parse(data, facts=FACTS).indicators.values()
    return found


@pytest.mark.parametrize(
    ("value", "level"), [("0", 0), ("0.499", 0), ("0.5", 2), ("3.999", 2), ("4", 4), ("9", 4), (None, None)]
)
def test_a_fact_proposes_the_highest_level_it_reaches(value: str | None, level: int | None) -> None:
    found = only(definition()).proposed(None if value is None else Decimal(value))
    assert (found and found.value) == level


def test_a_fact_without_thresholds_is_shown_and_proposes_nothing() -> None:
    found = only(definition(levels=levels(..., ..., ...)))
    assert found.fact == "visits_per_month"
    assert not found.proposes
    assert found.proposed(Decimal(4)) is None


def test_thresholds_go_as_high_as_amounts_of_rupiah() -> None:
    found = only(definition(fact="csr_value", levels=levels(..., 10_000_000, "250000000")))
    assert [level.least for level in found.levels] == [None, Decimal(10_000_000), Decimal(250_000_000)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"fact": "visits"}, (f"{AT}.fact", "unknown_choice")),
        ({"fact": "Visits a month"}, (f"{AT}.fact", "bad_code")),
        ({"fact": 4}, (f"{AT}.fact", "wrong_type")),
        ({"fact": " "}, (f"{AT}.fact", "empty_text")),
        ({"levels": levels(..., ..., 4)}, (f"{AT}.levels[1]", "missing_key")),
        ({"levels": levels(..., 1, ...)}, (f"{AT}.levels[2]", "missing_key")),
        ({"levels": levels(1, 2, 3)}, (f"{AT}.levels[0]", "unknown_key")),
        ({"levels": levels(..., 2, 2)}, (f"{AT}.levels[2].from", "not_ascending")),
        ({"levels": levels(..., 2, 1)}, (f"{AT}.levels[2].from", "not_ascending")),
        ({"levels": levels(..., 0, 1)}, (f"{AT}.levels[1].from", "not_positive")),
        ({"levels": levels(..., -1, 1)}, (f"{AT}.levels[1].from", "not_positive")),
        ({"levels": levels(..., 0.5, 1)}, (f"{AT}.levels[1].from", "float")),
        ({"levels": levels(..., "satu", 1)}, (f"{AT}.levels[1].from", "not_a_number")),
        ({"levels": levels(..., True, 1)}, (f"{AT}.levels[1].from", "wrong_type")),
    ],
)
def test_each_fault_is_named_alone_at_its_place(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert problems(definition(**change)) == [expected]


def test_a_threshold_without_a_fact_measures_nothing() -> None:
    data = definition()
    del data["components"][0]["indicators"][0]["fact"]
    assert problems(data) == [(f"{AT}.levels[1]", "unknown_key"), (f"{AT}.levels[2]", "unknown_key")]


def test_a_stored_definition_stays_readable_when_its_fact_is_not_measured_any_more() -> None:
    data = definition(fact="was_measured_once")
    assert problems(data) == [(f"{AT}.fact", "unknown_choice")]
    assert parse(data).indicators["A1"].fact == "was_measured_once"


def test_facts_are_part_of_the_text_and_the_fingerprint() -> None:
    instrument = parse(definition())
    assert parse(to_mapping(instrument)) == instrument
    assert '"fact":"visits_per_month"' in canonical_json(instrument)
    assert sha256(instrument) != sha256(parse(definition(fact="visits_held")))
    assert sha256(instrument) != sha256(parse(definition(levels=levels(..., 1, 2))))


def test_what_names_no_fact_has_the_fingerprint_it_was_locked_with() -> None:
    data = to_mapping(load_toml(BANTEN, facts=FACTS))
    for part in data["components"]:
        for indicator in part["indicators"]:
            indicator.pop("fact", None)
            for level in indicator["levels"]:
                level.pop("from", None)
    assert sha256(parse(data)) == LOCKED_BEFORE


def test_the_starter_proposes_where_a_fact_measures_what_the_levels_say() -> None:
    indicators = load_toml(BANTEN, facts=FACTS).indicators
    proposing = {code: one.fact for code, one in indicators.items() if one.proposes}
    assert proposing == {
        "D2": "families_surveyed_percent",
        "D3": "visits_per_month",
        "L2": "business_of_trained_percent",
        "K1": "agencies_delivered_percent",
        "I3": "innovation_users_percent",
    }
    # 38 visits are 3.2 a month: from 2 to less than 4.
    found = indicators["D3"].proposed(Decimal(38) / 12)
    assert found is not None
    assert (found.value, found.text) == (Decimal(3), "Rata-rata 2 kali sampai kurang dari 4 kali sebulan")


@pytest.mark.parametrize("code", ["D2", "L2", "K1", "I3"])
def test_the_starters_thresholds_are_those_of_its_words(code: str) -> None:
    for level in load_toml(BANTEN).indicators[code].levels[2:]:
        assert f"{level.least}%" in level.text


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6, unique=True).map(sorted), st.integers(0, 10**9 + 1))
def test_a_higher_fact_never_proposes_less(least: list[int], value: int) -> None:
    steps = [Level(Decimal(0), "-"), *(Level(Decimal(at), "-", Decimal(one)) for at, one in enumerate(least, 1))]
    found = Indicator("A", "A", Decimal(1), tuple(steps), "-", False, "trained")
    lower, higher = found.proposed(Decimal(value)), found.proposed(Decimal(value + 1))
    assert lower is not None
    assert higher is not None
    assert lower.value <= higher.value
    assert lower.value == sum(one <= value for one in least)
