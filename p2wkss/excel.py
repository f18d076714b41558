"""Workbooks that open cleanly and run nothing. The only importer of openpyxl."""

import datetime
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | datetime.date | None

_HEAD_FONT = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0F5E5A")
_FAULT_FILL = PatternFill("solid", fgColor="FBE3DF")
_DATE, _TEXT, _SCORE, _PLAIN = "DD/MM/YYYY", "@", "#,##0.00", "General"
_AUTHOR = "P2WKSS"
LAST_ROW = 1_048_576


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out for entry; columns count from 0.

    `choices` offers words for a column, `text` keeps what is typed there as text (a NIK has more digits than a number
    can hold), `dates` shows dates, `plain` shows numbers with all their digits, `hidden` hides columns, and `secret`
    hides the sheet. `wrapped` breaks long lines.
    """

    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    text: Collection[int] = ()
    dates: Collection[int] = ()
    plain: Collection[int] = ()
    hidden: Collection[int] = ()
    secret: bool = False
    wrapped: bool = False


PLAIN = Layout()


class Sheet:
    """A sheet of a `Book` with a fixed head row, open for more rows. Other sheets may be written to in between."""

    def __init__(self, sheet: WriteOnlyWorksheet, heads: Sequence[str], layout: Layout) -> None:
        self._sheet, self._layout = sheet, layout
        formats = ((layout.text, _TEXT), (layout.dates, _DATE), (layout.plain, _PLAIN))
        self._formats = {column: shown for columns, shown in formats for column in columns}
        sheet.append([self._head(text) for text in heads])

    def add(self, row: Sequence[Value], notes: Mapping[int, str] | None = None) -> None:
        """Add a row. Text is stored as text, so that a formula in it stays harmless. `notes` are comments by column."""
        cells = [self._cell(value, self._formats.get(column)) for column, value in enumerate(row)]
        for column, text in (notes or {}).items():
            _note(cells[column], text)
        self._sheet.append(cells)

    def _head(self, text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        return cell

    def _cell(self, value: Value, number_format: str | None) -> WriteOnlyCell:
        if isinstance(value, str):
            # XML cannot hold control characters, and openpyxl takes text that begins with "=" for a formula.
            cell = WriteOnlyCell(self._sheet, value=_printable(value))
            cell.data_type = "s"
        else:
            cell = WriteOnlyCell(self._sheet, value=value)
        if isinstance(value, Decimal):
            cell.number_format = _SCORE
        if number_format is not None:
            cell.number_format = number_format
        if self._layout.wrapped:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell


class Book:
    """A workbook that is written sheet by sheet, row by row, so that memory does not grow with it.

    Until it is saved its sheets lie open on the disk: in `folder`, which the caller makes and deletes, or among the
    system's temporary files. A process that dies leaves them there, so a book of personal data names a folder.
    """

    def __init__(self, title: str, folder: Path | None = None) -> None:
        self._folder = folder
        self._book = Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = _AUTHOR

    def open_sheet(self, name: str, heads: Sequence[str], widths: Sequence[int], layout: Layout = PLAIN) -> Sheet:
        """Begin a sheet, to which rows are added one by one."""
        sheet: WriteOnlyWorksheet = self._book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        for column in layout.hidden:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        for column, words in layout.choices.items():
            sheet.data_validations.append(_choice(column, words))
        if layout.secret:
            sheet.sheet_state = "hidden"
        if self._folder is not None:
            _write_into(sheet, self._folder / f"{len(self._book.worksheets)}.xml")
        return Sheet(sheet, heads, layout)

    def add_sheet(
        self,
        name: str,
        heads: Sequence[str],
        rows: Iterable[Sequence[Value]],
        widths: Sequence[int],
        layout: Layout = PLAIN,
        notes: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Add a whole sheet. `notes` puts comments at (row, column), both from 0 below the heads."""
        by_row: dict[int, dict[int, str]] = {}
        for (at, column), text in (notes or {}).items():
            by_row.setdefault(at, {})[column] = text
        sheet = self.open_sheet(name, heads, widths, layout)
        for at, row in enumerate(rows):
            sheet.add(row, by_row.get(at))

    def save(self, target: IO[bytes]) -> None:
        """Close the workbook and write the file."""
        self._book.save(target)

    def to_bytes(self) -> bytes:
        """Close the workbook and give the file."""
        target = io.BytesIO()
        self.save(target)
        return target.getvalue()


def _write_into(sheet: WriteOnlyWorksheet, path: Path) -> None:
    """Have openpyxl keep the open sheet in this file, and not in one of its own choice."""
    path.touch(mode=0o600)
    ALL_TEMP_FILES.append(str(path))
    sheet._writer = WorksheetWriter(sheet, out=str(path))
    sheet._writer.write_top()


def annotate(
    workbook: bytes, sheet: str, head_row: int, reasons_head: str, notes: Mapping[int, Sequence[tuple[int, str]]]
) -> bytes:
    """Give the same workbook with comments in its faulty cells and a last column of reasons, in place of earlier ones.

    `notes` holds (column from 0 or -1 for the row, text) by row as the spreadsheet counts them. The workbook must have
    passed `villages.imports.structure.inspect`: openpyxl opens whatever it is given.
    """
    book = load_workbook(io.BytesIO(workbook))
    page = book[sheet]
    last = page.max_column + 1
    if page.cell(head_row, last - 1).value == reasons_head:
        last -= 1
        _take_back(page, head_row, last)
    head = page.cell(head_row, last, reasons_head)
    head.font, head.fill = _HEAD_FONT, _HEAD_FILL
    page.column_dimensions[get_column_letter(last)].width = 60
    for row, found in notes.items():
        by_cell: dict[int, list[str]] = {}
        for column, text in found:
            by_cell.setdefault(column, []).append(text)
        for column, texts in by_cell.items():
            if 0 <= column < last - 1:
                cell = page.cell(row, column + 1)
                if cell.__class__.__name__ != "MergedCell":
                    _note(cell, "\n".join(texts))
                    cell.fill = _FAULT_FILL
        reasons = page.cell(row, last, _printable(" · ".join(text for _column, text in found)))
        reasons.data_type, reasons.alignment = "s", Alignment(wrap_text=True, vertical="top")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _note(cell: WriteOnlyCell, text: str | None) -> None:
    if text:
        cell.comment = Comment(_printable(text), _AUTHOR, height=120, width=320)


def _printable(text: str) -> str:
    """Leave out the control characters that the format of workbooks cannot hold."""
    printable: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return printable


def _take_back(page: Worksheet, head_row: int, column: int) -> None:
    """Take out the reasons, comments and colours of an earlier return, as the workbook came again."""
    for cells in page.iter_rows(min_row=head_row + 1):
        for cell in cells:
            if cell.column == column:
                cell.value = None
            elif cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _choice(column: int, words: Sequence[str]) -> DataValidation:
    """Offer words in a column, from the row below the heads to the last; other text is refused by the spreadsheet."""
    rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = _AUTHOR, " / ".join(words)
    letters = get_column_letter(column + 1)
    rule.add(f"{letters}2:{letters}{LAST_ROW}")
    return rule
