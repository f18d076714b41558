"""Workbooks that open cleanly and run nothing. The only importer of openpyxl's writer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | Decimal | None

_HEAD_FONT = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0F5E5A")


class Book:
    """A workbook that is written sheet by sheet, row by row."""

    def __init__(self, title: str) -> None:
        self._book = Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "P2WKSS"

    def add_sheet(
        self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[int]
    ) -> None:
        """Add a sheet with a fixed head row. Text is stored as text, so that a formula in it stays harmless."""
        sheet: WriteOnlyWorksheet = self._book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.append([self._head(sheet, text) for text in heads])
        for row in rows:
            sheet.append([self._cell(sheet, value) for value in row])

    def to_bytes(self) -> bytes:
        """Close the workbook and give the file."""
        target = BytesIO()
        self._book.save(target)
        return target.getvalue()

    @staticmethod
    def _head(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=text)
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        return cell

    @staticmethod
    def _cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes text that begins with "=" for a formula
        elif isinstance(value, Decimal):
            cell.number_format = "#,##0.00"
        return cell
