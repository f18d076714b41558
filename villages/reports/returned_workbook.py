"""An uploaded workbook on its way back: the same file, with a comment in each faulty cell and a column of reasons."""

from itertools import islice
from typing import Any

from p2wkss.crypto import unseal
from p2wkss.excel import Book, Layout, annotate
from villages.imports.plan import PlanReader
from villages.imports.rows import Found, Outcome
from villages.imports.words import finding_text
from villages.models import ImportBatch

REASONS = "Yang perlu diperbaiki"
# Opening and writing a whole workbook takes a second for so many rows; beyond, only the faulty rows go back.
WHOLE_UP_TO = 2_000
FAULTY_UP_TO = 5_000


def returned_workbook(batch: ImportBatch) -> bytes:
    """Give the workbook with what is to be corrected in it.

    Up to 2,000 rows it is the same workbook; of a larger one, or of a CSV file, it is a workbook of the faulty rows
    alone (the first 5,000), with the same columns.
    """
    with batch.plan.open() as file:
        faulty = list(islice(PlanReader(file, batch.index).rows(Outcome.ERROR), FAULTY_UP_TO))
    if batch.summary.get("rows", 0) <= WHOLE_UP_TO and not batch.file_name.lower().endswith(".csv"):
        with batch.file.open() as sealed:
            data = unseal(sealed.read())
        notes = {row[0]: [(found.column, text) for found, text in _texts(row)] for row in faulty}
        return annotate(data, batch.summary["sheet"], batch.summary["head_row"], REASONS, notes)
    return _faulty_rows(batch, faulty)


def _texts(row: list[Any]) -> list[tuple[Found, str]]:
    return [(found, finding_text(found.code, found.about)) for found in (Found(*one) for one in row[10])]


def _faulty_rows(batch: ImportBatch, faulty: list[list[Any]]) -> bytes:
    heads = list(batch.summary["heads"])
    notes: dict[tuple[int, int], str] = {}
    rows = []
    for at, row in enumerate(faulty):
        texts = _texts(row)
        for found, text in texts:
            if found.column >= 0:
                place = (at, found.column)
                notes[place] = f"{notes[place]}\n{text}" if place in notes else text
        cells = [*row[11], *[""] * (len(heads) - len(row[11]))][: len(heads)]
        rows.append([*cells, " · ".join(text for _found, text in texts)])
    book = Book(batch.file_name)
    as_text = Layout(text=range(len(heads)))
    book.add_sheet(batch.summary["sheet"], [*heads, REASONS], rows, [*[16] * len(heads), 60], as_text, notes)
    return book.to_bytes()
