"""What lies inside an .xlsx file, looked at before anything opens it: is it a workbook, how large, what is odd in it.

The reader behind us keeps a whole sheet in memory from its first to its last used cell, so a single cell in the last
row would cost hundreds of gigabytes. Nothing is opened whose size was not measured here first. Pure.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

MAX_UNPACKED = 200 * 1024 * 1024
MAX_COLUMNS = 104  # up to CZ
MAX_ROWS = 100_000
MAX_ODD_CELLS = 5_000
_SMALL_PART = 4 * 1024 * 1024
_CHUNK = 1 << 20
_LONGEST_ROW = 8 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Every spreadsheet writes a cell's place first and in double quotes. Whatever is written otherwise is refused, as its
# place would go unseen.
_PLACED = ((b"<c ", b'<c r="'), (b"<row ", b'<row r="'))
_ODD_TAGS = (b"<c\n", b"<c\t", b"<c\r", b":c ", b":row ", b"<row\n", b"<row\t")
_FAR_COLUMN = re.compile(rb' r="(?:[A-Z]{3}|[D-Z][A-Z])\d')
_FAR_ROW = re.compile(rb' r="[A-Z]*\d{6,}"')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,2})(\d{1,6})"[^>]{0,200}><f[ />]')
_ERROR = re.compile(rb'<c r="([A-Z]{1,2})(\d{1,6})"[^>]{0,200} t="e"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN = re.compile(rb"<col [^>]*>")
_ATTRIBUTE = re.compile(rb'(min|max|hidden)="([^"]*)"')


class Unreadable(Exception):
    """A file that cannot be taken, with the code of why (words: `villages/imports/words.py`) and what it is about."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


@dataclass
class Oddities:
    """What a sheet holds beside plain values. Columns count from 0, rows from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def inspect(data: bytes) -> dict[str, Oddities]:
    """Look through a workbook and give what is odd in each sheet, by the sheet's name.

    Raises Unreadable for what is no .xlsx workbook (`empty`, `protected`, `old_format`, `not_workbook`, `damaged`,
    `macro`) and for what would take too much memory (`too_large`, `too_many_columns`, `too_many_rows`, `odd_writer`,
    `too_many_formulas`, `too_many_merged`).
    """
    _check_kind(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = _check_parts(archive)
            sheets = _sheets(archive, names)
            return {name: _scan(archive, part) for name, part in sheets.items()}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        KeyError,
        ElementTree.ParseError,
        ValueError,
        zlib.error,
    ) as error:
        raise Unreadable("damaged") from error
    except (NotImplementedError, RuntimeError) as error:  # an unknown compression, or a password on the archive
        raise Unreadable("protected") from error


def _check_kind(data: bytes) -> None:
    if not data:
        raise Unreadable("empty")
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("protected" if encrypted else "old_format")
    if not data.startswith(b"PK"):
        raise Unreadable("not_workbook")


def _check_parts(archive: zipfile.ZipFile) -> set[str]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macro")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_workbook")
    if len(parts) > 1000 or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("too_large", str(MAX_UNPACKED // 1024**2))
    for part in parts:
        if not part.filename.startswith("xl/worksheets/"):
            for _chunk in _chunks(archive, part.filename):
                pass  # reading to the end proves the size that the archive claims
    return names


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Give the part of each sheet by its name."""
    book, relations = (_small_xml(archive, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    found = {}
    for sheet in book.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            found[str(sheet.get("name"))] = part
    if not found:
        raise Unreadable("not_workbook")
    return found


def _small_xml(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > _SMALL_PART:
        raise Unreadable("damaged")
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable("damaged")
    return ElementTree.fromstring(text)  # noqa: S314 - small, and without entities


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _scan(archive: zipfile.ZipFile, part: str) -> Oddities:
    odd = Oddities()
    for rows in _whole_rows(archive, part):
        _refuse_far_cells(rows)
        _refuse_odd_tags(rows)
        if b"<f" in rows:
            odd.formulas.update(_cells(_FORMULA, rows))
        if b' t="e"' in rows:
            odd.errors.update(_cells(_ERROR, rows))
        if b"<mergeCell " in rows:
            odd.merged.extend(
                (int(top), column_number(first), int(bottom), column_number(last))
                for first, top, last, bottom in _MERGED.findall(rows)
            )
        if b"hidden=" in rows:
            odd.hidden |= _hidden_columns(rows)
        if sum(bottom - top + 1 for top, _first, bottom, _last in odd.merged) > MAX_ROWS:
            raise Unreadable("too_many_merged")
        if max(len(odd.formulas), len(odd.errors), len(odd.merged)) > MAX_ODD_CELLS:
            raise Unreadable("too_many_formulas")
    return odd


def _cells(pattern: re.Pattern[bytes], rows: bytes) -> Iterator[tuple[int, int]]:
    return ((int(row), column_number(letters)) for letters, row in pattern.findall(rows))


def _whole_rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Give a sheet in parts that end where a row or at least a tag begins. Raises Unreadable for an endless row."""
    rest = b""
    for chunk in _chunks(archive, part):
        window = rest + chunk
        cut = window.rfind(b"<row ")
        cut = cut if cut > 0 else window.rfind(b"<")
        if len(window) - cut > _LONGEST_ROW:
            raise Unreadable("odd_writer")
        yield window[:cut]
        rest = window[cut:]
    yield rest


def _refuse_far_cells(rows: bytes) -> None:
    if _FAR_COLUMN.search(rows):
        raise Unreadable("too_many_columns", str(MAX_COLUMNS))
    if _FAR_ROW.search(rows):
        raise Unreadable("too_many_rows", f"{MAX_ROWS - 1}")


def _refuse_odd_tags(rows: bytes) -> None:
    misplaced = any(rows.count(tag) != rows.count(placed) for tag, placed in _PLACED)
    if misplaced or any(tag in rows for tag in _ODD_TAGS):
        raise Unreadable("odd_writer")


def _hidden_columns(window: bytes) -> set[int]:
    hidden: set[int] = set()
    for column in _HIDDEN.findall(window):
        facts = dict(_ATTRIBUTE.findall(column))
        if facts.get(b"hidden") in {b"1", b"true"}:
            first, last = int(facts[b"min"]), int(facts[b"max"])
            hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return hidden


def column_number(letters: bytes) -> int:
    """Give the place of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_name(number: int) -> str:
    """Give the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
