"""PURE: what a new result of a round changed against the one before it: ranks, totals, and what moved them.

Both documents are compared as they stand, exact fractions with exact fractions; nothing is scored again here.
A village moves for one of three reasons, and each is named: an own mark was corrected, a corrected village went past
it, or the plenary decided a tie anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments.snapshot import Snapshot, upgraded


@dataclass(frozen=True)
class Correction:
    """The mark that now stands in place of the assessors', and the reasons given for it."""

    value: str | None
    not_applicable: bool
    reason: str


@dataclass(frozen=True)
class IndicatorChange:
    """An indicator of one village whose score, or the decided mark behind it, is not the same in both results."""

    code: str
    name: str
    before: str | None
    after: str | None
    correction: Correction | None


@dataclass(frozen=True)
class ComponentChange:
    """A component in which something changed, with its score in both results."""

    code: str
    name: str
    before: str | None
    after: str | None
    indicators: tuple[IndicatorChange, ...]


@dataclass(frozen=True)
class RankChange:
    """One village whose rank, total or marks are not the same in both results; ranks are within its category.

    `passed` names the corrected villages that changed places with it, where no mark of its own changed.
    """

    entry: str
    village_name: str
    regency_name: str
    category: str
    rank_before: int | None
    rank_after: int | None
    total_before: str | None
    total_after: str | None
    components: tuple[ComponentChange, ...]
    passed: tuple[str, ...]
    tie_reason: str

    @property
    def direction(self) -> str:
        """Where the village went: "up" to a better rank, "down", or "same"."""
        if self.rank_before is None or self.rank_after is None or self.rank_before == self.rank_after:
            return "same"
        return "up" if self.rank_after < self.rank_before else "down"

    @property
    def indicators(self) -> tuple[IndicatorChange, ...]:
        """The indicators of the village that changed, in the order of the sheet."""
        return tuple(one for part in self.components for one in part.indicators)


def diff(old: Snapshot, new: Snapshot) -> list[RankChange]:
    """List the villages that the new result shows otherwise than the old, by category and new rank.

    Equal results give []. Raises ValueError for results of two rounds: those are not to be compared.
    """
    if old["round"]["id"] != new["round"]["id"]:
        raise ValueError("results of two rounds")
    before, after = _Side(old), _Side(new)
    own = {entry: tuple(_components(before, after, entry)) for entry in after.entries}
    corrected = [entry for entry, components in own.items() if components]
    found = [
        _change(before, after, entry, components, () if components else _passed(before, after, entry, corrected))
        for entry, components in own.items()
        if components or before.standing(entry) != after.standing(entry)
    ]
    return sorted(found, key=lambda one: after.order(one.entry))


class _Side:
    """One of the two results, with its places, scores and decided marks at hand."""

    def __init__(self, snapshot: Snapshot) -> None:
        document: Any = upgraded(snapshot)
        results, components = document["results"], document["instrument"]["components"]
        self.entries: dict[str, dict[str, Any]] = {str(one["id"]): one for one in document["entries"]}
        self.scores: dict[str, dict[str, Any]] = results["scores"]
        self.decisions: list[dict[str, Any]] = document["decisions"]
        self.categories = [(one["name"], one["ranking"]) for one in results["categories"]]
        places = [place for _name, ranking in self.categories for place in ranking]
        self.ranks: dict[str, int] = {place["entry"]: place["rank"] for place in places}
        self.component_names = {part["code"]: part["name"] for part in components}
        self.indicator_names = {one["code"]: one["name"] for part in components for one in part["indicators"]}
        self.corrections = {
            (one["entry"], one["indicator"]): Correction(one["value"], one["not_applicable"], one["reason"])
            for one in document["moderated"]
        }
        self._order = {
            place["entry"]: (number, index)
            for number, (_name, ranking) in enumerate(self.categories)
            for index, place in enumerate(ranking)
        }

    def order(self, entry: str) -> tuple[int, int, str]:
        """Where the village stands in the printed list; those without a rank come last."""
        return (*self._order.get(entry, (len(self.categories), 0)), entry)

    def category(self, entry: str) -> str:
        """The name of the category in which the village is ranked; "" where there are none."""
        number = self._order.get(entry, (len(self.categories), 0))[0]
        return self.categories[number][0] if number < len(self.categories) else ""

    def standing(self, entry: str) -> tuple[int | None, str | None]:
        """The village's rank and its exact total."""
        return self.ranks.get(entry), self.scores.get(entry, {}).get("total_exact")


def _change(
    before: _Side, after: _Side, entry: str, components: tuple[ComponentChange, ...], passed: tuple[str, ...]
) -> RankChange:
    facts = after.entries[entry]
    fresh = [one for one in after.decisions if entry in one["entries"] and one not in before.decisions]
    return RankChange(
        entry=entry,
        village_name=facts["village_name"],
        regency_name=facts["regency_name"],
        category=after.category(entry),
        rank_before=before.ranks.get(entry),
        rank_after=after.ranks.get(entry),
        total_before=before.scores.get(entry, {}).get("total"),
        total_after=after.scores[entry]["total"],
        components=components,
        passed=passed,
        tie_reason=fresh[-1]["reason"] if fresh else "",
    )


def _components(before: _Side, after: _Side, entry: str) -> Iterator[ComponentChange]:
    known = {part["code"]: part for part in before.scores.get(entry, {"components": []})["components"]}
    for part in after.scores[entry]["components"]:
        old = known.get(part["code"], {"score": None, "score_exact": None, "indicators": []})
        indicators = tuple(_indicators(before, after, entry, old["indicators"], part["indicators"]))
        if indicators or old["score_exact"] != part["score_exact"]:
            yield ComponentChange(
                part["code"], after.component_names[part["code"]], old["score"], part["score"], indicators
            )


def _indicators(
    before: _Side, after: _Side, entry: str, olds: list[dict[str, Any]], news: list[dict[str, Any]]
) -> Iterator[IndicatorChange]:
    known = {one["code"]: one for one in olds}
    for one in news:
        code = one["code"]
        old = known.get(code, {"score": None, "score_exact": None})
        correction = after.corrections.get((entry, code))
        is_new = correction != before.corrections.get((entry, code))
        if is_new or old["score_exact"] != one["score_exact"]:
            yield IndicatorChange(
                code, after.indicator_names[code], old["score"], one["score"], correction if is_new else None
            )


def _passed(before: _Side, after: _Side, entry: str, corrected: list[str]) -> tuple[str, ...]:
    """Name the corrected villages of the category that stand on another side of the village than before."""
    return tuple(
        after.entries[other]["village_name"]
        for other in corrected
        if after.category(other) == after.category(entry)
        and _side_of(before, other, entry) != _side_of(after, other, entry)
    )


def _side_of(side: _Side, other: str, entry: str) -> int:
    """Say whether the other stands before (-1), beside (0) or behind (1) the village."""
    one, two = side.ranks.get(other), side.ranks.get(entry)
    if one is None or two is None:
        return 2
    return int(one > two) - int(one < two)
