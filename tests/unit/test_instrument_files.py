"""Instruments as files: what is written is read back equal, and what cannot be taken is refused in words."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from assessments.instrument import Instrument
from assessments.instrument_files import (
    LARGEST,
    SHEETS,
    FileRefused,
    read_file,
    read_toml,
    read_xlsx,
    to_toml,
    to_xlsx,
)
from tests.unit.instrument_data import instruments
from tests.unit.scoring_data import BANTEN

Change = tuple[str, str, Any]


def workbook(changes: Sequence[Change] = (), *, without: str = "", rows: Sequence[tuple[str, list[Any]]] = ()) -> bytes:
    """Give the starter as a workbook, changed in some cells as somebody would in a spreadsheet."""
    book = load_workbook(BytesIO(to_xlsx(BANTEN)))
    for sheet, cell, value in changes:
        book[sheet][cell] = value
    for sheet, row in rows:
        book[sheet].append(row)
    if without:
        del book[without]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def refusal(content: bytes, name: str = "instrumen.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(FileRefused) as raised:
        read_file(name, content)
    return [(fault.place, fault.text) for fault in raised.value.faults]


@settings(max_examples=25, deadline=None)
@given(instruments())
def test_a_workbook_is_read_back_equal(instrument: Instrument) -> None:
    assert read_xlsx(to_xlsx(instrument)) == instrument


@settings(max_examples=25, deadline=None)
@given(instruments())
def test_toml_is_read_back_equal(instrument: Instrument) -> None:
    assert read_toml(to_toml(instrument)) == instrument


def test_the_starter_goes_both_ways() -> None:
    assert read_file("Instrumen.XLSX", to_xlsx(BANTEN)) == BANTEN
    assert read_file("instrumen.toml", to_toml(BANTEN)) == BANTEN


def test_a_number_that_a_spreadsheet_holds_is_taken_as_it_shows_its_digits() -> None:
    changed = read_xlsx(workbook([("Komponen", "C2", 39.9), ("Komponen", "C3", "20,1"), ("Indikator", "D2", "1,5")]))
    assert [str(one.weight) for one in changed.components][:2] == ["39.9", "20.1"]
    assert str(changed.indicators["D1"].weight) == "1.5"


def test_a_formula_is_refused_naming_its_cell() -> None:
    found = refusal(workbook([("Komponen", "C2", "=20+20")]))
    assert found == [("Lembar Komponen, sel C2", "Berisi rumus. Salin, lalu tempel sebagai nilai saja.")]


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ([("Komponen", "C2", 39.99)], "komponen", "Jumlah bobot 99,99: harus tepat 100."),
        ([("Tingkat", "B4", 1)], "Lembar Tingkat, baris 4, nilai", "Nilai 1 sudah dipakai tingkat lain."),
        ([("Tingkat", "C3", None)], "Lembar Tingkat, baris 3", "Isian “uraian” belum ada."),
        ([("Tingkat", "A2", "X9")], "Lembar Tingkat, baris 2", "Indikator “X9” tidak ada di lembar Indikator."),
        ([("Indikator", "A2", "lain")], "Lembar Indikator, baris 2", "Komponen “lain” tidak ada di lembar Komponen."),
        (
            [("Indikator", "B3", "D1"), *(("Tingkat", f"A{row}", "D1") for row in range(7, 12))],
            "Lembar Indikator, baris 3, kode",
            "Kode “D1” sudah dipakai pada Program dasar › D1.",
        ),
        ([("Indikator", "F2", "Mungkin")], "Lembar Indikator, baris 2", "Isi dengan ya atau tidak."),
        ([("Indikator", "G2", "tak_ada")], "Lembar Indikator, baris 2, fakta", "“tak_ada” tidak dikenal."),
        ([("Instrumen", "B4", "dua ribu")], "Lembar Instrumen, tahun", "Isi dengan bilangan bulat."),
        ([("Instrumen", "A3", "Jdul")], "Lembar Instrumen, baris 3", "Isian “Jdul” tidak dikenal."),
        ([("Komponen", "C1", "Bobod")], "Lembar Komponen, baris 1", "Kolom “bobod” tidak dikenal."),
        ([("Komponen", "A1", "X"), ("Komponen", "B1", "Y")], "Lembar Komponen, baris 1", "judul kolom: Kode, Nama"),
        ([("Bagian", "A2", "lapangan")], "Lembar Bagian, baris 2", "Isian “nama” belum ada."),
    ],
)
def test_a_fault_is_named_at_its_sheet_and_row(changes: list[Change], place: str, words: str) -> None:
    found = refusal(workbook(changes))
    assert any(at.startswith(place) and words in text for at, text in found), found


def test_a_sheet_that_is_needed_is_missed() -> None:
    assert ("Lembar Indikator", "Lembar ini tidak ada.") in refusal(workbook(without="Indikator"))
    assert "ini bukan buku kerja instrumen" in refusal(workbook(without="Instrumen"))[0][1]
    assert read_xlsx(workbook(without="Kategori")) == BANTEN, "what may be left out may be left out whole"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("instrumen.pdf", b"%PDF", "Pilih berkas .xlsx atau .toml."),
        ("instrumen.xlsx", b"", "kosong"),
        ("instrumen.xlsx", b"bukan", "bukan buku kerja"),
        ("instrumen.xlsx", b"PK\x03\x04rusak", "rusak"),
        ("instrumen.xlsx", b"-" * (LARGEST + 1), "lebih dari 2 MB"),
        ("instrumen.toml", b"x = 1\n" * 100_000, "lebih dari 512 KB"),
        ("instrumen.toml", b"\xff\xfe", "bukan teks UTF-8"),
        ("instrumen.toml", b"code =", "Susunan TOML tidak dapat dibaca: "),
        ("instrumen.toml", b"a = " + b"[" * 50_000, "Susunan TOML tidak dapat dibaca"),
        ("instrumen.toml", b"weight = 12.5", "Isian “weight” tidak dikenal"),
    ],
)
def test_what_is_no_instrument_is_refused(name: str, content: bytes, words: str) -> None:
    assert any(words.casefold() in f"{place} {text}".casefold() for place, text in refusal(content, name))


def test_far_too_many_rows_are_refused_before_they_are_read() -> None:
    rows = [("Tingkat", ["D1", at, "Teks"]) for at in range(5_001)]
    assert "Lebih dari 5000 baris." in str(refusal(workbook(rows=rows)))


def test_an_empty_workbook_is_no_instrument() -> None:
    target = BytesIO()
    Workbook().save(target)
    assert "bukan buku kerja instrumen" in refusal(target.getvalue())[0][1]


def test_every_sheet_has_the_heads_that_are_read() -> None:
    book = load_workbook(BytesIO(to_xlsx(BANTEN)))
    assert book.sheetnames == ["Instrumen", *SHEETS]
    for sheet, columns in SHEETS.items():
        assert [cell.value for cell in book[sheet][1]] == list(columns)
