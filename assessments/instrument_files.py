"""An instrument as a file: TOML as `assessments.instrument` reads it, or a workbook, a sheet for each kind of piece.

Names of sheets, heads and words of a workbook are the same in every language of the site, so that a file made in one
is read in the other. A file is taken whole or not at all: `FileRefused` names every fault with its sheet and row.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NamedTuple

import tomli_w
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from assessments.instrument import Instrument, InstrumentError, parse, parse_toml, to_mapping
from assessments.problem_words import KEY_WORDS, problem_place, problem_text
from p2wkss.excel import Book, Layout, Value
from villages.facts import FACTS
from villages.imports.structure import Oddities, Unreadable, column_name, inspect
from villages.imports.words import REFUSALS

LARGEST = 2 * 1024 * 1024
LARGEST_TOML = 512 * 1024
MOST_ROWS = 5_000
MOST_FAULTS = 50
# As many pieces as a page of the editor can hold in one list.
MOST_PIECES = 200
# A spreadsheet keeps so many digits of a number; a longer one is written as text.
SURE_DIGITS = 15

HEAD = "Instrumen"
HEAD_ROWS = {
    "Kode": "code",
    "Judul": "title",
    "Tahun": "year",
    "Keterangan sumber": "source_note",
    "Nilai tertinggi": "scale_max",
    "Cara menggabung nilai": "aggregation",
    "Penentu nilai sama": "tie_break",
    "Sebutan peringkat": "rank_names",
}
HEAD_COLUMNS = ("Isian", "Isi")
REPEATED = {"tie_break", "rank_names"}
SHEETS: dict[str, dict[str, str]] = {
    "Komponen": {"Kode": "code", "Nama": "name", "Bobot": "weight"},
    "Indikator": {
        "Komponen": "component",
        "Kode": "code",
        "Nama": "name",
        "Bobot": "weight",
        "Bukti": "evidence",
        "Boleh tidak berlaku": "allows_not_applicable",
        "Fakta": "fact",
        "Bagian": "parts",
        "Angka terburuk": "worst",
        "Angka terbaik": "best",
        "Satuan": "unit",
    },
    "Tingkat": {"Indikator": "indicator", "Nilai": "value", "Uraian": "text", "Mulai dari": "from"},
    "Bagian": {"Kode": "code", "Nama": "name", "Bobot": "weight"},
    "Kategori": {"Kode": "code", "Nama": "name", "Jenis": "kind"},
    "Penghargaan": {"Kode": "code", "Nama": "name", "Dasar": "basis", "Banyaknya juara": "places"},
}
WIDTHS = {"Nama": 42, "Judul": 42, "Bukti": 50, "Uraian": 70, "Dasar": 30, "Isi": 80, "Isian": 28}
WORDS = {
    "aggregation": {"rata-rata": "mean", "median": "median", "rata-rata terpangkas": "trimmed_mean"},
    "kind": {"kabupaten": "regency", "kota": "city"},
    # A word with a blank can be no component's code.
    "tie_break": {"keputusan pleno": "plenary"},
}
YES, NO = "Ya", "Tidak"
LISTS = {"parts", "basis"}
WHOLE = {"year", "places"}
NUMBERS = {"weight", "scale_max", "worst", "best", "value", "from"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Fault(NamedTuple):
    """One fault of a file in words: where it stands, and what it is."""

    place: str
    text: str


class FileRefused(Exception):
    """A file from which no instrument can be taken; `faults` lists why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.text}" for fault in faults))
        self.faults = list(faults[:MOST_FAULTS])


