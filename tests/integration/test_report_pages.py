"""The pages of reports: what can be had, how far it is, what changed since, and the file."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from p2wkss.actions.report_mail import announce, set_report_mail
from p2wkss.actions.reports import order_report
from p2wkss.models import AuditEvent, Report, ReportDownload, User
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting import kind_of
from p2wkss.roles import Role
from tests.factories import report_kinds
from tests.factories.people import make_user
from tests.factories.places import make_regions

SignIn = Callable[[Any], Client]


@pytest.fixture
def official(db: None) -> User:
    """The head of the province."""
    make_regions()
    return make_user("pimpinan", Role.OFFICIAL, "36")


@pytest.fixture
def reader(official: User, sign_in: SignIn) -> Client:
    """The head of the province, signed in."""
    return sign_in(official)


@pytest.fixture(autouse=True)
def outside() -> Iterator[dict[str, Any]]:
    """What the reports are of."""
    with report_kinds.alone() as outside:
        yield outside


@pytest.fixture
def queued(settings: Any) -> None:
    """Tasks wait in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def order(by: User, subject: str = "36", format: Format = Format.PDF) -> Report:
    return order_report(by=by, kind=kind_of("uji-biasa"), subject=subject, format=format)


def test_from_the_offer_to_the_file(reader: Client) -> None:
    offer = reverse("report_offer", args=["uji-biasa", "36"])
    page = text_of(reader.get(offer))
    assert "Dikunci 11 Oktober 2019 10.00" in page
    assert "Buat PDF" in page
    assert "Unduh PDF" not in page
    ordered = reader.post(offer, {"format": "pdf"})
    report = Report.objects.get()
    assert ordered["Location"] == reverse("report_detail", args=[report.pk])
    page = text_of(reader.get(ordered["Location"]))
    assert "Siap diunduh" in page
    assert report.sha256 in page
    taken = reader.post(reverse("report_take", args=[report.pk]))
    assert ReportDownload.objects.get().report == report
    file = reader.get(taken["Location"])
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Length"] == str(report.size)
    assert file["Content-Disposition"] == 'attachment; filename="uji-36.pdf"'
    assert file["Cache-Control"] == "private, no-store"
    assert len(b"".join(file.streaming_content)) == report.size
    page = text_of(reader.get(offer))
    assert "Unduh PDF" in page
    assert "Buat Excel" in page


def test_the_file_takes_few_queries(reader: Client, official: User) -> None:
    report = order(official)
    url = reverse("report_file", args=[report.pk])
    with CaptureQueriesContext(connection) as asked:
        b"".join(reader.get(url).streaming_content)
    # session, user, roles, report, numbers of the pieces, the one piece
    assert len(asked) == 6
    assert "content" not in " ".join(re.findall(r'"p2wkss_report"\."(\w+)"', asked[3]["sql"])).split()


def test_what_is_not_there_yet_is_no_file(reader: Client, official: User, outside: dict[str, Any]) -> None:
    outside["text"] = "ditolak"
    report = order(official)
    assert reader.get(reverse("report_file", args=[report.pk])).status_code == 404
    assert reader.post(reverse("report_take", args=[report.pk])).status_code == 404
    page = reader.get(reverse("report_detail", args=[report.pk]))
    assert "Data belum ada." in text_of(page)
    assert "Coba lagi" in text_of(page)
    assert "Coba lagi" in text_of(reader.get(reverse("report_offer", args=["uji-biasa", "36"])))


def test_refusals(reader: Client, sign_in: SignIn) -> None:
    assert reader.get(reverse("report_offer", args=["tidak-ada", "36"])).status_code == 404
    assert reader.get(reverse("report_offer", args=["uji-biasa", "belum"])).status_code == 403
    assert reader.post(reverse("report_offer", args=["uji-biasa", "36"]), {"format": "zip"}).status_code == 404
    report = order(User.objects.get(username="pimpinan"))
    stranger = sign_in(make_user("kader", Role.SURVEYOR, "36.04"))
    for name in ("report_detail", "report_file"):
        assert stranger.get(reverse(name, args=[report.pk])).status_code == 404
    assert stranger.post(reverse("report_take", args=[report.pk])).status_code == 404


