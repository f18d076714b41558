"""Heads of columns: each fact is found by its own head, by other names for it, and in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.imports.columns import (
    ANSWERS,
    FACTS,
    HEADS,
    KEY,
    REQUIRED,
    Fact,
    by_position,
    fact_of,
    fingerprint,
    guess,
    plain,
    village_column,
)
from villages.welfare import INDICATOR_COUNT

NAMES = [(fact.code, name) for fact in FACTS for name in (fact.head, *fact.others)]
heads = st.lists(st.one_of(st.text(max_size=20), st.sampled_from([name for _code, name in NAMES])), max_size=40)


@pytest.mark.parametrize(("code", "name"), NAMES, ids=[f"{code}: {name[:30]}" for code, name in NAMES])
def test_a_fact_is_found_by_each_of_its_names(code: str, name: str) -> None:
    for written in (name, name.upper(), name.title(), f"  {name} * ", name.replace(" ", "\n"), f"{name}:"):
        assert fact_of(written) == code


@pytest.mark.parametrize("number", range(1, INDICATOR_COUNT + 1))
def test_an_answer_is_found_by_its_number(number: int) -> None:
    for written in (
        "{}",
        "{:02}",
        "{}.",
        "Q{}",
        "No. {}",
        "Nomor {}",
        "Indikator {}",
        "P{}",
        "{}. Makan dua kali",
        "Pertanyaan {} (Ya/Tidak)",
    ):
        assert fact_of(written.format(number)) == f"answer_{number}"


@pytest.mark.parametrize("head", ["0", "22", "99", "No", "", "Jumlah", "1980", "Q", "2019", "Keterangan", "1a"])
def test_other_heads_are_no_fact(head: str) -> None:
    assert fact_of(head) is None


def test_no_name_stands_for_two_facts() -> None:
    names = [plain(name) for _code, name in NAMES]
    assert len(names) == len(set(names))
    assert set(HEADS) == {fact.code for fact in FACTS} >= {KEY, *REQUIRED, *ANSWERS}


@given(st.permutations(FACTS))
def test_our_own_heads_are_found_in_any_order(order: list[Fact]) -> None:
    found = guess([fact.head for fact in order])
    assert found == {fact.code: at for at, fact in enumerate(order)}


@given(heads)
def test_guessing_gives_each_fact_one_column_and_each_column_one_fact(row: list[str]) -> None:
    found = guess(row)
    assert len(set(found.values())) == len(found)
    for code, at in found.items():
        assert fact_of(row[at]) == code
        assert code not in {fact_of(head) for head in row[:at]}, "of two columns the first counts"


@given(st.text())
def test_plain_twice_is_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(heads, st.data())
def test_a_remembered_mapping_finds_its_columns_again(row: list[str], data: st.DataObject) -> None:
    named = [head for head in row if plain(head)]
    chosen = {code: data.draw(st.sampled_from(named)) for code in REQUIRED} if named else {}
    places = by_position(chosen, row)
    assert set(places) == set(chosen)
    for code, at in places.items():
        assert plain(row[at]) == plain(chosen[code])
        assert plain(chosen[code]) not in {plain(head) for head in row[:at]}
    assert by_position({"head_name": "Kolom yang hilang"}, row) == {}


@given(heads.filter(bool), heads.filter(bool))
def test_a_fingerprint_is_that_of_the_heads_alone(one: list[str], other: list[str]) -> None:
    assert fingerprint(one) == fingerprint([f" {head.upper()} " if head.isascii() else head for head in one])
    same = [plain(head) for head in one] == [plain(head) for head in other]
    assert (fingerprint(one) == fingerprint(other)) == same


@pytest.mark.parametrize("head", ["Desa", "DESA/KELURAHAN", "Nama Desa", "Kode desa", "Kelurahan"])
def test_the_column_of_the_village(head: str) -> None:
    assert village_column(["Nama", head, "RT"]) == 1
    assert village_column(["Nama", "RT"]) is None
