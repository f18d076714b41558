"""Many rows at once mean the same on both databases; and workbooks are laid out as asked."""

import datetime
import io
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from p2wkss.bulk import insert_rows, update_versions
from p2wkss.excel import PLAIN, Book, Layout, annotate
from tests.factories.world import World
from villages.models import Family, Survey

pytestmark = pytest.mark.usefixtures("shared_world")

FIELDS = (
    *("uuid", "target_village", "head_name", "head_sex", "head_birth_date", "no_nik_reason", "rw", "rt", "address"),
    *("nik", "nik_hash", "kk", "kk_hash", "decile", "decile_source", "status", "created_by", "created_at", "version"),
)
MOMENT = "2019-06-15 01:02:03.000004"


def family_row(world: World, **values: Any) -> list[Any]:
    """Give the values of a family, some set otherwise."""
    facts = {
        "uuid": uuid.uuid4().hex,
        "target_village": world.serang.villages[0].pk,
        "head_name": "Siti Aminah (contoh)",
        "head_sex": "female",
        "head_birth_date": "1980-01-12",
        "no_nik_reason": "Belum direkam",
        "rw": "",
        "rt": "01",
        "address": "",
        "nik": "",
        "nik_hash": "",
        "kk": "",
        "kk_hash": "",
        "decile": None,
        "decile_source": "",
        "status": "active",
        "created_by": world.serang.staff.pk,
        "created_at": MOMENT,
        "version": 1,
        **values,
    }
    return [facts[name] for name in FIELDS]


# Rows added ---------------------------------------------------------------------------------------------------------

TEXTS = [
    "",
    " ",
    '"',
    '""',
    "'; DROP TABLE villages_family; --",
    "a,b",
    "a\nb",
    "a\r\nb",
    "\\N",
    "\\.",
    "\\",
    "\t",
    "NULL",
    "%s %(name)s",
    "é ñ 漢字 🏡 ع",
    "-",
    "0",
]


def test_every_text_comes_through(world: World) -> None:
    rows = [family_row(world, head_name=f"{at:02}", address=text, rw=text[:3]) for at, text in enumerate(TEXTS)]
    assert insert_rows(Family, FIELDS, rows) == len(TEXTS)
    stored = Family.objects.filter(pk__in=[row[0] for row in rows]).order_by("head_name")
    assert [one.address for one in stored] == TEXTS
    assert [one.rw for one in stored] == [text[:3] for text in TEXTS]


def test_nothing_is_nothing_and_empty_text_is_empty_text(world: World) -> None:
    row = family_row(world, head_birth_date=None, decile=None, address="")
    insert_rows(Family, FIELDS, [row])
    assert Family.objects.filter(pk=row[0], head_birth_date=None, decile=None, address="").exists()


@pytest.mark.parametrize("name", ["address", "head_name", "version", "created_at", "target_village"])
def test_nothing_where_something_must_be_is_refused(name: str, world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Family, FIELDS, [family_row(world), family_row(world, **{name: None})])
    assert Family.objects.filter(target_village=world.serang.villages[0]).count() == 1, "all or nothing"


def test_values_are_those_of_a_saved_record(world: World) -> None:
    row = family_row(world, nik_hash="a" * 64, decile_source="")
    insert_rows(Family, FIELDS, [row])
    family = Family.objects.get(pk=row[0])
    assert family.created_at.isoformat() == "2019-06-15T01:02:03.000004+00:00"
    assert family.head_birth_date.isoformat() == "1980-01-12"
    assert family.pk.hex == row[0]
    assert (family.target_village, family.created_by_id) == (world.serang.villages[0], world.serang.staff.pk)
    family.full_clean()


def test_generated_columns_are_generated(world: World) -> None:
    row = family_row(world)
    insert_rows(Family, FIELDS, [row])
    fields = ("uuid", "family", "round", "surveyor", "surveyed_on", "answers", "monthly_income", "state", "saved_at")
    key = uuid.uuid4().hex
    staff = world.serang.staff.pk
    survey = (key, row[0], "baseline", staff, "2019-01-15", "y" * 21, 10**12 - 1, "draft", MOMENT, 1)
    assert insert_rows(Survey, (*fields, "version"), [survey]) == 1
    stored = Survey.objects.get(pk=key)
    assert (stored.welfare_stage, stored.is_complete, stored.monthly_income) == ("ks3_plus", True, 10**12 - 1)


