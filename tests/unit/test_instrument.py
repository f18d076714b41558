"""The instrument: what a definition must be, and that every fault of a bad one is named at its place."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.definition import ProblemCode, number_text
from assessments.instrument import (
    Aggregation,
    InstrumentError,
    canonical_json,
    load_toml,
    parse,
    parse_toml,
    sha256,
    to_mapping,
)

DEFINITIONS = sorted((Path(__file__).parents[2] / "assessments" / "instruments").glob("*.toml"))


def definition() -> dict[str, Any]:
    """Give a small valid definition: two components, three indicators."""
    return {
        "code": "contoh-2020",
        "title": "Contoh",
        "year": 2020,
        "source_note": "Contoh awal",
        "scale_max": "4",
        "aggregation": "mean",
        "tie_break": ["total", "a", "b", "plenary"],
        "components": [
            {"code": "a", "name": "A", "weight": "60", "indicators": [indicator("A1"), indicator("A2")]},
            {"code": "b", "name": "B", "weight": 40, "indicators": [indicator("B1", weight="2.5")]},
        ],
    }


def indicator(code: str, **changes: Any) -> dict[str, Any]:
    levels = [
        {"value": 0, "text": "Tidak ada"},
        {"value": "2.5", "text": "Ada"},
        {"value": 4, "text": "Penuh"},
    ]
    return {"code": code, "name": f"Indikator {code}", "evidence": "Foto", "levels": levels, **changes}


def problems(data: object) -> list[tuple[str, str]]:
    with pytest.raises(InstrumentError) as raised:
        parse(data)
    return [(problem.path, problem.code.value) for problem in raised.value.problems]


def test_a_valid_definition_is_read_as_it_stands() -> None:
    instrument = parse(definition())
    assert [part.weight for part in instrument.components] == [Decimal(60), Decimal(40)]
    assert list(instrument.indicators) == ["A1", "A2", "B1"]
    assert instrument.aggregation is Aggregation.MEAN
    assert instrument.indicators["A1"].weight == 1, "a weight that is left out counts as one"
    assert instrument.indicators["B1"].weight == Decimal("2.5")
    assert not instrument.indicators["A1"].allows_not_applicable


def test_a_level_is_found_by_its_value() -> None:
    found = parse(definition()).indicators["A1"]
    level = found.level(Decimal("2.50"))
    assert level is not None
    assert level.text == "Ada"
    assert found.level(Decimal(1)) is None


def change(place: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Give a change of the definition at a dotted place; `...` as value takes the key out."""

    def apply(data: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
        for step in way:
            data = data[step]
        if value is ...:
            del data[last]
        else:
            data[last] = value

    return apply


A1 = "components.0.indicators.0"
AT_A1 = "components[0].indicators[0]"


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        # A float is refused even where it looks right; so is text that is no plain number.
        ("components.0.weight", 60.0, ("components[0].weight", "float")),
        ("components.0.weight", "60,0", ("components[0].weight", "not_a_number")),
        ("components.0.weight", "6e1", ("components[0].weight", "not_a_number")),
        ("components.0.weight", "NaN", ("components[0].weight", "not_a_number")),
        ("components.0.weight", "60.0001", ("components[0].weight", "not_a_number")),
        ("components.0.weight", "٦٠", ("components[0].weight", "not_a_number")),
        ("components.0.weight", 1_000_000, ("components[0].weight", "not_a_number")),
        ("components.0.weight", True, ("components[0].weight", "wrong_type")),
        ("components.0.weight", None, ("components[0].weight", "wrong_type")),
        ("components.0.weight", "-60", ("components[0].weight", "not_positive")),
        ("components.0.weight", 0, ("components[0].weight", "not_positive")),
        ("components.0.weight", "59.99", ("components", "weights_not_100")),
        ("components.0.weight", "60.001", ("components", "weights_not_100")),
        (f"{A1}.weight", 0, (f"{AT_A1}.weight", "not_positive")),
        ("scale_max", 0, ("scale_max", "not_positive")),
        ("scale_max", 4.0, ("scale_max", "float")),
        # Codes.
        ("components.1.indicators.0.code", "a1", ("components[1].indicators[0].code", "duplicate_code")),
        (f"{A1}.code", "A 1", (f"{AT_A1}.code", "bad_code")),
        (f"{A1}.code", "A" * 21, (f"{AT_A1}.code", "bad_code")),
        ("code", "Contoh 2020", ("code", "bad_code")),
        # Lists and keys.
        ("components", [], ("components", "too_few")),
        ("components", {}, ("components", "wrong_type")),
        ("components.0", "a", ("components[0]", "wrong_type")),
        ("components.0.indicators", [], ("components[0].indicators", "too_few")),
        (f"{A1}.levels", [{"value": 0, "text": "Ada"}], (f"{AT_A1}.levels", "too_few")),
        (f"{A1}.evidense", "Foto", (AT_A1, "unknown_key")),
        (f"{A1}.evidence", ..., (AT_A1, "missing_key")),
        ("tie_break", ..., ("", "missing_key")),
        # Levels.
        (f"{A1}.levels.1.value", "0.00", (f"{AT_A1}.levels[1].value", "duplicate_value")),
        (f"{A1}.levels.2.value", 0, (f"{AT_A1}.levels[2].value", "duplicate_value")),
        (f"{A1}.levels.0.value", 3, (f"{AT_A1}.levels[1].value", "not_ascending")),
        (f"{A1}.levels.2.value", "4.001", (f"{AT_A1}.levels[2].value", "out_of_range")),
        (f"{A1}.levels.0.value", -1, (f"{AT_A1}.levels[0].value", "out_of_range")),
        (f"{A1}.levels.0.value", 0.0, (f"{AT_A1}.levels[0].value", "float")),
        # Texts.
        ("title", "  \n ", ("title", "empty_text")),
        ("title", 2019, ("title", "wrong_type")),
        ("title", "x" * 201, ("title", "text_too_long")),
        (f"{A1}.levels.0.text", "", (f"{AT_A1}.levels[0].text", "empty_text")),
        (f"{A1}.name", "a\x00b", (f"{AT_A1}.name", "bad_character")),
        (f"{A1}.name", "a\ud800b", (f"{AT_A1}.name", "bad_character")),
        (f"{A1}.allows_not_applicable", "yes", (f"{AT_A1}.allows_not_applicable", "wrong_type")),
        # Year and rules.
        ("year", "2020", ("year", "wrong_type")),
        ("year", True, ("year", "wrong_type")),
        ("year", 1900, ("year", "out_of_range")),
        ("aggregation", "mode", ("aggregation", "unknown_choice")),
        ("tie_break", ["a", "plenary"], ("tie_break", "tie_break_ends")),
        ("tie_break", ["total", "a"], ("tie_break", "tie_break_ends")),
        ("tie_break", ["total"], ("tie_break", "too_few")),
        ("tie_break", ["total", "c", "plenary"], ("tie_break[1]", "unknown_choice")),
        ("tie_break", ["total", "a", "a", "plenary"], ("tie_break[2]", "tie_break_repeated")),
        ("tie_break", ["total", "total", "plenary"], ("tie_break[1]", "tie_break_repeated")),
        ("tie_break", ["total", 1, "plenary"], ("tie_break[1]", "wrong_type")),
    ],
)
def test_each_fault_is_named_alone_at_its_place(place: str, value: Any, expected: tuple[str, str]) -> None:
    data = definition()
    change(place, value)(data)
    assert problems(data) == [expected]


