"""The document of a result: that it holds all, comes out alike, and that no change to it goes unseen."""

import copy
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Instrument, sha256
from assessments.reading import Reading
from assessments.scoring import Decision, Mark, Sheet
from assessments.snapshot import Snapshot, build, canonical, compare, differences, digest, recompute, verify
from tests.unit.scoring_data import NA, instrument, instruments, sheet, sheet_sets

FORM = instrument({"dasar": (60, {"A": 2, "B": 1}), "inovasi": (40, {"C": 1})})
ROUND = {
    "id": "1",
    "cycle_year": 2019,
    "level": "province",
    "region_code": "36",
    "region_name": "Provinsi Banten",
    "province_name": "Banten",
    "held_on": "2019-10-11",
}
PANEL = [
    {"id": "p0", "name": "Ibu Rina", "position": "chair"},
    {"id": "p1", "name": "Bapak Adi", "position": "member"},
]


def place(entry: str, code: str, name: str) -> dict[str, Any]:
    return {
        "id": entry,
        "village_code": code,
        "village_name": name,
        "district_name": "Kecamatan Cikande",
        "regency_code": "36.04",
        "regency_name": "Kabupaten Serang",
    }


ENTRIES = [place("7", "36.04.15.2010", "Desa Kamurang"), place("9", "36.04.15.2006", "Desa Bakung")]


def sheets() -> list[Sheet]:
    """Kamurang (7): A 3 and 4, B n/a and 2, C 2 and 2. Bakung (9): one sheet is still a draft."""
    return [
        sheet("7", "p0", {"A": 3, "B": NA, "C": 2}),
        sheet("7", "p1", {"A": 4, "B": Mark(Decimal(2), note="Daftar lengkap"), "C": 2}),
        sheet("9", "p0", {"A": 2, "B": 2, "C": 2}),
        sheet("9", "p1", {"A": 1, "B": 1}, submitted=False),
    ]


def document(
    form: Instrument = FORM,
    entries: list[dict[str, Any]] = ENTRIES,
    own: list[Sheet] | None = None,
    decisions: tuple[Decision, ...] = (),
    **facts: Any,
) -> Snapshot:
    return build(
        round_facts={**ROUND, **facts},
        instrument=form,
        instrument_sha256=sha256(form),
        panel=PANEL,
        entries=entries,
        sheets=sheets() if own is None else own,
        decisions=decisions,
    )


def test_the_document_holds_scores_as_text_and_exact() -> None:
    # A 7/2 of 4 = 87.5, B 2 of 4 = 50, so dasar (2 x 87.5 + 50) / 3 = 75; inovasi 50; total 45 + 20 = 65.
    results = document()["results"]
    first = {"entry": "7", "rank": 1, "shared": False, "unresolved": False, "total": "65.00", "total_exact": "65/1"}
    assert results["categories"] == [{"code": "", "name": "", "ranking": [first]}]
    dasar = results["scores"]["7"]["components"][0]
    assert dasar["score"] == "75.00"
    assert dasar["weighted_exact"] == "45/1"
    assert dasar["indicators"][0] == {
        "code": "A",
        "score": "87.50",
        "score_exact": "175/2",
        "weight": "2",
        "share": "40.00",
        "points": "35.00",
        "points_exact": "35/1",
        "counted": 2,
        "not_applicable": 0,
        "moderated": None,
    }
    assert dasar["indicators"][1]["not_applicable"] == 1


def test_an_incomplete_entry_stands_apart_with_what_is_missing_and_no_number() -> None:
    results = document()["results"]
    (left_out,) = results["incomplete"]
    assert left_out == {
        "entry": "9",
        "missing": [
            {"kind": "not_submitted", "assessor": "p1", "where": "", "part": ""},
        ],
    }
    scores = results["scores"]["9"]
    assert scores["total"] is None
    assert {part["score"] for part in scores["components"]} == {None}


def test_marks_of_a_draft_do_not_enter_the_document() -> None:
    found = {(one["entry"], one["assessor"]): one["marks"] for one in document()["sheets"]}
    assert found["9", "p1"] == {}
    assert found["7", "p1"]["B"] == {
        "value": "2",
        "not_applicable": False,
        "reason": "",
        "note": "Daftar lengkap",
    }


