"""The lines of a locked ranking as rows beside the document, so that a page reads the fifty that it shows."""

from typing import Any

from assessments import public_data
from assessments.lines import head_of, lines_of
from assessments.models import Result, ResultPlace
from assessments.snapshot import Snapshot


def head_for(snapshot: Snapshot, code: str) -> dict[str, Any]:
    """Give what a result keeps as its `head`: that of the ranking, and the hash of the data that will be published."""
    return head_of(snapshot) | {"data_sha256": public_data.fingerprint(public_data.text(snapshot, code))}


def store_places(result: Result, snapshot: Snapshot) -> None:
    """Write down the lines of a result that was just locked, in the same transaction."""
    ResultPlace.objects.bulk_create(places_of(result, snapshot), batch_size=500)


def places_of(result: Result, snapshot: Snapshot) -> list[ResultPlace]:
    """Give the rows that belong beside a result: one for each line, counted from 1 in its category."""
    rows, positions = [], dict[str, int]()
    for line in lines_of(snapshot):
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
