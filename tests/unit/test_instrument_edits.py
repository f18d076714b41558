"""Changes to a draft instrument: pieces move and are renamed without a loss, and numbers are read as meant."""

import copy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import instrument_edits as edits
from assessments.forms.pieces import number_typed
from assessments.instrument import Instrument, parse, to_mapping
from tests.unit.instrument_data import instruments
from tests.unit.scoring_data import BANTEN


def codes(data: dict[str, Any]) -> list[str]:
    return [one["code"] for component in data["components"] for one in component["indicators"]]


@settings(max_examples=30, deadline=None)
@given(instruments(), st.data())
def test_a_move_loses_nothing_and_the_move_back_undoes_it(instrument: Instrument, draw: st.DataObject) -> None:
    data = to_mapping(instrument)
    before = copy.deepcopy(data)
    component = draw.draw(st.integers(0, len(data["components"]) - 1))
    at = draw.draw(st.integers(0, len(data["components"][component]["indicators"]) - 1))
    step = draw.draw(st.sampled_from([-1, 1]))
    place = edits.move_indicator(data, component, at, step)
    assert sorted(codes(data)) == sorted(codes(before))
    if place != (component, at):
        assert edits.move_indicator(data, *place, -step) == (component, at)
    assert data == before
    edits.move_component(data, component, step)
    assert sorted(codes(data)) == sorted(codes(before))


@settings(max_examples=30, deadline=None)
@given(instruments())
def test_new_codes_are_carried_to_whatever_names_them(instrument: Instrument) -> None:
    data = to_mapping(instrument)
    first = data["components"][0]
    edits.put_component(data, 0, {"code": "baru", "name": first["name"], "weight": first["weight"]})
    edits.put_indicator(data, 0, 0, {**first["indicators"][0], "code": "Baru1"})
    renamed = parse(data)
    assert renamed.components[0].code == "baru"
    assert len(renamed.tie_break) == len(instrument.tie_break)


def test_what_is_taken_out_is_forgotten_by_the_ladder_and_the_awards() -> None:
    data = to_mapping(BANTEN)
    data["awards"] = [{"code": "x", "name": "Dasar terbaik", "basis": ["dasar", "inovasi"], "places": 1}]
    lost = edits.lost_with(data, 0)
    assert (len(lost.indicators), lost.in_ladder, lost.awards) == (8, True, ("Dasar terbaik",))
    edits.remove_component(data, 0)
    assert data["tie_break"] == ["total", "inovasi", "lanjutan", "dukungan", "plenary"]
    assert data["awards"][0]["basis"] == ["inovasi"]


def test_a_place_that_there_is_not_is_refused() -> None:
    data = to_mapping(BANTEN)
    for change in (edits.remove_component, lambda data, at: edits.remove_indicator(data, 0, at)):
        with pytest.raises(IndexError):
            change(data, 99)
    with pytest.raises(KeyError):
        edits.set_list(data, "components", [])


@pytest.mark.parametrize(
    ("language", "text", "large", "expected"),
    [
        ("id", "39,99", False, "39.99"),
        ("id", "39.99", False, "39.99"),
        ("id", "33.333", False, "33.333"),
        ("id", "1.500.000", True, "1500000"),
        ("id", "1.500", True, "1500"),
        ("id", "0,001", True, "0.001"),
        ("id", "1,234", True, "1.234"),
        ("en", "1,500", True, "1500"),
        ("en", "1.234", True, "1.234"),
        ("id", " 1 500 ", True, "1500"),
        ("id", "banyak", True, "banyak"),
        ("id", "1,2,3", True, "1,2,3"),
        ("id", "", True, ""),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(language: str, text: str, large: bool, expected: str) -> None:
    with translation.override(language):
        assert number_typed(text, large=large) == expected
