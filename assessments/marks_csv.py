"""Every mark of a locked round as one CSV, for whoever runs it: written while it is sent, so no size is too large."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from io import StringIO
from itertools import groupby
from operator import itemgetter
from typing import Any

from assessments.definition import number_text
from assessments.dossier import moderated_now
from assessments.enums import SheetState
from assessments.models import Mark, ModeratedMark, Round
from p2wkss.models import Region, RegionLevel

HEADS = (
    "village_code",
    "village",
    "part",
    "assessor",
    "component",
    "indicator",
    "value",
    "not_applicable",
    "reason",
    "note",
    "fact",
    "proposed",
    "plenary_value",
    "plenary_not_applicable",
    "plenary_reason",
)
TOGETHER, BLOCK = 2_000, 64 * 1024
# A spreadsheet takes a cell that begins so for a formula; with an apostrophe before it, it is text (OWASP).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLACE = "sheet__entry__target_village__village"
_COLUMNS = (
    "sheet",
    "sheet__entry",
    _PLACE,
    f"{_PLACE}__name",
    "sheet__part",
    "sheet__member__user__full_name",
    "indicator",
    "value",
    "not_applicable",
    "reason",
    "note",
    "fact",
    "proposed",
)
_NOT_MODERATED = ("", "", "")


def marks_csv(round: Round) -> Iterator[str]:
    """Write the marks of all sheets that were handed in, village by village, in the order of the sheet.

    A recused sheet counts nowhere and is left out. Where the plenary gave a mark, it stands beside each assessor's.
    """
    marks = Mark.objects.filter(sheet__entry__round=round, sheet__state=SheetState.SUBMITTED)
    found = marks.order_by(_PLACE, "sheet").values_list(*_COLUMNS).iterator(chunk_size=TOGETHER)
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADS)
    for rows in _sheets(round, found):
        writer.writerows(rows)
        if target.tell() > BLOCK:
            yield target.getvalue()
            target.seek(0)
            target.truncate()
    yield target.getvalue()


def _sheets(round: Round, found: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Give the rows of one sheet after the other."""
    instrument = round.instrument.instrument
    places = {code: place for place, code in enumerate(instrument.indicators)}
    components = {one.code: part.code for part in instrument.components for one in part.indicators}
    moderated = _moderated(round)
    for (_sheet, entry, code, name, part, assessor), own in groupby(found, key=itemgetter(*range(6))):
        village = Region(code=code, name=name, level=RegionLevel.VILLAGE).full_name
        who = code, village, part, _text(assessor)
        rows = []
        for mark in sorted(own, key=lambda mark: places[mark[6]]):
            indicator, value, not_applicable, *words, proposed = mark[6:]
            said = _number(value), _flag(not_applicable), *map(_text, words), _number(proposed)
            plenary = moderated.get((entry, indicator), _NOT_MODERATED)
            rows.append((*who, components[indicator], indicator, *said, *plenary))
        yield rows


def _moderated(round: Round) -> dict[tuple[int, str], tuple[str, ...]]:
    found = moderated_now(ModeratedMark.objects.filter(entry__round=round))
    return {
        (entry, code): (_number(mark.value), _flag(mark.not_applicable), _text(mark.reason))
        for entry, own in found.items()
        for code, mark in own.items()
    }


@lru_cache(maxsize=1_000)
def _number(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _text(words: str) -> str:
    """Keep a spreadsheet from running what somebody typed."""
    return f"'{words}" if words.startswith(FORMULA) else words
