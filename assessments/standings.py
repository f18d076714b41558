"""Where the entries of a round stand now: one short row each, in step with the sheets, for pages that show a part."""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import scoring
from assessments.mass_ranking import Counted, Scorer, count_entries, scorer_for
from assessments.models import Entry, Round, Standing
from p2wkss.bulk import insert_rows

_FIELDS = ("entry", "round", "category", "sort_key", "total", "components", "missing_count", "counted_at")


def refresh(entry: Entry) -> None:
    """Count an entry's score again; the last step of whatever changed its marks or sheets, in the same transaction.

    The row is locked before anything is counted. Of two transactions on one entry, such as two assessors who hand in at
    the same moment, the second waits here until the first has committed, and, as each statement of READ COMMITTED
    sees what was committed before it, counts the first one's sheet too. Counted before locking, both could miss the
    other's sheet, and the one that writes last would stay.
    """
    mine = Standing.objects.filter(pk=entry.pk)
    if not _lock(mine):
        _add_missing(entry.round, [entry.pk])
        _lock(mine)
    scorer = scorer_for(entry.round)
    counted = next(count_entries(entry.round, scorer, only=entry))
    mine.update(**_values(counted, scorer), counted_at=timezone.now())


@transaction.atomic
def rebuild(round: Round) -> int:
    """Count all entries of a round again; gives how many. Who changes one of them meanwhile waits, and counts it."""
    mine = Standing.objects.filter(round=round)
    _add_missing(round, round.entries.order_by("pk").values_list("pk", flat=True))
    _lock(mine)
    scorer = scorer_for(round)
    now = timezone.now().isoformat()
    rows = [_row(round, one, _values(one, scorer), now) for one in count_entries(round, scorer)]
    mine.delete()
    return insert_rows(Standing, _FIELDS, rows)


def _values(counted: Counted, scorer: Scorer) -> dict[str, Any]:
    """Give the values of a row. An entry that is not complete has neither a place nor scores."""
    scores = counted.scores
    if scores is None:
        empty = {"sort_key": "", "total": "", "components": []}
        return {"category": counted.category, **empty, "missing_count": counted.missing}
    weighed = zip(scorer.instrument.components, scores.components, strict=True)
    return {
        "category": counted.category,
        "sort_key": scorer.key(scores),
        "total": scoring.shown(scores.total),
        "components": [
            [one.code, scoring.shown(score), scoring.shown(score * Fraction(one.weight) / 100)]
            for one, score in weighed
        ],
        "missing_count": 0,
    }


def _row(round: Round, counted: Counted, values: dict[str, Any], now: str) -> tuple[Any, ...]:
    return (
        counted.entry,
        round.pk,
        values["category"],
        values["sort_key"],
        values["total"],
        json.dumps(values["components"]),
        values["missing_count"],
        now,
    )


def _add_missing(round: Round, entries: Iterable[int]) -> None:
    """Add empty rows; whoever adds the same at this moment is waited for, as ON CONFLICT has to know the end of it."""
    rows = [Standing(entry_id=pk, round=round) for pk in entries]
    Standing.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


def _lock(standings: QuerySet[Standing]) -> bool:
    """Lock rows, all in the same order so that nobody waits in a circle; say whether there are any."""
    return bool(list(standings.order_by("pk").select_for_update().values_list("pk")))