def test_each_use_of_the_ladder_and_the_plenary_is_written_down() -> None:
    both = [sheet("7", "p0", dict.fromkeys("ABC", 2)), sheet("9", "p0", dict.fromkeys("ABC", 2))]
    (tie,) = document(own=both)["results"]["ties"]
    assert (tie["decided_by"], tie["unresolved"], tie["entries"]) == (None, True, ["7", "9"])
    snapshot = document(own=both, decisions=(Decision(("9", "7"), reason="Pleno"),))
    (tie,) = snapshot["results"]["ties"]
    assert (tie["decided_by"], tie["reason"], tie["order"]) == ("plenary", "Pleno", [["9"], ["7"]])
    assert [one["entry"] for one in snapshot["results"]["categories"][0]["ranking"]] == ["9", "7"]
    assert differences(snapshot) == []


def test_the_same_facts_give_the_same_text_in_any_order() -> None:
    other = document(entries=ENTRIES[::-1], own=sheets()[::-1])
    assert canonical(other) == canonical(document())


def test_the_text_is_plain_json_that_reads_back() -> None:
    text = canonical(document())
    assert json.loads(text) == document()
    assert "Desa Kamurang" in text
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.5, Decimal(1), ("a",), {1: "a"}, [float("nan")]])
def test_facts_that_are_no_plain_json_are_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        document(held_on=value)


def test_the_chain_covers_the_text_and_the_result_before_it() -> None:
    assert digest("a", "") != digest("b", "")
    assert digest("a", "") != digest("a", digest("b", ""))
    assert digest("a", "") == hashlib.sha256(b"\na").hexdigest()
    assert digest("a", "f0") == hashlib.sha256(b"f0\na").hexdigest()


def test_what_was_stored_is_verified_whole() -> None:
    text = canonical(document())
    assert verify(text, previous="", sha=digest(text, "")) == []


def test_a_reader_finds_names_marks_and_words_in_the_document_alone() -> None:
    reading = Reading(json.loads(canonical(document())))
    (card,) = reading.ranking
    assert (card.rank, card.total, card.entry["village_name"]) == (1, "65.00", "Desa Kamurang")
    first, second = card.components[0].indicators[1].marks
    assert (first.not_applicable, first.reason, first.value) == (True, "Tidak ada", None)
    assert (second.assessor, second.level_text, second.note) == ("Bapak Adi", "Tingkat 2", "Daftar lengkap")
    assert [one.entry["village_name"] for one in reading.incomplete] == ["Desa Bakung"]


def test_a_reader_names_the_villages_of_an_open_tie() -> None:
    both = [sheet(entry, "p0", dict.fromkeys("ABC", 2)) for entry in ("7", "9")]
    (tie,) = Reading(document(own=both)).open_ties
    assert tie.entries == ("7", "9")
    assert tie.villages == ("Desa Kamurang", "Desa Bakung")


# Tampering.


def tampered(*way: Any, value: Any) -> Snapshot:
    snapshot: Any = copy.deepcopy(document())
    at = snapshot
    for step in way[:-1]:
        at = at[step]
    assert json.dumps(at[way[-1]]) != json.dumps(value)
    at[way[-1]] = value
    return snapshot  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("way", "value", "path"),
    [
        (("sheets", 0, "marks", "A", "value"), "4", "results.categories[0].ranking[0].total"),
        (("sheets", 0, "marks", "C", "value"), "1", "results.categories[0].ranking[0].total"),
        (("results", "categories", 0, "ranking", 0, "total"), "66.00", "results.categories[0].ranking[0].total"),
        (
            ("results", "categories", 0, "ranking", 0, "total_exact"),
            "65/2",
            "results.categories[0].ranking[0].total_exact",
        ),
        (("results", "categories", 0, "ranking", 0, "rank"), 2, "results.categories[0].ranking[0].rank"),
        (("results", "categories", 0, "ranking", 0, "rank"), True, "results.categories[0].ranking[0].rank"),
        (("results", "incomplete"), [], "results.incomplete"),
        (
            ("results", "scores", "7", "components", 0, "score"),
            "76.00",
            "results.scores.7.components[0].score",
        ),
        (("instrument", "components", 0, "indicators", 0, "weight"), "1", "instrument_sha256"),
        (("instrument", "title"), "Lain", "instrument_sha256"),
        (("instrument_sha256",), "0" * 64, "instrument_sha256"),
    ],
)
def test_a_changed_document_contradicts_itself_at_the_place(way: tuple[Any, ...], value: Any, path: str) -> None:
    assert path in [one.path for one in differences(tampered(*way, value=value))]


