"""Which families may be one: what holds for any names, and the cases that people meet."""

from datetime import date
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.matching import ALIKE, Head, candidate_pairs, near_dates, normalise_name

BORN = date(1980, 5, 12)
words = st.sampled_from(["Siti", "Aminah", "Amina", "Muhammad", "Moh.", "Soekarno", "H.", "Hj.", "Ibu", "Rohayati"])
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
dates = st.none() | st.dates(date(1979, 12, 1), date(1981, 2, 1))
heads = st.lists(
    st.builds(Head, st.uuids().map(str), st.sampled_from(["01", "02"]), names, dates),
    max_size=12,
    unique_by=lambda head: head.key,
)


def alike(one: str, other: str) -> float:
    return 100 * SequenceMatcher(None, *sorted((one, other))).ratio()


@given(st.text(max_size=40))
def test_a_bare_name_stays_bare(name: str) -> None:
    bare = normalise_name(name)
    assert bare == bare.strip()
    assert "  " not in bare
    assert bool(bare) == bool(name.split())


@given(names)
def test_a_bare_name_of_a_name_is_its_own(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H. Muhammad Soleh (contoh)", "moh  sholeh"[:4] + "soleh"),
        ("Hj. SITI AMINAH", "Ibu Siti Aminah (contoh)"),
        ("Ust. Drs. Djoko Soesanto, S.Pd", "Joko Susanto"),
        ("Ma'mun", "Mamun"),
        ("Abd. Rahman", "ABDUL  RAHMAN"),
        ("Nur-Hayati", "Nur Hayati"),
        ("Hj", "hj"),
    ],
)
def test_one_name_in_two_ways(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(("one", "other"), [("Siti Aminah", "Siti Rohmah"), ("Ibu", "Bapak"), ("Haji", "Hajah")])
def test_two_names_stay_two(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)


@given(dates, dates)
def test_nearness_has_no_direction(one: date | None, other: date | None) -> None:
    if one is not None and other is not None:
        assert near_dates(one, other) == near_dates(other, one)
        assert near_dates(one, one)


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (date(1980, 5, 21), True),
        (date(1980, 12, 5), True),
        (date(1980, 6, 12), True),
        (date(1981, 5, 12), True),
        (date(1982, 5, 12), False),
        (date(1980, 6, 13), False),
        (date(1981, 12, 5), False),
    ],
)
def test_near_dates(other: date, near: bool) -> None:
    assert near_dates(BORN, other) == near


@given(heads, st.randoms(use_true_random=False))
def test_the_order_of_the_families_is_irrelevant(group: list[Head], dice: Any) -> None:
    shuffled = sorted(group, key=lambda _one: dice.random())
    assert candidate_pairs(shuffled, alike) == candidate_pairs(group, alike)


@given(heads)
def test_a_pair_is_of_one_rt_and_stands_once(group: list[Head]) -> None:
    by_key = {head.key: head for head in group}
    pairs = candidate_pairs(group, alike)
    assert len({(one.first, one.second) for one in pairs}) == len(pairs)
    for pair in pairs:
        one, other = by_key[pair.first], by_key[pair.second]
        assert pair.first < pair.second
        assert one.rt == other.rt
        assert pair.likeness >= ALIKE
        if one.born is None or other.born is None:
            assert normalise_name(one.name) == normalise_name(other.name)
        else:
            assert near_dates(one.born, other.born)


def pairs_of(*facts: tuple[str, str, date | None]) -> int:
    return len(candidate_pairs([Head(f"k{at}", *rest) for at, rest in enumerate(facts)], alike))


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (("01", "Siti Amina", BORN), 1),
        (("01", "Hj. Siti Aminah", date(1980, 5, 21)), 1),
        (("02", "Siti Aminah", BORN), 0),
        (("01", "Siti Aminah", date(1975, 1, 1)), 0),
        (("01", "Siti Aminah", None), 1),
        (("01", "Siti Amina", None), 0),
        (("01", "Rohayati", BORN), 0),
    ],
)
def test_what_makes_a_pair(second: tuple[str, str, date | None], found: int) -> None:
    assert pairs_of(("01", "Siti Aminah", BORN), second) == found
