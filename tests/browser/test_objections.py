"""The period of objections, end to end: a city objects, the secretariat grants, and the new ranking says why.

It is one story told in order on the demo's round of the province, so the steps share the module's state.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE, Site, assert_accessible
from tests.browser.papers import take

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
VILLAGE, REASON = "Kelurahan Bagendung", "Daftar hadir sebelas bulan sudah diperiksa"


def see(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def row_of(page: Page, text: str) -> Locator:
    """Find a row by its text; as a card on a phone it has no role of its own."""
    return page.locator("tbody tr").filter(has_text=text)


def open_round(page: Page) -> None:
    page.goto("/penilaian/")
    row_of(page, "Provinsi Banten").filter(has_text="2019").get_by_role("link").click()


def test_1_the_secretariat_opens_the_period(open_page: Open) -> None:
    page = open_page("sekretariat")
    open_round(page)
    press(page, "Buka masa sanggah")
    see(page, "Masa sanggah dibuka.")
    follow(page, "Sanggahan (0 menunggu putusan)")
    see(page, "Belum ada sanggahan")
    assert_accessible(page)


@pytest.mark.parametrize("width", [PHONE, None], ids=["phone", "desktop"])
def test_2_the_city_objects(open_page: Open, width: dict[str, int] | None) -> None:
    page = open_page("staf.cilegon", **({"viewport": width} if width else {}))
    open_round(page)
    page.get_by_role("link", name=re.compile("^Sanggahan")).click()
    assert_accessible(page)
    follow(page, f"Pilih indikator {VILLAGE}")
    assert_accessible(page)
    lowest = min(page.locator("tr:has(a.btn) [data-label=Nilai]").all_inner_texts(), key=number)
    page.locator("tr:has(a.btn)").filter(has_text=lowest).first.get_by_role("link").click()
    see(page, "Nilai tiap penilai")
    page.get_by_text("Bunyi setiap tingkat").click()
    assert_accessible(page)
    press(page, "Ajukan sanggahan")
    expect(page.locator("#div_id_claim")).to_contain_text("tidak boleh kosong")
    assert_accessible(page)
    page.fill("[name=claim]", "Pembinaan berjalan sebelas bulan; nilai ini belum menghitungnya.")
    if page.locator("[name=evidence]").count():
        page.locator("details:has([name=evidence]):not([open]) > summary").first.click()
        page.locator("[name=evidence]").first.check()
    press(page, "Ajukan sanggahan")
    see(page, "Sanggahan diajukan.")
    see(page, "Menunggu putusan")
    assert_accessible(page)


def number(text: str) -> float:
    return float(text.replace(",", "."))


def test_3_the_secretariat_decides_both(open_page: Open) -> None:
    page = open_page("sekretariat")
    open_round(page)
    see(page, "2 masih menunggu")
    for decision in ("grant", "refuse"):
        open_round(page)
        page.get_by_role("link", name=re.compile("^Sanggahan")).click()
        assert_accessible(page)
        row_of(page, "Menunggu putusan").first.get_by_role("link").click()
        follow(page, "Putuskan sanggahan")
        assert_accessible(page)
        page.locator(f"[name=decision][value={decision}]").check()
        page.fill("[name=reason]", REASON if decision == "grant" else "Bukti tidak menunjukkan hal itu")
        if decision == "grant":
            press(page, "Simpan putusan")
            see(page, "Pilih nilai perbaikan")
            expect(page.locator("[name=reason]")).to_have_value(REASON)
            assert_accessible(page)
            page.locator("[name=value]:not([value=na])").last.check()
        press(page, "Simpan putusan")
        see(page, "Putusan sanggahan dicatat.")


def test_4_the_new_ranking_says_what_changed(open_page: Open, site: Site) -> None:
    page = open_page("sekretariat")
    open_round(page)
    press(page, "Tutup masa sanggah")
    see(page, "Masa sanggah ditutup.")
    official = open_page("pimpinan", viewport=PHONE)
    open_round(official)
    see(official, "Hasil ini menggantikan hasil nomor 1")
    follow(official, "Lihat peringkat")
    see(official, "Hasil ini menggantikan hasil nomor 1")
    assert_accessible(official)
    follow(official, "Perubahan peringkat setelah masa sanggah")
    assert_accessible(official)
    row = row_of(official, VILLAGE).first
    expect(row).to_contain_text(f"Sanggahan dikabulkan: {REASON}")
    expect(official.get_by_role("link", name=re.compile("Sanggahan dikabulkan"))).to_have_count(0)
    total = row.locator("[data-label=Total] strong").inner_text()
    text = read(take(official, site, "Unduh laporan (PDF, XLSX)").path())
    assert total in text
    assert REASON in text
    assert "hasil sesuai" in site.manage("verify_results")


def test_5_the_papers_can_be_taken_away(open_page: Open, site: Site) -> None:
    page = open_page("sekretariat")
    open_round(page)
    round_url = page.url
    minutes = take(page, site, "Berita acara pleno")
    assert minutes.suggested_filename == "berita-acara-pleno-provinsi-banten-2019.pdf"
    assert "Pada hari ini" in read(minutes.path())
    page.goto(round_url)
    follow(page, "Sanggahan dan putusannya")
    text = read(take(page, site, "Unduh daftar (PDF, XLSX)").path())
    assert "Dikabulkan" in text
    assert "Ditolak" in text


def read(path: str | Path) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(path).pages).split())