def test_taking_out_a_sheet_is_found() -> None:
    snapshot = document()
    del snapshot["sheets"][0]
    assert differences(snapshot)


def test_a_note_cannot_be_changed_unseen_although_no_number_rests_on_it() -> None:
    text = canonical(document())
    other = text.replace("Daftar lengkap", "Daftar kosong")
    assert [one.path for one in verify(other, previous="", sha=digest(text, ""))] == ["sha256"]


def test_a_result_cannot_be_hung_on_another() -> None:
    text = canonical(document())
    assert [one.path for one in verify(text, previous="f" * 64, sha=digest(text, ""))] == ["sha256"]


def test_a_text_that_is_not_canonical_is_found_even_with_a_hash_of_its_own() -> None:
    text = json.dumps(document())
    assert [one.path for one in verify(text, previous="", sha=digest(text, ""))] == ["canonical"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", "3"])
def test_a_text_that_is_no_document_is_a_difference_and_no_crash(text: str) -> None:
    assert verify(text, previous="", sha=digest(text, ""))


@pytest.mark.parametrize(
    "way",
    [
        ("instrument",),
        ("sheets",),
        ("sheets", 0, "marks"),
        ("sheets", 0, "entry"),
        ("sheets", 0, "marks", "A"),
    ],
)
def test_a_damaged_document_is_a_difference_and_no_crash(way: tuple[Any, ...]) -> None:
    assert differences(tampered(*way, value="?"))
    assert differences(tampered(*way, value=None))


@settings(max_examples=50)
@given(data=st.data(), form=instruments(), count=st.integers(1, 4))
def test_any_document_survives_the_round_trip_and_agrees_with_itself(
    data: st.DataObject, form: Instrument, count: int
) -> None:
    entries = [place(str(at), f"36.04.15.20{at:02}", f"Desa {at}") for at in range(count)]
    own = [one for at in range(count) for one in data.draw(sheet_sets(form, str(at)))]
    text = canonical(document(form, entries, own))
    again: Snapshot = json.loads(text)
    assert recompute(again) == again["results"]
    assert verify(text, previous="", sha=digest(text, "")) == []


@settings(max_examples=50)
@given(data=st.data(), form=instruments())
def test_any_other_value_of_any_mark_is_found(data: st.DataObject, form: Instrument) -> None:
    own = data.draw(sheet_sets(form, "7"))
    snapshot: Any = json.loads(canonical(document(form, ENTRIES[:1], own)))
    mark = data.draw(st.sampled_from([one for each in snapshot["sheets"] for one in each["marks"].values()]))
    values = [str(value) for value in range(int(form.scale_max) + 1)]
    other: Any = {"value": data.draw(st.sampled_from(values)), "not_applicable": False}
    if mark["value"] is not None and data.draw(st.booleans()):
        other = {"value": None, "not_applicable": True}
    if {key: mark[key] for key in other} == other:
        return
    mark.update(other)
    assert differences(snapshot)


def test_compare_names_every_place() -> None:
    found = compare({"a": [1, {"b": "x"}], "d": "1"}, {"a": [1, {"b": "y"}], "d": 0})
    assert found == [("a[1].b", "x", "y"), ("d", "1", "0")]
    assert compare([1], [1, 2]) == [("", "[1]", "[1, 2]")]
    assert compare(1, True) == [("", "1", "true")]


def test_compare_tells_a_missing_key_from_an_empty_one() -> None:
    assert [one.path for one in compare({}, {"a": None})] == ["a"]
    assert [one.path for one in compare({"a": None}, {})] == ["a"]
