"""Who judges which village: what must hold for any panel, and even loads against all assignments there are."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.assignment import NotEnoughMembers, balanced

Pairs = set[tuple[str, str]]


@st.composite
def panels(draw: st.DrawFn, entries: int = 12, members: int = 6) -> tuple[list[str], list[str], Pairs, int]:
    """Give villages, members, excluded pairs, and how many are to judge each."""
    villages = [f"v{at}" for at in range(draw(st.integers(0, entries)))]
    panel = [f"p{at}" for at in range(draw(st.integers(1, members)))]
    pairs = list(product(villages, panel))
    excluded = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    return villages, panel, excluded, draw(st.integers(1, len(panel)))


def free(entry: str, panel: list[str], excluded: Pairs) -> list[str]:
    return [member for member in panel if (entry, member) not in excluded]


def loads(result: dict[str, tuple[str, ...]], panel: list[str]) -> list[int]:
    found = Counter(member for own in result.values() for member in own)
    return [found[member] for member in panel]


@given(panels())
def test_each_village_has_its_number_and_no_excluded_pair(case: tuple[list[str], list[str], Pairs, int]) -> None:
    villages, panel, excluded, needed = case
    short = [village for village in villages if len(free(village, panel, excluded)) < needed]
    if short:
        with pytest.raises(NotEnoughMembers) as caught:
            balanced(villages, panel, excluded, needed)
        assert caught.value.entry == short[0]
        return
    result = balanced(villages, panel, excluded, needed)
    assert list(result) == villages
    assert all(len(set(own)) == len(own) == needed for own in result.values())
    assert all(own == tuple(member for member in panel if member in own) for own in result.values())
    assert not {(village, member) for village, own in result.items() for member in own} & excluded
    assert balanced(villages, panel, list(reversed(list(excluded))), needed) == result


@given(panels(entries=30))
def test_loads_differ_by_one_at_most_without_exclusions(case: tuple[list[str], list[str], Pairs, int]) -> None:
    villages, panel, _excluded, needed = case
    found = loads(balanced(villages, panel, set(), needed), panel)
    assert max(found) - min(found) <= 1


@settings(max_examples=50)
@given(panels(entries=4, members=4))
def test_no_assignment_at_all_is_more_even(case: tuple[list[str], list[str], Pairs, int]) -> None:
    villages, panel, excluded, needed = case
    choices = [list(combinations(free(village, panel, excluded), needed)) for village in villages]
    if not all(choices):
        return
    every = [loads(dict(zip(villages, one, strict=True)), panel) for one in product(*choices)]
    found = loads(balanced(villages, panel, excluded, needed), panel)
    assert sum(load**2 for load in found) == min(sum(load**2 for load in one) for one in every)
    assert max(found) - min(found) == min(max(one) - min(one) for one in every)


def test_work_is_handed_along_a_chain() -> None:
    """p3 may judge only what p2 has, p2 what p1 has: one chain of hand-overs makes all loads 1."""
    villages, panel = ["v1", "v2", "v3"], ["p1", "p2", "p3"]
    allowed = {("v1", "p1"), ("v2", "p1"), ("v2", "p2"), ("v3", "p2"), ("v3", "p3")}
    excluded = set(product(villages, panel)) - allowed
    assert balanced(villages, panel, excluded, 1) == {"v1": ("p1",), "v2": ("p2",), "v3": ("p3",)}


def test_everybody_meets_everybody() -> None:
    """With 6 members, 3 to a village, the same three never stay together: 20 villages hold all 15 pairs."""
    result = balanced([f"v{at:02}" for at in range(20)], [f"p{at}" for at in range(6)], set(), 3)
    met = Counter(frozenset(pair) for own in result.values() for pair in combinations(own, 2))
    assert len(met) == 15
    assert max(met.values()) <= 6


def test_a_panel_too_small_is_named() -> None:
    with pytest.raises(NotEnoughMembers, match="Sukamaju") as caught:
        balanced(["Cikande", "Sukamaju"], ["p1", "p2"], {("Sukamaju", "p1")}, 2)
    assert caught.value.entry == "Sukamaju"
    with pytest.raises(NotEnoughMembers):
        balanced(["Cikande"], [], set(), 1)


@pytest.mark.parametrize(
    ("villages", "panel", "needed", "words"),
    [
        (["v1"], ["p1"], 0, "at least one"),
        (["v1", "v1"], ["p1"], 1, "twice"),
        (["v1"], ["p1", "p1"], 1, "twice"),
    ],
)
def test_what_makes_no_sense_is_refused(villages: list[str], panel: list[str], needed: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        balanced(villages, panel, set(), needed)
