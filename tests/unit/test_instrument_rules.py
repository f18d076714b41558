"""Parts, numbers, categories, awards and names of ranks in an instrument: what is read, and what is refused where."""

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.definition import MARK_MOST
from assessments.instrument import (
    Aggregation,
    Award,
    CategoryKind,
    Indicator,
    InstrumentError,
    NumberRange,
    Part,
    canonical_json,
    parse,
    sha256,
    to_mapping,
)

AT = "components[0].indicators"
LEVELS = [{"value": 0, "text": "Tidak ada"}, {"value": 4, "text": "Ada"}]


def definition(**changes: Any) -> dict[str, Any]:
    """Give a definition that says all that may be said; `...` takes a key out."""
    data = {
        "code": "contoh-2020",
        "title": "Contoh",
        "year": 2020,
        "source_note": "Contoh awal",
        "scale_max": 4,
        "aggregation": "median",
        "tie_break": ["total", "plenary"],
        "parts": [
            {"code": "dokumen", "name": "Dokumen", "weight": 60},
            {"code": "paparan", "name": "Paparan", "weight": "20"},
            {"code": "lapangan", "name": "Lapangan", "weight": 20},
        ],
        "categories": [
            {"code": "kab", "name": "Kabupaten", "kind": "regency"},
            {"code": "kota", "name": "Kota", "kind": "city"},
        ],
        "awards": [
            {"code": "umum", "name": "Umum", "basis": ["total"], "places": 3},
            {"code": "dasar", "name": "Dasar terbaik", "basis": ["a", "b"], "places": 1},
            {"code": "tema", "name": "Tema", "basis": ["A2", "B1"], "places": 2},
        ],
        "rank_names": ["Juara I", "Juara II", "Harapan I"],
        "components": [
            {"code": "a", "name": "A", "weight": 60, "indicators": [indicator("A1"), number("A2")]},
            {"code": "b", "name": "B", "weight": 40, "indicators": [indicator("B1", parts=["lapangan", "dokumen"])]},
        ],
    } | changes
    return copy.deepcopy({key: value for key, value in data.items() if value is not ...})


def indicator(code: str, **changes: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "evidence": "Foto", "levels": LEVELS, **changes}


def number(code: str, *, worst: Any = 0, best: Any = "100", unit: Any = "%", **changes: Any) -> dict[str, Any]:
    ends = {"worst": worst, "best": best, "unit": unit}
    return {"code": code, "name": code, "evidence": "Foto", "number": ends, **changes}


def problems(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InstrumentError) as raised:
        parse(data)
    return [(problem.path, problem.code.value) for problem in raised.value.problems]


def components(*indicators: dict[str, Any]) -> list[dict[str, Any]]:
    """Give one component "a" of these indicators and one "b"."""
    first = {"code": "a", "name": "A", "weight": 60, "indicators": list(indicators)}
    return [first, {"code": "b", "name": "B", "weight": 40, "indicators": [indicator("B1")]}]


def test_all_that_may_be_said_is_read_and_written_back() -> None:
    instrument = parse(definition())
    assert instrument.aggregation is Aggregation.MEDIAN
    assert instrument.parts[0] == Part("dokumen", "Dokumen", Decimal(60))
    assert [category.kind for category in instrument.categories] == [CategoryKind.REGENCY, CategoryKind.CITY]
    assert instrument.awards[2] == Award("tema", "Tema", ("A2", "B1"), 2)
    assert instrument.indicators["A2"].number == NumberRange(Decimal(0), Decimal(100), "%")
    assert parse(to_mapping(instrument)) == instrument


@pytest.mark.parametrize("key", ["parts", "categories", "awards", "rank_names"])
def test_an_empty_list_says_nothing_and_leaves_no_trace(key: str) -> None:
    data = definition(components=components(indicator("A1"), number("A2")))
    without, empty = parse({**data, key: []}), {name: value for name, value in data.items() if name != key}
    assert f'"{key}"' not in canonical_json(without)
    assert sha256(without) == sha256(parse(empty)) != sha256(parse(data))


