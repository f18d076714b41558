"""The document of a round with parts, categories, awards and a plenary: what it holds, and that all is checked."""

import copy
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instrument import Award, Category, CategoryKind, Instrument, NumberRange, Part, sha256
from assessments.reading import Reading
from assessments.scoring import Decision, Mark, Sheet
from assessments.snapshot import (
    ANALYSIS_LIMIT,
    Snapshot,
    analysis,
    build,
    canonical,
    differences,
    digest,
    verify,
)
from tests.unit.round_data import Round, rounds
from tests.unit.scoring_data import NA, instrument, sheet

PARTS = (Part("dokumen", "Dokumen", Decimal(60)), Part("lapangan", "Lapangan", Decimal(40)))
CATEGORIES = (Category("kab", "Kabupaten", CategoryKind.REGENCY), Category("kota", "Kota", CategoryKind.CITY))
FORM = replace(
    instrument({"dasar": (60, {"A": 1, "B": 1}), "inovasi": (40, {"C": 1})}),
    parts=PARTS,
    categories=CATEGORIES,
    awards=(Award("tema", "Desa inovatif", ("inovasi",), 1),),
    rank_names=("Juara I", "Juara II"),
)
ROUND = {"id": "1", "cycle_year": 2019, "held_on": None}
PANEL = [{"id": "p0", "name": "Ibu Rina"}, {"id": "p1", "name": "Bapak Adi"}]
REASON = "Buku kas dilihat bersama"


def place(entry: str, regency: str = "36.04") -> dict[str, Any]:
    facts = {"village_code": f"{regency}.15.20{entry:>02}", "village_name": f"Desa {entry}", "regency_code": regency}
    return {"id": entry, **facts}


def judged(entry: str, *values: Any) -> list[Sheet]:
    """Give the sheets of two assessors in both parts, with the same marks on A, B and C."""
    marks = dict(zip("ABC", values, strict=True))
    return [
        replace(sheet(entry, assessor, marks), part=part.code, submitted_at="2019-10-11")
        for assessor in ("p0", "p1")
        for part in PARTS
    ]


ENTRIES = [place("1"), place("2"), place("3", "36.71"), place("4", "36.71")]
# Totals: 1 and 2 of the regency 75, 2 after the plenary 60 % of 75 and 40 % of 100; 3 and 4 of the city 50 and 25.
SHEETS = [*judged("1", 3, 3, 3), *judged("2", 3, 3, 3), *judged("3", 2, 2, 2), *judged("4", 1, 1, 1)]
MODERATED = {"2": {"C": Mark(Decimal(4), reason=REASON)}, "4": {"B": replace(NA, reason=REASON)}}


def document(**changes: Any) -> Snapshot:
    facts = {
        "round_facts": ROUND,
        "instrument": FORM,
        "instrument_sha256": sha256(changes.get("instrument", FORM)),
        "panel": PANEL,
        "entries": ENTRIES,
        "sheets": SHEETS,
        "decisions": (),
        "moderated": MODERATED,
        "recusals": [{"entry": "4", "assessor": "p9"}],
    }
    return build(**(facts | changes))


def test_villages_are_ranked_among_those_of_their_kind() -> None:
    snapshot = document()
    assert [one["category"] for one in snapshot["entries"]] == ["kab", "kab", "kota", "kota"]
    found = [
        (one["code"], one["name"], [(place["entry"], place["rank"], place["total"]) for place in one["ranking"]])
        for one in snapshot["results"]["categories"]
    ]
    assert found == [
        ("kab", "Kabupaten", [("2", 1, "85.00"), ("1", 2, "75.00")]),
        ("kota", "Kota", [("3", 1, "50.00"), ("4", 2, "25.00")]),
    ]


def test_a_category_in_which_nobody_is_judged_is_left_out() -> None:
    snapshot = document(entries=ENTRIES[:2], sheets=SHEETS[:8], moderated={}, recusals=[])
    assert [one["code"] for one in snapshot["results"]["categories"]] == ["kab"]
    nobody = document(entries=[], sheets=[], moderated={}, recusals=[])
    assert nobody["results"]["categories"] == []
    assert differences(nobody) == []


