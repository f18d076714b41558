"""The published data: nobody is named in it, and whoever has it computes the same ranking."""

import csv
import importlib.util
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from assessments import public_data
from assessments.lines import head_of, lines_of
from assessments.snapshot import Snapshot
from tests.unit.scoring_data import sheet
from tests.unit.snapshot_data import snapshots
from tests.unit.test_snapshot import document

SCRIPT = Path(__file__).parents[2] / "docs" / "recompute.py"
SECRET = ("Rahasia", "97531", "Tidak ada")


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("recompute", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@settings(max_examples=20)
@given(snapshot=snapshots())
def test_nobody_is_named_and_no_reason_is_told(snapshot: Snapshot) -> None:
    data = public_data.document(snapshot, "AAAA-BBBB-CCCC")
    words = [*leaves(data), public_data.table(data)]
    assert not [word for word in words for secret in SECRET if secret in word]
    members = {str(member["id"]) for member in snapshot["panel"]}
    assert not members & {mark["assessor"] for mark in data["marks"]}
    assert "id" not in data["round"]


@settings(max_examples=20)
@given(snapshot=snapshots())
def test_whoever_has_it_computes_the_same_ranking(snapshot: Snapshot) -> None:
    ranked = {place["entry"] for one in snapshot["results"]["categories"] for place in one["ranking"]}
    incomplete = {one["entry"] for one in snapshot["results"]["incomplete"]}
    if not ranked or incomplete:
        return
    data = json.loads(public_data.text(snapshot, "AAAA-BBBB-CCCC"))
    found = load_script().recompute(data)
    said = [
        (one["category"], one["rank"], one["village_code"], Fraction(one["total_exact"])) for one in data["ranking"]
    ]
    assert sorted(found) == sorted(said)


def test_the_script_is_short_enough_to_read() -> None:
    assert len(SCRIPT.read_text().splitlines()) <= 60


@settings(max_examples=20)
@given(snapshot=snapshots())
def test_the_table_holds_the_same_marks(snapshot: Snapshot) -> None:
    data = public_data.document(snapshot, "AAAA-BBBB-CCCC")
    rows = list(csv.DictReader(io.StringIO(public_data.table(data))))
    assert [(row["village_code"], row["indicator"], row["assessor"], row["value"]) for row in rows] == [
        (mark["village_code"], mark["indicator"], mark["assessor"], mark["value"] or "") for mark in data["marks"]
    ]
    assert [row["counted"] == "yes" for row in rows] == [mark["counted"] for mark in data["marks"]]


@settings(max_examples=20)
@given(snapshot=snapshots())
def test_numbers_tell_nothing_but_the_marks(snapshot: Snapshot) -> None:
    """Call the members otherwise: whoever gave the same marks has the same number, unless two marked all alike."""
    names = {member["id"]: f"x{9 - at}" for at, member in enumerate(snapshot["panel"])}
    renamed: Any = json.loads(json.dumps(snapshot))
    for member in renamed["panel"]:
        member["id"] = names[member["id"]]
    for one in renamed["sheets"]:
        one["assessor"] = names[one["assessor"]]
    assert public_data.text(renamed, "-") == public_data.text(snapshot, "-")


@pytest.mark.parametrize("value", ["0", "4"])
def test_the_hash_is_of_the_whole_text(value: str) -> None:
    text = public_data.text(document(own=[sheet("7", "p0", {"A": value, "B": 1, "C": 2})]), "AAAA-BBBB-CCCC")
    assert public_data.fingerprint(text) != public_data.fingerprint(text + " ")


@settings(max_examples=20)
@given(snapshot=snapshots(seed=7))
def test_head_and_lines_say_what_the_document_says(snapshot: Snapshot) -> None:
    head, lines = head_of(snapshot), lines_of(snapshot)
    assert json.loads(json.dumps([head, lines])) == [head, lines]
    places = [place for one in snapshot["results"]["categories"] for place in one["ranking"]]
    assert [(one["entry"], one["rank"], one["total"]) for one in lines] == [
        (place["entry"], place["rank"], place["total"]) for place in places
    ]
    analysis = snapshot["analysis"]
    assert analysis
    for line in lines:
        drawn = analysis["stability"][line["category"]]["entries"][line["entry"]]
        assert line["firmness"]
        assert line["firmness"]["low"] == drawn["low"] <= line["firmness"]["high"]
        assert line["firmness"]["share"] == dict(drawn["shares"]).get(line["rank"], "0.0000")
        without = [analysis["leave_one_out"][one["id"]] for one in head["assessors"]]
        assert line["without"] == [ranks.get(line["entry"], line["rank"]) for ranks in without]
    assert sorted(one["name"] for one in head["assessors"]) == sorted(
        member["name"] for member in snapshot["panel"] if member["id"] in analysis["leave_one_out"]
    )
    pairs = {(line["entry"], other["entry"]) for line in lines for other in line["close"]}
    assert pairs == {(p["better"], p["other"]) for one in analysis["stability"].values() for p in one["pairs"]}