def test_components_of_one_code_are_refused_whatever_the_case() -> None:
    data = definition()
    change("components.1.code", "A")(data)
    change("tie_break", ["total", "a", "plenary"])(data)
    assert problems(data) == [("components[1].code", "duplicate_code")]


def test_a_component_may_not_take_a_word_of_the_ladder() -> None:
    data = definition()
    change("components.0.code", "Total")(data)
    change("tie_break", ["total", "b", "plenary"])(data)
    assert problems(data) == [("components[0].code", "reserved_code")]


def test_all_faults_are_found_in_one_go() -> None:
    data = definition()
    change("title", "")(data)
    change("components.0.weight", 60.5)(data)
    change(f"{A1}.levels.1.value", "x")(data)
    change("components.1.indicators.0.code", "A1")(data)
    assert problems(data) == [
        ("components[0].weight", "float"),
        (f"{AT_A1}.levels[1].value", "not_a_number"),
        ("components[1].indicators[0].code", "duplicate_code"),
        ("title", "empty_text"),
    ]


def test_a_fault_carries_what_its_words_need() -> None:
    data = definition()
    change("components.0.weight", "59.99")(data)
    with pytest.raises(InstrumentError) as raised:
        parse(data)
    (problem,) = raised.value.problems
    assert problem.params == {"total": "99.99"}
    assert str(problem) == "components: weights_not_100 (total=99.99)"
    assert str(raised.value) == str(problem)


