"""Scoring all entries of a round straight from the database, one after the other: a whole country fits in memory.

The database hands over one row a sheet, its marks as one text, ordered by entry; nothing of a mark or a sheet is kept.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction

from assessments import scoring
from assessments.dossier import moderated_now, to_mark
from assessments.enums import SheetState
from assessments.instrument import Instrument, parse, to_mapping
from assessments.models import Entry, Mark, ModeratedMark, Round, ScoreSheet
from assessments.scoring.aggregate import NOTHING_MODERATED
from assessments.scoring.totals import NOT_APPLICABLE, Cell, Row, Scores, Totals, cell_of
from villages.models import TargetVillage

TOGETHER = 2_000
# So many instruments are kept ready to score with, and so many different marks of one of them.
_READY, _KEPT = 16, 100_000
_ASKED, _NOT_APPLICABLE = "=", "-"

# A recused sheet counts nowhere; of one that is not handed in no mark is read.
_SHEETS = """
SELECT entry.id, village.village_id, sheet.part, sheet.state = %s, CASE WHEN sheet.state = %s THEN (
           SELECT {join}(mark.indicator || '=' || COALESCE(CAST(mark.value AS TEXT), '-'), ' ')
           FROM {mark} mark WHERE mark.sheet_id = sheet.id
       ) END
FROM {entry} entry
JOIN {village} village ON village.id = entry.target_village_id
LEFT JOIN {sheet} sheet ON sheet.entry_id = entry.id AND sheet.state <> %s
WHERE entry.round_id = %s {only}
ORDER BY entry.id
"""


class Counted(NamedTuple):
    """What the marks of an entry give now: its scores, or how much is missing until it has some."""

    entry: int
    category: str
    scores: Scores | None
    missing: int


class Ranked(NamedTuple):
    """A place that an entry would have now: ranks are within its category, equal ladders share one."""

    entry: int
    category: str
    rank: int
    total: str


class Scorer:
    """An instrument made ready: scores sheets as the database hands them over, and orders what came out."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.definition = to_mapping(instrument)
        self.totals = Totals(instrument)
        self.keys = scoring.SortKeys(self.totals)
        self._marks = {part: _Marks(instrument, part) for part in instrument.part_codes}

    def key(self, scores: Scores) -> str:
        """Give the text by which an entry with these scores is ordered."""
        return self.keys.text(self.totals.ladder(scores))

    def row(self, part: str, marks: str | None, *, submitted: bool) -> Row:
        """Read a sheet's marks. Raises ValueError for one that its part does not mark."""
        known = self._marks[part]
        cells: list[Cell] = [None] * known.size
        if submitted and marks:
            for mark in marks.split(" "):
                place, cell = known[mark]
                cells[place] = cell
        return part, cells

    def missing(self, rows: Sequence[Row]) -> int:
        """Count what an entry without scores waits for: sheets, marks, or else a component in which something applies.

        A part without any sheet and a sheet that is not handed in count once [ours].
        """
        waiting = 0
        for part in self.instrument.part_codes:
            own = [cells for code, cells in rows if code == part]
            waiting += sum(1 if set(cells) == {None} else cells.count(None) for cells in own) if own else 1
        return waiting or 1


class _Marks(dict[str, tuple[int, Cell]]):
    """What a mark in the database's text ("A1=3.000", "A2=-") says: its place on the sheet, and its cell."""

    def __init__(self, instrument: Instrument, part: str) -> None:
        self._places = {one.code: place for place, one in enumerate(instrument.marked_in(part))}
        self.size = len(self._places)
        super().__init__()

    def __missing__(self, mark: str) -> tuple[int, Cell]:
        code, _equals, value = mark.rpartition(_ASKED)
        if code not in self._places:
            raise ValueError(f"an indicator that the sheet does not mark: {code}")
        found = self._places[code], NOT_APPLICABLE if value == _NOT_APPLICABLE else cell_of(Decimal(value))
        if len(self) < _KEPT:
            self[mark] = found
        return found


def scorer_for(round: Round) -> Scorer:
    """Give the scorer of a round's instrument, which is made once for each definition."""
    return _scorer(round.instrument.definition)


@lru_cache(maxsize=_READY)
def _scorer(definition: str) -> Scorer:
    return Scorer(parse(json.loads(definition)))


def count_entries(round: Round, scorer: Scorer, *, only: Entry | None = None) -> Iterator[Counted]:
    """Score the entries of a round, or one of them, from the marks as they are; in two queries."""
    judged = ModeratedMark.objects.filter(entry=only) if only else ModeratedMark.objects.filter(entry__round=round)
    moderated = {
        entry: {code: to_mark(mark) for code, mark in marks.items()} for entry, marks in moderated_now(judged).items()
    }
    for (entry, village), sheets in groupby(_sheets(round, only), key=itemgetter(0, 1)):
        rows = [scorer.row(part, marks, submitted=done) for _e, _v, part, done, marks in sheets if part is not None]
        scores = scorer.totals.scores(rows, moderated.get(entry, NOTHING_MODERATED))
        category = scorer.instrument.category_of(village[:5])
        yield Counted(entry, category, scores, 0 if scores else scorer.missing(rows))


def rank_round(round: Round) -> list[Ranked]:
    """Rank all complete entries of a round by the marks as they are, best first, category by category.

    What the plenary decided about ties is left out: those entries share the better rank here.
    """
    scorer = scorer_for(round)
    counted = [
        (one.category, scorer.key(one.scores), -one.entry, scoring.shown(one.scores.total) or "")
        for one in count_entries(round, scorer)
        if one.scores
    ]
    counted.sort(reverse=True)
    return list(_ranked(counted))


def _ranked(counted: Iterable[tuple[str, str, int, str]]) -> Iterator[Ranked]:
    for category, own in groupby(counted, key=itemgetter(0)):
        place = 1
        for _key, equal in groupby(own, key=itemgetter(1)):
            rank = place
            for _category, _same, entry, total in equal:
                yield Ranked(-entry, category, rank, total)
                place += 1


def _sheets(round: Round, only: Entry | None) -> Iterator[tuple[Any, ...]]:
    """Read the sheets with their marks through a cursor on the server."""
    tables = {"entry": Entry, "village": TargetVillage, "sheet": ScoreSheet, "mark": Mark}
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()}
    join = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    statement = _SHEETS.format(join=join, only="AND entry.id = %s" if only else "", **names)
    done = SheetState.SUBMITTED.value
    values: list[Any] = [done, done, SheetState.RECUSED.value, round.pk, *([only.pk] if only else [])]
    if only:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            yield from cursor.fetchall()
        return
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(TOGETHER):
            yield from rows
