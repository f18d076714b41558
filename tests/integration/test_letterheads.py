"""Letterheads: drafted, looked at, taken into use from a day on, and from then on as they are."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from p2wkss.actions.letterheads import activate, discard, save_draft, start_draft
from p2wkss.actions.reports import order_report
from p2wkss.actions.saving import StaleVersion
from p2wkss.letterhead import letterhead_for
from p2wkss.letterhead_offices import spans
from p2wkss.models import AuditEvent, LetterheadVersion, Region, Report, Signer
from p2wkss.report_words import Format, ReportState, SignerRole
from p2wkss.reporting import kind_of
from p2wkss.reporting.making import run_report
from tests.factories.letterheads import DRAWING, make_draft, make_drawn_draft, make_signer, make_version
from tests.factories.pictures import make_photo
from tests.factories.world import BANTEN, PANDEGLANG, SERANG, World

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


# Which version counts ---------------------------------------------------------------------------------------


def test_the_own_version_of_the_day_counts_else_that_above(world: World) -> None:
    made = LetterheadVersion.objects
    assert made.in_force("36.04.15.2010", date(2019, 5, 1)) is None
    province = make_version(world.secretariat, BANTEN)
    assert made.in_force("36.04.15.2010", date(2019, 5, 1)) == province
    first = make_version(world.serang.staff, SERANG, date(2019, 3, 1))
    second = make_version(world.serang.staff, SERANG, date(2019, 6, 1))
    make_draft(world.serang.staff, SERANG, valid_from=date(2019, 1, 1))
    days = {date(2018, 1, 1): first, date(2019, 5, 31): first, date(2019, 6, 1): second, date(2030, 1, 1): second}
    for code in (SERANG, "36.04.15", "36.04.15.2010"):
        assert {day: made.in_force(code, day) for day in days} == days, "before the first day the first counts"
    assert made.in_force(PANDEGLANG, date(2019, 6, 1)) == province
    assert made.in_force("32.01", date(2019, 6, 1)) is None


def test_of_two_versions_of_one_day_the_later_counts(world: World) -> None:
    first, second = (make_version(world.serang.staff, SERANG, date(2019, 3, 1)) for _time in range(2))
    assert LetterheadVersion.objects.in_force(SERANG, date(2019, 3, 1)) == second
    third = make_version(world.serang.staff, SERANG, date(2020, 1, 1))
    found = [(span.version, span.last, span.is_replaced) for span in spans([third, second, first])]
    assert found == [
        (first, date(2019, 2, 28), True),
        (second, date(2019, 12, 31), False),
        (third, None, False),
    ]


def test_a_report_takes_it_with_two_queries_and_never_the_logo(
    world: World, django_assert_num_queries: Callable[[int], Any]
) -> None:
    draft = make_drawn_draft(
        world.serang.staff, SERANG, signers=[make_signer(), make_signer(SignerRole.RESULT, name="B")]
    )
    activate(by=world.serang.staff, draft=draft, version=draft.version)
    with django_assert_num_queries(2):
        head = letterhead_for("36.04.15.2010", date(2019, 5, 1), SignerRole.RESULT)
    assert head.lines == ("PEMERINTAH KABUPATEN UJI", "DINAS PEMBERDAYAAN UJI")
    assert head.signature.name == "B"
    assert head.logo_uri.startswith("data:image/svg+xml;base64,")
    assert letterhead_for(SERANG, date(2019, 5, 1), SignerRole.CERTIFICATE).signature.name == "Ibu Contoh"


# Drafts -----------------------------------------------------------------------------------------------------


def test_a_new_version_begins_as_a_copy(world: World) -> None:
    first = start_draft(by=world.serang.staff, region=region(SERANG))
    assert first.lines.startswith("PEMERINTAH PROVINSI BANTEN"), "of the settings"
    assert first.signers.get().title == "Ketua Tim Penilai P2WKSS"
    assert start_draft(by=world.secretariat, region=region(SERANG)) == first, "one draft an office"
    discard(by=world.serang.staff, draft=first)
    used = make_drawn_draft(world.serang.staff, SERANG, signers=[make_signer(), make_signer(SignerRole.RESULT)])
    activate(by=world.serang.staff, draft=used, version=used.version)
    copy = start_draft(by=world.serang.staff, region=region(SERANG))
    assert (copy.lines, bytes(copy.logo or b""), copy.logo_text) == (used.lines, DRAWING, "Segitiga")
    assert copy.valid_from is None
    assert copy.signers.count() == 2


def test_only_provinces_and_regencies_have_an_office(world: World) -> None:
    with pytest.raises(ValueError, match=r"36\.04\.15"):
        start_draft(by=world.serang.staff, region=region("36.04.15"))


def test_nobody_writes_for_another_office(world: World) -> None:
    draft = make_draft(world.pandeglang.staff, PANDEGLANG)
    version, staff = draft.version, world.serang.staff
    for step in (
        lambda: start_draft(by=staff, region=region(PANDEGLANG)),
        lambda: save_draft(by=staff, draft=draft, signers=[make_signer()]),
        lambda: activate(by=staff, draft=draft, version=version),
        lambda: discard(by=staff, draft=draft),
        lambda: start_draft(by=world.official, region=region(BANTEN)),
    ):
        with pytest.raises(PermissionDenied):
            step()
    draft.region = region(SERANG)
    with pytest.raises(ValidationError):
        discard(by=staff, draft=draft)
    assert LetterheadVersion.objects.filter(pk=draft.pk, region=PANDEGLANG).exists()


def test_the_same_again_changes_nothing_and_each_change_is_recorded(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    saved = AuditEvent.objects.filter(action="letterhead.save")
    before, version = saved.count(), draft.version
    save_draft(by=world.serang.staff, draft=draft, signers=[make_signer()])
    assert (saved.count(), LetterheadVersion.objects.get(pk=draft.pk).version) == (before, version)
    draft = LetterheadVersion.objects.get(pk=draft.pk)
    draft.address = "Jalan Uji 1"
    save_draft(by=world.serang.staff, draft=draft, signers=[make_signer(name="Ibu Lain")])
    assert saved.latest("pk").details["fields"] == ["address", "signers"]
    assert saved.latest("pk").region_code == SERANG


def test_two_people_at_one_draft(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG)
    mine, theirs = (LetterheadVersion.objects.get(pk=draft.pk) for _person in range(2))
    theirs.address = "Jalan Mereka"
    save_draft(by=world.secretariat, draft=theirs, signers=[make_signer()])
    mine.address = "Jalan Saya"
    with pytest.raises(StaleVersion):
        save_draft(by=world.serang.staff, draft=mine, signers=[make_signer()])
    with pytest.raises(StaleVersion):
        activate(by=world.serang.staff, draft=mine, version=mine.version)
    discard(by=world.serang.staff, draft=mine)
    with pytest.raises(ValidationError, match="sudah dibuang"):
        save_draft(by=world.secretariat, draft=theirs, signers=[make_signer()])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lines": "  \n "}, "lines"),
        ({"lines": "A\nB\nC\nD\nE"}, "lines"),
        ({"lines": "Kantor \u202eterbalik"}, "lines"),
        ({"lines": "x" * 501}, "lines"),
        ({"address": "Jalan 🏡"}, "address"),
        ({"contact": "a\x00b"}, "contact"),
        ({"contact": "x" * 201}, "contact"),
        ({"number_pattern": "400/{nomor}/{tahun}"}, "number_pattern"),
        ({"number_pattern": "400/{tahun"}, "number_pattern"),
        ({"signers": [make_signer(nip="123")]}, "all_nip"),
        ({"signers": [make_signer(), make_signer(SignerRole.RESULT, title=" ")]}, "result_title"),
        ({"signers": [make_signer(name="Ibu\u200b")]}, "all_name"),
        ({"signers": [make_signer(SignerRole.RESULT)]}, "all_title"),
    ],
)
def test_what_cannot_print_is_refused_at_its_field(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_draft(world.serang.staff, SERANG, **facts)
    assert set(refused.value.message_dict) == {field}


def test_a_nip_is_stored_as_it_prints(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG, signers=[make_signer(nip="197001011995032001")])
    assert draft.signers.get().nip == "19700101 199503 2 001"


# In use -----------------------------------------------------------------------------------------------------


def test_without_a_first_day_nothing_is_taken_into_use(world: World) -> None:
    draft = make_draft(world.serang.staff, SERANG, valid_from=None)
    with pytest.raises(ValidationError, match="tanggal mulai berlaku"):
        activate(by=world.serang.staff, draft=draft, version=draft.version)


def test_once_in_use_neither_it_nor_its_signers_change(world: World) -> None:
    version = make_version(world.serang.staff, SERANG)
    assert AuditEvent.objects.latest("pk").action == "letterhead.activate"
    for step in (
        lambda: save_draft(by=world.serang.staff, draft=version, signers=[make_signer(name="Lain")]),
        lambda: activate(by=world.serang.staff, draft=version, version=version.version),
        lambda: discard(by=world.serang.staff, draft=version),
    ):
        with pytest.raises(ValidationError, match="tidak dapat diubah lagi"):
            step()
    assert version.signers.get().name == "Ibu Contoh"


def test_the_database_refuses_it_too(world: World) -> None:
    version = make_version(world.serang.staff, SERANG)
    draft = make_draft(world.pandeglang.staff, PANDEGLANG)
    signer, free = version.signers.get(), draft.signers.get()
    rows, signers = LetterheadVersion.objects.filter(pk=version.pk), Signer.objects.filter(pk=signer.pk)
    for step in (
        lambda: rows.update(address="Lain"),
        lambda: rows._raw_delete(rows.db),
        lambda: signers.update(name="Lain"),
        lambda: signers._raw_delete(signers.db),
        lambda: Signer.objects.create(letterhead=version, role=SignerRole.RESULT, title="Lain"),
        lambda: Signer.objects.filter(pk=free.pk).update(letterhead=version, role=SignerRole.RESULT),
        lambda: signers.update(letterhead=draft, role=SignerRole.RESULT),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            step()
    Signer.objects.filter(pk=free.pk).update(name="Lain")
    discard(by=world.pandeglang.staff, draft=draft)
    assert not LetterheadVersion.objects.filter(pk=draft.pk).exists()


def test_an_office_has_one_draft_in_the_database(world: World) -> None:
    make_draft(world.serang.staff, SERANG)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterheadVersion.objects.create(region_id=SERANG, lines="Lain", created_by=world.secretariat)


# Pages ------------------------------------------------------------------------------------------------------


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
    text = PdfReader(io.BytesIO(b"".join(report.parts()))).pages[0].extract_text()
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