@pytest.mark.parametrize("data", [None, [], "x", 3, {}, {"components": None}])
def test_what_is_no_definition_is_refused_without_a_crash(data: object) -> None:
    assert problems(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(place=st.sampled_from([*definition(), A1, f"{A1}.levels", f"{A1}.levels.0", "components.1"]), value=JSON)
def test_whatever_stands_somewhere_is_read_or_refused(place: str, value: Any) -> None:
    data = definition()
    change(place, value)(data)
    try:
        instrument = parse(data)
    except InstrumentError:
        return
    assert parse(to_mapping(instrument)) == instrument


def test_the_text_and_hash_do_not_depend_on_how_it_was_written() -> None:
    written, other = parse(definition()), definition()
    change("components.0.weight", "60.000")(other)
    change("title", " Contoh\n ")(other)
    change(f"{A1}.weight", 1)(other)
    other = dict(reversed(other.items()))
    assert canonical_json(parse(other)) == canonical_json(written)
    assert sha256(parse(other)) == sha256(written)


def test_another_word_gives_another_hash() -> None:
    data = definition()
    change(f"{A1}.levels.0.text", "Belum ada")(data)
    assert sha256(parse(data)) != sha256(parse(definition()))


def test_reading_does_not_change_what_was_given() -> None:
    data = definition()
    before = copy.deepcopy(data)
    parse(data)
    assert data == before


@pytest.mark.parametrize(
    ("number", "text"),
    [("3.00", "3"), ("12.50", "12.5"), ("0.000", "0"), ("-0", "0"), ("100", "100"), ("1E+2", "100")],
)
def test_a_number_has_one_plain_form(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


def test_what_is_no_toml_is_one_fault() -> None:
    with pytest.raises(InstrumentError) as raised:
        parse_toml("code = ")
    assert [problem.code for problem in raised.value.problems] == [ProblemCode.SYNTAX]


def test_a_file_in_another_encoding_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'code = "\xff"')
    with pytest.raises(InstrumentError) as raised:
        load_toml(path)
    assert [problem.code for problem in raised.value.problems] == [ProblemCode.ENCODING]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_definition_that_comes_with_the_program_is_valid(path: Path) -> None:
    instrument = load_toml(path)
    assert instrument.code == path.stem
    assert parse(to_mapping(instrument)) == instrument
    for indicator in instrument.indicators.values():
        assert indicator.levels[-1].value == instrument.scale_max, f"{indicator.code}: full marks are out of reach"
        assert len({level.text for level in indicator.levels}) == len(indicator.levels), indicator.code


def test_banten_2019_has_the_weights_of_the_report_and_says_it_is_no_official_list() -> None:
    instrument = next(load_toml(path) for path in DEFINITIONS if path.stem == "banten-2019")
    weights = {part.code: (int(part.weight), len(part.indicators)) for part in instrument.components}
    assert weights == {"dasar": (40, 8), "lanjutan": (20, 5), "dukungan": (20, 5), "inovasi": (20, 5)}
    assert instrument.tie_break == ("total", "dasar", "inovasi", "lanjutan", "dukungan", "plenary")
    assert "bukan instrumen resmi" in instrument.source_note
    assert {len(indicator.levels) for indicator in instrument.indicators.values()} == {5}


BELOW = re.compile(r"kurang dari (\d+)%", re.IGNORECASE)
FROM = re.compile(r"(\d+)% (?:sampai|\w+ atau lebih)")


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_percentages_neither_overlap_nor_leave_a_gap(path: Path) -> None:
    """What one level excludes ("kurang dari 40%") the next includes ("40% sampai kurang dari 60%")."""
    compared = 0
    for indicator in load_toml(path).indicators.values():
        for lower, upper in pairwise(indicator.levels):
            assert not re.search(r"\d-\d+%", lower.text), f"{indicator.code}: where does 59.5% go?"
            ends, begins = BELOW.search(lower.text), FROM.search(upper.text)
            if ends and begins:
                assert ends[1] == begins[1], f"{indicator.code}: {lower.text} / {upper.text}"
                compared += 1
    assert compared or path.stem != "banten-2019"
