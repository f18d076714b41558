"""PURE: a result cut into a head and lines, so that a page shows fifty villages without reading the rest.

Everything is taken from the document as it stands; both are plain JSON and may be stored beside it.

    head   round, instrument {title, source_note, aggregation, components: [{code, name, weight}]}, ladder [name],
           panel [{name, position}], categories [{code, name, count}], ties [...], incomplete [...], awards [...],
           assessors [{id, number, name, points, shared}], analysis {seed, draws, spread, alpha,
           components: [{name, alpha}]} or null
    line   one village of the ranking (Line)

`assessors` are those who marked something, in the order of their published numbers (assessments.public_data);
`points` is how far each lies from the colleagues, "-3.10" is stricter.
"""

from collections.abc import Iterator
from typing import Any, TypedDict

from assessments.instrument import PLENARY, TOTAL
from assessments.public_data import numbers
from assessments.snapshot import Place, Snapshot, upgraded


class Firmness(TypedDict):
    """Where a village came when ranks were drawn again: `share` of draws at its own rank ("0.7134"), and its ranks.

    From `low` to `high` are its ranks without the best and the worst twentieth of the draws.
    """

    share: str
    median: int
    low: int
    high: int


class Line(TypedDict):
    """One line of a ranking.

    `without` are the ranks without each of the head's assessors, in their order. `close` are the villages further
    down that cannot be told apart from this one: `ahead` is the share of draws in which this one was ahead.
    """

    entry: str
    village_code: str
    village_name: str
    district_name: str
    regency_name: str
    category: str
    rank: int
    rank_name: str
    shared: bool
    unresolved: bool
    total: str
    components: list[dict[str, Any]]
    awards: list[dict[str, Any]]
    firmness: Firmness | None
    without: list[int | None]
    close: list[dict[str, str]]


def head_of(snapshot: Snapshot) -> dict[str, Any]:
    """Give what stands above and below the lines of a ranking."""
    return _Cutter(upgraded(snapshot)).head()


def lines_of(snapshot: Snapshot) -> list[Line]:
    """Give the lines of all categories, one category after the other, best first."""
    return list(_Cutter(upgraded(snapshot)).lines())


