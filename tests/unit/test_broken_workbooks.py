"""Files as people and machines send them: each is refused, or each of its faults is found with its cell."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.factories.workbooks import HEADS, PLACES, kk, row, saved, workbook
from villages.imports import structure
from villages.imports.cells import Code
from villages.imports.check import Checker
from villages.imports.columns import guess
from villages.imports.read import open_sheet
from villages.imports.rows import CheckedRow, Found, Outcome, Village
from villages.imports.structure import Unreadable, column_name
from villages.imports.words import REFUSALS, WORDS, finding_text, refusal_text

GOOD = workbook([row(1), row(2)])


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Give the archive with some of its parts changed, left out (None) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    """Give a good workbook whose sheet has some bytes replaced."""

    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        assert old in part, part[:400]
        return part.replace(old, new)

    return repacked(GOOD, change)


def lying_about_its_size() -> bytes:
    """Give an archive whose sheet claims to be small and unpacks to ten megabytes."""
    data = repacked(GOOD, lambda name, part: part + b" " * 10_000_000 if "sheet1" in name else part)
    at = data.rindex(b"xl/worksheets/sheet1.xml")  # in the directory at the end
    header = data.rindex(b"PK\x01\x02", 0, at)
    return data[: header + 24] + struct.pack("<I", 2000) + data[header + 28 :]


def ole(marker: bytes) -> bytes:
    """Give the beginning of an old Office file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + marker + b"\0" * 1000


