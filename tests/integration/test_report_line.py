"""The production line: ordered once, made once, kept, made again where something changed, forgotten in time."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from p2wkss.actions import reports as actions
from p2wkss.actions.reports import forget_task, note_download, order_report, report_task
from p2wkss.models import AuditEvent, Report, ReportChunk, ReportRequest, User
from p2wkss.models.report import CHUNK
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting import kind_of
from p2wkss.reporting.making import ATTEMPTS
from p2wkss.reporting.waiting import place_of
from p2wkss.roles import Role
from tests.factories import report_kinds
from tests.factories.people import make_user
from tests.factories.places import make_regions

DATABASE_TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def official(db: None) -> User:
    """The head of the province."""
    make_regions()
    return make_user("pimpinan", Role.OFFICIAL, "36")


@pytest.fixture(autouse=True)
def outside() -> Iterator[dict[str, Any]]:
    """What the reports are of."""
    with report_kinds.alone() as outside:
        yield outside


@pytest.fixture
def queued(settings: Any) -> None:
    """Tasks wait in the database."""
    settings.TASKS = DATABASE_TASKS


def order(by: User, subject: str = "36", kind: str = "uji-biasa", format: Format = Format.PDF) -> Report:
    return order_report(by=by, kind=kind_of(kind), subject=subject, format=format)


def stored(report: Report) -> bytes:
    return b"".join(Report.objects.get(pk=report.pk).parts())


def test_the_same_order_again_is_the_same_file(official: User, outside: dict[str, Any]) -> None:
    first = order(official)
    again = order(make_user("lain", Role.OFFICIAL, "36"))
    assert first.pk == again.pk
    assert outside["runs"] == 1
    assert first.state == ReportState.DONE
    assert first.pages == 1
    assert stored(first)[:5] == b"%PDF-"
    assert sha256(stored(first)).hexdigest() == first.sha256
    assert len(stored(first)) == first.size
    assert ReportRequest.objects.filter(report=first).count() == 2
    assert AuditEvent.objects.filter(action="report.order").count() == 1


def test_other_facts_or_another_code_make_another_report(official: User, outside: dict[str, Any]) -> None:
    first = order(official)
    outside["text"] = "Isi lain"
    second = order(official)
    outside["code"] = "NNNN-PPPP-QQQQ"
    third = order(official)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert outside["runs"] == 3
    assert order(official, format=Format.XLSX).pk not in {first.pk, second.pk, third.pk}


def test_a_large_file_is_kept_in_pieces(official: User) -> None:
    report = order(official, kind="uji-berat")
    sizes = [len(bytes(data)) for data in ReportChunk.objects.filter(report=report).values_list("data", flat=True)]
    assert len(sizes) == 4
    assert sizes[:3] == [CHUNK] * 3
    assert sha256(stored(report)).hexdigest() == report.sha256


def test_who_may_not_see_it_orders_nothing(official: User) -> None:
    stranger = make_user("kader", Role.SURVEYOR, "36.04")
    with pytest.raises(Http404):
        order(stranger)
    with pytest.raises(PermissionDenied):
        order(official, subject="belum")
    with pytest.raises(ValueError, match="zip"):
        order(official, format=Format.ZIP)
    assert not Report.objects.exists()


def test_a_refusal_is_kept_in_its_words_and_an_order_tries_again(official: User, outside: dict[str, Any]) -> None:
    outside["text"] = "ditolak"
    refused = order(official)
    assert refused.state == ReportState.FAILED
    assert refused.failure == "Data belum ada."
    assert not ReportChunk.objects.exists()
    again = order(official)
    assert again.pk == refused.pk
    assert outside["runs"] == 2
    assert AuditEvent.objects.filter(action="report.order").count() == 2


def test_an_error_is_told_without_its_inside(official: User, outside: dict[str, Any]) -> None:
    outside["text"] = "galat"
    failed = order(official)
    assert failed.state == ReportState.FAILED
    assert "galat" not in failed.failure
    assert "Coba lagi" in failed.failure


@pytest.mark.usefixtures("queued")
def test_two_orders_wait_once(official: User) -> None:
    first = order(official)
    order(official)
    assert first.state == ReportState.WAITING
    assert DBTaskResult.objects.filter(task_path__endswith="report_task").count() == 1


@pytest.mark.usefixtures("queued")
def test_a_task_that_is_lost_is_put_in_again(official: User) -> None:
    report = order(official)
    DBTaskResult.objects.filter(pk=report.task).update(status="FAILED")
    Report.objects.filter(pk=report.pk).update(state=ReportState.RUNNING, attempts=3)
    again = order(official)
    assert again.pk == report.pk
    assert again.state == ReportState.WAITING
    assert again.attempts == 0
    assert again.task != report.task


@pytest.mark.usefixtures("queued")
def test_a_report_that_costs_every_worker_its_life_is_given_up(official: User, outside: dict[str, Any]) -> None:
    report = order(official)
    Report.objects.filter(pk=report.pk).update(state=ReportState.RUNNING, attempts=ATTEMPTS)
    report_task.call(str(report.pk))
    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "berkali-kali" in report.failure
    assert outside["runs"] == 0


def test_a_second_run_changes_nothing(official: User, outside: dict[str, Any]) -> None:
    report = order(official)
    report_task.call(str(report.pk))
    assert outside["runs"] == 1
    assert Report.objects.get(pk=report.pk).finished_at == report.finished_at


@pytest.mark.usefixtures("queued")
def test_the_place_in_the_queue(official: User) -> None:
    first, second, third = (order(official, subject=f"36.{number}") for number in range(3))
    DBTaskResult.objects.filter(pk=second.task).update(priority=actions.LATER)
    assert [place_of(one) for one in (first, second, third)] == [1, 3, 2]
    DBTaskResult.objects.filter(pk=first.task).update(status="RUNNING")
    assert [place_of(one) for one in (first, second, third)] == [0, 2, 1]


@pytest.mark.usefixtures("queued")
def test_what_still_changes_is_forgotten_when_nobody_asked_for_it(official: User, outside: dict[str, Any]) -> None:
    final = order(official)
    outside["final"] = False
    report = order(official)
    for one in (final, report):
        report_task.call(str(one.pk))
    waits = DBTaskResult.objects.filter(task_path__endswith="forget_task")
    assert [one.args_kwargs["args"] for one in waits] == [[str(report.pk)]]
    forget_task.call(str(report.pk))
    assert Report.objects.filter(pk=report.pk).exists(), "asked for a moment ago"
    assert waits.all().count() == 2, "and looked at again in time"
    long_ago = timezone.now() - timedelta(days=actions.KEPT_DAYS + 1)
    ReportRequest.objects.update(requested_at=long_ago)
    for one in (final, report):
        forget_task.call(str(one.pk))
    assert list(Report.objects.all()) == [final]
    report_task.call(str(report.pk))  # its task may come after it


def test_a_download_is_noted(official: User) -> None:
    report = order(official)
    note_download(by=official, report=report)
    assert AuditEvent.objects.get(action="report.download").object_id == str(report.pk)


def test_a_bundle_has_every_part_and_says_what_it_has(official: User, outside: dict[str, Any]) -> None:
    outside["subjects"] = ("36", "36.1", "36.2")
    ready = order(official, subject="36.1")
    bundle = order(official, subject="36", kind="uji-bundel", format=Format.ZIP)
    assert bundle.state == ReportState.DONE, bundle.failure
    assert outside["runs"] == 3, "the part that was there is not made again"
    file = zipfile.ZipFile(io.BytesIO(stored(bundle)))
    assert file.testzip() is None
    manifest = json.loads(file.read("manifest.json"))
    assert [row["file"] for row in manifest["files"]] == ["uji/uji-36.pdf", "uji/uji-36.1.pdf", "uji/uji-36.2.pdf"]
    for row in manifest["files"]:
        content = file.read(row["file"])
        assert row["sha256"] == sha256(content).hexdigest()
        assert row["size"] == len(content)
    assert manifest["files"][1]["sha256"] == ready.sha256
    table = list(csv.DictReader(io.StringIO(file.read("manifest.csv").decode())))
    assert [row["file"] for row in table] == [row["file"] for row in manifest["files"]]
    assert {row["code"] for row in table} == {outside["code"]}


def test_a_bundle_says_which_part_failed(official: User, outside: dict[str, Any]) -> None:
    outside["text"] = "ditolak"
    bundle = order(official, kind="uji-bundel", format=Format.ZIP)
    assert bundle.state == ReportState.FAILED
    assert bundle.failure == "Laporan uji 36 tidak jadi dibuat: Data belum ada."
    outside.update(text="Isi", subjects=())
    empty = order(official, kind="uji-bundel", format=Format.ZIP)
    assert empty.failure == "Belum ada laporan yang dapat dikumpulkan."


@pytest.mark.usefixtures("queued")
def test_parts_wait_behind_what_people_wait_for(official: User, outside: dict[str, Any]) -> None:
    outside["subjects"] = ("36.1", "36.2")
    bundle = order(official, kind="uji-bundel", format=Format.ZIP)
    report_task.call(str(bundle.pk))
    bundle.refresh_from_db()
    assert bundle.state == ReportState.DONE
    parts = DBTaskResult.objects.filter(task_path__endswith="report_task").exclude(pk=bundle.task)
    assert {task.priority for task in parts} == {actions.LATER}
    for task in parts:
        report_task.call(*task.args_kwargs["args"])
    assert outside["runs"] == 2