def test_equal_totals_in_two_categories_are_no_tie_and_a_tie_says_where_it_is() -> None:
    sheets = [one for entry in "1234" for one in judged(entry, 2, 2, 2)]
    decided = Decision(("4", "3"), reason="Pleno")
    results = document(sheets=sheets, moderated={}, decisions=(decided,))["results"]
    assert [(tie["category"], tie["entries"], tie["unresolved"]) for tie in results["ties"]] == [
        ("kab", ["1", "2"], True),
        ("kota", ["3", "4"], False),
    ]
    assert [place["rank"] for one in results["categories"] for place in one["ranking"]] == [1, 1, 1, 2]


def test_the_plenarys_marks_stand_beside_those_of_the_assessors() -> None:
    snapshot = document()
    assert snapshot["moderated"] == [
        {"entry": "2", "indicator": "C", "value": "4", "not_applicable": False, "reason": REASON},
        {"entry": "4", "indicator": "B", "value": None, "not_applicable": True, "reason": REASON},
    ]
    raw = [one["marks"]["C"]["value"] for one in snapshot["sheets"] if one["entry"] == "2"]
    assert raw == ["3"] * 4
    (found,) = snapshot["results"]["scores"]["2"]["components"][1]["indicators"]
    assert found["moderated"] == {"value": "4", "not_applicable": False, "reason": REASON}
    assert (found["score"], found["counted"]) == ("100.00", 4)


def test_sheets_stand_by_entry_part_and_assessor() -> None:
    order = [(one["entry"], one["part"], one["assessor"]) for one in document(sheets=SHEETS[::-1])["sheets"]]
    assert order[:4] == [(entry, part.code, who) for entry in "1" for part in PARTS for who in ("p0", "p1")]
    assert canonical(document(sheets=SHEETS[::-1], entries=ENTRIES[::-1])) == canonical(document())


def test_an_award_goes_to_the_best_of_all_categories() -> None:
    assert document()["results"]["awards"] == [
        {
            "code": "tema",
            "name": "Desa inovatif",
            "places": [{"entry": "2", "place": 1, "score": "100.00", "score_exact": "100/1"}],
        }
    ]


