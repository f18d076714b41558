"""Checking that nothing in the chain of results has changed since it was locked. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.dossier import current_snapshot
from assessments.models import Result, Round
from assessments.places import head_for, places_of
from assessments.snapshot import compare, upgraded, verify


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was locked."""

    result: str
    place: str
    stored: str
    found: str


def verify_results() -> Iterator[Fault]:
    """Check each result: its hash and place in the chain, its own arithmetic, its rows, and its round's raw marks.

    The arithmetic takes in how firm the ranks are: the draws are made again from the seed, which takes seconds a round.

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
        yield from _rows(result, name)
        if newest[result.round_id] == result.number:
            yield from _raw_marks(result, name)
        previous = result.sha256


def _rows(result: Result, name: str) -> Iterator[Fault]:
    """Compare what pages read beside the document, the head and the lines, with what the document gives."""
    stored = [[one.entry_id, one.category, one.position, one.rank, one.line] for one in result.places.order_by("pk")]
    if not result.head and not stored:  # locked before there were such rows: pages read the document
        return
    try:
        head = head_for(result.content, result.code)
        made = places_of(result, result.content)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        yield Fault(name, "head", "", f"{type(error).__name__}: {error}")
        return
    again = [[one.entry_id, one.category, one.position, one.rank, one.line] for one in made]
    for one in [*compare(result.head, head, "head"), *compare(stored, again, "places")]:
        yield Fault(name, one.path, one.stored, one.computed)


def _raw_marks(result: Result, name: str) -> Iterator[Fault]:
    """Compare the marks, panel and instrument in the snapshot with the rows that they were taken from."""
    now = current_snapshot(Round.objects.with_places().get(pk=result.round_id))
    stored = upgraded(result.content)
    for part in ("instrument", "instrument_sha256", "panel", "sheets", "moderated", "recusals", "decisions", "results"):
        for one in compare(stored.get(part), now[part], part):
            yield Fault(name, one.path, one.stored, one.computed)
