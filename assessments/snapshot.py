"""PURE: the one document that a locked result is: facts, marks and what follows from them.

Pages, reports, files and commands read this and never compute a score themselves. All values are JSON: text,
whole numbers, true/false, lists and mappings; scores are text with two decimals ("87.41") beside their exact
fraction ("8741/100"). Keys of entries and assessors are text. Marks stand once, in `sheets`, and only those
of sheets that were handed in: a draft is nobody else's to read.

    format              1
    round               {cycle_year, level, region_code, region_name, province_name, held_on, ...}
    instrument          the definition (assessments.instrument.to_mapping); instrument_sha256
    panel               [{id, name, position}]
    entries             [{id, village_code, village_name, district_name, regency_code, regency_name, ...}]
    sheets              [{entry, assessor, submitted, submitted_at, marks: {indicator: {value, not_applicable,
                          reason, note}}}]
    decisions           [{entries, shared, reason}]
    results.ranking     [{entry, rank, shared, unresolved, total, total_exact}]  best first
    results.incomplete  [{entry, missing: [{kind, assessor, where}]}]
    results.ties        one for each use of the ladder: [{entries, decided_by, steps: [{key, entries}],
                          order: [[entry]], shared, reason, unresolved}]
    results.scores      {entry: {total, total_exact, components: [{code, score, score_exact, weight, weighted,
                          weighted_exact, indicators: [{code, score, score_exact, weight, share, points,
                          points_exact, counted, not_applicable}]}]}}

`weighted` is what a component adds to the total, `points` what an indicator adds, `share` the most it can.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypedDict

from assessments import scoring
from assessments.definition import number_text
from assessments.instrument import Instrument, parse, sha256, to_mapping

FORMAT = 1

# Stands in a comparison where one side lacks the key; no document holds a tuple.
_ABSENT = ()


class Place(TypedDict):
    """One line of the ranking."""

    entry: str
    rank: int
    shared: bool
    unresolved: bool
    total: str
    total_exact: str


class IndicatorResult(TypedDict):
    """The score of one indicator; None where nobody found it applicable or a mark is missing."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str
    share: str | None
    points: str | None
    points_exact: str | None
    counted: int
    not_applicable: int


class ComponentResult(TypedDict):
    """The score of one component, and what it adds to the total."""

    code: str
    score: str | None
    score_exact: str | None
    weight: str
    weighted: str | None
    weighted_exact: str | None
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


class Difference(NamedTuple):
    """One place where a stored document and what the rules give again are not the same."""

    path: str
    stored: str
    computed: str


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
    """Put the facts together with what the rules make of them; the same facts give the same document.

    Raises ValueError for a mark or sheet that scoring refuses, TypeError for a fact that is no plain JSON.
    """
    facts = [round_facts, panel, entries]
    if json.loads(json.dumps(facts, allow_nan=False)) != facts or _has_float(facts):
        raise TypeError("facts must be text, whole numbers, true/false, None, lists and mappings")
    return {
        "format": FORMAT,
        "round": round_facts,
        "instrument": to_mapping(instrument),
        "instrument_sha256": instrument_sha256,
        "panel": panel,
        "entries": sorted(entries, key=lambda entry: str(entry["village_code"])),
        "sheets": [_sheet(sheet) for sheet in sorted(sheets, key=lambda one: (one.entry, one.assessor))],
        "decisions": [{"entries": list(one.entries), "shared": one.shared, "reason": one.reason} for one in decisions],
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
    decisions = [scoring.Decision(tuple(one["entries"]), one["shared"], one["reason"]) for one in snapshot["decisions"]]
    entries = [str(entry["id"]) for entry in snapshot["entries"]]
    return _results(parse(snapshot["instrument"]), entries, sheets, decisions)


def differences(snapshot: Snapshot) -> list[Difference]:
    """Compare what a document says with what its own marks and instrument give; [] where all agrees.

    A document that is damaged so far that nothing can be computed from it is one difference, not a crash.
    """
    try:
        again: dict[str, Any] = {
            "instrument_sha256": sha256(parse(snapshot["instrument"])),
            "results": recompute(snapshot),
        }
        stored = {"instrument_sha256": snapshot["instrument_sha256"], "results": snapshot["results"]}
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        return [Difference("", "", f"{type(error).__name__}: {error}")]
    return compare(stored, again)


def compare(stored: object, computed: object, path: str = "") -> list[Difference]:
    """List every place where two documents, or parts of them, are not the same."""
    if isinstance(stored, dict) and isinstance(computed, dict):
        keys = [*computed, *(key for key in stored if key not in computed)]
        pairs = [
            (stored.get(key, _ABSENT), computed.get(key, _ABSENT), f"{path}.{key}" if path else str(key))
            for key in keys
        ]
    elif isinstance(stored, list) and isinstance(computed, list) and len(stored) == len(computed):
        pairs = [
            (one, other, f"{path}[{index}]") for index, (one, other) in enumerate(zip(stored, computed, strict=True))
        ]
    elif type(stored) is type(computed) and stored == computed:
        return []
    else:
        return [Difference(path, _brief(stored), _brief(computed))]
    return [found for one, other, place in pairs for found in compare(one, other, place)]


def verify(text: str, *, previous: str, sha: str) -> list[Difference]:
    """Check a stored document whole: its place in the chain, its canonical form, and all that it says."""
    found = []
    if digest(text, previous) != sha:
        found.append(Difference("sha256", sha, digest(text, previous)))
    try:
        snapshot: Snapshot = json.loads(text)
        if canonical(snapshot) != text:
            found.append(Difference("canonical", _brief(text), _brief(canonical(snapshot))))
    except (ValueError, RecursionError) as error:
        return [*found, Difference("", _brief(text), f"{type(error).__name__}: {error}")]
    return found + differences(snapshot)


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return any(map(_has_float, value)) if isinstance(value, list) else isinstance(value, float)


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
        "unresolved": place.unresolved,
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
        "order": [list(part) for part in tie.order],
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
        "weighted_exact": scoring.exact_text(part.weighted),
        "indicators": [
            {
                "code": one.code,
                "score": scoring.shown(one.score),
                "score_exact": scoring.exact_text(one.score),
                "weight": _plain(one.weight),
                "share": scoring.shown(one.share),
                "points": scoring.shown(one.points),
                "points_exact": scoring.exact_text(one.points),
                "counted": one.counted,
                "not_applicable": one.not_applicable,
            }
            for one in part.indicators
        ],
    }


def _plain(weight: Fraction) -> str:
    return number_text(Decimal(weight.numerator) / Decimal(weight.denominator))


def _sheet(sheet: scoring.Sheet) -> dict[str, Any]:
    return {
        "entry": sheet.entry,
        "assessor": sheet.assessor,
        "submitted": sheet.submitted,
        "submitted_at": sheet.submitted_at,
        "marks": {
            code: {
                "value": None if mark.value is None else number_text(mark.value),
                "not_applicable": mark.not_applicable,
                "reason": mark.reason,
                "note": mark.note,
            }
            for code, mark in sheet.marks.items()
            if sheet.submitted
        },
    }


def _mark(mark: dict[str, Any]) -> scoring.Mark:
    value = None if mark["value"] is None else Decimal(mark["value"])
    return scoring.Mark(value, mark["not_applicable"], mark["reason"], mark["note"])
