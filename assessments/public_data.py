"""PURE: a published result as data that anybody may have, and from which anybody can compute the ranking again.

It holds no personal data: villages and regions by code and name, no families; assessors by number, no names, notes or
reasons. The numbers follow from the marks alone, in the order of the hash of what each assessor marked, so that they
tell nothing that the marks do not tell [ours]; `numbers` gives them to pages that name assessors in the same way.

docs/verification.md describes the format for readers. VERSION grows whenever a key changes its meaning.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from assessments.snapshot import Snapshot, upgraded

FORMAT, VERSION = "p2wkss-hasil", 1

VILLAGE_KEYS = ("village_code", "village_name", "district_name", "regency_code", "regency_name")
ROUND_KEYS = ("cycle_year", "level", "region_code", "region_name", "province_name", "held_on")
CSV_HEADS = (
    "village_code",
    "village_name",
    "regency_code",
    "category",
    "part",
    "component",
    "indicator",
    "assessor",
    "value",
    "not_applicable",
    "counted",
)
# Who gave a mark, in the column of assessors, where it was the plenary.
PLENARY = "pleno"


def document(snapshot: Snapshot, code: str) -> dict[str, Any]:
    """Give the published data of a result; `code` is the one printed in the foot of its reports."""
    snapshot = upgraded(snapshot)
    villages = _villages(snapshot)
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": code,
        "round": {key: snapshot["round"][key] for key in ROUND_KEYS},
        "instrument": snapshot["instrument"],
        "instrument_sha256": snapshot["instrument_sha256"],
        "villages": [
            {key: entry[key] for key in VILLAGE_KEYS} | {"category": entry["category"]} for entry in snapshot["entries"]
        ],
        "marks": _marks(snapshot),
        "plenary_orders": [
            {"villages": [villages[entry] for entry in one["entries"]], "shared": one["shared"]}
            for one in snapshot["decisions"]
            if set(one["entries"]) <= set(villages)
        ],
        "ranking": list(_ranking(snapshot)),
    }


def text(snapshot: Snapshot, code: str) -> str:
    """Write the published data as the one JSON text that is handed out and hashed."""
    return json.dumps(document(snapshot, code), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(data: str) -> str:
    """Give the SHA-256 of a data file as text, 64 hex digits."""
    return hashlib.sha256(data.encode()).hexdigest()


def table(data: dict[str, Any]) -> str:
    """Write the marks of the published data as CSV, one a line, with a point in the numbers."""
    components = {one["code"]: part["code"] for part in data["instrument"]["components"] for one in part["indicators"]}
    villages = {village["village_code"]: village for village in data["villages"]}
    target = StringIO()
    writer = csv.DictWriter(target, CSV_HEADS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for mark in data["marks"]:
        words = {key: "yes" if mark[key] else "no" for key in ("not_applicable", "counted")}
        component = {"component": components[mark["indicator"]]}
        writer.writerow(villages[mark["village_code"]] | mark | words | component)
    return target.getvalue()


def numbers(snapshot: Snapshot) -> dict[str, int]:
    """Give each member of the panel a number from 1 that tells nothing but what the published marks tell."""
    snapshot = upgraded(snapshot)
    villages = _villages(snapshot)
    own: dict[str, list[Any]] = {str(member["id"]): [] for member in snapshot["panel"]}
    for sheet in snapshot["sheets"]:
        own[sheet["assessor"]] += [
            [villages[sheet["entry"]], sheet["part"], code, mark["value"], mark["not_applicable"]]
            for code, mark in sheet["marks"].items()
        ]
    hashes = {member: fingerprint(json.dumps(sorted(marks, key=str))) for member, marks in own.items()}
    # Whoever marked nothing comes last; nothing tells apart those who marked all alike.
    ordered = sorted(own, key=lambda member: (not own[member], hashes[member]))
    return {member: number for number, member in enumerate(ordered, 1)}


def _villages(snapshot: Snapshot) -> dict[str, str]:
    return {str(entry["id"]): str(entry["village_code"]) for entry in snapshot["entries"]}


def _marks(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Give every mark in a fixed order: by village, indicator and part as on the sheet, and assessor.

    A mark of the plenary belongs to no part and counts; the assessors' marks that it replaces stand there uncounted.
    """
    villages, own = _villages(snapshot), numbers(snapshot)
    instrument = snapshot["instrument"]
    codes = [one["code"] for part in instrument["components"] for one in part["indicators"]]
    place = {code: at for at, code in enumerate(codes)}
    parts = {part["code"]: at for at, part in enumerate(instrument.get("parts", []))}
    replaced = {(mark["entry"], mark["indicator"]) for mark in snapshot["moderated"]}

    def row(entry: str, part: str, code: str, mark: dict[str, Any], number: int | None) -> dict[str, Any]:
        return {
            "village_code": villages[entry],
            "part": part,
            "indicator": code,
            "assessor": PLENARY if number is None else str(number),
            "value": mark["value"],
            "not_applicable": mark["not_applicable"],
            "counted": number is None or (entry, code) not in replaced,
        }

    def order(one: dict[str, Any]) -> tuple[Any, ...]:
        number = 0 if one["assessor"] == PLENARY else int(one["assessor"])
        return one["village_code"], place[one["indicator"]], parts.get(one["part"], -1), number

    given = [
        row(sheet["entry"], sheet["part"], code, mark, own[sheet["assessor"]])
        for sheet in snapshot["sheets"]
        for code, mark in sheet["marks"].items()
    ]
    given += [row(mark["entry"], "", mark["indicator"], mark, None) for mark in snapshot["moderated"]]
    return sorted(given, key=order)


def _ranking(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Give the ranks of each category as the reports print them, best first."""
    villages, results = _villages(snapshot), snapshot["results"]
    names = snapshot["instrument"].get("rank_names", [])
    for category in results["categories"]:
        for place in category["ranking"]:
            components = results["scores"][place["entry"]]["components"]
            yield {
                "category": category["code"],
                "rank": place["rank"],
                "rank_name": names[place["rank"] - 1] if place["rank"] <= len(names) else "",
                "shared": place["shared"],
                "village_code": villages[place["entry"]],
                "total": place["total"],
                "total_exact": place["total_exact"],
                "components": {part["code"]: part["score"] for part in components},
            }
