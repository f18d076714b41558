"""PURE: what came of the activities for families, and where agencies and fields meet families.

A family counts once, by the furthest that came of anything for it. Each step takes in those that went beyond it:
whoever opened a business was trained.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

STEPS = ("served", "trained", "practising", "business")


class Reaching(NamedTuple):
    """One family that one activity reached: by whom, in what field, and what came of it."""

    family: Hashable
    agency: int
    field: str
    outcome: str


class Rung(NamedTuple):
    """How many families came as far as a step, and how many of them have a woman as head."""

    outcome: str
    families: int
    women: int

    @property
    def men(self) -> int:
        """How many have a man as head."""
        return self.families - self.women


class Convergence(NamedTuple):
    """How many families each agency reached in each field; rows and columns count a family once."""

    cells: dict[tuple[int, str], int]
    by_agency: dict[int, int]
    by_field: dict[str, int]


def is_further(outcome: str, than: str) -> bool:
    """Say whether an outcome goes beyond another."""
    return STEPS.index(outcome) > STEPS.index(than)


def furthest(rows: Iterable[Reaching]) -> dict[Hashable, str]:
    """Give the furthest outcome of each family that was reached."""
    found: dict[Hashable, str] = {}
    for row in rows:
        if row.family not in found or is_further(row.outcome, found[row.family]):
            found[row.family] = row.outcome
    return found


def ladder(outcomes: Mapping[Hashable, str], women: Collection[Hashable]) -> list[Rung]:
    """Count the families that came as far as each step, in the order of the steps."""
    rungs = []
    for step in STEPS:
        there = [family for family, outcome in outcomes.items() if not is_further(step, outcome)]
        rungs.append(Rung(step, len(there), sum(family in women for family in there)))
    return rungs


def converge(rows: Iterable[Reaching]) -> Convergence:
    """Count the families where agencies and fields meet."""
    cells: dict[tuple[int, str], set[Hashable]] = {}
    agencies: dict[int, set[Hashable]] = {}
    fields: dict[str, set[Hashable]] = {}
    for row in rows:
        cells.setdefault((row.agency, row.field), set()).add(row.family)
        agencies.setdefault(row.agency, set()).add(row.family)
        fields.setdefault(row.field, set()).add(row.family)
    return Convergence(
        {key: len(families) for key, families in cells.items()},
        {key: len(families) for key, families in agencies.items()},
        {key: len(families) for key, families in fields.items()},
    )