@pytest.mark.parametrize("count", [0, 1, 5_000, 5_001])
def test_rows_are_counted_over_the_parts(count: int, world: World) -> None:
    before = Family.objects.count()
    assert insert_rows(Family, FIELDS, (family_row(world) for _at in range(count))) == count
    assert Family.objects.count() == before + count


@pytest.mark.parametrize(
    "values",
    [
        {"no_nik_reason": ""},
        {"decile": 11, "decile_source": "DTSEN"},
        {"target_village": 0},
        {"status": "merged"},
    ],
    ids=["a check", "another check", "no such village", "merged into nothing"],
)
def test_constraints_hold(values: dict[str, Any], world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Family, FIELDS, [family_row(world), family_row(world, **values)])
        check_now()


def check_now() -> None:
    """Have foreign keys checked now and not at the end of the transaction, which a test never reaches."""
    connection.check_constraints()


def test_what_is_unique_stays_unique(world: World) -> None:
    row = family_row(world, nik_hash="b" * 64)
    insert_rows(Family, FIELDS, [row])
    for again in (row, family_row(world, nik_hash="b" * 64)):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_rows(Family, FIELDS, [again])


def test_nothing_is_added_or_changed_outside_a_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(transaction.TransactionManagementError):
            insert_rows(Family, FIELDS, [family_row(world)])
        with pytest.raises(transaction.TransactionManagementError):
            update_versions(Family, ["address"], [["Kampung lain", world.serang.family.pk.hex, 1]])
    assert Family.objects.filter(target_village=world.serang.villages[0]).count() == 1


# Rows changed -------------------------------------------------------------------------------------------------------


def added(world: World, count: int) -> list[str]:
    rows = [family_row(world, head_name=f"{at:05}") for at in range(count)]
    insert_rows(Family, FIELDS, rows)
    return [row[0] for row in rows]


def test_each_row_gets_its_own_values(world: World) -> None:
    keys = added(world, len(TEXTS))
    values = [(text, None, key, 1) for text, key in zip(TEXTS, keys, strict=True)]
    assert update_versions(Family, ["address", "head_birth_date"], values) == len(TEXTS)
    stored = Family.objects.filter(pk__in=keys).order_by("head_name")
    assert [one.address for one in stored] == TEXTS
    assert {(one.head_birth_date, one.version, one.rt) for one in stored} == {(None, 2, "01")}


@pytest.mark.parametrize("count", [0, 1, 501, 5_001])
def test_changed_rows_are_counted(count: int, world: World) -> None:
    keys = added(world, count)
    assert update_versions(Family, ["address"], [("Kampung lain", key, 1) for key in keys]) == count
    assert update_versions(Family, ["address"], [("Kampung lain", key, 1) for key in keys]) == 0, "the version moved on"
    assert Family.objects.filter(pk__in=keys, address="Kampung lain", version=2).count() == count


def test_a_row_of_another_version_is_left_alone(world: World) -> None:
    first, second, third = added(world, 3)
    Family.objects.filter(pk=second).update(version=7, address="Diubah orang lain")
    values = [("Kampung lain", first, 1), ("Kampung lain", second, 1), ("Kampung lain", third, 1), ("x", "0" * 32, 1)]
    assert update_versions(Family, ["address"], values) == 2
    assert Family.objects.get(pk=second).address == "Diubah orang lain"


