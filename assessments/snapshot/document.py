"""Putting the document together, and computing its results again from nothing but itself."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypedDict

from assessments import scoring
from assessments.instrument import Instrument, parse, to_mapping
from assessments.snapshot.analysis import ANALYSIS_LIMIT, DRAWS, Analysis, analysis_of
from assessments.snapshot.results import Judged, Results, gather, mark_facts, results_of

FORMAT = 2

NOTHING_MODERATED: Mapping[str, Mapping[str, scoring.Mark]] = MappingProxyType({})


class Snapshot(TypedDict):
    """The whole document."""

    format: int
    round: dict[str, Any]
    instrument: dict[str, Any]
    instrument_sha256: str
    panel: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    sheets: list[dict[str, Any]]
    moderated: list[dict[str, Any]]
    recusals: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    results: Results
    analysis: Analysis | None


def build(
    *,
    round_facts: dict[str, Any],
    instrument: Instrument,
    instrument_sha256: str,
    panel: list[dict[str, Any]],
    entries: list[dict[str, Any]],
    sheets: Sequence[scoring.Sheet],
    decisions: Sequence[scoring.Decision],
    moderated: Mapping[str, Mapping[str, scoring.Mark]] = NOTHING_MODERATED,
    recusals: Sequence[dict[str, Any]] = (),
    seed: int | None = None,
    draws: int = DRAWS,
) -> Snapshot:
    """Put the facts together with what the rules make of them; the same facts give the same document.

    `moderated` are the plenary's marks by entry and indicator, with their reason. With a `seed` (whole, from 0) the
    result is also looked at for how firm it is, unless it has more than ANALYSIS_LIMIT entries.

    Raises ValueError for a mark, sheet or category that the rules refuse, TypeError for a fact that is no plain JSON.
    """
    _check_plain([round_facts, panel, entries, list(recusals)])
    judged = gather(instrument, entries, sheets, moderated, recusals, decisions)
    results = results_of(judged)
    is_analysed = seed is not None and len(entries) <= ANALYSIS_LIMIT
    return {
        "format": FORMAT,
        "round": round_facts,
        "instrument": to_mapping(instrument),
        "instrument_sha256": instrument_sha256,
        "panel": panel,
        "entries": _entries(judged, entries),
        "sheets": [_sheet(sheet) for sheet in _in_order(instrument, sheets)],
        "moderated": _moderated(moderated),
        "recusals": sorted(recusals, key=lambda one: (one["entry"], one["assessor"])),
        "decisions": [{"entries": list(one.entries), "shared": one.shared, "reason": one.reason} for one in decisions],
        "results": results,
        "analysis": analysis_of(judged, results, seed=seed or 0, draws=draws) if is_analysed else None,
    }


def canonical(snapshot: Snapshot) -> str:
    """Give the one text of the document that is stored and hashed."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str, previous: str) -> str:
    """Give the SHA-256 that chains a document to the result before it ("" for the first)."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def recompute(snapshot: Snapshot, instrument: Instrument | None = None) -> Results:
    """Compute the results again from nothing but the marks and the instrument inside the document.

    With another `instrument`, such as one of other weights, tell what the same marks would give with it.
    """
    return results_of(judged_in(snapshot, instrument))


def judged_in(snapshot: Snapshot, instrument: Instrument | None = None) -> Judged:
    """Read what the results follow from out of a document of the newest format."""
    moderated: dict[str, dict[str, scoring.Mark]] = {}
    for one in snapshot["moderated"]:
        own = moderated.setdefault(one["entry"], {})
        if one["indicator"] in own:
            raise ValueError(f"two moderated marks of {one['indicator']} for the entry {one['entry']}")
        own[one["indicator"]] = _mark({**one, "note": ""})
    return gather(
        parse(snapshot["instrument"]) if instrument is None else instrument,
        snapshot["entries"],
        [_read_sheet(sheet) for sheet in snapshot["sheets"]],
        moderated,
        snapshot["recusals"],
        [scoring.Decision(tuple(one["entries"]), one["shared"], one["reason"]) for one in snapshot["decisions"]],
    )


def _check_plain(facts: list[Any]) -> None:
    if json.loads(json.dumps(facts, allow_nan=False)) != facts or _has_float(facts):
        raise TypeError("facts must be text, whole numbers, true/false, None, lists and mappings")


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return any(map(_has_float, value)) if isinstance(value, list) else isinstance(value, float)


def _entries(judged: Judged, entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(entries, key=lambda entry: str(entry["village_code"]))
    return [{**entry, "category": judged.categories[str(entry["id"])]} for entry in ordered]


def _moderated(moderated: Mapping[str, Mapping[str, scoring.Mark]]) -> list[dict[str, Any]]:
    return [
        {"entry": entry, "indicator": code, **mark_facts(mark)}
        for entry, own in sorted(moderated.items())
        for code, mark in sorted(own.items())
    ]


def _in_order(instrument: Instrument, sheets: Iterable[scoring.Sheet]) -> list[scoring.Sheet]:
    places = {code: place for place, code in enumerate(instrument.part_codes)}
    return sorted(sheets, key=lambda one: (one.entry, places[one.part], one.assessor))


def _sheet(sheet: scoring.Sheet) -> dict[str, Any]:
    marks = sheet.marks.items() if sheet.submitted else ()
    return {
        "entry": sheet.entry,
        "assessor": sheet.assessor,
        "part": sheet.part,
        "submitted": sheet.submitted,
        "submitted_at": sheet.submitted_at,
        "marks": {code: {**mark_facts(mark), "note": mark.note} for code, mark in marks},
    }


def _read_sheet(sheet: dict[str, Any]) -> scoring.Sheet:
    return scoring.Sheet(
        entry=sheet["entry"],
        assessor=sheet["assessor"],
        submitted=sheet["submitted"],
        submitted_at=sheet["submitted_at"],
        part=sheet["part"],
        marks={code: _mark(mark) for code, mark in sheet["marks"].items()},
    )


def _mark(mark: dict[str, Any]) -> scoring.Mark:
    value = None if mark["value"] is None else Decimal(mark["value"])
    return scoring.Mark(value, mark["not_applicable"], mark["reason"], mark["note"])
