"""Families on their way out: what the person may see, masked unless there is a right and a reason, and only text."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from python_calamine import load_workbook as load_calamine

from p2wkss.actions.users import revoke_role
from p2wkss.crypto import seal_parts, unseal_parts
from p2wkss.excel import Book
from p2wkss.models import AuditEvent, Region, RoleAssignment, User
from p2wkss.roles import Role
from tests.factories.exports import make_export, read_notes, read_sheets
from tests.factories.places import make_cycle, make_decree, make_family, make_member, make_survey, make_village, nik
from tests.factories.world import World
from villages.actions.duplicates import merge_families
from villages.actions.exports import export_task, request_export
from villages.actions.families import set_family_status
from villages.enums import SurveyRound
from villages.exports import book as writing
from villages.exports import running
from villages.exports.rows import FAMILY_COLUMNS
from villages.exports.running import read_export, run_export
from villages.models import Export, Family

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
OnCommit = Callable[..., Any]
REASON = "Pencocokan data bansos"
DIGITS = re.compile(r"\d{16}")
EVIL = (
    '=HYPERLINK("http://jahat.example","Klik")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "=cmd|'/c calc'!A0",
    "Bu\x0bdi",
)


@pytest.fixture(autouse=True)
def workplace(settings: Any, tmp_path: Path) -> Path:
    """Keep the open sheets of these tests in a place of their own."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "exports"


def place(world: World) -> dict[str, Any]:
    return {"target_village": world.serang.villages[0]}


def test_a_whole_family_in_words(world: World) -> None:
    staff, family = world.serang.staff, world.serang.family
    Family.objects.filter(pk=family.pk).update(decile=2, decile_source="DTSEN", decile_on=date(2019, 3, 1))
    make_member(staff, family, "Rusdi", nik=nik(77), birth_date=date(1979, 5, 1))
    make_member(staff, family, "Wati", left_on=date(2019, 2, 1))
    make_survey(staff, family, SurveyRound.ENDLINE, answers="yyyybyytyyyyyyyyyyyy-")
    set_family_status(by=staff, family=family, status="moved", since=date(2019, 5, 1), reason="Ikut anak")
    made = read_sheets(make_export(staff, **place(world)))
    assert list(made) == ["Keluarga", "Anggota", "Survei", "Keterangan"]
    (row,) = made["Keluarga"]
    assert (row["Kode desa"], row["Desa"], row["Kepala keluarga"]) == (
        "36.04.15.2010",
        "Desa Kamurang",
        family.head_name,
    )
    assert (row["NIK"], row["No. KK"]) == (str(family.nik), str(family.kk) or None)
    assert (row["Status"], row["Status sejak"].date(), row["Alasan status"]) == (
        "Pindah",
        date(2019, 5, 1),
        "Ikut anak",
    )
    assert (row["Desil"], row["Sumber desil"], row["Tanggal data desil"].date()) == (2, "DTSEN", date(2019, 3, 1))
    assert row["Anggota selain kepala keluarga"] == 1, "who left does not count"
    assert {one["Nama anggota"] for one in made["Anggota"]} == {"Rusdi", "Wati"}
    before, after = made["Survei"]
    assert (before["Putaran"], before["Tahap keluarga"], before["Yang pertama belum terpenuhi"]) == (
        "Survei awal",
        "KS III Plus",
        None,
    )
    assert before["Penghasilan sebulan (Rp)"] == 1_500_000
    assert (after["Tahap keluarga"], after["Yang pertama belum terpenuhi"][:3]) == ("KS I", "8. ")
    assert list(after.values())[-21:][4:8] == ["Tidak berlaku", "Ya", "Ya", "Tidak"]
    assert list(after.values())[-1] == "Belum dijawab"
    assert {one["No. keluarga"] for rows in list(made.values())[:3] for one in rows} == {1}


def test_numbers_are_masked_everywhere(world: World) -> None:
    staff, family = world.serang.staff, world.serang.family
    make_member(staff, family, nik=nik(77))
    export = make_export(staff, **place(world))
    for rows in read_sheets(export).values():
        for row in rows:
            assert not [value for value in row.values() if DIGITS.search(str(value))], row.keys()
    assert read_notes(export)["NIK dan No. KK"] == "Disamarkan"
    assert "Alasan membuka NIK dan No. KK" not in read_notes(export)


