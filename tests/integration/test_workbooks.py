"""A workbook's way: template, filled, checked, agreed to, stored, given back; and the pages it is seen on."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_survey, nik
from tests.factories.workbooks import HEADS, PLACES, filled_template, kk, row, upload, workbook
from tests.factories.world import World
from villages.actions.imports import cancel_import, check_again, confirm_import, drop_undecided
from villages.actions.review import submit_survey, verify_survey
from villages.enums import YEAR_ROUNDS, ImportState, SurveyRound
from villages.models import ColumnMapping, Family, ImportBatch, Survey
from villages.reports.returned_workbook import returned_workbook
from villages.reports.survey_workbook import survey_workbook

pytestmark = pytest.mark.usefixtures("shared_world")


def counts(batch: ImportBatch) -> dict[str, int]:
    return {
        kind: batch.summary.get(kind, 0) for kind in ("new", "changed", "unchanged", "error", "warning", "duplicate")
    }


def store(world: World, batch: ImportBatch) -> ImportBatch:
    confirm_import(by=world.serang.staff, batch=batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE, batch.refusal
    return batch


def fill_row(sheet: Any, at: int, values: list[Any]) -> None:
    for column, value in enumerate(values[1:], 2):
        if value is not None:
            sheet.cell(at, column, value)


def first_spare(sheet: Any) -> int:
    return next(at for at in range(2, sheet.max_row + 1) if not sheet.cell(at, 2).value)


def test_round_trip_of_template_and_export_leaves_no_difference(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff

    def fill(sheet: Any) -> None:
        start = first_spare(sheet)
        for serial in range(10, 15):
            answers = ["Ya"] * 4 + ["Tidak berlaku"] + ["Tidak"] * 16
            fill_row(sheet, start + serial - 10, row(serial, answers=answers, monthly_income=900_000 + serial))

    batch = upload(staff, village, filled_template(village, fill))
    assert counts(batch) == {"new": 5, "changed": 0, "unchanged": 1, "error": 0, "warning": 5, "duplicate": 0}
    assert Family.objects.filter(target_village=village).count() == 1, "nothing is stored before somebody agrees"
    store(world, batch)
    assert Family.objects.filter(target_village=village).count() == 6
    survey = Survey.objects.get(family__nik_hash=Family(nik=nik(10)).nik.lookup)
    assert (survey.answers, survey.state, survey.monthly_income) == ("yyyyb" + "t" * 16, "submitted", 900_010)
    export = survey_workbook(village, SurveyRound.BASELINE, spare=False)
    again = upload(staff, village, export)
    assert counts(again) == {"new": 0, "changed": 0, "unchanged": 6, "error": 0, "warning": 0, "duplicate": 0}
    assert survey_workbook(village, SurveyRound.BASELINE, spare=False)[:2] == export[:2]


def test_uploading_again_is_harmless(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    data = filled_template(village, lambda sheet: fill_row(sheet, first_spare(sheet), row(20)))
    store(world, upload(staff, village, data))
    again = upload(staff, village, data)
    assert counts(again)["new"] == counts(again)["changed"] == counts(again)["error"] == 0
    plain = workbook([row(21), row(22, nik=None, no_nik_reason="Belum direkam", kk=None)])
    store(world, upload(staff, village, plain))
    second = upload(staff, village, plain)
    assert counts(second)["unchanged"] == 2
    assert counts(second)["new"] == 0


def test_changes_are_shown_field_by_field_and_stored(world: World, staff: Client) -> None:
    village, family = world.serang.villages[0], world.serang.family
    before = family.version

    def fill(sheet: Any) -> None:
        sheet.cell(2, PLACES["address"] + 1, "Kampung Baru")
        sheet.cell(2, PLACES["answer_3"] + 1, "Tidak")
        sheet.cell(2, PLACES["nik"] + 1, nik(77))

    batch = upload(world.serang.staff, village, filled_template(village, fill))
    assert counts(batch)["changed"] == 1
    url = reverse("villages:import_detail", args=[batch.pk])
    page = staff.get(url, {"lihat": "changed"}).content.decode()
    assert "Kampung Baru" in page
    assert nik(77) not in page
    store(world, batch)
    family.refresh_from_db()
    assert (family.address, family.nik.reveal(), family.version) == ("Kampung Baru", nik(77), before + 1)
    assert family.nik_hash == family.nik.lookup
    assert Survey.objects.get(family=family).answers == "yyt" + "y" * 18
    events = AuditEvent.objects.filter(object_id=str(family.pk), action="family.save").latest("pk")
    assert events.details["fields"] == ["address", "nik"]


def test_an_empty_cell_erases_nothing(world: World) -> None:
    village = world.serang.villages[0]

    def fill(sheet: Any) -> None:
        for column in range(2, len(HEADS) + 1):
            sheet.cell(2, column).value = None
        sheet.cell(2, PLACES["head_name"] + 1, world.serang.family.head_name)

    assert counts(upload(world.serang.staff, village, filled_template(village, fill)))["unchanged"] == 1


def test_rows_with_errors_stay_out_and_come_back_in_the_same_workbook(world: World, staff: Client) -> None:
    village = world.serang.villages[0]
    data = workbook([row(30), row(31, nik=3.60415e15), row(32, head_sex="?", answers=["Ya"] * 20 + ["mungkin"])])
    batch = upload(world.serang.staff, village, data)
    assert counts(batch)["new"] == 1
    assert counts(batch)["error"] == 2
    response = staff.get(reverse("villages:import_errors", args=[batch.pk]))
    sheet = load_workbook(io.BytesIO(response.content))["Data"]
    assert [cell.value for cell in sheet[1]][: len(HEADS)] == HEADS
    reasons = sheet.max_column
    assert sheet.cell(1, reasons).value == "Yang perlu diperbaiki"
    assert "digit terakhirnya hilang" in sheet.cell(3, PLACES["nik"] + 1).comment.text
    assert "bukan jenis kelamin" in sheet.cell(4, reasons).value
    assert "bukan jawaban" in sheet.cell(4, reasons).value
    assert sheet.cell(2, reasons).value is None
    store(world, batch)
    assert Family.objects.filter(target_village=village).count() == 2


def test_a_returned_csv_holds_the_faulty_rows_alone(world: World) -> None:
    text = ",".join(f'"{head}"' for head in HEADS) + "\n"
    for values in (row(40), row(41, rt="tiga")):
        text += ",".join("" if value is None else f'"{value}"' for value in values) + "\n"
    batch = upload(world.serang.staff, world.serang.villages[0], text.encode(), "daftar.csv")
    assert counts(batch)["error"] == 1
    sheet = load_workbook(io.BytesIO(returned_workbook(batch)))["CSV"]
    assert sheet.max_row == 2
    assert sheet.cell(2, PLACES["rt"] + 1).comment.text.startswith("“tiga”")


def test_columns_of_unknown_order_are_matched_once_and_remembered(world: World, staff: Client) -> None:
    village = world.serang.villages[0]
    heads = [
        "No",
        "Nama KK",
        "L/P",
        "RT",
        "Nomor Induk",
        "Jml",
        *[str(number) for number in range(1, 22)],
        "Tgl Survei",
    ]
    data = workbook([[1, "Keluarga Lima Puluh", "P", 3, nik(50, woman=True), 4, *["Y"] * 21, "2019-01-20"]], heads)
    url = reverse("villages:workbooks", args=[village.pk])
    response = staff.post(url, {"round": "baseline", "file": SimpleUploadedFile("pokja.xlsx", data)})
    batch = ImportBatch.objects.latest("uploaded_at")
    assert batch.state == ImportState.MAPPING
    columns_url = reverse("villages:import_columns", args=[batch.pk])
    assert staff.get(response["Location"])["Location"] == columns_url
    page = staff.get(columns_url)
    assert nik(50, woman=True) not in page.content.decode(), "samples show no number"
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    refused = staff.post(columns_url, {**sent, "head_name": ""})
    assert refused.status_code == 422
    staff.post(columns_url, {**sent, "nik": "Nomor Induk"})
    batch.refresh_from_db()
    assert (batch.state, counts(batch)["new"]) == (ImportState.CHECKED, 1)
    assert ColumnMapping.objects.get().regency_id == "36.04"
    second = upload(world.serang.staff, village, data, "bulan-depan.xlsx")
    assert second.state == ImportState.CHECKED, "the same heads are known now"


def test_a_plan_that_the_register_overtook_is_checked_again(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    family = world.serang.family

    def fill(sheet: Any) -> None:
        sheet.cell(2, PLACES["address"] + 1, "Kampung Baru")
        fill_row(sheet, first_spare(sheet), row(60))

    batch = upload(staff, village, filled_template(village, fill))
    Family.objects.filter(pk=family.pk).update(version=family.version + 1, address="Kampung Lama")
    confirm_import(by=staff, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == (ImportState.CHECKED, "outdated")
    assert not Family.objects.filter(nik_hash=Family(nik=nik(60)).nik.lookup).exists(), "all or nothing"
    check_again(by=staff, batch=batch)
    batch.refresh_from_db()
    store(world, batch)
    family.refresh_from_db()
    assert family.address == "Kampung Baru"


def test_a_new_row_that_somebody_else_entered_meanwhile_stops_all(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    batch = upload(staff, village, workbook([row(70), row(71)]))
    make_family(staff, village, 71)
    confirm_import(by=staff, batch=batch)
    batch.refresh_from_db()
    assert batch.refusal == "outdated"
    assert Family.objects.filter(target_village=village).count() == 2


def test_a_verified_survey_is_not_changed_by_a_workbook(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    survey = Survey.objects.select_related("family__target_village").get(family=world.serang.family)
    verify_survey(by=staff, survey=submit_survey(by=staff, survey=survey))
    data = filled_template(village, lambda sheet: sheet.cell(2, PLACES["answer_1"] + 1, "Tidak"))
    assert counts(upload(staff, village, data))["error"] == 1


def test_a_template_of_another_village_or_round_is_refused(world: World) -> None:
    first, second = world.serang.villages
    staff = world.serang.staff
    data = survey_workbook(second, SurveyRound.BASELINE, spare=True)
    assert upload(staff, first, data).refusal == "other_village"
    assert upload(staff, second, data, round="endline").refusal == "other_round"


def test_a_row_key_of_another_village_is_refused(world: World) -> None:
    first, second = world.serang.villages
    keys: list[str] = []
    filled_template(second, lambda sheet: keys.append(sheet.cell(2, 1).value))
    values = row(80)
    values[0] = keys[0]
    batch = upload(world.serang.staff, first, workbook([values]))
    assert counts(batch)["error"] == 1


def test_doubles_inside_the_file_and_in_other_villages(world: World) -> None:
    first, second = world.serang.villages
    make_family(world.serang.staff, second, 90)
    batch = upload(
        world.serang.staff,
        first,
        workbook([row(90), row(91), row(92, nik=nik(91)), row(93, kk=kk(91)), row(94), row(94)]),
    )
    assert counts(batch) == {"new": 3, "changed": 0, "unchanged": 0, "error": 3, "warning": 3, "duplicate": 4}


def test_cancelling_deletes_the_file(world: World, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(95)]))
    storage, name, plan = batch.file.storage, batch.file.name, batch.plan.name
    assert storage.exists(name)
    for kept in (name, plan):
        with storage.open(kept) as file:
            assert nik(95).encode() not in file.read()
    with django_capture_on_commit_callbacks(execute=True):
        cancel_import(by=world.serang.staff, batch=batch)
    assert not storage.exists(name)
    assert not storage.exists(plan)


def test_the_form_refuses_what_is_no_workbook(world: World, staff: Client) -> None:
    url = reverse("villages:workbooks", args=[world.serang.villages[0].pk])
    for name, words in (
        ("daftar.xls", "tanpa makro"),
        ("daftar.pdf", "buku kerja Excel"),
        ("daftar.xlsm", "tanpa makro"),
    ):
        response = staff.post(url, {"round": "baseline", "file": SimpleUploadedFile(name, b"PK")})
        assert response.status_code == 422
        assert words in response.content.decode()
    response = staff.post(url, {"round": "baseline", "file": SimpleUploadedFile("kosong.xlsx", b"")})
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("rows", [1, 3, 120])
def test_pages_of_an_upload(
    rows: int, world: World, staff: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    village = world.serang.villages[0]
    values = [row(100 + at) for at in range(rows)] + [row(300 + at, rt="?") for at in range(rows)]
    batch = upload(world.serang.staff, village, workbook(values))
    url = reverse("villages:import_detail", args=[batch.pk])
    with django_assert_num_queries(5):
        page = staff.get(url)
    assert "bukan nomor RT" in page.content.decode()
    assert staff.get(url, {"lihat": "new", "page": 99}).status_code == 200
    assert staff.get(url, {"lihat": "nonsense", "page": "x"}).status_code == 200
    staff.post(reverse("villages:import_confirm", args=[batch.pk]))
    receipt = staff.get(url).content.decode()
    assert batch.file_sha256 in receipt
    assert staff.get(reverse("villages:workbooks", args=[village.pk])).status_code == 200
    assert staff.get(reverse("villages:import_errors", args=[batch.pk])).status_code == 404


def test_a_survey_of_the_other_round_is_added(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    make_survey(staff, make_family(staff, village, 110), answers="y" * 20 + "-")

    def fill(sheet: Any) -> None:
        for at in range(2, 4):
            sheet.cell(at, PLACES["surveyed_on"] + 1, "2019-09-15")
            for number in range(1, 22):
                sheet.cell(at, PLACES[f"answer_{number}"] + 1, "Ya" if at == 2 or number > 5 else None)

    batch = upload(staff, village, filled_template(village, fill, SurveyRound.ENDLINE), round="endline")
    assert counts(batch)["changed"] == 2
    store(world, batch)
    states = Survey.objects.filter(round="endline").order_by("state").values_list("state", "answers")
    assert list(states) == [("draft", "-" * 5 + "y" * 16), ("submitted", "y" * 21)]


def test_a_family_made_by_a_workbook_is_surveyed_again_by_a_workbook(world: World) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    for round in YEAR_ROUNDS:
        store(world, upload(staff, village, workbook([row(130)]), round=round))
    family = Family.objects.get(nik_hash=Family(nik=nik(130)).nik.lookup)
    assert sorted(family.surveys.values_list("round", flat=True)) == ["baseline", "endline"]


def run_command(path: Any, *options: str) -> tuple[dict[str, Any], int]:
    """Run the command and give its summary and exit code."""
    out = io.StringIO()
    place = ["--village", "36.04.15.2010", "--year", "2019", "--round", "baseline"]
    try:
        call_command("import_families", str(path), *place, *options, stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), int(end.code or 0)
    return json.loads(out.getvalue()), 0


def test_the_command_does_the_same(world: World, tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(workbook([row(120), row(121), row(122, rt="?")]))
    dry, code = run_command(path, "--dry-run")
    assert (dry["new"], dry["error"], dry["state"], code) == (2, 1, "checked", 1)
    assert not Family.objects.filter(nik_hash=Family(nik=nik(120)).nik.lookup).exists()
    done, code = run_command(path)
    assert (done["new"], done["error"], done["state"], code) == (2, 1, "done", 1)
    again, _code = run_command(path)
    assert (again["new"], again["unchanged"]) == (0, 2)
    strange = tmp_path / "pokja.csv"
    strange.write_text("Nama KK,JK,RT,NIK\nKeluarga Baru,L,1," + nik(123) + "\n")
    assert run_command(strange)[0]["new"] == 1
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"PK")
    refused, code = run_command(broken)
    assert code == 1
    assert "rusak" in refused["refused"]


def test_the_command_needs_somebody_with_the_right(world: World, tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(workbook([row(124)]))
    for name in ("nobody", world.secretariat.username, world.pandeglang.staff.username):
        with pytest.raises(CommandError, match="Nobody"):
            run_command(path, "--by", name)


def test_a_second_head_row_is_skipped_and_pointed_out(world: World) -> None:
    numbers = [str(number) for number in range(1, len(HEADS) + 1)]
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([numbers, row(125)]))
    assert counts(batch)["new"] == 1
    assert [one[1] for one in batch.summary["remarks"]] == ["second_head"]


def test_an_upload_that_nobody_decides_on_is_dropped(world: World) -> None:
    batch = upload(world.serang.staff, world.serang.villages[0], workbook([row(126)]))
    done = store(world, upload(world.serang.staff, world.serang.villages[0], workbook([row(127)])))
    storage, kept = batch.file.storage, (batch.file.name, batch.plan.name)
    for one in (batch, done):
        drop_undecided(one)
    batch.refresh_from_db()
    done.refresh_from_db()
    assert (batch.state, done.state) == (ImportState.CANCELLED, ImportState.DONE)
    assert not any(storage.exists(name) for name in kept)
    assert AuditEvent.objects.get(object_id=str(batch.pk), action="import.cancel").actor is None
