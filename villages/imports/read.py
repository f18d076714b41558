"""Opens a workbook or a CSV file and gives its rows, once what is inside has been looked at. Nothing is believed."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from villages.imports.cells import Code, clean_text
from villages.imports.columns import ANSWERS, KEY, fact_of, guess
from villages.imports.rows import Found
from villages.imports.structure import MAX_COLUMNS, MAX_ROWS, Oddities, Unreadable, column_name, inspect

SIGNATURE_SHEET = "_p2wkss"
DATA_SHEET = "Keluarga"
_HEAD_WITHIN = 20
_MIN_HEADS = 3


class Remark(NamedTuple):
    """A finding about the sheet as a whole, with the cell or column that it is about."""

    cell: str
    code: str
    about: str = ""


@dataclass
class Sheet:
    """The sheet with the families: its head row, and its rows with their numbers as the spreadsheet counts them."""

    name: str
    head_row: int
    heads: list[str]
    rows: Iterable[tuple[int, Sequence[Any]]]
    row_count: int
    signature: dict[str, str] = field(default_factory=dict)
    odd: Oddities = field(default_factory=Oddities)

    def findings(self, columns: Mapping[str, int]) -> tuple[dict[int, list[Found]], list[Remark]]:
        """Give what is odd in the columns that are used: by row, and about the sheet."""
        used = set(columns.values())
        by_row: dict[int, list[Found]] = {}
        for code, places in ((Code.FORMULA, self.odd.formulas), (Code.ERROR_VALUE, self.odd.errors)):
            for row, column in sorted(places):
                if column in used and row > self.head_row:
                    by_row.setdefault(row, []).append(Found(column, code, f"{column_name(column)}{row}"))
        for top, first, bottom, last in self.odd.merged:
            hit = [column for column in range(first, last + 1) if column in used]
            box = f"{column_name(first)}{top}:{column_name(last)}{bottom}"
            for row in range(max(top, self.head_row + 1), min(bottom, MAX_ROWS) + 1) if hit else ():
                by_row.setdefault(row, []).append(Found(hit[0], Code.MERGED_CELL, box))
        hidden = sorted(self.odd.hidden & (used - {columns.get(KEY, -1)}))
        return by_row, [Remark(column_name(one), Code.HIDDEN_COLUMN, self.heads[one]) for one in hidden]


def open_sheet(data: bytes, name: str) -> Sheet:
    """Open the file and find the sheet and the head row. Raises Unreadable, with the reason as a code."""
    if name.lower().endswith(".csv"):
        return _open_csv(data)
    odd = inspect(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        signature = _signature(book)
        visible = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        names = [DATA_SHEET] if signature and DATA_SHEET in visible else visible[:5]
        sheets = [(one, sheet) for one in names if (sheet := book.get_sheet_by_name(one)).start is not None]
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("damaged") from error
    found = [(one, sheet, *_find_head(list(islice(sheet.iter_rows(), _HEAD_WITHIN)))) for one, sheet in sheets]
    found = [one for one in found if one[2]]
    if not found:
        raise Unreadable("no_heads")
    title, sheet, position, heads = max(found, key=lambda one: len(guess(one[3])))
    (last, _), (_, left) = sheet.end or (0, 0), sheet.start or (0, 0)
    last_row = last + 1  # rows come from the first of the sheet on, columns only from the first that is used
    if last_row > MAX_ROWS:
        raise Unreadable("too_many_rows", str(MAX_ROWS - 1))
    rows = _numbered(sheet.iter_rows(), position, [""] * left)
    return Sheet(title, position, [""] * left + heads, rows, last_row - position, signature, odd[title])


def _numbered(rows: Iterable[Sequence[Any]], skip: int, padding: list[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, row in enumerate(islice(rows, skip, None), skip + 1):
        yield number, [*padding, *row] if padding else row


def _signature(book: CalamineWorkbook) -> dict[str, str]:
    """Read what our own template says of itself: pairs of name and value on its hidden sheet."""
    if SIGNATURE_SHEET not in book.sheet_names:
        return {}
    rows = book.get_sheet_by_name(SIGNATURE_SHEET).to_python(nrows=20)
    return {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}


def _find_head(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str]]:
    """Find the row that names most facts; give how many rows end with it, and its heads. (0, []) when there is none."""
    best, at = 0, 0
    for number, row in enumerate(rows, 1):
        heads = [clean_text(value)[0] for value in row]
        known = len(guess(heads))
        if known > best and len({head for head in heads if head}) >= _MIN_HEADS:
            best, at = known, number
    if not at:
        at = next((number for number, row in enumerate(rows, 1) if _all_text(row)), 0)
    if not at:
        return 0, []
    heads = [clean_text(value)[0] for value in rows[at - 1]]
    return at, heads


def _all_text(row: Sequence[Any]) -> bool:
    said = [value for value in row if value != ""]
    return len(said) >= _MIN_HEADS and all(isinstance(value, str) for value in said)


def is_second_head(row: Sequence[Any], columns: Mapping[str, int]) -> bool:
    """Say whether a row under the heads only repeats or numbers them: 1, 2, 3 … or other names of the same facts."""
    texts = [(code, clean_text(row[at])[0]) for code, at in columns.items() if code != KEY and at < len(row)]
    said = [(code, text) for code, text in texts if text]
    if len(said) < _MIN_HEADS:
        return False
    numbers = [text for _code, text in said]
    if all(len(text) < 4 and text.isdecimal() for text in numbers) and [int(text) for text in numbers] == sorted(
        {int(text) for text in numbers}
    ):
        return len(numbers) > len(ANSWERS) or "head_name" in dict(said)
    return sum(fact_of(text) is not None for _code, text in said if not text.isdecimal()) >= _MIN_HEADS


def _open_csv(data: bytes) -> Sheet:
    """Open a CSV file in UTF-8, UTF-16 or Windows' own letters, with commas, semicolons or tabs."""
    if not data:
        raise Unreadable("empty")
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("not_workbook")
    text = _decode(data)
    first = text[:4096].splitlines()
    mark = max(";,\t|", key=lambda one: sum(line.count(one) for line in first[:_HEAD_WITHIN]))
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), MAX_ROWS + 1))
    except csv.Error as error:
        raise Unreadable("damaged") from error
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_many_rows", str(MAX_ROWS - 1))
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", str(MAX_COLUMNS))
    position, heads = _find_head(rows[:_HEAD_WITHIN])
    if not position:
        raise Unreadable("no_heads")
    return Sheet("CSV", position, heads, enumerate(rows[position:], position + 1), len(rows) - position)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
