"""What a new result changed: every village that moved is named with what moved it, and nobody else is."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.result_diff import RankChange, diff
from assessments.scoring import Decision, Mark, Sheet
from assessments.snapshot import Snapshot, build
from tests.unit.scoring_data import NA, instrument, sheet

FORM = instrument({"dasar": (60, {"A": 2, "B": 1}), "inovasi": (40, {"C": 1})})
CODES = ("A", "B", "C")
ROUND = {
    "id": "1",
    "cycle_year": 2019,
    "level": "province",
    "region_code": "36",
    "region_name": "Provinsi Banten",
    "province_name": "Banten",
    "held_on": "2019-10-11",
}


def place(entry: str) -> dict[str, Any]:
    return {
        "id": entry,
        "village_code": f"36.04.15.200{entry}",
        "village_name": f"Desa {entry}",
        "district_name": "Kecamatan Cikande",
        "regency_code": "36.04",
        "regency_name": "Kabupaten Serang",
    }


def document(
    marks: dict[str, tuple[int, ...]],
    moderated: dict[tuple[str, str], Mark] | None = None,
    decisions: tuple[Decision, ...] = (),
) -> Snapshot:
    """A result of one assessor's marks on A, B and C of each village."""
    corrections: dict[str, dict[str, Mark]] = {}
    for (entry, code), mark in (moderated or {}).items():
        corrections.setdefault(entry, {})[code] = mark
    sheets: list[Sheet] = [sheet(entry, "p0", dict(zip(CODES, own, strict=True))) for entry, own in marks.items()]
    return build(
        round_facts=ROUND,
        instrument=FORM,
        instrument_sha256="0" * 64,
        panel=[{"id": "p0", "name": "Ibu Rina", "position": "chair"}],
        entries=[place(entry) for entry in marks],
        sheets=sheets,
        decisions=decisions,
        moderated=corrections,
    )


def decided(value: int, reason: str = "Daftar hadir lengkap") -> Mark:
    return Mark(Decimal(value), reason=reason)


MARKS = {"1": (4, 4, 4), "2": (3, 3, 3), "3": (2, 2, 2)}


def test_a_granted_objection_moves_its_village_and_those_it_passes() -> None:
    found = diff(document(MARKS), document(MARKS, {("3", "A"): decided(4), ("3", "C"): decided(4)}))
    raised, passed = found
    assert (raised.entry, raised.rank_before, raised.rank_after, raised.direction) == ("3", 3, 2, "up")
    assert (raised.total_before, raised.total_after) == ("50.00", "90.00")
    assert [(part.code, part.before, part.after) for part in raised.components] == [
        ("dasar", "50.00", "83.33"),
        ("inovasi", "50.00", "100.00"),
    ]
    assert [(one.code, one.before, one.after) for one in raised.indicators] == [
        ("A", "50.00", "100.00"),
        ("C", "50.00", "100.00"),
    ]
    assert {one.correction.reason for one in raised.indicators if one.correction} == {"Daftar hadir lengkap"}
    assert raised.passed == ()
    assert (passed.entry, passed.rank_before, passed.rank_after, passed.direction) == ("2", 2, 3, "down")
    assert (passed.components, passed.passed) == ((), ("Desa 3",))


def test_a_correction_that_changes_no_rank_is_told_too() -> None:
    (found,) = diff(document(MARKS), document(MARKS, {("3", "B"): decided(3)}))
    assert (found.direction, found.total_before) == ("same", "50.00")
    (one,) = found.indicators
    assert one.correction is not None
    assert (one.code, one.correction.value) == ("B", "3")


def test_a_correction_to_the_same_score_is_told_with_its_reason() -> None:
    (found,) = diff(document(MARKS), document(MARKS, {("3", "B"): decided(2, "Sama")}))
    assert found.total_before == found.total_after
    assert [one.correction.reason for one in found.indicators if one.correction] == ["Sama"]