def test_what_is_missing_says_in_which_part() -> None:
    field = [one for one in SHEETS if (one.entry, one.part) != ("1", "dokumen")]
    field[0] = replace(field[0], submitted=False)
    (left_out,) = document(sheets=field)["results"]["incomplete"]
    assert left_out == {
        "entry": "1",
        "missing": [
            {"kind": "no_sheet", "assessor": "", "where": "", "part": "dokumen"},
            {"kind": "not_submitted", "assessor": "p0", "where": "", "part": "lapangan"},
        ],
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recusals": [{"entry": "4", "assessor": "p1"}]}, "declared a conflict"),
        ({"entries": ENTRIES[:3]}, "no entry"),
        ({"moderated": {"9": {"C": Mark(Decimal(4))}}}, "no entry"),
        ({"moderated": {"2": {"C": Mark(Decimal(9))}}}, "no level"),
        ({"entries": [place("1"), {**place("2"), "regency_code": "36"}, *ENTRIES[2:]]}, "invalid literal"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        document(**changes)


def change(snapshot: Any, way: tuple[Any, ...], value: Any) -> None:
    for step in way[:-1]:
        snapshot = snapshot[step]
    assert snapshot[way[-1]] != value
    snapshot[way[-1]] = value


@pytest.fixture(scope="module")
def analysed() -> Snapshot:
    """A document with its analysis, of few draws."""
    return document(seed=7, draws=200)


@pytest.mark.parametrize(
    ("way", "value", "path"),
    [
        (("moderated", 0, "value"), "3", "results.categories[0].ranking[0].total"),
        (("moderated", 0, "reason"), "Lain", "results.scores.2.components[1].indicators[0].moderated.reason"),
        (("moderated",), [], "results.scores.2.components[1].indicators[0].moderated"),
        (("sheets", 0, "part"), "lapangan", ""),
        (("recusals", 0, "assessor"), "p1", ""),
        (("entries", 2, "category"), "kab", "entries[2].category"),
        (("entries", 2, "regency_code"), "36.04", "entries[2].category"),
        (("results", "categories", 1, "name"), "Lain", "results.categories[1].name"),
        (("results", "ties"), ["x"], "results.ties"),
        (("results", "awards", 0, "places", 0, "entry"), "1", "results.awards[0].places[0].entry"),
        (("analysis", "seed"), 8, "analysis.stability.kab.seed"),
        (("analysis", "draws"), 100, "analysis.stability.kab.draws"),
        (("analysis", "leave_one_out", "p0", "1"), 1, "analysis.leave_one_out.p0.1"),
        (("analysis", "agreement", "alpha"), "0.5000", "analysis.agreement.alpha"),
        (("analysis", "severity", "p0", "points"), "1.00", "analysis.severity.p0.points"),
        (("analysis",), {}, ""),
        (("format",), 3, ""),
    ],
)
def test_a_changed_document_contradicts_itself_at_the_place(
    analysed: Snapshot, way: tuple[Any, ...], value: Any, path: str
) -> None:
    snapshot = copy.deepcopy(analysed)
    assert differences(snapshot) == []
    change(snapshot, way, value)
    assert path in [one.path for one in differences(snapshot)]


def test_two_marks_of_the_plenary_on_one_indicator_are_damage() -> None:
    snapshot = document()
    snapshot["moderated"].append(snapshot["moderated"][0])
    assert [one.path for one in differences(snapshot)] == [""]


# How firm it is.


def test_a_draft_and_a_very_large_round_are_not_looked_at() -> None:
    assert document()["analysis"] is None
    assert ANALYSIS_LIMIT == 2_000
    many = [place(str(at), "36.04") for at in range(ANALYSIS_LIMIT + 1)]
    assert document(entries=many, sheets=[], moderated={}, seed=1, draws=10)["analysis"] is None


def test_the_analysis_is_of_each_category_and_the_same_for_a_seed(analysed: Snapshot) -> None:
    found = analysed["analysis"]
    assert found is not None
    assert found == document(seed=7, draws=200)["analysis"]
    assert (found["seed"], found["draws"], list(found["stability"])) == (7, 200, ["kab", "kota"])
    assert set(found["stability"]["kota"]["entries"]) == {"3", "4"}
    # Both assessors agree on everything, so that the order is certain and the same without either of them.
    assert found["stability"]["kab"]["entries"]["2"]["shares"] == [[1, "1.0000"]]
    ranks, level = {"1": 2, "2": 1, "3": 1, "4": 2}, {"points": "0.00", "shared": 24}
    assert found["leave_one_out"] == {"p0": ranks, "p1": ranks}
    assert found["agreement"] == {"alpha": "1.0000", "components": {"dasar": "1.0000", "inovasi": "1.0000"}}
    assert found["severity"] == {"p0": level, "p1": level}


def test_of_many_villages_only_the_share_of_the_official_rank_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    unlike = [replace(one, marks={**one.marks, "C": Mark(Decimal(3 if one.assessor == "p0" else 4))}) for one in SHEETS]
    whole = document(sheets=[*unlike[:4], *SHEETS[4:]], moderated={}, seed=7, draws=50)["analysis"]
    monkeypatch.setattr(analysis, "SHARES_LIMIT", 1)
    short = document(sheets=[*unlike[:4], *SHEETS[4:]], moderated={}, seed=7, draws=50)["analysis"]
    assert whole is not None
    assert short is not None
    for code in ("kab", "kota"):
        for entry, kept in short["stability"][code]["entries"].items():
            had = whole["stability"][code]["entries"][entry]
            assert kept == {**had, "shares": kept["shares"]}
            assert kept["shares"] == [share for share in had["shares"] if share[0] == {"2": 2, "4": 2}.get(entry, 1)]


def test_a_panel_of_one_has_no_agreement_and_nobody_to_leave_out() -> None:
    alone = [one for one in SHEETS if one.assessor == "p0"]
    found = document(sheets=alone, seed=7, draws=50)["analysis"]
    assert found is not None
    assert found["leave_one_out"] == {"p0": dict.fromkeys("1234")}
    assert found["agreement"]["alpha"] is None
    assert found["severity"] == {"p0": {"points": None, "shared": 0}}


def test_all_marks_equal_is_an_open_tie_that_only_the_plenary_ends() -> None:
    same = [one for entry in "1234" for one in judged(entry, 4, 4, 4)]
    results = document(sheets=same, moderated={})["results"]
    assert {place["rank"] for one in results["categories"] for place in one["ranking"]} == {1}
    assert [tie["unresolved"] for tie in results["ties"]] == [True, True]


# Any round.


def valid(form: Instrument) -> Instrument:
    """Give the parts of a drawn instrument weights of 100, and two categories."""
    parts = tuple(replace(part, weight=Decimal(weight)) for part, weight in zip(form.parts, (60, 40), strict=False))
    return replace(form, parts=parts, categories=CATEGORIES)


@settings(max_examples=20)
@given(data=st.data(), found=rounds())
def test_any_round_survives_the_round_trip_and_categories_part_its_villages(data: st.DataObject, found: Round) -> None:
    form, sheets, moderated = found
    form = valid(form)
    entries = [place(entry, data.draw(st.sampled_from(["36.04", "36.71"]))) for entry in sheets]
    snapshot = document(
        instrument=form,
        entries=entries,
        sheets=[one for own in sheets.values() for one in own],
        moderated=moderated,
        recusals=[],
        seed=data.draw(st.integers(0, 2**32)),
        draws=20,
    )
    text = canonical(snapshot)
    assert verify(text, previous="", sha=digest(text, "")) == []
    results = snapshot["results"]
    ranked = [place["entry"] for one in results["categories"] for place in one["ranking"]]
    assert sorted(ranked + [one["entry"] for one in results["incomplete"]]) == sorted(sheets)
    for one in results["categories"]:
        own = [facts["id"] for facts in snapshot["entries"] if facts["category"] == one["code"]]
        assert {place["entry"] for place in one["ranking"]} <= set(own)
        assert one["ranking"] == [] or one["ranking"][0]["rank"] == 1


# What a reader shows.


def test_a_reader_shows_categories_names_of_ranks_parts_awards_and_the_plenary(analysed: Snapshot) -> None:
    reading = Reading(json.loads(canonical(analysed)))
    assert [(one.code, one.name, [card.rank_name for card in one.cards]) for one in reading.categories] == [
        ("kab", "Kabupaten", ["Juara I", "Juara II"]),
        ("kota", "Kota", ["Juara I", "Juara II"]),
    ]
    assert [card.entry["id"] for card in reading.ranking] == ["2", "1", "3", "4"]
    (award,) = reading.awards
    assert [(card.entry["id"], at, score) for card, at, score in award.places] == [("2", 1, "100.00")]
    card = reading.card("2")
    assert [(one.name, one.place) for one in card.awards] == [("Desa inovatif", 1)]
    (shown,) = card.components[1].indicators
    assert shown.moderated is not None
    assert (shown.moderated.value, shown.moderated.level_text, shown.moderated.reason) == ("4", "Tingkat 4", REASON)
    assert [(one.part, one.part_name, one.assessor) for one in shown.marks][1:3] == [
        ("dokumen", "Dokumen", "Bapak Adi"),
        ("lapangan", "Lapangan", "Ibu Rina"),
    ]
    assert card.stability is not None
    assert (card.stability["low"], card.stability["high"], card.category) == (1, 1, "kab")
    assert card.without == (("Ibu Rina", 1), ("Bapak Adi", 1))
    assert reading.analysis == analysed["analysis"]


def test_a_reader_of_a_draft_has_no_analysis() -> None:
    card = Reading(document()).card("2")
    assert (card.stability, card.without) == (None, ())


def test_a_number_is_shown_with_its_unit() -> None:
    component = FORM.components[1]
    number = replace(component.indicators[0], levels=(), number=NumberRange(Decimal(0), Decimal(50), "keluarga"))
    form = replace(FORM, components=(FORM.components[0], replace(component, indicators=(number,))))
    snapshot = document(
        instrument=form, sheets=judged("1", 1, 1, "37.5"), entries=ENTRIES[:1], moderated={}, recusals=[]
    )
    (shown,) = Reading(snapshot).card("1").components[1].indicators
    assert [(one.value, one.level_text) for one in shown.marks] == [("37.5", "keluarga")] * 4
    assert shown.score == "75.00"