class _Cutter:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.results = snapshot["results"]
        self.instrument = snapshot["instrument"]
        self.analysis = snapshot["analysis"]
        self.villages = {str(entry["id"]): entry for entry in snapshot["entries"]}
        self.names = {str(member["id"]): member["name"] for member in snapshot["panel"]}
        self.component_names = {part["code"]: part["name"] for part in self.instrument["components"]}
        # The numbers are given by all marks, which is work: only where a page can show them.
        marked = {sheet["assessor"] for sheet in snapshot["sheets"] if sheet["marks"]}
        known = numbers(snapshot) if self.analysis else {}
        self.assessors = sorted(marked & set(known), key=known.__getitem__)
        self.numbers = known

    def head(self) -> dict[str, Any]:
        keys = ("title", "source_note", "aggregation")
        weights = [{key: part[key] for key in ("code", "name", "weight")} for part in self.instrument["components"]]
        return {
            "round": self.snapshot["round"],
            "instrument": {key: self.instrument[key] for key in keys} | {"components": weights},
            "ladder": [self._rung(key) for key in self.instrument["tie_break"] if key not in {TOTAL, PLENARY}],
            "panel": [{key: member[key] for key in ("name", "position")} for member in self.snapshot["panel"]],
            "categories": [
                {"code": one["code"], "name": one["name"], "count": len(one["ranking"])}
                for one in self.results["categories"]
            ],
            "ties": [self._tie(tie) for tie in self.results["ties"]],
            "incomplete": [self._incomplete(one) for one in self.results["incomplete"]],
            "awards": [
                {
                    "name": award["name"],
                    "places": [
                        self._named(one["entry"]) | {"place": one["place"], "score": one["score"]}
                        for one in award["places"]
                    ],
                }
                for award in self.results["awards"]
            ],
            "assessors": list(self._assessors()),
            "analysis": self._analysis(),
        }

    def lines(self) -> Iterator[Line]:
        for category in self.results["categories"]:
            firm = self.analysis["stability"].get(category["code"]) if self.analysis else None
            close: dict[str, list[dict[str, str]]] = {}
            for pair in firm["pairs"] if firm else ():
                other = self._named(pair["other"]) | {"ahead": pair["ahead"]}
                close.setdefault(pair["better"], []).append(other)
            drawn = firm["entries"] if firm else {}
            for place in category["ranking"]:
                entry = place["entry"]
                yield self._line(category["code"], place, drawn.get(entry), close.get(entry, []))

    def _line(self, category: str, place: Place, drawn: dict[str, Any] | None, close: list[dict[str, str]]) -> Line:
        entry, facts = place["entry"], self.villages[place["entry"]]
        names = self.instrument.get("rank_names", [])
        without = self.analysis["leave_one_out"] if self.analysis else {}
        return {
            "entry": entry,
            "village_code": facts["village_code"],
            "village_name": facts["village_name"],
            "district_name": facts["district_name"],
            "regency_name": facts["regency_name"],
            "category": category,
            "rank": place["rank"],
            "rank_name": names[place["rank"] - 1] if place["rank"] <= len(names) else "",
            "shared": place["shared"],
            "unresolved": place["unresolved"],
            "total": place["total"],
            "components": [
                {key: part[key] for key in ("code", "weight", "score", "weighted")}
                | {"name": self.component_names[part["code"]]}
                for part in self.results["scores"][entry]["components"]
            ],
            "awards": [
                {"name": award["name"], "place": one["place"]}
                for award in self.results["awards"]
                for one in award["places"]
                if one["entry"] == entry
            ],
            "firmness": _firmness(drawn, place["rank"]) if drawn else None,
            # Who judged nobody of the category changes nothing in it.
            "without": [without.get(assessor, {}).get(entry, place["rank"]) for assessor in self.assessors],
            "close": close,
        }

    def _named(self, entry: str) -> dict[str, str]:
        return {"entry": entry, "village_name": self.villages[entry]["village_name"]}

    def _rung(self, key: str | None) -> str:
        return str(self.component_names.get(key or "", ""))

    def _tie(self, tie: dict[str, Any]) -> dict[str, Any]:
        categories = {one["code"]: one["name"] for one in self.results["categories"]}
        names = {entry: self._named(entry)["village_name"] for entry in tie["entries"]}
        return {
            "category": categories.get(tie["category"], ""),
            "villages": list(names.values()),
            "key": tie["decided_by"],
            "key_name": self._rung(tie["decided_by"]),
            # The rungs that were tried in vain before the one that decided.
            "equal": [self._rung(step["key"]) for step in tie["steps"][:-1]],
            "order": [[names[entry] for entry in group] for group in tie["order"]],
            "shared": tie["shared"],
            "reason": tie["reason"],
        }

    def _incomplete(self, one: dict[str, Any]) -> dict[str, Any]:
        facts = self.villages[one["entry"]]
        missing = [{**each, "assessor": self.names.get(each["assessor"], "")} for each in one["missing"]]
        return self._named(one["entry"]) | {"regency_name": facts["regency_name"], "missing": missing}

    def _assessors(self) -> Iterator[dict[str, Any]]:
        severity = self.analysis["severity"] if self.analysis else {}
        for member in self.assessors:
            yield {
                "id": member,
                "number": self.numbers[member],
                "name": self.names[member],
                **severity.get(member, {"points": None, "shared": 0}),
            }

    def _analysis(self) -> dict[str, Any] | None:
        if self.analysis is None:
            return None
        alphas = self.analysis["agreement"]["components"]
        spreads = [one["spread"] for one in self.analysis["stability"].values()]
        return {
            "seed": self.analysis["seed"],
            "draws": self.analysis["draws"],
            "spread": spreads[0] if spreads else "0",
            "alpha": self.analysis["agreement"]["alpha"],
            "components": [
                {"name": part["name"], "alpha": alphas.get(part["code"])} for part in self.instrument["components"]
            ],
        }


def _firmness(drawn: dict[str, Any], rank: int) -> Firmness:
    shares = dict(drawn["shares"])
    return {
        "share": shares.get(rank, "0.0000"),
        "median": drawn["median"],
        "low": drawn["low"],
        "high": drawn["high"],
    }
