"""The pages of letterheads, from a new version to its use, and the sample on paper."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from p2wkss.actions.letterheads import discard, save_draft
from p2wkss.actions.reports import order_report
from p2wkss.models import AuditEvent, LetterheadVersion, Region, Report
from p2wkss.report_words import Format, ReportState, SignerRole
from p2wkss.reporting import kind_of
from p2wkss.reporting.making import run_report
from tests.factories.letterheads import DRAWING, make_draft, make_drawn_draft, make_signer, make_version
from tests.factories.pictures import make_photo
from tests.factories.world import BANTEN, PANDEGLANG, SERANG, World
from tests.pdf_checks import check_pdf, elements

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("shared_world")


def region(code: str) -> Region:
    return Region.objects.get(code=code)


def filled(version: LetterheadVersion, **changed: Any) -> dict[str, Any]:
    """What the form of a draft sends."""
    known = {
        "version": version.version,
        "lines": version.lines,
        "address": version.address,
        "contact": version.contact,
        "logo_text": version.logo_text,
        "number_pattern": version.number_pattern,
        "valid_from": version.valid_from or "",
        "all_title": "Kepala Dinas Uji",
    }
    return {**known, **changed}


def test_from_a_new_version_to_its_use(world: World, staff: Client) -> None:
    assert "Kop surat" in staff.get(reverse("home")).content.decode()
    page = staff.get(reverse("letterhead_list")).content.decode()
    assert "Laporan memakai kop bawaan." in page
    response = staff.post(reverse("letterhead_create", args=[SERANG]))
    draft = LetterheadVersion.objects.get(region=SERANG)
    assert response.url == reverse("letterhead_update", args=[draft.pk])
    logo = SimpleUploadedFile("lambang.png", make_photo(1, (200, 200), "PNG"))
    typed = {"lines": "PEMKAB UJI\nDINAS", "logo_file": logo, "logo_text": "Lambang uji", "valid_from": "2019-01-01"}
    names = {"result_title": "Sekretaris", "result_name": "Bapak Contoh", "all_nip": "197001011995032001"}
    response = staff.post(response.url, filled(draft, **typed, **names, number_pattern="400/{jenis}/{tahun}"))
    assert response.url == reverse("letterhead_detail", args=[draft.pk])
    page = staff.get(response.url).content.decode()
    for words in (
        "PEMKAB UJI",
        'alt="Lambang uji"',
        "19700101 199503 2 001",
        "Bapak Contoh",
        "400/jenis/",
        "Contoh PDF",
    ):
        assert words in page
    assert "Pakai mulai Selasa, 1 Januari 2019" in page
    draft.refresh_from_db()
    staff.post(reverse("letterhead_activate", args=[draft.pk]), {"version": draft.version})
    page = staff.get(reverse("letterhead_list")).content.decode()
    assert "sejak 1 Januari 2019" in page
    assert "Versi lain" not in page


def test_the_list_shows_the_draft_and_what_was_before(world: World, staff: Client) -> None:
    make_version(world.serang.staff, SERANG, date(2018, 1, 1), lines="LAMA")
    make_version(world.serang.staff, SERANG, date(2019, 1, 1), lines="KINI")
    make_version(world.serang.staff, SERANG, timezone.localdate() + timedelta(days=30), lines="NANTI")
    make_draft(world.serang.staff, SERANG, valid_from=date(2020, 1, 1))
    page = staff.get(reverse("letterhead_list")).content.decode()
    assert "KINI" in page
    assert "1 Januari 2018 sampai 31 Desember 2018" in page
    assert "akan berlaku" in page
    assert "untuk dipakai mulai 1 Januari 2020" in page
    assert "Versi lain</summary>" not in page
    assert "Versi lain (2)" in page


def test_the_list_asks_as_little_for_three_offices_as_for_one(
    world: World, sign_in: SignIn, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = sign_in(world.secretariat)
    make_version(world.serang.staff, SERANG)
    client.get(reverse("letterhead_list"))
    with django_assert_num_queries(7):
        client.get(reverse("letterhead_list"))
    make_version(world.pandeglang.staff, PANDEGLANG)
    make_version(world.secretariat, BANTEN)
    with django_assert_num_queries(7):
        page = client.get(reverse("letterhead_list"))
    assert [office.region.pk for office in page.context["offices"]] == [BANTEN, PANDEGLANG, SERANG]


def test_who_manages_the_country_searches_for_an_office(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator)
    assert "Cari provinsi" in client.get(reverse("letterhead_list")).content.decode()
    make_version(world.serang.staff, SERANG)
    for query, found in (
        ("", [SERANG]),
        ("36.01 Kabupaten Pandeglang", [PANDEGLANG]),
        ("kabupaten", ["32.01", PANDEGLANG, SERANG]),
        ("Kamurang", []),
    ):
        page = client.get(reverse("letterhead_list"), {"region": query})
        assert [office.region.pk for office in page.context["offices"]] == found, query


def test_a_refusal_stands_at_its_field(world: World, staff: Client) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    hostile = SimpleUploadedFile("lambang.png", DRAWING.replace(b"<path", b"<script/><path"))
    wrong = {"logo_file": hostile, "number_pattern": "{nomor}", "all_nip": "123", "result_name": "Tanpa jabatan"}
    response = staff.post(reverse("letterhead_update", args=[draft.pk]), filled(draft, **wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Lambang SVG ini memuat skrip (elemen script)." in page
    assert "NIP terdiri atas 18 angka" in page
    assert "pilih berkas lambang sekali lagi" in page
    again = filled(
        draft, number_pattern="{nomor}", result_name="Tanpa jabatan", logo_file=SimpleUploadedFile("a", DRAWING)
    )
    page = staff.post(reverse("letterhead_update", args=[draft.pk]), again).content.decode()
    for words in ("{nomor} tidak dikenal", "Tulis jabatan penanda tangan", "untuk pembaca layar"):
        assert words in page
    assert LetterheadVersion.objects.get(pk=draft.pk).version == draft.version


def test_a_page_that_was_open_too_long_shows_both(world: World, staff: Client) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    theirs = LetterheadVersion.objects.get(pk=draft.pk)
    theirs.address = "Jalan Mereka"
    save_draft(by=world.secretariat, draft=theirs, signers=[make_signer(name="Nama Mereka")])
    url = reverse("letterhead_update", args=[draft.pk])
    response = staff.post(url, filled(draft, address="Jalan Saya", all_name="Nama Saya"))
    assert [one.saved for one in response.context["form"].conflicts if one.typed] == ["Jalan Mereka", "Nama Mereka"]
    response = staff.post(reverse("letterhead_activate", args=[draft.pk]), {"version": draft.version}, follow=True)
    assert "berubah sejak Anda melihatnya" in response.content.decode()
    assert LetterheadVersion.objects.get(pk=draft.pk).is_draft


def test_a_logo_is_handed_out_as_what_it_is_and_may_do_nothing(world: World, staff: Client) -> None:
    draft = make_drawn_draft(world.serang.staff, SERANG)
    response = staff.get(reverse("letterhead_logo", args=[draft.pk]))
    assert (response.content, response["Content-Type"]) == (DRAWING, "image/svg+xml")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    staff.post(reverse("letterhead_update", args=[draft.pk]), filled(draft, drop_logo="on"))
    assert staff.get(reverse("letterhead_logo", args=[draft.pk])).status_code == 404
    assert not LetterheadVersion.objects.get(pk=draft.pk).logo_text


def test_a_version_in_use_shows_itself_and_takes_nothing(world: World, staff: Client) -> None:
    version = make_version(world.serang.staff, SERANG)
    response = staff.post(reverse("letterhead_update", args=[version.pk]), filled(version, address="Lain"), follow=True)
    assert "tidak dapat diubah lagi" in response.content.decode()
    response = staff.post(reverse("letterhead_discard", args=[version.pk]), follow=True)
    assert "tidak dapat diubah lagi" in response.content.decode()
    assert not LetterheadVersion.objects.get(pk=version.pk).address


def test_a_draft_is_thrown_away(world: World, staff: Client) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    assert staff.post(reverse("letterhead_discard", args=[draft.pk])).url == reverse("letterhead_list")
    assert not LetterheadVersion.objects.exists()
    assert AuditEvent.objects.latest("pk").action == "letterhead.discard"


def test_another_districts_office_is_not_there(world: World, staff: Client) -> None:
    draft = make_drawn_draft(world.pandeglang.staff, PANDEGLANG)
    assert "Pandeglang" not in staff.get(reverse("letterhead_list")).content.decode()
    assert staff.get(reverse("letterhead_create", args=[PANDEGLANG])).status_code == 404
    assert staff.get(reverse("letterhead_create", args=["36.04.15"])).status_code == 404
    for name in ("letterhead_detail", "letterhead_update", "letterhead_logo"):
        assert staff.get(reverse(name, args=[draft.pk])).status_code == 404
    assert staff.get(reverse("report_offer", args=["contoh-kop", draft.pk])).status_code == 404


# The sample on paper ----------------------------------------------------------------------------------------


def sample(world: World, draft: LetterheadVersion) -> Report:
    report = order_report(by=world.serang.staff, kind=kind_of("contoh-kop"), subject=str(draft.pk), format=Format.PDF)
    report.refresh_from_db()
    return report


def test_the_sample_says_what_the_draft_says(world: World) -> None:
    signers = [make_signer(), make_signer(SignerRole.CERTIFICATE, title="Gubernur Uji", nip="")]
    draft = make_drawn_draft(world.serang.staff, SERANG, signers=signers, number_pattern="4/{jenis}/{wilayah}")
    report = sample(world, draft)
    assert (report.state, report.is_final, report.pages) == (ReportState.DONE, False, 1)
    pdf = b"".join(report.parts())
    check_pdf(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        said = [str(one.Alt) for one in elements(file.Root.StructTreeRoot.K) if one.S == "/Figure"]
    assert said == ["Segitiga"], "the logo has its words"
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for words in ("DINAS PEMBERDAYAAN UJI", "Ibu Contoh", "Gubernur Uji", "4/contoh-kop/36.04", "CONTOH", "SEMENTARA"):
        assert words in text
    assert sample(world, draft) == report, "the same draft is the same file"


def test_a_changed_draft_makes_a_new_sample(world: World) -> None:
    draft = make_drawn_draft(world.serang.staff, SERANG)
    first = sample(world, draft)
    draft = LetterheadVersion.objects.get(pk=draft.pk)
    save_draft(by=world.serang.staff, draft=draft, signers=[make_signer(name="Ibu Lain")])
    assert sample(world, draft) != first


def test_a_draft_that_is_gone_refuses_its_sample_in_words(world: World) -> None:
    draft = make_drawn_draft(world.serang.staff, SERANG)
    report = sample(world, draft)
    discard(by=world.serang.staff, draft=draft)
    Report.objects.filter(pk=report.pk).update(state=ReportState.WAITING)
    run_report(Report.objects.get(pk=report.pk))
    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "berubah atau dibuang" in report.failure
    assert not kind_of("contoh-kop").may_open(world.serang.staff, report)


@pytest.mark.parametrize("subject", ["0", "x", "-1", "²", "9" * 30])
def test_a_subject_that_is_none_is_not_there(world: World, staff: Client, subject: str) -> None:
    assert staff.get(reverse("report_offer", args=["contoh-kop", subject])).status_code == 404