@pytest.mark.usefixtures("queued")
def test_the_place_in_the_queue_and_the_progress(reader: Client, official: User) -> None:
    first, second = order(official, "36.1"), order(official, "36.2")
    page = reader.get(reverse("report_detail", args=[second.pk]))
    assert "Menunggu giliran ke-2" in text_of(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert "boleh ditinggalkan" in text_of(page)
    DBTaskResult.objects.filter(pk=first.task).update(status="RUNNING")
    Report.objects.filter(pk=first.pk).update(state=ReportState.RUNNING, progress=40)
    page = text_of(reader.get(reverse("report_detail", args=[first.pk])))
    assert "Sedang dibuat 40/100" in page
    assert "Menunggu giliran ke-1" in text_of(reader.get(reverse("report_detail", args=[second.pk])))
    assert "Lihat kemajuannya" in text_of(reader.get(reverse("report_offer", args=["uji-biasa", "36.1"])))


def test_provisional_data_say_so(reader: Client, official: User, outside: dict[str, Any]) -> None:
    outside["final"] = False
    report = order(official)
    assert report.file_name == "uji-36-sementara.pdf"
    assert "SEMENTARA" in text_of(reader.get(reverse("report_offer", args=["uji-biasa", "36"])))
    assert "SEMENTARA" in text_of(reader.get(reverse("report_detail", args=[report.pk])))
    assert "SEMENTARA" in text_of(reader.get(reverse("report_list")))


def test_a_replaced_result_stays_and_leads_to_the_newer(
    reader: Client, official: User, outside: dict[str, Any]
) -> None:
    report = order(official)
    old, outside["code"] = outside["code"], "NNNN-PPPP-QQQQ"
    page = reader.get(reverse("report_detail", args=[report.pk]))
    assert f"memuat hasil {old}" in text_of(page)
    assert "Yang berlaku sekarang hasil NNNN-PPPP-QQQQ" in text_of(page)
    assert f'href="{reverse("report_offer", args=["uji-biasa", "36"])}"' in page.content.decode()
    assert reader.get(reverse("report_file", args=[report.pk])).status_code == 200


def test_the_list_points_out_what_changed_since_the_last_download(
    reader: Client, official: User, outside: dict[str, Any]
) -> None:
    report = order(official)
    reader.post(reverse("report_take", args=[report.pk]))
    ReportDownload.objects.update(downloaded_at=timezone.now() - timedelta(days=3))
    day = timezone.localdate() - timedelta(days=3)
    assert "berubah sejak" not in text_of(reader.get(reverse("report_list")))
    outside["code"] = "NNNN-PPPP-QQQQ"
    for url in (reverse("report_list"), reverse("report_offer", args=["uji-biasa", "36"])):
        assert f"berubah sejak Anda mengunduh {day.day} " in text_of(reader.get(url))
    newer = order(official)
    assert "berubah sejak" in text_of(reader.get(reverse("report_list"))), "made, and not taken yet"
    reader.post(reverse("report_take", args=[newer.pk]))
    assert "berubah sejak" not in text_of(reader.get(reverse("report_list")))


def test_the_list_takes_as_many_queries_for_thirty_rows_as_for_one(
    reader: Client, official: User, outside: dict[str, Any]
) -> None:
    url = reverse("report_list")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            text_of(reader.get(url))
        return len(asked)

    reader.post(reverse("report_take", args=[order(official, format=Format.XLSX).pk]))
    first = queries()
    outside["subjects"] = ("36", *(f"36.{number}" for number in range(29)))
    for subject in outside["subjects"]:
        reader.post(reverse("report_take", args=[order(official, subject, Format.XLSX).pk]))
    assert queries() == first
    page = text_of(reader.get(url))
    assert page.count("Unduh Excel") == 30
    assert "Halaman 1 dari 3" in page, "the own requests come ten a page"


def test_who_publishes_nothing_sees_the_own_requests(sign_in: SignIn, official: User) -> None:
    page = text_of(sign_in(make_user("kader", Role.SURVEYOR, "36.04")).get(reverse("report_list")))
    assert "Yang Anda minta" in page
    assert "Kabar lewat surel" not in page


def test_mail_is_turned_on_and_off(reader: Client, official: User) -> None:
    assert "belum punya alamat surel" in text_of(reader.get(reverse("report_list")))
    User.objects.filter(pk=official.pk).update(email="pimpinan@contoh.go.id")
    assert "Kabari saya" in text_of(reader.get(reverse("report_list")))
    for wanted in ("1", "1", "0"):
        assert reader.post(reverse("report_mail"), {"wanted": wanted})["Location"] == reverse("report_list")
        assert User.objects.get(pk=official.pk).wants_report_mail is (wanted == "1")
    assert AuditEvent.objects.filter(action="report.mail").count() == 2, "the same again is no change"


def test_a_result_is_announced_to_who_wants_it(
    official: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://p2wkss.contoh.go.id"]
    people = {
        "pimpinan": official,
        "serang": make_user("serang", Role.DISTRICT_STAFF, "36.04"),
        "pandeglang": make_user("pandeglang", Role.DISTRICT_STAFF, "36.01"),
        "kader": make_user("kader", Role.SURVEYOR, "36.04"),
        "bisu": make_user("bisu", Role.OFFICIAL, "36"),
    }
    User.objects.update(email="x@contoh.go.id")
    for name, person in people.items():
        User.objects.filter(pk=person.pk).update(email=f"{name}@contoh.go.id")
        set_report_mail(by=person, wanted=name != "bisu")

    def told(region: str) -> set[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            announce(region_code=region, words="Hasil %s diumumkan", about="Banten 2019")
        return {letter.to[0].partition("@")[0] for letter in mail.outbox}

    assert told("36") == {"pimpinan", "serang", "pandeglang"}
    letter = mail.outbox[0]
    assert letter.subject == "P2WKSS: Hasil Banten 2019 diumumkan"
    assert "https://p2wkss.contoh.go.id/laporan/" in letter.body
    assert told("36.04") == {"pimpinan", "serang"}
    settings.CSRF_TRUSTED_ORIGINS = []
    told("36")
    assert "menu Laporan di P2WKSS" in mail.outbox[0].body
