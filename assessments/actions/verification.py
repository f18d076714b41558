"""Checking that nothing in the chain of results has changed since it was locked. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.dossier import current_snapshot
from assessments.models import Result, Round
from assessments.snapshot import compare, upgraded, verify


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was locked."""

    result: str
    place: str
    stored: str
    found: str


def verify_results() -> Iterator[Fault]:
    """Check each result: its hash and place in the chain, its own arithmetic, and its round's raw marks.

    A newer result of the same round stands for the marks as they are now; older ones are checked in themselves.
    """
    previous = ""
    newest = dict(Result.objects.order_by("number").values_list("round", "number"))
    for result in Result.objects.order_by("pk").iterator(chunk_size=50):
        name = f"{result.code} ({result.round_id} #{result.number})"
        if result.previous_sha256 != previous:
            yield Fault(name, "previous_sha256", result.previous_sha256, previous)
        for one in verify(result.snapshot, previous=result.previous_sha256, sha=result.sha256):
            yield Fault(name, one.path, one.stored, one.computed)
        if newest[result.round_id] == result.number:
            yield from _raw_marks(result, name)
        previous = result.sha256


def _raw_marks(result: Result, name: str) -> Iterator[Fault]:
    """Compare the marks, panel and instrument in the snapshot with the rows that they were taken from."""
    now = current_snapshot(Round.objects.with_places().get(pk=result.round_id))
    stored = upgraded(result.content)
    for part in ("instrument", "instrument_sha256", "panel", "sheets", "moderated", "recusals", "decisions", "results"):
        for one in compare(stored.get(part), now[part], part):
            yield Fault(name, one.path, one.stored, one.computed)
