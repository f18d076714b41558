"""Results of the first format, as they were locked before there were parts and a plenary: still read and verified."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from assessments.instrument import sha256
from assessments.reading import Reading
from assessments.scoring import Decision, Sheet
from assessments.snapshot import Snapshot, build, canonical, differences, digest, upgraded, verify
from tests.unit.scoring_data import NA, instrument, sheet

FORM = instrument({"dasar": (60, {"A": 2, "B": 1}), "inovasi": (40, {"C": 1})})


def newest(sheets: list[Sheet]) -> Snapshot:
    """Give a document of today with three villages, of which the plenary put two in order."""
    entries = [
        {"id": entry, "village_code": f"36.04.15.20{entry:>02}", "village_name": "Desa", "regency_code": "36.04"}
        for entry in "789"
    ]
    return build(
        round_facts={"id": "1", "cycle_year": 2019, "held_on": None},
        instrument=FORM,
        instrument_sha256=sha256(FORM),
        panel=[{"id": "p0", "name": "Ibu Rina"}],
        entries=entries,
        sheets=sheets,
        decisions=(Decision(("9", "7"), reason="Pleno"),),
    )


def old(change: Callable[[dict[str, Any]], None] = lambda _data: None) -> dict[str, Any]:
    """Take everything out of a document that the first format had not."""
    marks = {"7": {"A": 3, "B": NA, "C": 2}, "9": {"A": 3, "B": NA, "C": 2}}
    sheets = [*(sheet(entry, "p0", own) for entry, own in marks.items()), sheet("8", "p0", {}, submitted=False)]
    data: Any = json.loads(canonical(newest(sheets)))
    results = data["results"]
    (category,) = results.pop("categories")
    del results["awards"], data["moderated"], data["recusals"], data["analysis"]
    results["ranking"] = category["ranking"]
    outdated = [*data["entries"], *results["ties"]]
    for one in outdated:
        del one["category"]
    for one in [*data["sheets"], *(missing for left in results["incomplete"] for missing in left["missing"])]:
        del one["part"]
    for score in results["scores"].values():
        for component in score["components"]:
            for one in component["indicators"]:
                del one["moderated"]
    data["format"] = 1
    change(data)
    return data  # type: ignore[no-any-return]


def test_a_result_of_the_first_format_is_read_and_verified_as_it_stands() -> None:
    text = canonical(old())  # type: ignore[arg-type]
    assert verify(text, previous="", sha=digest(text, "")) == []
    reading = Reading(json.loads(text))
    assert [(card.rank, card.entry["id"], card.total) for card in reading.ranking] == [
        (1, "9", "65.00"),
        (2, "7", "65.00"),
    ]
    assert [card.entry["id"] for card in reading.incomplete] == ["8"]
    assert canonical(reading.snapshot) == text, "what is handed out is what was locked"
    assert reading.analysis is None


def test_a_changed_result_of_the_first_format_is_found() -> None:
    def bend(data: dict[str, Any]) -> None:
        data["results"]["ranking"][0]["total"] = "66.00"

    assert [one.path for one in differences(old(bend))] == ["results.categories[0].ranking[0].total"]  # type: ignore[arg-type]


def test_the_newest_format_is_itself_and_an_unknown_one_is_refused() -> None:
    snapshot = newest([])
    assert upgraded(snapshot) is snapshot
    with pytest.raises(ValueError, match="no such format"):
        upgraded({**snapshot, "format": 3})