def read_file(name: str, content: bytes) -> Instrument:
    """Read an uploaded file by the ending of its name. Raises FileRefused."""
    ending = PurePath(name).suffix.lower()
    if ending not in {".toml", ".xlsx"}:
        raise _refused(_("Pilih berkas .xlsx atau .toml."))
    if len(content) > LARGEST:
        raise _refused(_("Berkas ini lebih dari {size} MB.").format(size=LARGEST // 1024**2))
    instrument = read_toml(content) if ending == ".toml" else read_xlsx(content)
    if max(map(len, _lists(instrument))) > MOST_PIECES:
        raise _refused(_("Ada daftar dengan lebih dari {most} baris.").format(most=MOST_PIECES))
    return instrument


def _lists(instrument: Instrument) -> Iterator[Sequence[object]]:
    yield from (instrument.components, instrument.parts, instrument.awards, instrument.rank_names)
    for component in instrument.components:
        yield component.indicators
        yield from (indicator.levels for indicator in component.indicators)


# TOML.


def to_toml(instrument: Instrument) -> bytes:
    """Write an instrument as TOML."""
    return tomli_w.dumps(to_mapping(instrument)).encode()


def read_toml(content: bytes) -> Instrument:
    """Read an instrument from TOML. Raises FileRefused."""
    if len(content) > LARGEST_TOML:
        raise _refused(_("Berkas ini lebih dari {size} KB.").format(size=LARGEST_TOML // 1024))
    try:
        return parse_toml(content.decode("utf-8-sig"), facts=FACTS)
    except UnicodeDecodeError as error:
        raise _refused(_("Berkas ini bukan teks UTF-8. Simpan ulang sebagai UTF-8.")) from error
    except InstrumentError as error:
        problems = error.problems
        raise FileRefused([Fault(problem_place(one.path), problem_text(one)) for one in problems]) from error


# Writing a workbook.


def to_xlsx(instrument: Instrument) -> bytes:
    """Write an instrument as a workbook that `read_xlsx` reads back to an equal one."""
    definition = to_mapping(instrument)
    book = Book(instrument.title)
    book.add_sheet(HEAD, HEAD_COLUMNS, list(_head_rows(definition)), [28, 80], Layout(plain=[1], wrapped=True))
    for sheet, columns in SHEETS.items():
        keys = list(columns.values())
        rows = [[_shown(key, piece.get(key)) for key in keys] for piece in _pieces(sheet, definition)]
        widths = [WIDTHS.get(head, 16) for head in columns]
        book.add_sheet(sheet, list(columns), rows, widths, _layout(keys))
    return book.to_bytes()


def _layout(keys: Sequence[str]) -> Layout:
    choices = {"kind": list(WORDS["kind"]), "allows_not_applicable": [YES, NO]}
    return Layout(
        choices={at: choices[key] for at, key in enumerate(keys) if key in choices},
        plain=[at for at, key in enumerate(keys) if key in NUMBERS | WHOLE],
        wrapped=True,
    )


def _head_rows(definition: Mapping[str, Any]) -> Iterator[list[Value]]:
    for label, key in HEAD_ROWS.items():
        value = definition.get(key)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield [label, _shown(key, one)]


def _pieces(sheet: str, definition: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    components = definition["components"]
    indicators = [
        {**indicator, **indicator.get("number", {}), "component": component["code"]}
        for component in components
        for indicator in component["indicators"]
    ]
    levels = [{**level, "indicator": one["code"]} for one in indicators for level in one.get("levels", ())]
    lists = {
        "Komponen": components,
        "Indikator": indicators,
        "Tingkat": levels,
        "Bagian": definition.get("parts", []),
        "Kategori": definition.get("categories", []),
        "Penghargaan": definition.get("awards", []),
    }
    yield from lists[sheet]


def _shown(key: str, value: Any) -> Value:
    """Give what stands in the cell: a number where the spreadsheet keeps it exactly, a word, or the text."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return ", ".join(str(_shown(key, one)) for one in value)
    if key in NUMBERS and isinstance(value, str) and len(value) <= SURE_DIGITS:
        return Decimal(value) if "." in value else int(value)
    words = {code: word for word, code in WORDS.get(key, {}).items()}
    return words.get(value, value) if isinstance(value, str) else value


# Reading a workbook.


@dataclass
class _Reader:
    """Turns the sheets of a workbook into a definition, and remembers from which row each piece came."""

    faults: list[Fault] = field(default_factory=list)
    rows: dict[str, tuple[str, int]] = field(default_factory=dict)

    def definition(self, book: Mapping[str, list[list[Any]]]) -> dict[str, Any]:
        data = self._head(book.get(HEAD, []))
        found = {sheet: self._pieces(sheet, book.get(sheet)) for sheet in SHEETS}
        if self.faults:
            return {}
        data["components"] = [{**piece, "indicators": []} for _row, piece in found["Komponen"]]
        self.rows.update({f"components[{at}]": ("Komponen", row) for at, (row, _piece) in enumerate(found["Komponen"])})
        self._levels(found["Tingkat"], self._indicators(found["Indikator"], data["components"]))
        for sheet, key in (("Bagian", "parts"), ("Kategori", "categories"), ("Penghargaan", "awards")):
            self.rows.update({f"{key}[{at}]": (sheet, row) for at, (row, _piece) in enumerate(found[sheet])})
            if found[sheet]:
                data[key] = [piece for _row, piece in found[sheet]]
        return data

    def place(self, path: str, definition: Mapping[str, Any]) -> str:
        """Say where a fault stands: "Lembar Tingkat, baris 14, nilai"."""
        if not path.startswith(("components", "parts", "categories", "awards")):
            return f"{_('Lembar')} {HEAD}, {problem_place(path, definition)}"
        known = max((one for one in self.rows if path == one or path.startswith(f"{one}.")), key=len, default="")
        if not known:
            return problem_place(path, definition)
        sheet, row = self.rows[known]
        key = path[len(known) :].rpartition(".")[2].partition("[")[0]
        words = [_("Lembar {sheet}, baris {row}").format(sheet=sheet, row=row)]
        return ", ".join([*words, str(KEY_WORDS.get(key, key))] if key else words)

    def _head(self, rows: list[list[Any]]) -> dict[str, Any]:
        data: dict[str, Any] = {"tie_break": []}
        known = {label.casefold(): key for label, key in HEAD_ROWS.items()}
        for number, row in enumerate(rows, 1):
            label, value = [*map(_text, row[:2]), "", ""][:2]
            key = known.get(label.casefold())
            if not label or label.casefold() == HEAD_COLUMNS[0].casefold():
                continue
            if key is None:
                self._note(HEAD, number, _("Isian “{label}” tidak dikenal.").format(label=label[:40]))
            elif value and key in REPEATED:
                data.setdefault(key, []).append(WORDS.get(key, {}).get(value.casefold(), value))
            elif value and key in data:
                self._note(HEAD, number, _("“{label}” tertulis dua kali.").format(label=label))
            elif value:
                data[key] = _value(key, row[1])
        return data

    def _pieces(self, sheet: str, rows: list[list[Any]] | None) -> list[tuple[int, dict[str, Any]]]:
        """Read the rows of a sheet by their heads; empty rows are passed over."""
        columns = SHEETS[sheet]
        if rows is None:
            if sheet in {"Komponen", "Indikator"}:
                self.faults.append(Fault(_("Lembar {sheet}").format(sheet=sheet), _("Lembar ini tidak ada.")))
            return []
        heads = [_text(cell).casefold() for cell in rows[0]] if rows else []
        keys = {at: key for head, key in columns.items() for at, said in enumerate(heads) if said == head.casefold()}
        unknown = [head for head in heads if head and head not in {name.casefold() for name in columns}]
        if heads and ("code" not in keys.values() and "value" not in keys.values()):
            self._note(sheet, 1, _("Baris pertama harus berisi judul kolom: {heads}.").format(heads=", ".join(columns)))
        elif unknown:
            self._note(sheet, 1, _("Kolom “{head}” tidak dikenal.").format(head=unknown[0][:40]))
        elif len(keys) != len(set(keys.values())):
            self._note(sheet, 1, _("Ada judul kolom yang tertulis dua kali."))
        pieces = []
        for number, row in enumerate(rows[1:], 2):
            said = {key: row[at] for at, key in keys.items() if at < len(row) and _text(row[at])}
            if said:
                pieces.append((number, {key: _value(key, cell) for key, cell in said.items()}))
        return pieces

    def _indicators(
        self, found: list[tuple[int, dict[str, Any]]], components: list[dict[str, Any]]
    ) -> dict[str, tuple[str, dict[str, Any]]]:
        """Put each indicator into the first component of its code; give each with its place, by its code."""
        homes: dict[str, int] = {}
        for at, component in enumerate(components):
            homes.setdefault(str(component.get("code", "")), at)
        indicators: dict[str, tuple[str, dict[str, Any]]] = {}
        for row, piece in found:
            code = str(piece.pop("component", ""))
            if code not in homes:
                self._note(
                    "Indikator", row, _("Komponen “{code}” tidak ada di lembar Komponen.").format(code=code[:40])
                )
                continue
            number = {key: piece.pop(key) for key in ("worst", "best", "unit") if key in piece}
            if number:
                piece["number"] = number
            own = components[homes[code]]["indicators"]
            path = f"components[{homes[code]}].indicators[{len(own)}]"
            self.rows[path] = ("Indikator", row)
            own.append(piece)
            indicators.setdefault(str(piece.get("code", "")), (path, piece))
        return indicators

    def _levels(
        self, found: list[tuple[int, dict[str, Any]]], indicators: Mapping[str, tuple[str, dict[str, Any]]]
    ) -> None:
        for row, level in found:
            code = str(level.pop("indicator", ""))
            if code not in indicators:
                text = _("Indikator “{code}” tidak ada di lembar Indikator.").format(code=code[:40])
                self._note("Tingkat", row, text)
                continue
            path, indicator = indicators[code]
            levels = indicator.setdefault("levels", [])
            self.rows[f"{path}.levels[{len(levels)}]"] = ("Tingkat", row)
            levels.append(level)

    def _note(self, sheet: str, row: int, text: str) -> None:
        self.faults.append(Fault(_("Lembar {sheet}, baris {row}").format(sheet=sheet, row=row), text))


def read_xlsx(content: bytes) -> Instrument:
    """Read an instrument from a workbook. Raises FileRefused, also for a formula: its result may be out of date."""
    reader = _Reader()
    definition = reader.definition(_rows(content))
    if reader.faults:
        raise FileRefused(reader.faults)
    try:
        return parse(definition, facts=FACTS)
    except InstrumentError as error:
        faults = [Fault(reader.place(one.path, definition), problem_text(one, definition)) for one in error.problems]
        raise FileRefused(faults) from error


def _rows(content: bytes) -> dict[str, list[list[Any]]]:
    """Open a workbook whose inside was measured first, and give the rows of the sheets that are ours."""
    try:
        odd = inspect(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except Unreadable as error:
        raise _refused(str(REFUSALS[error.code]).format(about=error.about)) from error
    except (CalamineError, ValueError, OSError) as error:
        raise _refused(str(REFUSALS["damaged"])) from error
    ours = [name for name in book.sheet_names if name in {HEAD, *SHEETS}]
    if HEAD not in ours:
        raise _refused(_("Lembar “{sheet}” tidak ada; ini bukan buku kerja instrumen.").format(sheet=HEAD))
    if faults := [fault for name in ours for fault in _odd_cells(name, odd.get(name, Oddities()))]:
        raise FileRefused(faults)
    rows = {}
    for name in ours:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > MOST_ROWS:
            raise FileRefused([Fault(name, _("Lebih dari {rows} baris.").format(rows=MOST_ROWS))])
        rows[name] = sheet.to_python(skip_empty_area=False)
    return rows


def _odd_cells(sheet: str, odd: Oddities) -> Iterator[Fault]:
    """Name each cell with a formula, with the error of one, or merged over others."""
    for row, column in sorted(odd.formulas):
        place = _("Lembar {sheet}, sel {cell}").format(sheet=sheet, cell=f"{column_name(column)}{row}")
        yield Fault(place, _("Berisi rumus. Salin, lalu tempel sebagai nilai saja."))
    for row, column in sorted(odd.errors - odd.formulas):
        place = _("Lembar {sheet}, sel {cell}").format(sheet=sheet, cell=f"{column_name(column)}{row}")
        yield Fault(place, _("Berisi kesalahan rumus. Isi nilainya."))
    for top, first, bottom, last in odd.merged:
        box = f"{column_name(first)}{top}:{column_name(last)}{bottom}"
        place = _("Lembar {sheet}, sel {cell}").format(sheet=sheet, cell=box)
        yield Fault(place, _("Sel digabung. Pisahkan (unmerge), lalu isi setiap baris."))


def _value(key: str, cell: Any) -> Any:
    """Give what a cell says under a key, as a definition has it; what is not understood stays, and is a fault there."""
    text = _text(cell)
    if key == "allows_not_applicable":
        return {YES.casefold(): True, NO.casefold(): False}.get(text.casefold(), text)
    if key in LISTS:
        words = [" ".join(word.split()) for word in text.split(",")]
        return [WORDS.get(key, {}).get(word.casefold(), word) for word in words if word]
    if key in WHOLE:
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    if key in NUMBERS and _NUMBER.fullmatch(text.replace(",", ".", 1)):
        return text.replace(",", ".", 1)
    return WORDS.get(key, {}).get(text.casefold(), text)


def _text(cell: Any) -> str:
    """Give a cell as text: a number as the spreadsheet shows its digits, 40 for 40.0."""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        return f"{number.quantize(Decimal(1)) if number == number.to_integral() else number:f}"
    return " ".join(str(cell).split())


def _refused(text: str) -> FileRefused:
    return FileRefused([Fault(_("Berkas"), text)])
