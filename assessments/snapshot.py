"""The one document that a locked result is: facts, marks and what follows from them. Pure.

Pages, reports, files and commands read this and never compute a score themselves. All values are JSON: text,
whole numbers, true/false, lists and mappings; scores are text with two decimals ("87.41") beside their exact
fraction ("8741/100"). Keys of entries and assessors are text.

    format              1
    round               {cycle_year, level, region_code, region_name, province_name, held_on, ...}
    instrument          the definition (assessments.instrument.to_mapping); instrument_sha256
    panel               [{id, name, position}]
    entries             [{id, village_code, village_name, district_name, regency_code, regency_name, ...}]
    sheets              [{entry, assessor, submitted, submitted_at, marks: {indicator: {value, not_applicable,
                          reason, note}}}]
    decisions           [{entries, shared, reason}]
    results.ranking     [{entry, rank, shared, total, total_exact}]  best first
    results.incomplete  [{entry, missing: [{kind, assessor, where}]}]
    results.ties        [{entries, decided_by, steps: [{key, entries}], shared, reason, unresolved}]
    results.scores      {entry: {total, total_exact, components: [{code, score, score_exact, weight, weighted,
                          indicators: [{code, score, score_exact, weight}]}]}}
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypedDict

from assessments import scoring
from assessments.instrument import Instrument, parse, to_mapping

FORMAT = 1


class Place(TypedDict):
    """One line of the ranking."""

    entry: str
    rank: int
    shared: bool
    total: str
    total_exact: str


class IndicatorResult(TypedDict):
    """The score of one indicator; `score` is None where nobody found it applicable."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str


class ComponentResult(TypedDict):
    """The score of one component, and what it adds to the total."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str
    weighted: str | None
    indicators: list[IndicatorResult]


class EntryResult(TypedDict):
    """All scores of one entry."""

    total: str | None
    total_exact: str | None
    components: list[ComponentResult]


class Results(TypedDict):
    """What follows from the marks."""

    ranking: list[Place]
    incomplete: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    scores: dict[str, EntryResult]


class Snapshot(TypedDict):
    """The whole document."""

    format: int
    round: dict[str, Any]
    instrument: dict[str, Any]
    instrument_sha256: str
    panel: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    sheets: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    results: Results


def build(
    *,
    round_facts: dict[str, Any],
    instrument: Instrument,
    instrument_sha256: str,
    panel: list[dict[str, Any]],
    entries: list[dict[str, Any]],
    sheets: Sequence[scoring.Sheet],
    decisions: Sequence[scoring.Decision],
) -> Snapshot:
    """Put the facts together with what the rules make of them. The same facts always give the same document."""
    return {
        "format": FORMAT,
        "round": round_facts,
        "instrument": to_mapping(instrument),
        "instrument_sha256": instrument_sha256,
        "panel": panel,
        "entries": sorted(entries, key=lambda entry: str(entry["village_code"])),
        "sheets": [_sheet(sheet) for sheet in sorted(sheets, key=lambda one: (one.entry, one.assessor))],
        "decisions": [
            {"entries": list(one.entries), "shared": one.shared, "reason": one.reason} for one in decisions
        ],
        "results": _results(instrument, [str(entry["id"]) for entry in entries], sheets, decisions),
    }


def canonical(snapshot: Snapshot) -> str:
    """Give the one text of the document that is stored and hashed."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str, previous: str) -> str:
    """Give the SHA-256 that chains a document to the result before it ("" for the first)."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def recompute(snapshot: Snapshot) -> Results:
    """Compute the results again from nothing but the marks and the instrument inside the document."""
    sheets = [
        scoring.Sheet(
            entry=sheet["entry"],
            assessor=sheet["assessor"],
            submitted=sheet["submitted"],
            submitted_at=sheet["submitted_at"],
            marks={code: _mark(mark) for code, mark in sheet["marks"].items()},
        )
        for sheet in snapshot["sheets"]
    ]
    decisions = [
        scoring.Decision(tuple(one["entries"]), one["shared"], one["reason"]) for one in snapshot["decisions"]
    ]
    entries = [str(entry["id"]) for entry in snapshot["entries"]]
    return _results(parse(snapshot["instrument"]), entries, sheets, decisions)


def _results(
    instrument: Instrument,
    entries: Iterable[str],
    sheets: Sequence[scoring.Sheet],
    decisions: Iterable[scoring.Decision],
) -> Results:
    by_entry: dict[str, list[scoring.Sheet]] = {entry: [] for entry in entries}
    for sheet in sheets:
        by_entry[sheet.entry].append(sheet)
    scores = [scoring.score_entry(instrument, entry, own) for entry, own in by_entry.items()]
    ranking = scoring.rank(instrument, scores, decisions)
    totals = {score.entry: score.total for score in scores}
    return {
        "ranking": [_place(place, totals[place.entry]) for place in ranking.places],
        "incomplete": [
            {
                "entry": score.entry,
                "missing": [
                    {"kind": one.kind.value, "assessor": one.assessor, "where": one.where} for one in score.missing
                ],
            }
            for score in ranking.incomplete
        ],
        "ties": [_tie(tie) for tie in ranking.ties],
        "scores": {score.entry: _entry(score) for score in scores},
    }


def _place(place: scoring.RankedEntry, total: Fraction | None) -> Place:
    return {
        "entry": place.entry,
        "rank": place.rank,
        "shared": place.shared,
        "total": scoring.shown(total) or "",
        "total_exact": scoring.exact_text(total) or "",
    }


def _tie(tie: scoring.Tie) -> dict[str, Any]:
    return {
        "entries": list(tie.entries),
        "decided_by": tie.decided_by,
        "steps": [{"key": key, "entries": list(entries)} for key, entries in tie.steps],
        "shared": tie.shared,
        "reason": tie.reason,
        "unresolved": tie.is_open,
    }


def _entry(score: scoring.EntryScore) -> EntryResult:
    return {
        "total": scoring.shown(score.total),
        "total_exact": scoring.exact_text(score.total),
        "components": [component_result(part) for part in score.components],
    }


def component_result(part: scoring.ComponentScore) -> ComponentResult:
    """Write a component's scores down as the document holds them."""
    return {
        "code": part.code,
        "score": scoring.shown(part.score),
        "score_exact": scoring.exact_text(part.score),
        "weight": _plain(part.weight),
        "weighted": scoring.shown(part.weighted),
        "indicators": [
            {
                "code": one.code,
                "score": scoring.shown(one.score),
                "score_exact": scoring.exact_text(one.score),
                "weight": _plain(one.weight),
            }
            for one in part.indicators
        ],
    }


def _plain(weight: Fraction) -> str:
    return format((Decimal(weight.numerator) / Decimal(weight.denominator)).normalize(), "f")


def _sheet(sheet: scoring.Sheet) -> dict[str, Any]:
    return {
        "entry": sheet.entry,
        "assessor": sheet.assessor,
        "submitted": sheet.submitted,
        "submitted_at": sheet.submitted_at,
        "marks": {
            code: {
                "value": None if mark.value is None else format(mark.value.normalize(), "f"),
                "not_applicable": mark.not_applicable,
                "reason": mark.reason,
                "note": mark.note,
            }
            for code, mark in sheet.marks.items()
        },
    }


def _mark(mark: dict[str, Any]) -> scoring.Mark:
    value = None if mark["value"] is None else Decimal(mark["value"])
    return scoring.Mark(value, mark["not_applicable"], mark["reason"], mark["note"])
