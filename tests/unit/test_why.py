"""Why a village has its score: the steps lead to the document's own numbers, exactly, and to nothing else."""

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Aggregation
from assessments.scoring import round_score
from assessments.snapshot import Snapshot
from assessments.why import IndicatorStep, Why, why
from tests.unit.scoring_data import instrument, sheet
from tests.unit.snapshot_data import PANEL, snapshots
from tests.unit.test_snapshot import document

NAMES = {member["id"]: member["name"] for member in PANEL}


def ways(snapshot: Snapshot) -> list[tuple[str, Why]]:
    return [(str(entry["id"]), why(snapshot, str(entry["id"]), NAMES)) for entry in snapshot["entries"]]


def first(found: Why) -> IndicatorStep:
    return found.components[0].indicators[0]


@settings(max_examples=25)
@given(snapshot=snapshots())
def test_every_step_leads_to_what_the_document_says(snapshot: Snapshot) -> None:
    for _entry, found in ways(snapshot):
        assert found.agrees


@settings(max_examples=25)
@given(snapshot=snapshots())
def test_points_add_up_to_the_total_exactly(snapshot: Snapshot) -> None:
    for entry, found in ways(snapshot):
        if found.total is None:
            continue
        points = [one.points for part in found.components for one in part.indicators if one.points is not None]
        assert sum(points, Fraction(0)) == found.total
        shares = [one.share for part in found.components for one in part.indicators if one.share is not None]
        assert sum(shares, Fraction(0)) == 100
        scores = snapshot["results"]["scores"][entry]
        assert found.total == Fraction(scores["total_exact"] or "-1")


@settings(max_examples=25)
@given(snapshot=snapshots())
def test_every_number_that_opens_another_stands_in_the_document(snapshot: Snapshot) -> None:
    for entry, found in ways(snapshot):
        for part, said in zip(found.components, snapshot["results"]["scores"][entry]["components"], strict=True):
            assert (part.score, part.weighted) == (exact(said["score_exact"]), exact(said["weighted_exact"]))
            for one, own in zip(part.indicators, said["indicators"], strict=True):
                assert (one.score, one.points) == (exact(own["score_exact"]), exact(own["points_exact"]))
                shown = None if one.share is None else f"{round_score(one.share):f}"
                assert shown == own["share"]


@settings(max_examples=25)
@given(snapshot=snapshots())
def test_every_mark_of_the_document_is_shown_once(snapshot: Snapshot) -> None:
    for entry, found in ways(snapshot):
        sheets = [one for one in snapshot["sheets"] if one["entry"] == entry]
        given = sorted(
            (NAMES[one["assessor"]], one["part"], code, str(mark["value"]))
            for one in sheets
            for code, mark in one["marks"].items()
        )
        shown = sorted(
            (mark.assessor, part.code, one.code, str(mark.value))
            for component in found.components
            for one in component.indicators
            for part in one.parts
            for mark in part.marks
        )
        assert shown == given


@settings(max_examples=30)
@given(snapshot=snapshots(), data=st.data())
def test_a_changed_score_no_longer_agrees(snapshot: Snapshot, data: st.DataObject) -> None:
    complete = [entry for entry, found in ways(snapshot) if found.total is not None]
    if not complete:
        return
    changed: Any = copy.deepcopy(snapshot)
    entry = data.draw(st.sampled_from(complete))
    scores = changed["results"]["scores"][entry]
    part = data.draw(st.sampled_from(scores["components"]))
    key = data.draw(st.sampled_from(["score_exact", "weighted_exact"]))
    part[key] = str(Fraction(part[key]) + 1)
    assert not why(changed, entry, NAMES).agrees


@pytest.mark.parametrize(
    ("rule", "kept", "score"),
    [
        (Aggregation.MEAN, (4, 0, 3, 4), "68.75"),
        (Aggregation.MEDIAN, (3, 4), "87.50"),
        (Aggregation.TRIMMED_MEAN, (3, 4), "87.50"),
    ],
)
def test_the_marks_that_count_are_named_by_the_rule(rule: Aggregation, kept: tuple[int, ...], score: str) -> None:
    from dataclasses import replace

    form = replace(instrument({"dasar": (100, {"A": 1})}), aggregation=rule)
    own = [sheet("7", f"p{at}", {"A": value}) for at, value in enumerate((4, 0, 3, 4))]
    found = why(document(form, own=own), "7", NAMES)
    (part,) = first(found).parts
    assert part.kept == kept
    assert part.value == Fraction(sum(kept), len(kept))
    assert f"{round_score(first(found).score or Fraction(-1)):f}" == score
    assert [mark.points for mark in part.marks] == [100, 0, 75, 100]
    assert part.marks[0].level_text == "Tingkat 4"
    assert Decimal(part.marks[2].value or 0) == 3


def exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
