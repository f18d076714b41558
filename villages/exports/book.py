"""Writing the workbook of an export, in memory that does not grow with it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import override

from p2wkss.excel import LAST_ROW, Book, Layout, Sheet
from villages.exports.rows import (
    FAMILY_COLUMNS,
    MEMBER_COLUMNS,
    SURVEY_COLUMNS,
    Column,
    Row,
    RowMaker,
    layout_of,
    read_part,
    whose,
)
from villages.models import Export, Family, TargetVillage

PART = 500  # families that are held at a time
STEP = 1_000  # families between two reports


class LongSheet:
    """A sheet that goes on as "Survei (2)" where a spreadsheet has no more rows."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column], last_row: int = LAST_ROW) -> None:
        self.name, self.count = name, 0
        self._book, self._columns, self._room = book, columns, last_row - 1
        self._sheet = self._open()

    def add(self, row: Row) -> None:
        """Add a row."""
        if self.count and self.count % self._room == 0:
            self._sheet = self._open()
        self._sheet.add(row)
        self.count += 1

    def _open(self) -> Sheet:
        number = self.count // self._room + 1
        name = self.name if number == 1 else f"{self.name} ({number})"
        heads, widths = [one.head for one in self._columns], [one.width for one in self._columns]
        return self._book.open_sheet(name, heads, widths, layout_of(self._columns))


def write_export(export: Export, folder: Path, target: IO[bytes], report: Callable[[int], None]) -> int:
    """Write the families of an export that the person may see now; `report` is told how many are done.

    Gives how many there are. The caller has checked the right to the numbers, and deletes the folder afterwards.
    """
    with override("id"):
        book = Book(f"Data keluarga {export.scope}", folder)
        families = LongSheet(book, "Keluarga", FAMILY_COLUMNS)
        members = LongSheet(book, "Anggota", MEMBER_COLUMNS)
        surveys = LongSheet(book, "Survei", SURVEY_COLUMNS)
        maker = RowMaker(with_numbers=export.with_numbers)
        for village, keys in _parts(export):
            part = read_part(keys)
            for family in part.families:
                about = whose(families.count + 1, village, family)
                families.add(maker.family(about, family, part))
                for row in maker.members(about, family, part):
                    members.add(row)
                for row in maker.surveys(about, family, part):
                    surveys.add(row)
                if families.count % STEP == 0:
                    report(families.count)
        notes = list(_notes(export, [families, members, surveys]))
        book.add_sheet("Keterangan", ["Hal", "Isi"], notes, [34, 90], Layout(text=[1], wrapped=True))
        book.save(target)
    return families.count


def _parts(export: Export) -> Iterator[tuple[TargetVillage, list[UUID]]]:
    """Give the keys of some families at a time. No query stays open between them: on SQLite it would hold the lock."""
    families = Family.objects.visible_to(export.requested_by).registered().order_by("rt", "head_name", "pk")
    for village in export.target_villages():
        keys = list(families.filter(target_village=village).values_list("pk", flat=True))
        for start in range(0, len(keys), PART):
            yield village, keys[start : start + PART]


def _notes(export: Export, sheets: Sequence[LongSheet]) -> Iterator[Row]:
    yield ["Isi", f"Keluarga, anggota, dan survei: {export.scope}"]
    yield ["Diminta oleh", export.requested_by.full_name]
    yield ["Diminta", _moment(export.created_at)]
    yield ["Dibuat", _moment(now())]
    if export.with_numbers:
        yield ["NIK dan No. KK", "Lengkap 16 angka; permintaan ini tercatat di jejak audit."]
        yield ["Alasan membuka NIK dan No. KK", export.reason]
    else:
        yield ["NIK dan No. KK", "Disamarkan"]
    for sheet in sheets:
        yield [f"Baris “{sheet.name}”", sheet.count]
    yield ["Tidak ikut", "Data ganda yang sudah digabung ke data lain."]
    yield ["Data pribadi", "Pakailah hanya untuk keperluan program, dan hapus bila tidak dipakai lagi (UU 27/2022)."]


def _moment(at: datetime) -> str:
    return f"{date_format(localtime(at), 'j F Y H.i')} {localtime(at).tzname()}"