def test_an_indicator_that_names_no_part_is_marked_in_all() -> None:
    instrument = parse(definition())
    assert instrument.part_codes == ("dokumen", "paparan", "lapangan")
    assert instrument.parts_of(instrument.indicators["A1"]) == instrument.part_codes
    assert instrument.indicators["B1"].parts == ("dokumen", "lapangan"), "in the order of the judging"
    assert [one.code for one in instrument.marked_in("paparan")] == ["A1", "A2"]
    assert [one.code for one in instrument.marked_in("lapangan")] == ["A1", "A2", "B1"]
    with pytest.raises(KeyError):
        instrument.marked_in("")


def test_without_parts_there_is_one_that_has_no_name() -> None:
    instrument = parse(definition(parts=..., components=components(indicator("A1"), number("A2"))))
    assert instrument.part_codes == ("",)
    assert [one.code for one in instrument.marked_in("")] == ["A1", "A2", "B1"]


@pytest.mark.parametrize(
    ("regency", "category"),
    [("36.01", "kab"), ("36.04", "kab"), ("36.69", "kab"), ("36.71", "kota"), ("31.75", "kota")],
)
def test_regencies_and_cities_are_told_apart_by_their_code(regency: str, category: str) -> None:
    assert parse(definition()).category_of(regency) == category
    assert parse(definition(categories=...)).category_of(regency) == ""


@pytest.mark.parametrize("code", ["", "36", "36.", "36.x"])
def test_what_is_no_code_of_a_regency_has_no_category(code: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        parse(definition()).category_of(code)


def test_ranks_have_names_as_far_as_they_go() -> None:
    instrument = parse(definition())
    assert [instrument.rank_name(rank) for rank in (0, 1, 3, 4)] == ["", "Juara I", "Harapan I", ""]


PART = {"code": "x", "name": "X", "weight": 100}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Parts.
        ({"parts": "dokumen"}, ("parts", "wrong_type")),
        ({"parts": [{**PART, "weight": "99.99"}]}, ("parts", "weights_not_100")),
        ({"parts": [{**PART, "weight": 0}]}, ("parts[0].weight", "not_positive")),
        ({"parts": [{**PART, "code": "a b"}]}, ("parts[0].code", "bad_code")),
        ({"parts": [{**PART, "codes": "a"}]}, ("parts[0]", "unknown_key")),
        # Categories.
        ({"categories": [{"code": "kab", "name": "K", "kind": "regency"}]}, ("categories", "too_few")),
        (
            {"categories": [{"code": code, "name": "K", "kind": "city"} for code in ("kab", "kota")]},
            ("categories[1].kind", "repeated"),
        ),
        (
            {
                "categories": [
                    {"code": "kab", "name": "K", "kind": "regency"},
                    {"code": "kota", "name": "K", "kind": "village"},
                ]
            },
            ("categories[1].kind", "unknown_choice"),
        ),
        (
            {"categories": [{"code": "kab", "name": "K", "kind": kind} for kind in ("regency", "city")]},
            ("categories[1].code", "duplicate_code"),
        ),
        # Names of ranks.
        ({"rank_names": ["Juara I", "Juara I"]}, ("rank_names[1]", "repeated")),
        ({"rank_names": ["Juara I", " "]}, ("rank_names[1]", "empty_text")),
        ({"rank_names": ["J" * 41]}, ("rank_names[0]", "text_too_long")),
        ({"rank_names": [1]}, ("rank_names[0]", "wrong_type")),
    ],
)
def test_each_fault_of_the_round_is_named_alone(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    data = definition(components=components(indicator("A1"), number("A2")), **changes)
    assert problems(data) == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"basis": []}, ("awards[0].basis", "too_few")),
        ({"basis": "total"}, ("awards[0].basis", "wrong_type")),
        ({"basis": ["a", "a"]}, ("awards[0].basis[1]", "repeated")),
        ({"basis": ["a", "x"]}, ("awards[0].basis[1]", "unknown_choice")),
        ({"basis": ["total", "a"]}, ("awards[0].basis", "mixed_basis")),
        ({"basis": ["a", "B1"]}, ("awards[0].basis", "mixed_basis")),
        ({"basis": ["plenary"]}, ("awards[0].basis[0]", "unknown_choice")),
        ({"places": 0}, ("awards[0].places", "out_of_range")),
        ({"places": 101}, ("awards[0].places", "out_of_range")),
        ({"places": "3"}, ("awards[0].places", "wrong_type")),
        ({"places": True}, ("awards[0].places", "wrong_type")),
        ({"code": "total"}, ("awards[0].code", "reserved_code")),
        ({"name": ""}, ("awards[0].name", "empty_text")),
    ],
)
def test_each_fault_of_an_award_is_named_alone(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    award = {"code": "umum", "name": "Umum", "basis": ["total"], "places": 3, **changes}
    assert problems(definition(awards=[award])) == [expected]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (number("A2", best=0), (f"{AT}[1].number", "equal_ends")),
        (number("A2", worst="100.0"), (f"{AT}[1].number", "equal_ends")),
        (number("A2", worst=-1), (f"{AT}[1].number.worst", "out_of_range")),
        (number("A2", best=100_000), (f"{AT}[1].number.best", "not_a_number")),
        (number("A2", best=1.5), (f"{AT}[1].number.best", "float")),
        (number("A2", best="1.2345"), (f"{AT}[1].number.best", "not_a_number")),
        (number("A2", unit=" "), (f"{AT}[1].number.unit", "empty_text")),
        (number("A2", unit="x" * 41), (f"{AT}[1].number.unit", "text_too_long")),
        (number("A2", levels=LEVELS), (f"{AT}[1]", "levels_and_number")),
        ({**indicator("A2"), "number": {"worst": 0, "best": 1}}, (f"{AT}[1].number", "missing_key")),
        ({**number("A2"), "number": 4}, (f"{AT}[1].number", "wrong_type")),
        ({key: one for key, one in indicator("A2").items() if key != "levels"}, (f"{AT}[1]", "missing_key")),
        (indicator("A2", parts=["x"]), (f"{AT}[1].parts[0]", "unknown_choice")),
        (indicator("A2", parts=["dokumen", "dokumen"]), (f"{AT}[1].parts[1]", "repeated")),
        (indicator("A2", parts="dokumen"), (f"{AT}[1].parts", "wrong_type")),
    ],
)
def test_each_fault_of_an_indicator_is_named_at_its_place(second: Any, expected: tuple[str, str]) -> None:
    assert expected in problems(definition(components=components(indicator("A1"), second)))


