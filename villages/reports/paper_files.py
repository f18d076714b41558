"""A paper of frozen content as PDF, as a workbook, and as data that travels inside the PDF."""

import csv
import json
from io import StringIO
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from p2wkss.excel import Book, Layout, Value
from p2wkss.formats import DASH
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame
from villages.reports.papers import Content, Shape, chart_of, iso_day, written

# Words of more letters than this are broken where the column ends; shorter ones never are.
LONG_WORD = 20
# A table of so few rows is not torn in two.
SHORT = 10
_NUMBERS = {Shape.NUMBER, Shape.RUPIAH}


def paper_pdf(content: Content, frame: Frame) -> Pdf:
    """Print a paper. It is marked as provisional across each page: the data can still change."""
    files = [DataFile("laporan.json", paper_json(content, frame), f"{content['name']}: seluruh isi sebagai JSON")]
    files += [
        DataFile(f"{one['key']}.csv", table_csv(one), f"{one['sheet']} sebagai CSV")
        for one in _tables(content)
        if one["rows"]
    ]
    with override("id"):
        context = {
            "paper": content,
            "sections": [_printed(one) for one in content["sections"]],
            "files": ", ".join(file.name for file in files),
            **frame.context(),
        }
        return render_pdf("reports/paper.html", context, files)


def paper_xlsx(content: Content, frame: Frame) -> bytes:
    """Make the workbook: all facts on one sheet, and a sheet for each table."""
    with override("id"):
        book = Book(frame.title)
        heads = [_("Bagian"), _("Hal"), _("Isi")]
        book.add_sheet(_("Ringkasan"), heads, _summary(content, frame), [30, 44, 70], Layout(wrapped=True))
        for one in _tables(content):
            columns = one["columns"]
            layout = Layout(dates={at for at, column in enumerate(columns) if column[1] == Shape.DAY})
            rows = [[_value(cell, column[1]) for cell, column in zip(row, columns, strict=True)] for row in one["rows"]]
            heads = [column[0] for column in columns]
            book.add_sheet(one["sheet"], heads, rows or [[one["empty"]]], [column[2] for column in columns], layout)
        return book.to_bytes()


def paper_json(content: Content, frame: Frame) -> str:
    """Write all that the paper says as JSON; a chart says nothing that its table does not."""
    sections = [{key: value for key, value in one.items() if key != "charts"} for one in content["sections"]]
    document = {**content, "sections": sections, "as_of": frame.as_of.isoformat(), "provisional": not frame.is_final}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)


def table_csv(table: Content) -> str:
    """Write a table as CSV, with whole numbers and ISO dates, without its row of totals."""
    target = StringIO()
    rows = table["rows"][:-1] if table["total"] else table["rows"]
    csv.writer(target).writerows([[column[0] for column in table["columns"]], *rows])
    return target.getvalue()


def _tables(content: Content) -> list[Content]:
    return [one["table"] for one in content["sections"] if one["table"]]


def _summary(content: Content, frame: Frame) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [_("Laporan"), content["name"], content["place"]],
        [_("Laporan"), _("Status"), _("SEMENTARA: data masih dapat berubah")],
        [_("Laporan"), _("Keadaan data"), date_format(localtime(frame.as_of), "j F Y H.i")],
    ]
    for one in content["sections"]:
        rows += [[one["heading"], label, _fact(value, shape)] for label, value, shape in one["facts"]]
        rows += [[one["heading"], _("Catatan"), note] for note in one["notes"]]
    return rows


def _fact(value: Any, shape: str) -> Value:
    """Give a fact as the workbook holds it: a number stays one, a day is written out."""
    return value if shape in _NUMBERS else written(value, shape)


def _value(cell: Any, shape: str) -> Value:
    return iso_day(cell) if shape == Shape.DAY else cell


def _printed(section: Content) -> dict[str, Any]:
    """Write a section out, with the cells that stand under the first one of their row."""
    return {
        **section,
        "facts": [(label, written(value, shape)) for label, value, shape in section["facts"]],
        "table": section["table"] and _printed_table(section["table"]),
        "charts": [chart_of(one) for one in section["charts"]],
    }


def _printed_table(table: Content) -> dict[str, Any]:
    shapes = [column[1] for column in table["columns"]]
    looks = [_look(table["rows"], at, shape) for at, shape in enumerate(shapes)]
    shown = [at for at, shape in enumerate(shapes) if shape != Shape.UNDER]
    under = [at for at, shape in enumerate(shapes) if shape == Shape.UNDER]
    rows = []
    for row in table["rows"]:
        below = [written(row[at], shapes[at]) for at in under]
        cells = [(written(row[at], shapes[at]), looks[at]) for at in shown]
        look = "long" if any(looks[at] == "long" for at in (shown[0], *under)) else cells[0][1]
        rows.append(
            {"head": (cells[0][0], look), "below": " · ".join(one for one in below if one != DASH), "cells": cells[1:]}
        )
    heads = [(table["columns"][at][0], looks[at]) for at in shown]
    return {**table, "heads": heads, "printed": rows, "is_wide": len(shown) > 7, "is_short": len(rows) <= SHORT}


def _look(rows: list[list[Any]], at: int, shape: str) -> str:
    """Give the class of a column."""
    if shape in _NUMBERS:
        return "number"
    if shape == Shape.DAY:
        return "day"
    return "long" if any(len(word) > LONG_WORD for row in rows for word in str(row[at]).split()) else ""
