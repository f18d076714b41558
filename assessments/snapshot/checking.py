"""Checking a stored document: its place in the chain, its form, and all that it says."""

import json
from typing import Any, NamedTuple

from assessments.instrument import parse, sha256
from assessments.snapshot.analysis import analysis_of
from assessments.snapshot.document import Snapshot, canonical, digest, judged_in
from assessments.snapshot.formats import upgraded
from assessments.snapshot.results import results_of

# Stands in a comparison where one side lacks the key; no document holds a tuple.
_ABSENT = ()


class Difference(NamedTuple):
    """One place where a stored document and what the rules give again are not the same."""

    path: str
    stored: str
    computed: str


def differences(snapshot: Snapshot) -> list[Difference]:
    """Compare what a document says with what its own marks and instrument give; [] where all agrees.

    A document that is damaged so far that nothing can be computed from it is one difference, not a crash. That the
    analysis was left out is no difference: drafts and very large rounds have none.
    """
    try:
        stored = upgraded(snapshot)
        again = _again(stored)
        return compare({key: stored.get(key) for key in again}, again)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, IndexError) as error:
        return [Difference("", "", f"{type(error).__name__}: {error}")]


def _again(snapshot: Snapshot) -> dict[str, Any]:
    judged = judged_in(snapshot)
    results = results_of(judged)
    analysis = snapshot["analysis"]
    return {
        "instrument_sha256": sha256(parse(snapshot["instrument"])),
        "entries": [{**entry, "category": judged.categories[entry["id"]]} for entry in snapshot["entries"]],
        "results": results,
        "analysis": (
            None if analysis is None else analysis_of(judged, results, seed=analysis["seed"], draws=analysis["draws"])
        ),
    }


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
