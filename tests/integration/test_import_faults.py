"""What goes wrong on a workbook's way, and what its pages say while it waits: nothing hangs, nothing leaks."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories.places import nik
from tests.factories.workbooks import HEADS, PLACES, filled_template, row, upload, workbook
from tests.factories.world import World
from villages.actions.imports import check_again, confirm_import
from villages.enums import ImportState
from villages.imports import checking, storing
from villages.imports.checking import run_check
from villages.imports.storing import run_import
from villages.models import Family, ImportBatch
from villages.reports.returned_workbook import returned_workbook

pytestmark = pytest.mark.usefixtures("shared_world")


def csv_of(*rows: list[Any]) -> bytes:
    """Write rows as CSV, every field in quotes."""
    lines = [HEADS, *(["" if value is None else str(value) for value in values] for values in rows)]
    return "\n".join(",".join(f'"{value}"' for value in line) for line in lines).encode()


def fail(*args: Any, **options: Any) -> Any:
    raise RuntimeError("a fault of our own")


# Faults of our own --------------------------------------------------------------------------------------------------


def test_a_check_that_fails_says_so_and_can_be_left(
    world: World, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(checking, "open_sheet", fail)
        batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(1)]))
    assert (batch.state, batch.refusal) == (ImportState.REFUSED, "failed")
    page = staff.get(reverse("villages:import_detail", args=[batch.pk])).content.decode()
    assert "Terjadi kesalahan di server" in page
    assert "hx-get" not in page, "the page waits for nothing"


def test_a_failed_check_is_seen_by_who_watches_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(1)]))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.CHECKING)
    batch.refresh_from_db()
    monkeypatch.setattr(checking, "open_sheet", fail)
    with pytest.raises(RuntimeError):
        run_check(batch)


def test_an_import_that_fails_stores_nothing_and_can_be_tried_again(
    world: World, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, person = world.serang.villages[0], world.serang.staff
    batch = upload(person, village, workbook([row(12), row(13)]))
    with monkeypatch.context() as broken:
        broken.setattr(storing, "update_versions", fail)
        confirm_import(by=person, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == (ImportState.CHECKED, "failed")
    assert Family.objects.filter(target_village=village).count() == 1
    page = staff.get(reverse("villages:import_detail", args=[batch.pk])).content.decode()
    assert "Terjadi kesalahan di server" in page
    check_again(by=person, batch=batch)
    confirm_import(by=person, batch=batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE
    assert Family.objects.filter(target_village=village).count() == 3


def test_a_failed_import_is_seen_by_who_watches_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(12)]))
    batch.state = ImportState.IMPORTING
    batch.save()
    monkeypatch.setattr(storing, "update_versions", fail)
    with pytest.raises(RuntimeError):
        run_import(batch)


def test_of_a_refused_file_nothing_is_kept(world: World) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], b"PK\3\4 no workbook")
    assert batch.state == ImportState.REFUSED
    assert not batch.file
    assert not list(batch.file.storage.listdir("imports")[1])
    assert batch.file_sha256


# Files --------------------------------------------------------------------------------------------------------------


def test_a_row_of_endless_digits_is_no_second_head(world: World) -> None:
    endless = ["9" * 5_000 if value is not None else None for value in row(1)]
    batch = upload(world.serang.staff, world.serang.villages[0], csv_of(endless, row(2)), "daftar.csv")
    assert (batch.state, batch.summary["error"], batch.summary["new"]) == (ImportState.CHECKED, 1, 1)


def test_control_characters_come_back_as_a_workbook_that_opens(world: World, staff: Client) -> None:
    data = csv_of(row(1, rt="\x01tiga\x0b", address="Kampung\x02 Meliyas"), row(2))
    batch = upload(world.serang.staff, world.serang.villages[0], data, "daftar.csv")
    sheet = load_workbook(io.BytesIO(returned_workbook(batch)))["CSV"]
    assert "“tiga” bukan nomor RT" in sheet.cell(2, PLACES["rt"] + 1).comment.text
    assert sheet.cell(2, PLACES["address"] + 1).value == "Kampung Meliyas"
    assert staff.get(reverse("villages:import_detail", args=[batch.pk])).status_code == 200


def test_a_returned_workbook_that_comes_again_is_read_and_returned_afresh(world: World) -> None:
    village, person = world.serang.villages[0], world.serang.staff
    first = upload(person, village, workbook([row(1, rt="?"), row(2, head_sex="?")]))
    book = load_workbook(io.BytesIO(returned_workbook(first)))
    book["Data"].cell(2, PLACES["rt"] + 1, "03")
    target = io.BytesIO()
    book.save(target)
    second = upload(person, village, target.getvalue())
    assert (second.summary["new"], second.summary["error"]) == (1, 1)
    sheet = load_workbook(io.BytesIO(returned_workbook(second)))["Data"]
    assert [cell.value for cell in sheet[1]].count("Yang perlu diperbaiki") == 1
    assert sheet.cell(2, len(HEADS) + 1).value is None, "what was put right is not reproached again"
    assert sheet.cell(2, PLACES["rt"] + 1).comment is None
    assert "bukan jenis kelamin" in sheet.cell(3, len(HEADS) + 1).value


@pytest.mark.parametrize("code", ["address", "rt", "head_name", "answer_3"])
def test_a_number_in_a_wrong_column_is_shown_nowhere(code: str, world: World, staff: Client) -> None:
    def fill(sheet: Any) -> None:
        sheet.cell(2, PLACES[code] + 1, f"Kp. Meliyas RT 01 RW 02 Cinangka {nik(77)}" if code == "address" else nik(77))
        sheet.cell(3, PLACES["head_name"] + 1, f"Siti {nik(78)}")
        sheet.cell(3, PLACES["rt"] + 1, "?")

    batch = upload(world.serang.staff, world.serang.villages[0], filled_template(world.serang.villages[0], fill))
    url = reverse("villages:import_detail", args=[batch.pk])
    for kind in ("error", "warning", "changed", "new", "duplicate"):
        page = staff.get(url, {"lihat": kind}).content.decode()
        assert nik(77) not in page
        assert nik(78) not in page
    sheet = load_workbook(io.BytesIO(returned_workbook(batch)))["Keluarga"]
    comments = [cell.comment.text for cells in sheet.iter_rows() for cell in cells if cell.comment]
    reasons = [str(cells[0].value) for cells in sheet.iter_rows(min_col=len(HEADS) + 1)]
    assert not [text for text in comments + reasons if nik(77) in text or nik(78) in text]


def test_a_row_key_of_other_letters_is_refused(world: World) -> None:
    values = row(5)
    values[0] = f"{'0' * 32}.é✓"
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([values]))
    assert (batch.state, batch.summary["error"]) == (ImportState.CHECKED, 1)


# Waiting ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [ImportState.CHECKING, ImportState.IMPORTING])
def test_the_page_says_whether_it_waits_or_works(state: ImportState, world: World, staff: Client) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(6)]))
    url = reverse("villages:import_detail", args=[batch.pk])
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, progress=0)
    waiting = staff.get(url).content.decode()
    assert "Menunggu giliran" in waiting
    assert "hubungi administrator" not in waiting, "it has only just begun to wait"
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=timezone.now() - timedelta(seconds=30))
    assert "hubungi administrator" in staff.get(url).content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(progress=1)
    working = staff.get(url).content.decode()
    assert "Menunggu giliran" not in working
    assert "1/100" in working


def test_work_that_began_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    village, person = world.serang.villages[0], world.serang.staff
    seen: list[int] = []

    def look(step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **options: Any) -> Any:
            seen.append(ImportBatch.objects.latest("uploaded_at").progress)
            return step(*args, **options)

        return stepped

    monkeypatch.setattr(checking, "open_sheet", look(checking.open_sheet))
    monkeypatch.setattr(storing, "PlanReader", look(storing.PlanReader))
    confirm_import(by=person, batch=upload(person, village, workbook([row(7)])))
    assert len(seen) == 2
    assert min(seen) > 0


def test_a_page_that_waits_is_sent_on_to_the_columns(world: World, staff: Client) -> None:
    data = workbook([["Siti", "P", "01", nik(8)]], ["Nama KK", "JK", "Nomor RT", "Nomor Induk"])
    batch = upload(world.serang.staff, world.serang.villages[0], data)
    assert batch.state == ImportState.MAPPING
    url, columns = (reverse(f"villages:import_{name}", args=[batch.pk]) for name in ("detail", "columns"))
    assert staff.get(url)["Location"] == columns
    response = staff.get(url, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, columns)