def test_with_the_right_and_a_reason_the_digits(world: World) -> None:
    staff, family = world.serang.staff, world.serang.family
    make_member(staff, family, nik=nik(77))
    export = make_export(staff, **place(world), with_numbers=True, reason=f" {REASON} ")
    made = read_sheets(export)
    assert made["Keluarga"][0]["NIK"] == family.nik.reveal()
    assert made["Anggota"][0]["NIK"] == nik(77)
    assert read_notes(export)["Alasan membuka NIK dan No. KK"] == REASON
    assert export.file_name == "keluarga-36.04.15.2010-2019-dengan-nik.xlsx"
    event = AuditEvent.objects.get(action="family.export")
    assert (event.actor, event.object_id, event.region_code) == (staff, str(export.pk), "36.04.15.2010")
    assert event.details == {"year": 2019, "with_numbers": True, "reason": REASON, "families": 1}
    assert family.nik.reveal() not in str(event.details)


@pytest.mark.parametrize("reason", ["", "singkat", " " * 20 + "alasan"])
def test_no_digits_without_a_reason(reason: str, world: World) -> None:
    with pytest.raises(ValidationError, match="paling sedikit 10 huruf"):
        request_export(by=world.serang.staff, **place(world), with_numbers=True, reason=reason)
    assert not Export.objects.exists()
    assert not AuditEvent.objects.filter(action="family.export").exists()


def test_who_may_ask_for_what(world: World) -> None:
    village, banten = world.serang.villages[0], Region.objects.get(code="36")
    serang, other = Region.objects.get(code="36.04"), world.pandeglang.villages[0]
    whole = {"with_numbers": True, "reason": REASON}
    secretariat, staff, surveyor = world.secretariat, world.serang.staff, world.serang.surveyor
    assert make_export(secretariat, year=2019, region=banten).family_count == 2
    assert make_export(secretariat, year=2018, region=banten).family_count == 0
    assert make_export(staff, year=2019, region=serang).family_count == 1
    assert make_export(staff, year=2019, region=serang, **whole).with_numbers
    assert make_export(surveyor, target_village=village).family_count == 1
    refused = [
        (secretariat, {"target_village": village, **whole}),
        (secretariat, {"year": 2019, "region": Region.objects.get(code="32")}),
        (staff, {"year": 2019, "region": banten}),
        (staff, {"target_village": other}),
        (surveyor, {"target_village": village, **whole}),
        (surveyor, {"target_village": world.serang.villages[1]}),
        (surveyor, {"year": 2019, "region": serang}),
        *((person, {"target_village": village}) for person in (world.administrator, world.official)),
        (world.assessors[0], {"target_village": village}),
    ]
    before = Export.objects.count()
    for person, asked in refused:
        with pytest.raises(PermissionDenied):
            request_export(by=person, **asked)
    assert Export.objects.count() == before


def test_a_village_or_a_year_of_a_region(world: World) -> None:
    village, region = world.serang.villages[0], Region.objects.get(code="36.04")
    for asked in ({"target_village": village, "year": 2019, "region": region}, {"region": region}):
        with pytest.raises(ValidationError, match="Pilih satu desa binaan"):
            request_export(by=world.serang.staff, **asked)


def test_a_year_holds_no_other_year_and_no_merged_record(world: World) -> None:
    staff, village, kept = world.serang.staff, world.serang.villages[0], world.serang.family
    decree = make_decree(staff, "36.04", first_year=2020, last_year=2022)
    later = make_village(staff, make_cycle(world.secretariat, 2020), decree)
    make_family(staff, later, 200)
    double = make_family(staff, village, 201)
    merge_families(by=staff, kept=kept, other=double, reason="Tercatat dua kali")
    made = read_sheets(make_export(staff, year=2019, region=Region.objects.get(code="36.04")))
    assert [row["Kepala keluarga"] for row in made["Keluarga"]] == [kept.head_name]