def test_only_the_fault_itself_is_named() -> None:
    for second in (number("A2", best=0), number("A2", levels=LEVELS), indicator("A2", parts=["x"])):
        assert len(problems(definition(components=components(indicator("A1"), second)))) == 1


def test_parts_of_an_indicator_need_parts_of_the_judging() -> None:
    one = indicator("A2", parts=["dokumen"])
    assert problems(definition(parts=..., components=components(indicator("A1"), one))) == [(f"{AT}[1]", "unknown_key")]
    assert problems(definition(parts=3, components=components(indicator("A1"), one))) == [("parts", "wrong_type")]
    assert not parse(definition(parts=..., components=components(number("A2", parts=[])))).indicators["A2"].parts


def test_a_part_in_which_nothing_is_marked_is_refused() -> None:
    data = definition()
    for component in data["components"]:
        for one in component["indicators"]:
            one["parts"] = ["dokumen", "lapangan"]
    assert problems(data) == [("parts[1]", "part_unused")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.floats() | st.sampled_from(["a", "A1", "total", "city"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "name", "kind", "basis", "worst", "best", "unit"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(key=st.sampled_from(["parts", "categories", "awards", "rank_names", "number", "indicator_parts"]), value=JSON)
def test_whatever_stands_somewhere_is_read_or_refused(key: str, value: Any) -> None:
    data = definition() if key in {"number", "indicator_parts"} else definition(**{key: value})
    if key in {"number", "indicator_parts"}:
        data["components"][0]["indicators"][1][key.removeprefix("indicator_")] = value
    try:
        instrument = parse(data)
    except InstrumentError:
        return
    assert parse(to_mapping(instrument)) == instrument


# A number that is itself the mark.

ENDS = st.decimals(0, MARK_MOST, places=3)
RANGES = (
    st.tuples(ENDS, ENDS).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: NumberRange(ends[0], ends[1], "%"))
)


def one_of(range: NumberRange, fact: str = "") -> Indicator:
    return Indicator("A", "A", Decimal(1), (), "-", False, fact, range)


@given(range=RANGES, low=ENDS, high=ENDS)
def test_a_number_never_counts_less_for_being_better(range: NumberRange, low: Decimal, high: Decimal) -> None:
    low, high = sorted([low, high])
    less, more = range.share(low), range.share(high)
    assert 0 <= less <= 1
    assert less <= more if range.best > range.worst else less >= more


@given(range=RANGES, value=ENDS)
def test_beyond_an_end_counts_as_the_end_and_between_evenly(range: NumberRange, value: Decimal) -> None:
    assert (range.share(range.worst), range.share(range.best)) == (0, 1)
    inside = min(range.worst, range.best) <= value <= max(range.worst, range.best)
    if inside:
        assert Fraction(range.worst) + range.share(value) * Fraction(range.best - range.worst) == Fraction(value)
    else:
        assert range.share(value) == (abs(value - range.best) < abs(value - range.worst))


@given(range=RANGES, value=ENDS)
def test_turning_a_range_round_turns_what_it_counts(range: NumberRange, value: Decimal) -> None:
    assert NumberRange(range.best, range.worst, "%").share(value) == 1 - range.share(value)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [("0", True), ("-0", True), ("55.125", True), ("55.1250", True), ("250", True), ("99999.999", True)]
    + [(text, False) for text in ("-0.001", "55.1251", "100000", "NaN", "Infinity", "-Infinity", "1E+30")],
)
def test_a_number_is_a_mark_where_a_mark_can_store_it(value: str, accepted: bool) -> None:
    assert one_of(NumberRange(Decimal(0), Decimal(100), "%")).accepts(Decimal(value)) is accepted


def test_a_level_is_a_mark_by_its_value_alone() -> None:
    found = parse(definition()).indicators["A1"]
    assert [found.accepts(Decimal(value)) for value in ("0", "4.00", "2", "NaN")] == [True, True, False, False]
    assert found.share(Decimal(4), Decimal(4)) == 1


def test_the_fact_itself_is_proposed_as_a_mark_can_store_it() -> None:
    measured = one_of(NumberRange(Decimal(0), Decimal(100), "%"), "trained")
    assert measured.proposes
    assert measured.proposed(Decimal(5)) is None, "there is no level"
    assert measured.proposed_value(Decimal(200) / 3) == Decimal("66.667")
    assert measured.proposed_value(Decimal(-3)) == 0
    assert measured.proposed_value(Decimal("2e12")) == MARK_MOST
    assert measured.proposed_value(None) is None
    assert one_of(NumberRange(Decimal(0), Decimal(1), "%")).proposed_value(Decimal(1)) is None, "it names no fact"


@given(range=RANGES, value=st.decimals(-(10**9), 10**9, places=6))
def test_what_is_proposed_is_always_a_mark(range: NumberRange, value: Decimal) -> None:
    measured = one_of(range, "trained")
    found = measured.proposed_value(value)
    assert found is not None
    assert measured.accepts(found)


def test_a_level_is_proposed_by_its_value() -> None:
    levels = [{"value": 0, "text": "-"}, {"value": "2.5", "text": "x", "from": 10}]
    found = parse(definition(components=components(indicator("A1", levels=levels, fact="trained"), number("A2"))))
    assert found.indicators["A1"].proposed_value(Decimal(10)) == Decimal("2.5")
    assert found.indicators["A1"].proposed_value(Decimal(9)) == 0
    assert found.indicators["A1"].proposed_value(None) is None
    assert found.indicators["B1"].proposed_value(Decimal(9)) is None
