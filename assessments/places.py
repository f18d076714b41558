"""The lines of a locked ranking as rows beside the document, so that a page reads the fifty that it shows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import IntegerField, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest

from assessments import public_data
from assessments.lines import Line, head_of, lines_of
from assessments.models import Result, ResultPlace
from assessments.snapshot import Snapshot, upgraded
from p2wkss.pages import page_of

# What a stored line says besides `Line`: the ties that begin with it, each up to a place, and since where it is in one.
TIES, UNTIL, SINCE = "ties", "until", "since"


class Shown(NamedTuple):
    """The part of a ranking that a page shows: its head, and the lines of the page that the address asks for."""

    head: dict[str, Any]
    page: Page[Any]
    lines: Sequence[Line]


def locked_lines(request: HttpRequest, result: Result) -> Shown:
    """Read a page of a locked ranking from the rows beside the document, without the document."""
    if not result.head:  # locked before there were such rows
        shown = read_lines(request, result.content)
        data = public_data.text(result.content, result.code)
        return shown._replace(head=shown.head | {"data_sha256": public_data.fingerprint(data)})
    locked = _Locked(result)
    page = page_of(request, locked)
    lines = list(page.object_list)
    return Shown(result.head | {"ties": locked.ties}, page, lines)


def read_lines(request: HttpRequest, snapshot: Snapshot) -> Shown:
    """Cut a page out of a document, such as the draft of a result."""
    page = page_of(request, lines_of(snapshot))
    return Shown(head_of(snapshot), page, list(page))


class CutLines(Sequence[Line], ABC):
    """The lines of a ranking, one category after the other; a slice is read when it is asked for.

    `counts` are the codes of the categories, each with how many lines it has.
    """

    def __init__(self, counts: Sequence[tuple[str, int]]) -> None:
        self.counts = counts
        self.ties: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return sum(count for _code, count in self.counts)

    def __getitem__(self, place: Any) -> Any:
        """Give the lines of a slice; remembers the ties that any of them is part of."""
        return [
            line
            for category, start, stop in spans(self.counts, place.start, place.stop)
            for line in self._lines(category, start, stop)
        ]

    @abstractmethod
    def _lines(self, category: str, start: int, stop: int) -> list[Line]:
        """Read some lines of a category, counted from 0, and remember their ties."""


class _Locked(CutLines):
    """The lines of a locked ranking, in one query a category."""

    def __init__(self, result: Result) -> None:
        super().__init__([(one["code"], one["count"]) for one in result.head["categories"]])
        self.places = result.places.all()

    def _lines(self, category: str, start: int, stop: int) -> list[Line]:
        """Read the lines from `start`, counted from 0, and before them those of a tie that reaches in."""
        own = self.places.filter(category=category)
        since = own.filter(position=start + 1).values(since=Cast(KeyTextTransform(SINCE, "line"), IntegerField()))
        rows = own.filter(position__gte=Subquery(since), position__lte=stop).order_by("position")
        lines = []
        for position, line in rows.values_list("position", "line"):
            self.ties += [tie for tie in line[TIES] if tie[UNTIL] > start]
            if position > start:
                lines.append(line)
        return lines


def spans(counts: Sequence[tuple[str, int]], start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """Give the parts of a slice of all lines: the category, and from where to where in it, counted from 0."""
    before = 0
    for category, count in counts:
        first, end = max(start - before, 0), min(stop - before, count)
        if first < end:
            yield category, first, end
        before += count


def _with_ties(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Give the lines with their ties: each stands with its first village, and says to which place it reaches.

    Every line says since which place there is somebody of the same total. A tie's villages follow each other.
    """
    lines: list[dict[str, Any]] = [{**line, TIES: []} for line in lines_of(snapshot)]
    positions = dict[str, int]()
    for line in lines:
        positions[line["category"]] = line[SINCE] = positions.get(line["category"], 0) + 1
    by_entry = {line["entry"]: line for line in lines}
    own = {entry: line[SINCE] for entry, line in by_entry.items()}
    for tie, facts in zip(upgraded(snapshot)["results"]["ties"], head_of(snapshot)["ties"], strict=True):
        first = min(tie["entries"], key=own.__getitem__)
        by_entry[first][TIES].append(facts | {UNTIL: own[first] + len(tie["entries"]) - 1})
        for entry in tie["entries"]:
            by_entry[entry][SINCE] = min(by_entry[entry][SINCE], own[first])
    return lines


def head_for(snapshot: Snapshot, code: str) -> dict[str, Any]:
    """Give what a result keeps as its `head`: that of the ranking, and the hash of the data that will be published.

    Its ties stand with the lines, as a page shows only those that its own villages are part of.
    """
    data = public_data.fingerprint(public_data.text(snapshot, code))
    return head_of(snapshot) | {"ties": [], "data_sha256": data}


def store_places(result: Result, snapshot: Snapshot) -> None:
    """Write down the lines of a result that was just locked, in the same transaction."""
    ResultPlace.objects.bulk_create(places_of(result, snapshot), batch_size=500)


def places_of(result: Result, snapshot: Snapshot) -> list[ResultPlace]:
    """Give the rows that belong beside a result: one for each line, counted from 1 in its category."""
    rows, positions = [], dict[str, int]()
    for line in _with_ties(snapshot):
        position = positions[line["category"]] = positions.get(line["category"], 0) + 1
        rows.append(
            ResultPlace(
                result=result,
                entry_id=int(line["entry"]),
                category=line["category"],
                position=position,
                rank=line["rank"],
                line=line,
            )
        )
    return rows