@pytest.mark.parametrize("text", EVIL)
def test_what_looks_like_a_formula_stays_text(text: str, world: World) -> None:
    staff, family = world.serang.staff, world.serang.family
    facts = {"head_name": text, "address": text, "no_nik_reason": text, "decile_source": text}
    Family.objects.filter(pk=family.pk).update(**facts, decile=1, decile_on=date(2019, 1, 1))
    make_member(staff, family, text, work=text)
    set_family_status(by=staff, family=family, status="moved", since=date(2019, 5, 1), reason=text)
    export = make_export(staff, **place(world))
    data, shown = read_export(export), text.replace("\x0b", "")
    cells = [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    found = [cell for cell in cells if str(cell.value).strip() == shown.strip()]
    # head name on three sheets, address, reason, source, status; the member's name and work
    assert len(found) >= 8
    assert {(cell.data_type, cell.number_format) for cell in found} == {("s", "@")}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    values = load_calamine(io.BytesIO(data)).get_sheet_by_name("Keluarga").to_python()
    assert shown.strip() in [str(value).strip() for value in values[1]]


def test_an_empty_village(world: World) -> None:
    export = make_export(world.serang.staff, target_village=world.serang.villages[1])
    assert (export.state, export.family_count) == ("done", 0)
    made = read_sheets(export)
    assert made["Keluarga"] == made["Anggota"] == made["Survei"] == []
    assert read_notes(export)["Baris “Keluarga”"] == 0


def test_notes_say_who_when_and_what(world: World) -> None:
    staff = world.serang.staff
    said = read_notes(make_export(staff, year=2019, region=Region.objects.get(code="36.04")))
    assert said["Diminta oleh"] == staff.full_name
    assert "Kabupaten Serang · 2019" in said["Isi"]
    assert str(timezone.localdate().year) in said["Dibuat"]
    assert (said["Baris “Keluarga”"], said["Baris “Survei”"]) == (1, 1)


@pytest.mark.parametrize("families", [1, 3])
def test_any_number_of_families_in_as_many_queries(families: int, world: World) -> None:
    staff, village = world.serang.staff, world.serang.villages[1]
    for at in range(families):
        family = make_family(staff, village, 300 + at)
        make_member(staff, family)
        make_survey(staff, family)
    export = make_export(staff, target_village=village)
    Export.objects.filter(pk=export.pk).update(state="waiting")
    with CaptureQueriesContext(connection) as queries:
        export_task.func(str(export.pk))
    # the export, the roles, running; the villages, the keys, families, members, surveys, statuses; done
    assert len(queries) == 10


def test_a_long_list_goes_on_in_another_sheet_and_reports(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    staff, village = world.serang.staff, world.serang.villages[1]
    for at in range(5):
        make_family(staff, village, 400 + at)
    monkeypatch.setattr(writing, "PART", 2)
    monkeypatch.setattr(writing, "STEP", 2)
    monkeypatch.setattr(writing.LongSheet.__init__, "__defaults__", (3,))
    told: list[int] = []
    report = running._report
    monkeypatch.setattr(running, "_report", lambda export, done: (told.append(done), report(export, done)))
    export = make_export(staff, target_village=village)
    made = read_sheets(export)
    assert told == [2, 4]
    rows = [row for name, rows in made.items() if name.startswith("Keluarga") for row in rows]
    assert [row["No. keluarga"] for row in rows] == [1, 2, 3, 4, 5]
    assert {"Keluarga", "Keluarga (2)", "Keluarga (3)"} <= set(made)
    assert read_notes(export)["Baris “Keluarga”"] == 5
    assert list(made["Keluarga (3)"][0]) == [column.head for column in FAMILY_COLUMNS]


def test_the_file_is_sealed_and_nothing_is_left_in_the_open(world: World, workplace: Path) -> None:
    export = make_export(world.serang.staff, **place(world))
    with export.file.open() as file:
        sealed = file.read()
    assert not sealed.startswith(b"PK")
    assert world.serang.family.head_name.encode() not in sealed
    assert list(workplace.iterdir()) == []


def test_a_worker_that_died_starts_again(world: World, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = world.serang.staff
    export = make_export(staff, **place(world))
    storage, name, first = export.file.storage, export.file.name, read_export(export)
    left = workplace / str(export.pk) / "1.xml"
    left.parent.mkdir()
    left.write_text("what the dead worker left")
    Export.objects.filter(pk=export.pk).update(state="running", progress=40, file="", finished_at=None)
    export_task.func(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.progress, export.file.name) == ("done", 100, name), "the same place again"
    assert not left.exists()
    assert [one for one in storage.listdir("exports")[1] if one.startswith(str(export.pk))] == [f"{export.pk}.sealed"]
    assert len(read_export(export)) == pytest.approx(len(first), abs=50)
    monkeypatch.setattr(running, "write_export", lambda *args: pytest.fail("what is done is not done again"))
    run_export(export)


def test_a_failure_is_said_and_nothing_is_left(
    world: World, workplace: Path, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(running, "write_export", fail)
    export = make_export(world.serang.staff, **place(world))
    assert (export.state, export.failure, bool(export.file)) == ("failed", "error", False)
    assert list(workplace.iterdir()) == []
    page = staff.get(reverse("villages:export_detail", args=[export.pk])).content.decode()
    assert "tidak jadi dibuat" in page
    assert "Minta lagi" in page


def lose_role(world: World, user: User) -> None:
    revoke_role(by=world.administrator, assignment=RoleAssignment.objects.get(user=user, revoked_at=None))


def test_who_loses_the_right_gets_no_file(world: World, staff: Client) -> None:
    user = world.serang.staff
    waiting = make_export(user, **place(world), with_numbers=True, reason=REASON)
    made = make_export(user, **place(world))
    Export.objects.filter(pk=waiting.pk).update(state="waiting", file="", finished_at=None)
    lose_role(world, user)
    export_task.func(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure, bool(waiting.file)) == ("failed", "rights", False)
    assert staff.get(reverse("villages:export_file", args=[made.pk])).status_code == 403


def test_who_may_still_see_families_but_no_numbers(world: World) -> None:
    user = world.serang.staff
    export = make_export(user, **place(world), with_numbers=True, reason=REASON)
    Export.objects.filter(pk=export.pk).update(state="waiting", file="", finished_at=None)
    RoleAssignment.objects.filter(user=user).update(role=Role.SURVEYOR)
    export_task.func(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "rights")


def test_a_closed_account_gets_no_file(world: World) -> None:
    user = world.serang.staff
    export = make_export(user, **place(world))
    Export.objects.filter(pk=export.pk).update(state="waiting", file="", finished_at=None)
    User.objects.filter(pk=user.pk).update(is_active=False)
    export_task.func(str(export.pk))
    export.refresh_from_db()
    assert export.failure == "rights"


def test_files_are_forgotten(world: World, staff: Client, django_capture_on_commit_callbacks: OnCommit) -> None:
    user = world.serang.staff
    with django_capture_on_commit_callbacks(execute=True):
        exports = [make_export(user, **place(world)) for _at in range(5)]
        other = make_export(world.secretariat, **place(world))
    long_ago = timezone.now() - timedelta(days=7, minutes=1)
    Export.objects.filter(pk__in=[other.pk, exports[4].pk]).update(finished_at=long_ago)
    exports[4].refresh_from_db()
    assert staff.get(reverse("villages:export_file", args=[exports[4].pk])).status_code == 404
    assert "sudah dihapus" in staff.get(reverse("villages:export_detail", args=[exports[4].pk])).content.decode()
    storage, names = other.file.storage, [one.file.name for one in (*exports, other)]
    assert all(storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        newest = make_export(user, **place(world))
    # the oldest of six of this person's, and what is older than a week, whoever asked for it
    assert [storage.exists(name) for name in names] == [False, True, True, True, False, False]
    assert Export.objects.filter(file="").count() == 3, "the receipts stay"
    assert newest.is_kept


def test_parts_of_a_sealed_file_are_neither_lost_nor_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("p2wkss.crypto._PART", 4)
    sealed = io.BytesIO()
    seal_parts(io.BytesIO(b"sepuluh sapi"), sealed)
    lines = sealed.getvalue().splitlines(keepends=True)
    assert b"".join(unseal_parts(lines)) == b"sepuluh sapi"
    assert len(lines) == 4
    for broken in (lines[:-1], lines[1:], [lines[1], lines[0], *lines[2:]], [*lines[:1], *lines[2:]], []):
        with pytest.raises(InvalidToken):
            list(unseal_parts(broken))


def test_a_book_without_a_folder_is_as_before() -> None:
    book = Book("Uji")
    first, second = (book.open_sheet(name, ["Nama"], [10]) for name in ("A", "B"))
    for at in range(3):
        first.add([at])
        second.add([f"={at}"])
    made = load_workbook(io.BytesIO(book.to_bytes()))
    assert [cell.value for cell in made["A"]["A"]] == ["Nama", 0, 1, 2]
    assert [cell.value for cell in made["B"]["A"]] == ["Nama", "=0", "=1", "=2"]
