"""The Kemendagri table of regions, from lines of `code,name` to rows fit for the database. Pure."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_ABBREVIATIONS = {"KAB.": "Kabupaten", "KAB": "Kabupaten", "ADM.": "Administrasi", "KEP.": "Kepulauan", "DKI": "DKI"}
_NAME_LENGTH = 120


class LineProblem(StrEnum):
    """What can be wrong with a line."""

    COLUMNS = "columns"
    CODE = "code"
    NAME = "name"
    DUPLICATE = "duplicate"
    PARENT = "parent"


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be used; `number` counts from 1, as an editor shows it."""

    number: int
    problem: LineProblem
    found: str


@dataclass(frozen=True)
class Row:
    """One region: code, name as people write it, level 1 (province) to 4 (village), code of what it lies in."""

    code: str
    name: str
    level: int
    parent: str | None


def read(lines: Iterable[str], known: Iterable[str] = ()) -> tuple[list[Row], list[BadLine]]:
    """Read `code,name` lines; give the good rows, parents first, and the bad lines.

    `known` are codes that a parent may also be found among, for a file that holds only a part of the country.
    An empty line, and a first line that begins with "code" or "kode", are passed over.
    """
    rows: dict[str, tuple[int, Row]] = {}
    bad: list[BadLine] = []
    reader = csv.reader(lines)
    for cells in reader:
        if not cells or (reader.line_num == 1 and cells[0].strip().lower() in {"code", "kode"}):
            continue
        problem = _problem(cells, rows)
        if problem:
            bad.append(BadLine(reader.line_num, problem, ",".join(cells)[:80]))
            continue
        code = cells[0].strip()
        level = code.count(".") + 1
        name = " ".join(cells[1].split())
        parent = code.rsplit(".", 1)[0] if level > 1 else None
        rows[code] = reader.line_num, Row(code, written_name(name) if level <= 2 else name, level, parent)
    present = rows.keys() | set(known)
    for number, row in rows.values():
        if row.parent is not None and row.parent not in present:
            bad.append(BadLine(number, LineProblem.PARENT, row.code))
    good = [row for _number, row in rows.values() if row.parent is None or row.parent in present]
    return sorted(good, key=lambda row: (row.level, row.code)), sorted(bad, key=lambda line: line.number)


def written_name(name: str) -> str:
    """Write an upper-case province or regency as people do: "KAB. SERANG" becomes "Kabupaten Serang"."""
    if name != name.upper():
        return name
    return " ".join(_ABBREVIATIONS.get(word, _capitalised(word)) for word in name.split())


def _capitalised(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))


def _problem(cells: list[str], rows: dict[str, tuple[int, Row]]) -> LineProblem | None:
    if len(cells) != 2:
        return LineProblem.COLUMNS
    code, name = cells[0].strip(), cells[1].strip()
    if not _CODE.fullmatch(code):
        return LineProblem.CODE
    if not name or len(name) > _NAME_LENGTH or not name.isprintable():
        return LineProblem.NAME
    return LineProblem.DUPLICATE if code in rows else None
