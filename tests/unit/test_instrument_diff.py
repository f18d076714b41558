"""What differs between two versions of an instrument: nothing is missed, nothing is made up."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from assessments.instrument import Instrument, parse, to_mapping
from assessments.instrument_diff import Change, ChangeKind, diff
from tests.unit.instrument_data import instruments
from tests.unit.scoring_data import BANTEN

ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED


def changed(change: Callable[[dict[str, Any]], object]) -> list[Change]:
    """Give the difference that a change of the starter makes."""
    data = to_mapping(BANTEN)
    change(data)
    return diff(BANTEN, parse(data))


def first(data: dict[str, Any], at: int = 0) -> dict[str, Any]:
    indicator: dict[str, Any] = data["components"][0]["indicators"][at]
    return indicator


@settings(max_examples=40, deadline=None)
@given(instruments(), instruments())
def test_there_is_no_change_exactly_where_both_are_equal(one: Instrument, other: Instrument) -> None:
    assert diff(one, one) == []
    assert bool(diff(one, other)) == (one != other)


@settings(max_examples=40, deadline=None)
@given(instruments(), instruments())
def test_backwards_what_was_added_is_removed(one: Instrument, other: Instrument) -> None:
    there, back = diff(one, other), diff(other, one)
    assert {(it.what, it.name) for it in there if it.kind is ADDED} == {
        (it.what, it.name) for it in back if it.kind is REMOVED
    }
    assert {(it.old, it.new) for it in there} == {(it.new, it.old) for it in back}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda data: first(data).update(weight="2"),
            [Change(CHANGED, "indicators", "D1 SK dan Pokja P2WKSS", ("Program dasar",), "weight", "1", "2")],
        ),
        (
            lambda data: first(data)["levels"].pop(),
            [Change(REMOVED, "levels", "4", ("Program dasar", "D1"))],
        ),
        (
            lambda data: first(data)["levels"][0].update(text="Nihil"),
            [
                Change(
                    CHANGED, "levels", "0", ("Program dasar", "D1"), "text", "Belum ada SK lokasi dan SK Pokja", "Nihil"
                )
            ],
        ),
        (
            lambda data: data["components"][0]["indicators"].pop(0),
            [Change(REMOVED, "indicators", "D1 SK dan Pokja P2WKSS", ("Program dasar",))],
        ),
        (
            lambda data: data["components"][1]["indicators"].append(data["components"][0]["indicators"].pop(0)),
            [
                Change(
                    CHANGED,
                    "indicators",
                    "D1 SK dan Pokja P2WKSS",
                    ("Program lanjutan",),
                    "component",
                    "Program dasar",
                    "Program lanjutan",
                )
            ],
        ),
        (
            lambda data: data.update(aggregation="median"),
            [Change(CHANGED, "instrument", "", (), "aggregation", "mean", "median")],
        ),
        (
            lambda data: data.update(rank_names=["Juara I"]),
            [Change(CHANGED, "instrument", "", (), "rank_names", "", "Juara I")],
        ),
        (
            lambda data: data.update(awards=[{"code": "x", "name": "Umum", "basis": ["total"], "places": 3}]),
            [Change(ADDED, "awards", "Umum")],
        ),
        (
            lambda data: data["components"].reverse(),
            [
                Change(
                    CHANGED,
                    "components",
                    "",
                    (),
                    "order",
                    "dasar, lanjutan, dukungan, inovasi",
                    "inovasi, dukungan, lanjutan, dasar",
                )
            ],
        ),
    ],
)
def test_each_change_is_told_as_it_is(change: Callable[[dict[str, Any]], object], expected: list[Change]) -> None:
    assert changed(change) == expected


def test_levels_that_become_a_number_are_told_one_by_one() -> None:
    def change(data: dict[str, Any]) -> None:
        del first(data)["levels"]
        first(data)["number"] = {"worst": "0", "best": "100", "unit": "%"}

    found = changed(change)
    assert [(it.key, it.new) for it in found if it.kind is CHANGED] == [("worst", "0"), ("best", "100"), ("unit", "%")]
    assert len([it for it in found if it.kind is REMOVED]) == 5