def test_a_change_that_a_constraint_forbids_is_refused(world: World) -> None:
    [key] = added(world, 1)
    for name, value in (("no_nik_reason", ""), ("address", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            update_versions(Family, [name], [(value, key, 1)])


def test_two_changes_in_one_transaction(world: World) -> None:
    [key] = added(world, 1)
    assert update_versions(Family, ["address"], [("a", key, 1)]) == 1
    assert update_versions(Family, ["address"], [("b", key, 2)]) == 1


# Workbooks ----------------------------------------------------------------------------------------------------------


def opened(book: Book) -> Any:
    return load_workbook(io.BytesIO(book.to_bytes()))


def sheet_of(rows: Sequence[Sequence[Any]], layout: Layout = PLAIN, notes: Any = None) -> Any:
    book = Book("Contoh")
    book.add_sheet("Data", ["Nama", "Umur", "Jawaban"], rows, [30, 8, 12], layout, notes)
    return opened(book)["Data"]


def test_a_formula_in_a_text_stays_text() -> None:
    sheet = sheet_of([["=1+1", "+1", "@SUM(A1)"], ["-1", "\t=1", "'"]])
    assert [cell.value for cell in sheet[2]] == ["=1+1", "+1", "@SUM(A1)"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} == {"s"}


def test_a_sheet_is_laid_out_for_entry() -> None:
    layout = Layout(choices={2: ["Ya", "Tidak"]}, text={0}, dates={1}, hidden={1}, wrapped=True)
    sheet = sheet_of([["007", datetime.date(2019, 1, 15), None]], layout)
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].hidden for letter in "ABC"] == [False, True, False]
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == ("@", "DD/MM/YYYY")
    assert sheet["A2"].alignment.wrap_text
    [rule] = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", '"Ya,Tidak"', "C2:C1048576")
    assert rule.showErrorMessage
    assert [sheet.column_dimensions[letter].width for letter in "AC"] == [30, 12]


def test_a_secret_sheet_is_hidden() -> None:
    book = Book("Contoh")
    book.add_sheet("Data", ["Nama"], [["Siti"]], [30])
    book.add_sheet("_p2wkss", ["", ""], [["desa", "36.04"]], [12, 70], Layout(secret=True))
    workbook = opened(book)
    assert [workbook[name].sheet_state for name in workbook.sheetnames] == ["visible", "hidden"]
    assert (workbook.properties.title, workbook.properties.creator) == ("Contoh", "P2WKSS")


def test_notes_stand_in_their_cells() -> None:
    sheet = sheet_of([["Siti", 1, "Ya"], ["Ani", 2, "x"]], notes={(1, 2): "Isi Ya atau Tidak."})
    assert sheet["C3"].comment.text == "Isi Ya atau Tidak."
    assert [cell.comment for cell in sheet[2]] == [None, None, None]


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    sheet = sheet_of([["a\x00b\x1fc", "\x0b", "é\n✓"]], notes={(0, 0): "“\x01” bukan jawaban"})
    assert [cell.value for cell in sheet[2]] == ["abc", None, "é\n✓"]
    assert sheet["A2"].comment.text == "“” bukan jawaban"


def plain_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    for values in (["Daftar keluarga"], ["Nama", "RT"], ["Siti", "01"], ["Ani", "x"], ["Budi", "y"]):
        sheet.append(values)
    sheet["A4"].comment = Comment("Catatan petugas", "petugas")
    sheet["A3"].number_format = "@"
    sheet.merge_cells("A5:B5")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_comes_back_with_its_faults_and_is_else_the_same() -> None:
    notes = {4: [(1, "RT bukan angka."), (1, "Satu lagi."), (-1, "Ganda.")], 5: [(1, "=Digabung")]}
    sheet = load_workbook(io.BytesIO(annotate(plain_workbook(), "Data", 2, "Alasan", notes)))["Data"]
    assert [cell.value for cell in sheet[2]] == ["Nama", "RT", "Alasan"]
    assert sheet["B4"].comment.text == "RT bukan angka.\nSatu lagi."
    assert sheet["B4"].fill.fgColor.rgb == "00FBE3DF"
    assert sheet["C4"].value == "RT bukan angka. · Satu lagi. · Ganda."
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=Digabung", "s")
    assert sheet["A4"].comment.text == "Catatan petugas"
    assert sheet["A3"].number_format == "@"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A5:B5"]
    assert sheet["C3"].value is None


def test_reasons_do_not_pile_up() -> None:
    once = annotate(plain_workbook(), "Data", 2, "Alasan", {4: [(1, "Pertama."), (0, "Nama.")]})
    twice = load_workbook(io.BytesIO(annotate(once, "Data", 2, "Alasan", {3: [(1, "Kedua.")]})))["Data"]
    assert [cell.value for cell in twice[2]] == ["Nama", "RT", "Alasan"]
    assert twice["C3"].value == "Kedua."
    assert twice["C4"].value is None
    assert twice["B4"].comment is None
    assert twice["B4"].fill.fgColor.rgb != "00FBE3DF"