def bomb() -> bytes:
    """Give a small archive that unpacks to more than a machine likes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _megabyte in range(structure.MAX_UNPACKED // 2**20 + 1):
                part.write(b"\0" * 2**20)
    return target.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing in it": (lambda: b"", "empty"),
    "a page of the web": (lambda: b"<html><table><tr><td>NIK</td></tr></table></html>", "not_workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 100, "not_workbook"),
    "a password": (lambda: ole("EncryptedPackage".encode("utf-16-le")), "protected"),
    "the format of 1997": (lambda: ole("Workbook".encode("utf-16-le")), "old_format"),
    "cut in the middle": (lambda: GOOD[: len(GOOD) // 2], "damaged"),
    "cut at its end": (lambda: GOOD[:-30], "damaged"),
    "one byte flipped": (lambda: GOOD[:60] + bytes([GOOD[60] ^ 255]) + GOOD[61:], "damaged"),
    "another kind of archive": (lambda: repacked(GOOD, lambda name, part: None, {"readme.txt": b"x"}), "not_workbook"),
    "a document of Word": (lambda: repacked(GOOD, lambda n, p: None, {"word/document.xml": b"<x/>"}), "not_workbook"),
    "a macro": (lambda: repacked(GOOD, lambda name, part: part, {"xl/vbaProject.bin": b"Sub"}), "macro"),
    "a zip bomb": (bomb, "too_large"),
    "a size that lies": (lying_about_its_size, "damaged"),
    "no list of sheets": (
        lambda: repacked(GOOD, lambda name, part: None if name.endswith("workbook.xml.rels") else part),
        "damaged",
    ),
    "an entity in its XML": (
        lambda: repacked(
            GOOD,
            lambda name, part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part if name == "xl/workbook.xml" else part,
        ),
        "damaged",
    ),
    "a cell in column 16,384": (lambda: in_sheet(b'r="AG3"', b'r="XFD3"'), "too_many_columns"),
    "a cell in column 120": (lambda: in_sheet(b'r="AG3"', b'r="DP3"'), "too_many_columns"),
    "a cell in the last row of a sheet": (lambda: in_sheet(b'r="AG3"', b'r="AG1048576"'), "too_many_rows"),
    "a row with the last number": (lambda: in_sheet(b'<row r="3"', b'<row r="1048576"'), "too_many_rows"),
    "places in single quotes": (lambda: in_sheet(b'<c r="B3"', b"<c r='XFD1048576'"), "odd_writer"),
    "places behind other facts": (lambda: in_sheet(b'<c r="B3"', b'<c s="1" r="B3"'), "odd_writer"),
    "tags with a prefix": (lambda: in_sheet(b'<c r="B3"', b'<x:c r="B3"'), "odd_writer"),
    "only formulas": (
        lambda: workbook([[f"=A{at}"] * 33 for at in range(2, 300)]),
        "too_many_formulas",
    ),
    "cells merged over and over, to the last row": (
        lambda: in_sheet(b"</sheetData>", b"</sheetData>" + b'<mergeCell ref="A2:AG99999"/>' * 4_000),
        "too_many_merged",
    ),
    "an empty sheet": (lambda: saved(Workbook()), "no_heads"),
    "a sheet without heads": (lambda: workbook([[1, 2], [3, 4]], [5, 6]), "no_heads"),  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_in_words(name: str) -> None:
    make, code = REFUSED[name]
    data = make()
    tracemalloc.start()
    with pytest.raises(Unreadable) as refused:
        open_sheet(data, "daftar.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == code
    assert len(refusal_text(code, refused.value.about)) > 15
    assert peak < 40 * 2**20, "memory stays bounded"


def check(data: bytes, name: str = "daftar.xlsx") -> list[CheckedRow]:
    """Read and check a file against an empty village."""
    sheet = open_sheet(data, name)
    columns = guess(sheet.heads)
    village = Village(
        key="1",
        families={},
        hash_number=lambda digits: f"#{zlib.crc32(digits.encode())}",
        read_key=lambda text: None,
        districts={"360499"},
        today=date(2019, 12, 31),
        names={"kamurang", "desa kamurang"},
    )
    from villages.imports.columns import village_column

    checker = Checker(village, columns, village_column(sheet.heads))
    extra, _remarks = sheet.findings(columns)
    return list(checker.rows(sheet.rows, extra))


def found(data: bytes, name: str = "daftar.xlsx") -> dict[str, str]:
    """Give what was found as {cell: code}."""
    return {
        f"{column_name(one.column)}{checked.number}" if one.column >= 0 else str(checked.number): one.code
        for checked in check(data, name)
        for one in checked.findings
    }


def cell(code: str, at: int = 2) -> str:
    """Name the cell of a fact."""
    return f"{column_name(PLACES[code])}{at}"


def with_facts(**facts: Any) -> bytes:
    return workbook([row(1, **facts)])


FOUND: dict[str, tuple[Callable[[], bytes], str, Code]] = {
    "a NIK as a number": (lambda: with_facts(nik=3604991201800001), cell("nik"), Code.NUMBER_LOST),
    "a NIK as a float": (lambda: with_facts(nik=3.60415e15), cell("nik"), Code.NUMBER_LOST),
    "a NIK in scientific text": (lambda: with_facts(nik="3.60415E+15"), cell("nik"), Code.NUMBER_LOST),
    "a NIK with the comma of Indonesia": (lambda: with_facts(nik="3,60415E+15"), cell("nik"), Code.NUMBER_LOST),
    "a NIK with Excel's apostrophe": (lambda: with_facts(nik="'3604991201800001"), cell("nik"), Code.CLEANED),
    "a NIK with a non-breaking space": (lambda: with_facts(nik="360499\u00a01201800001"), cell("nik"), Code.CLEANED),
    "a NIK that is too short": (lambda: with_facts(nik="36049912018000"), cell("nik"), Code.LENGTH),
    "a NIK with letters": (lambda: with_facts(nik="36049912018O0001"), cell("nik"), Code.NOT_DIGITS),
    "a NIK with no such date": (lambda: with_facts(nik="3604993213800001"), cell("nik"), Code.DATE),
    "a KK as a number": (lambda: with_facts(kk=3604991501120001), cell("kk"), Code.NUMBER_LOST),
    "a date as ISO text": (with_facts, cell("head_birth_date"), Code.DATE_TEXT),
    "a date with strokes": (lambda: with_facts(head_birth_date="12/01/1980"), cell("head_birth_date"), Code.DATE_TEXT),
    "a date in words": (
        lambda: with_facts(head_birth_date="12 Januari 1980"),
        cell("head_birth_date"),
        Code.DATE_TEXT,
    ),
    "a date as a bare number": (
        lambda: with_facts(head_birth_date=29232),
        cell("head_birth_date"),
        Code.DATE_UNREADABLE,
    ),
    "a date that is not": (
        lambda: with_facts(head_birth_date="31/02/1980"),
        cell("head_birth_date"),
        Code.DATE_UNREADABLE,
    ),
    "a birth in the future": (
        lambda: with_facts(head_birth_date=date(2030, 1, 1)),
        cell("head_birth_date"),
        Code.DATE_FUTURE,
    ),
    "a formula": (lambda: with_facts(address='=CONCATENATE("a","b")'), cell("address"), Code.FORMULA),
    "a formula's error": (lambda: with_facts(head_name="#N/A"), cell("head_name"), Code.ERROR_VALUE),
    "merged cells": (
        lambda: workbook([row(1), row(2)], change=lambda sheet: sheet.merge_cells("J2:J3")),
        cell("address", 3),
        Code.MERGED_CELL,
    ),
    "a sex that is none": (lambda: with_facts(head_sex="?"), cell("head_sex"), Code.SEX_UNKNOWN),
    "an RT in words": (lambda: with_facts(rt="tiga"), cell("rt"), Code.UNIT_UNREADABLE),
    "an income with cents": (
        lambda: with_facts(monthly_income="1.500,50"),
        cell("monthly_income"),
        Code.AMOUNT_UNREADABLE,
    ),
    "a negative income": (lambda: with_facts(monthly_income=-5), cell("monthly_income"), Code.AMOUNT_UNREADABLE),
    "an answer that is none": (lambda: with_facts(answer_7="mungkin"), cell("answer_7"), Code.ANSWER_UNKNOWN),
    "an answer by a number that lists use differently": (
        lambda: with_facts(answer_7=2),
        cell("answer_7"),
        Code.ANSWER_UNKNOWN,
    ),
    "not applicable where it is not": (
        lambda: with_facts(answer_1="Tidak berlaku"),
        cell("answer_1"),
        Code.ANSWER_NOT_APPLICABLE,
    ),
    "no name": (lambda: with_facts(head_name=None), cell("head_name"), Code.MISSING),
    "a name that never ends": (lambda: with_facts(head_name="N" * 151), cell("head_name"), Code.TOO_LONG),
    "no NIK and no reason": (lambda: with_facts(nik=None), cell("nik"), Code.NIK_MISSING),
    "a mask that hides nothing known": (lambda: with_facts(nik="360499********01"), cell("nik"), Code.MASK_DIFFERS),
    "the same NIK twice": (
        lambda: workbook([row(1), row(2, nik=row(1)[PLACES["nik"]], kk=kk(9))]),
        cell("nik", 3),
        Code.NIK_TWICE,
    ),
    "another district's village": (
        lambda: workbook([[*row(1), "Desa Sumberjaya"]], [*HEADS, "Desa"]),
        "AH2",
        Code.OTHER_VILLAGE,
    ),
    "answers without a day": (lambda: with_facts(surveyed_on=None), cell("surveyed_on"), Code.DATE_MISSING),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_fault_is_found_with_its_cell_and_a_remedy(name: str) -> None:
    make, place, code = FOUND[name]
    assert found(make()).get(place) == code
    assert len(finding_text(code, "x" if code not in {Code.DATE_TEXT, Code.DATE_FUTURE} else "2019-01-01")) > 15


def test_a_right_row_has_nothing_to_say() -> None:
    right = row(1, head_birth_date=date(1980, 1, 12), surveyed_on=date(2019, 1, 15))
    [checked] = check(workbook([right]))
    assert checked.findings == []
    assert checked.outcome == Outcome.NEW
    assert checked.survey.answers == "y" * 21


def test_a_hidden_column_and_a_second_head_are_pointed_out() -> None:
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["E"].hidden = True

    sheet = open_sheet(workbook([row(1)], change=hide), "daftar.xlsx")
    _rows, remarks = sheet.findings(guess(sheet.heads))
    assert [(one.cell, one.code) for one in remarks] == [("E", Code.HIDDEN_COLUMN)]


def test_every_code_has_its_words() -> None:
    assert set(WORDS) == set(Code)
    assert {code for _make, code in REFUSED.values()} <= set(REFUSALS)


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    def push_down(sheet: Any) -> None:
        sheet.insert_rows(1, 4)
        sheet.insert_cols(1, 2)
        sheet["C2"] = "Daftar keluarga sasaran"

    sheet = open_sheet(workbook([row(1, rt="?")], change=push_down), "daftar.xlsx")
    assert sheet.head_row == 5
    columns = guess(sheet.heads)
    assert columns["head_name"] == PLACES["head_name"] + 2
    [(number, cells)] = list(sheet.rows)
    assert (number, cells[columns["rt"]]) == (6, "?")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_the_ways_of_spreadsheets(mark: str, encoding: str) -> None:
    lines = [HEADS, ["" if value is None else str(value) for value in row(1, address="Kampung Café")]]
    text = "\r\n".join(mark.join(f'"{value}"' for value in line) for line in lines)
    [checked] = check(text.encode(encoding), "daftar.csv")
    assert checked.family.address == "Kampung Café"
    assert checked.outcome == Outcome.NEW


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"a;b\n1;2\n"])
def test_csv_that_is_none(data: bytes) -> None:
    with pytest.raises(Unreadable):
        open_sheet(data, "daftar.csv")


def test_findings_show_no_number() -> None:
    for checked in check(workbook([row(1, nik="36049912018O0001", kk="3604991501120000")])):
        for one in checked.findings:
            assert isinstance(one, Found)
            assert "36049912018" not in one.about
            assert "360499150112" not in one.about
