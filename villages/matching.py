"""Which families of a village may be one, entered twice: names written alike, in one RT, born on about the same day.

Pure; how alike two names are is given by a function, as the library for it is none of the pure rules. All choices
here are [ours]: a pair is a suggestion that a person decides, never a fact.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations
from typing import NamedTuple

# Of 100: "Siti Aminah" and "Siti Amina" are alike, "Siti Aminah" and "Siti Rohmah" are not.
ALIKE = 88.0

_IN_BRACKETS = re.compile(r"\([^)]*\)")
_AFTER_COMMA = re.compile(r",.*")
_NO_LETTER = re.compile(r"[^a-z ]+")
# What stands before a name and belongs to none: forms of address, titles of pilgrims and scholars.
_TITLES = frozenset(
    {"h", "hj", "haji", "hajah", "hajjah", "kh", "ust", "ustad", "ustaz", "ustadz", "ustadzah", "ibu", "bu", "bapak"}
    | {"bpk", "pak", "nyi", "ny", "nyonya", "tn", "tuan", "sdr", "sdri", "alm", "almh", "dr", "drs", "dra", "ir"}
    | {"prof", "rd", "raden"}
)
# One name, written in the ways that family cards write it.
_SAME = {
    **dict.fromkeys(("m", "moh", "muh", "mhd", "mohd", "mohamad", "mohammad"), "muhammad"),
    **dict.fromkeys(("muhamad", "muhamat", "mochamad", "mochammad"), "muhammad"),
    **dict.fromkeys(("abd", "abdl"), "abdul"),
    "st": "siti",
}
# The spelling before 1947 and 1972, still found in names.
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"))


class Head(NamedTuple):
    """The head of a family, as far as matching needs it; `key` names the family."""

    key: str
    rt: str
    name: str
    born: date | None


class Candidate(NamedTuple):
    """Two families that may be one, the smaller key first, and how alike the names are (0 to 100)."""

    first: str
    second: str
    likeness: float


def normalise_name(name: str) -> str:
    """Write a name as its bare words: without titles, brackets, marks and old spelling; never empty for a name."""
    plain = _AFTER_COMMA.sub("", _IN_BRACKETS.sub(" ", name.casefold()))
    words = _NO_LETTER.sub(" ", plain.replace("'", "").replace("’", "").replace(".", " ")).split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    bare = [_respell(_SAME.get(word, word)) for word in words]
    return " ".join(bare) or " ".join(name.casefold().split())


def _respell(word: str) -> str:
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word


def near_dates(one: date, other: date) -> bool:
    """Say whether two dates may be one with a slip: equal, day and month changed over, or one part mistaken.

    A mistaken day or month may be any; a mistaken year is the one before or after.
    """
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    same = (one.year == other.year, one.month == other.month, one.day == other.day)
    return sum(same) >= 2 and abs(one.year - other.year) <= 1


def candidate_pairs(heads: Iterable[Head], alike: Callable[[str, str], float]) -> list[Candidate]:
    """Give the pairs of one RT with names alike and birth dates equal or near, in the order of their keys.

    Where a birth date is not known, only equal names make a pair. `alike` gives 0 to 100 for two bare names.
    """
    by_rt: dict[str, list[tuple[Head, str]]] = defaultdict(list)
    for head in sorted(heads):
        by_rt[head.rt].append((head, normalise_name(head.name)))
    found = []
    for group in by_rt.values():
        for (one, name), (other, second_name) in combinations(group, 2):
            likeness = _likeness(one.born, other.born, name, second_name, alike)
            if likeness >= ALIKE:
                found.append(Candidate(one.key, other.key, likeness))
    return sorted(found)


def _likeness(
    born: date | None, other_born: date | None, name: str, other_name: str, alike: Callable[[str, str], float]
) -> float:
    if name == other_name:
        known = born is not None and other_born is not None
        return 100.0 if not known or near_dates(born, other_born) else 0.0  # type: ignore[arg-type]
    if born is None or other_born is None or not near_dates(born, other_born):
        return 0.0
    return alike(name, other_name)
