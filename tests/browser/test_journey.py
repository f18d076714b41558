"""The main job, end to end, in one browser: from a family to the paper that an official takes away.

The demo's programme year is 2019; this journey opens the year 2020 beside it. It is one story told in order, so
the steps share the module's state.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE, Site, assert_accessible
from tests.browser.papers import take

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
ANSWERED = 21


def see(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, radio: str) -> None:
    """Choose by keyboard alone."""
    page.locator(radio).press("Space")
    expect(page.locator(radio)).to_be_checked()


def test_1_secretariat_opens_the_year(open_page: Open) -> None:
    page = open_page("sekretariat")
    assert_accessible(page)
    follow(page, "Tahun program")
    assert_accessible(page)
    follow(page, "Buka tahun program")
    page.fill("[name=year]", "2020")
    press(page, "Simpan")
    see(page, "Tahun program Banten 2020 dibuka.")


@pytest.mark.parametrize(
    ("staff", "district", "villages"),
    [
        ("staf.serang", "Kabupaten Serang", ["36.04.15.2010", "36.04.15.2006"]),
        ("staf.lebak", "Kabupaten Lebak", ["36.02.01.2002", "36.02.02.2002"]),
    ],
)
def test_2_staff_names_the_villages(open_page: Open, staff: str, district: str, villages: list[str]) -> None:
    page = open_page(staff)
    assert_accessible(page)
    follow(page, "SK")
    follow(page, "Catat SK")
    page.fill("[name=title]", f"Penetapan lokasi binaan {district} 2020")
    page.fill("[name=first_year]", "2020")
    page.fill("[name=last_year]", "2020")
    page.set_input_files("[name=upload]", {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"})
    assert_accessible(page)
    press(page, "Simpan")
    see(page, "SK tersimpan.")
    for code in villages:
        page.goto("/desa/baru/")
        page.select_option("[name=cycle]", label="Banten 2020")
        page.select_option("[name=decree]", label="SK tanpa nomor · 2020-2020")
        page.select_option("[name=village]", code)
        page.fill("[name=family_quota]", "1")
        page.fill("[name=reason]", "Rawan ekonomi")
        press(page, "Simpan")
        see(page, "tersimpan.")
    assert_accessible(page)


def test_3_staff_enters_a_family_and_its_survey_on_a_phone(open_page: Open) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    see(page, "Daftarkan keluarga sasaran")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Daftarkan keluarga sasaran.*Desa Kamurang")).click()
    page.fill("[name=head_name]", "Ibu Sumiati (contoh)")
    page.select_option("[name=head_sex]", label="Perempuan")
    page.fill("[name=head_birth_date]", "1980-01-12")
    page.fill("[name=nik]", "3604995213800001")
    page.fill("[name=rt]", "03")
    press(page, "Simpan keluarga")
    expect(page.locator("#div_id_nik")).to_contain_text("bukan tanggal yang ada")
    expect(page.locator("[name=head_name]")).to_have_value("Ibu Sumiati (contoh)")
    expect(page.locator("[name=nik]")).to_have_value("3604995213800001")
    assert_accessible(page)
    page.fill("[name=nik]", "3604 9952 0180 0001")
    press(page, "Simpan keluarga")
    see(page, "Keluarga Ibu Sumiati (contoh) tersimpan.")
    see(page, "360499********01")
    expect(page.locator("body")).not_to_contain_text("3604995201800001")
    assert_accessible(page)
    page.get_by_role("link", name="Isi survei Survei awal").click()
    _answer(page, {9: "t"})
    expect(page.locator("[data-welfare-stage]")).to_have_text("KS I")
    expect(page.locator("[data-first-unmet]")).to_have_text("#9")
    page.fill("[name=monthly_income]", "1.500.000")
    assert_accessible(page)
    press(page, "Simpan dan lanjut")
    see(page, "Semua keluarga sudah lengkap disurvei pada putaran ini.")
    follow(page, "Ibu Sumiati (contoh)")
    see(page, "Rp1.500.000")
    page.get_by_role("link", name="Isi survei Survei akhir").click()
    _answer(page, {})
    expect(page.locator("[data-welfare-stage]")).to_have_text("KS III Plus")
    press(page, "Simpan")
    see(page, "tersimpan, tetapi belum diajukan.")
    see(page, "KS III Plus")
    follow(page, "Desa Kamurang")
    follow(page, "Perubahan keluarga yang sama")
    see(page, "bukan bukti sebab")
    assert_accessible(page)


def _answer(page: Page, otherwise: dict[int, str]) -> None:
    for number in range(1, ANSWERED + 1):
        letter = otherwise.get(number, "y")
        choose(page, f"[name=answer_{number}][value={letter}]")


@pytest.mark.parametrize(
    ("staff", "district", "assessor"),
    [
        ("staf.serang", "Kabupaten Serang", "Tim Penilai 1 Serang (contoh)"),
        ("staf.lebak", "Kabupaten Lebak", "Tim Penilai 1 Lebak (contoh)"),
    ],
)
def test_4_district_prepares_its_round(open_page: Open, staff: str, district: str, assessor: str) -> None:
    page = open_page(staff)
    _prepare(page, district, entries=2, panel=[assessor])
    press(page, "Buka penilaian")
    see(page, "Penilaian dibuka.")


@pytest.mark.parametrize(
    ("staff", "assessor", "best", "district"),
    [
        ("staf.serang", "penilai.serang.1", "Desa Kamurang", "Kabupaten Serang"),
        ("staf.lebak", "penilai.lebak.1", "Desa Cilangkahan", "Kabupaten Lebak"),
    ],
)
def test_5_district_judges_and_nominates(open_page: Open, staff: str, assessor: str, best: str, district: str) -> None:
    judge = open_page(assessor)
    for _village in range(2):
        _open_next(judge)
        name = judge.locator("h1").inner_text()
        _score(judge, "4" if name == best else "2")
        press(judge, "Simpan dan ajukan")
        see(judge, f"Lembar nilai {name} diajukan.")
    page = open_page(staff)
    _open_round(page, district)
    press(page, "Buka pleno")
    see(page, "Pleno dibuka.")
    press(page, "Kunci hasil")
    see(page, "Hasil terkunci.")
    press(page, "Umumkan hasil")
    follow(page, "Buka peringkat")
    page.get_by_role("link", name=f"Tetapkan wakil {best}").click()
    assert_accessible(page)
    press(page, "Tetapkan sebagai wakil")
    see(page, f"{best} ditetapkan sebagai wakil")


def test_6_province_opens_its_round(open_page: Open) -> None:
    page = open_page("sekretariat")
    panel = ["Ratna Wulandari (contoh)", "Sri Mulyati (contoh)"]
    _prepare(page, "Provinsi Banten", entries=2, panel=panel)
    assert_accessible(page)
    press(page, "Buka penilaian")
    see(page, "Penilaian dibuka.")
    # Sri Mulyati comes from Kabupaten Lebak and gets no sheet of its village.
    row = page.get_by_role("row", name=re.compile("Sri Mulyati"))
    expect(row).to_contain_text("0/1")


def test_7_two_assessors_score_blind(open_page: Open) -> None:
    first = open_page("penilai1", viewport=PHONE)
    assert_accessible(first)
    _open_next(first)
    assert_accessible(first)
    village = first.locator("h1").inner_text()
    _score(first, "3")
    expect(first.locator("[data-subtotal=dasar]")).to_have_text("75,00")
    expect(first.locator("[data-given]")).to_have_text("23")
    assert_accessible(first)
    press(first, "Simpan dan ajukan")
    see(first, f"Lembar nilai {village} diajukan.")

    page = open_page("sekretariat")
    _open_round(page, "Provinsi Banten")
    see(page, "desa belum lengkap dinilai")
    page.goto(page.url + "peringkat/")
    see(page, "Draf: hasil belum dikunci")
    see(page, "Belum diperingkat")
    assert_accessible(page)

    _finish(first, "3")
    _finish(open_page("penilai3"), "4")


def test_8_province_locks_and_the_official_downloads(open_page: Open, site: Site, tmp_path: Path) -> None:
    page = open_page("sekretariat")
    _open_round(page, "Provinsi Banten")
    round_url = page.url
    page.goto(round_url + "peringkat/")
    draft = take(page, site, "Unduh laporan (PDF, XLSX)")
    assert "SEMENTARA" in _text(draft.path())
    page.goto(round_url)
    press(page, "Buka pleno")
    press(page, "Kunci hasil")
    see(page, "Hasil terkunci.")
    press(page, "Umumkan hasil")
    see(page, "Hasil diumumkan.")

    official = open_page("pimpinan", viewport=PHONE)
    see(official, "Provinsi Banten 2020")
    assert_accessible(official)
    follow(official, "Provinsi Banten 2020")
    expect(official.locator("h1")).to_contain_text("Peringkat")
    assert_accessible(official)
    see(official, "Desa Kamurang")
    total = official.locator("tbody tr").first.locator("[data-label=Total]").inner_text().splitlines()[0]
    ranking_url = official.url
    report = take(official, site, "Unduh laporan (PDF, XLSX)")
    assert_accessible(official)
    text = _text(report.path())
    assert total in text
    assert "SEMENTARA" not in text
    assert report.suggested_filename == "peringkat-provinsi-banten-2020.pdf"
    official.goto(ranking_url)
    book = take(official, site, "Unduh laporan (PDF, XLSX)", "Excel")
    sheet = load_workbook(BytesIO(Path(book.path()).read_bytes()))["Peringkat"]
    assert sheet.cell(2, 2).value == "Desa Kamurang"
    assert f"{sheet.cell(2, 5).value:.2f}".replace(".", ",") == total
    official.goto(ranking_url)
    follow(official, "Desa Kamurang")
    expect(official.locator("h1")).to_contain_text("Desa Kamurang")
    assert_accessible(official)
    official.get_by_text("nilai", exact=False).first.wait_for()
    card = take(official, site, "Unduh kartu (PDF, XLSX)")
    words = _text(card.path())
    assert "Penilai 1" in words
    assert "Ratna Wulandari" not in words, "who does not run the round reads assessors by number"
    assert "hasil sesuai" in site.manage("verify_results")


def _prepare(page: Page, region: str, *, entries: int, panel: list[str]) -> None:
    page.goto("/penilaian/baru/")
    assert_accessible(page)
    page.select_option("[name=cycle]", label="Banten 2020")
    page.select_option("[name=region]", label=region)
    page.select_option("[name=instrument]", index=1)
    press(page, "Simpan dan lanjut")
    see(page, "Penilaian disiapkan.")
    for _entry in range(entries):
        page.get_by_role("link", name=re.compile("^Tambah peserta")).click()
        page.select_option("[name=target_village]", index=1)
        press(page, "Tambah peserta")
        see(page, "menjadi peserta.")
    for person in panel:
        follow(page, "Tambah penilai")
        page.select_option("[name=user]", label=person)
        press(page, "Tambah penilai")
        see(page, "menjadi anggota tim penilai.")


def _open_round(page: Page, region: str) -> None:
    page.goto("/penilaian/")
    page.get_by_role("row", name=re.compile(f"{region} 2020")).get_by_role("link").click()


def _score(page: Page, level: str) -> None:
    for button in page.locator(f"input[type=radio][value='{level}']").all():
        button.press("Space")
    # Whoever gives another level than the facts propose says why.
    for row in page.locator("[data-code]:has(.level-offer)").all():
        row.locator("textarea").fill("Menurut kunjungan")
        row.locator("textarea").blur()
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Tersimpan"))


def _open_next(page: Page) -> None:
    """Open the next sheet from the home page; before the first, declare that there is no conflict of interest."""
    waiting = re.compile("Mulai menilai|Lanjutkan menilai")
    page.goto("/")
    page.get_by_role("link", name=waiting).click()
    if page.locator("h1").inner_text() == "Sebelum berkas dibuka":
        press(page, "Tidak ada untuk semua yang tercantum")
        page.goto("/")
        page.get_by_role("link", name=waiting).click()


def _finish(page: Page, level: str) -> None:
    while True:
        page.goto("/")
        waiting = page.get_by_role("link", name=re.compile("Mulai menilai|Lanjutkan menilai"))
        if not waiting.count():
            return
        _open_next(page)
        _score(page, level)
        press(page, "Simpan dan ajukan")
        see(page, "diajukan.")


def _text(path: str | Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
