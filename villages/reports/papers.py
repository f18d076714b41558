"""The paper on a village or a region as frozen content: sections with facts, a table and charts.

All that is printed stands in it as JSON: the PDF, the workbook and the data inside the PDF are made from nothing else,
so they cannot differ. Cells are raw (whole numbers, ISO dates, text); a column says how they are written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.formats import date_format

from p2wkss.charts import Box, Chart, Label, Row, Series
from p2wkss.formats import DASH, number, rupiah

Cell = str | int | None
Content = dict[str, Any]


class Shape(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    RUPIAH = "rupiah"
    DAY = "day"
    # Printed as a line under the first cell of its row; a column of its own in the workbook.
    UNDER = "under"


class Column(NamedTuple):
    """A column of a table: its heading, how its cells are written, and how wide it is in the workbook."""

    label: str
    shape: Shape = Shape.TEXT
    width: int = 16


class Fact(NamedTuple):
    """One line of facts."""

    label: str
    value: Cell
    shape: Shape = Shape.TEXT


def section(
    heading: str,
    *,
    facts: Iterable[Fact] = (),
    notes: Iterable[str] = (),
    table: Content | None = None,
    charts: Iterable[Chart] = (),
) -> Content:
    """Give a section of a paper. A section without anything to show has notes or an empty table that say so."""
    return {
        "heading": heading,
        "facts": [[one.label, one.value, str(one.shape)] for one in facts],
        "notes": list(notes),
        "table": table,
        "charts": [asdict(chart) for chart in charts if not chart.is_empty],
    }


def table(
    key: str, sheet: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, empty: str, total: bool = False
) -> Content:
    """Give a table: `key` names its CSV, `sheet` its sheet; `empty` is said without rows, a `total` is the last row."""
    frozen = [[_frozen(cell) for cell in row] for row in rows]
    return {
        "key": key,
        "sheet": sheet,
        "columns": [[column.label, str(column.shape), column.width] for column in columns],
        "rows": frozen,
        "empty": empty,
        "total": total and bool(frozen),
    }


def iso(day: date | None) -> str | None:
    """Freeze a day."""
    return day.isoformat() if day else None


def iso_day(cell: Cell) -> date | None:
    """Give a frozen day back; None for what is no day, such as the word of a row of totals."""
    return date.fromisoformat(cell) if isinstance(cell, str) and cell else None


def written(value: Cell, shape: str) -> str:
    """Write a cell as it is read on paper; a dash for what is not known."""
    if value is None or value == "":
        return DASH
    if shape == Shape.DAY:
        return str(date_format(date.fromisoformat(str(value)), "j M Y"))
    if shape == Shape.RUPIAH:
        return rupiah(value)
    return number(value) if shape == Shape.NUMBER else str(value)


def chart_of(frozen: Content) -> Chart:
    """Give a chart back as it was frozen."""
    parts = {
        "boxes": tuple(Box(**one) for one in frozen["boxes"]),
        "labels": tuple(Label(**one) for one in frozen["labels"]),
        "columns": tuple(frozen["columns"]),
        "rows": tuple(
            Row(one["label"], tuple((name, words) for name, words in one["cells"])) for one in frozen["rows"]
        ),
        "series": tuple(Series(**one) for one in frozen["series"]),
    }
    return Chart(**{**frozen, **parts})


def _frozen(cell: Any) -> Cell:
    """Freeze a cell: words of the site are lazy, and a day is no JSON."""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or type(cell) is int else str(cell)