def test_not_applicable_is_no_zero() -> None:
    (found,) = diff(document(MARKS), document(MARKS, {("1", "B"): NA}))
    (one,) = found.indicators
    assert one.correction is not None
    assert (one.after, one.correction.not_applicable, found.total_after) == (None, True, "100.00")


def test_a_new_decision_about_a_tie_is_named() -> None:
    marks = {"1": (2, 2, 2), "2": (2, 2, 2), "3": (1, 1, 1)}
    old = document(marks, decisions=(Decision(("1", "2"), reason="Berita acara 1"),))
    new = document(marks, decisions=(Decision(("2", "1"), reason="Berita acara 2"),))
    assert {(one.entry, one.direction, one.tie_reason) for one in diff(old, new)} == {
        ("1", "down", "Berita acara 2"),
        ("2", "up", "Berita acara 2"),
    }


def test_results_of_two_rounds_are_not_compared() -> None:
    other = copy.deepcopy(document(MARKS))
    other["round"]["id"] = "2"
    with pytest.raises(ValueError, match="two rounds"):
        diff(document(MARKS), other)


def test_a_result_of_the_first_format_is_read() -> None:
    old: Any = copy.deepcopy(document(MARKS))
    old["format"] = 1
    old["results"]["ranking"] = old["results"].pop("categories")[0]["ranking"]
    for key in ("moderated", "recusals", "analysis"):
        old.pop(key, None)
    new = document(MARKS, {("2", "A"): decided(4)})
    assert [one.entry for one in diff(old, new)] == ["2"]


rows = st.tuples(*[st.integers(0, 4)] * 3)
corrections = st.dictionaries(
    st.tuples(st.sampled_from("12345"), st.sampled_from(CODES)), st.integers(0, 4).map(decided), max_size=5
)


@settings(max_examples=40)
@given(marks=st.lists(rows, min_size=5, max_size=5), moderated=corrections)
def test_who_is_not_named_stays_and_all_else_follows(
    marks: list[tuple[int, ...]], moderated: dict[tuple[str, str], Mark]
) -> None:
    given_marks = {str(number): own for number, own in enumerate(marks, 1)}
    old, new = document(given_marks), document(given_marks, moderated)
    assert diff(old, old) == []
    assert diff(new, copy.deepcopy(new)) == []
    found = {one.entry: one for one in diff(old, new)}
    before, after = ranks(old), ranks(new)
    assert {entry for entry in before if before[entry] != after[entry]} <= set(found)
    assert {entry for entry, _code in moderated} <= set(found)
    for entry, one in found.items():
        assert (one.rank_before, one.rank_after) == (before[entry], after[entry])
        assert one.total_after == new["results"]["scores"][entry]["total"]
        assert {code for who, code in moderated if who == entry} == {part.code for part in one.indicators}
    assert mirrored(diff(new, old)) == {entry: (one.rank_after, one.rank_before) for entry, one in found.items()}


@settings(max_examples=40)
@given(order=st.permutations(range(5)), moderated=corrections)
def test_without_ties_the_ranks_change_hands(order: list[int], moderated: dict[tuple[str, str], Mark]) -> None:
    marks = {str(at + 1): (place, place, place) for at, place in enumerate(order)}
    old, new = document(marks), document(marks, moderated)
    if len(set(ranks(new).values())) < len(marks):
        return
    found = diff(old, new)
    assert {one.rank_before for one in found} == {one.rank_after for one in found}
    assert [one.rank_after for one in found] == sorted(one.rank_after or 0 for one in found)
    for one in found:
        assert one.components or one.passed


def ranks(snapshot: Snapshot) -> dict[str, int]:
    return {place["entry"]: place["rank"] for one in snapshot["results"]["categories"] for place in one["ranking"]}


def mirrored(changes: list[RankChange]) -> dict[str, tuple[int | None, int | None]]:
    return {one.entry: (one.rank_before, one.rank_after) for one in changes}
