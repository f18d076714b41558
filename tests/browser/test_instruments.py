"""Writing an instrument in the browser: from a copy, through weights that miss a hundred, to the lock; a simulation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SECRETARIAT, OFFICIAL = "sekretariat", "pimpinan"


def see(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@pytest.mark.parametrize(("viewport", "javascript"), [(PHONE, True), (DESKTOP, False)], ids=["360", "1280-no-script"])
def test_from_a_copy_to_the_lock(open_page: Open, viewport: dict[str, int], javascript: bool) -> None:
    page = open_page(SECRETARIAT, viewport=viewport, javascript=javascript)
    page.goto("/instrumen/")
    page.locator("tbody tr").last.get_by_role("link").click()
    press(page, "Salin sebagai versi baru")
    see(page, "Disalin sebagai konsep versi")
    look(page, javascript)
    page.fill("[name=weight_0_dasar]", "39,99")
    press(page, "Simpan bobot")
    see(page, "Jumlah bobot 99,99: harus tepat 100")
    look(page, javascript)
    follow(page, "komponen")
    page.fill("[name=weight_0_dasar]", "40")
    press(page, "Simpan bobot")
    see(page, "Jumlah bobot 100")

    follow(page, "Program dasar")
    look(page, javascript)
    follow(page, "D1 SK dan Pokja P2WKSS")
    page.fill("[name=row_1_value]", "2")
    press(page, "Simpan")
    see(page, "Nilai 2 sudah dipakai tingkat lain.")
    look(page, javascript)
    page.fill("[name=row_1_value]", "1")
    page.fill("[name=row_1_text]", "Salah satu SK ada")
    page.locator("[name=row_1_value]").press("Enter")
    see(page, "Tersimpan.")
    assert page.url.endswith("/komponen/0/"), "what is right leads back to the component"

    follow(page, "Ubah")
    press(page, "Periksa")
    see(page, "semuanya benar")
    look(page, javascript)
    follow(page, "Yang berubah sejak versi 1")
    see(page, "Salah satu SK ada")
    look(page, javascript)
    page.go_back()
    press(page, "Kunci instrumen")
    see(page, "terkunci dan tidak dapat diubah lagi")
    look(page, javascript)


def look(page: Page, javascript: bool) -> None:
    """Let axe look at a page; it is a script itself."""
    if javascript:
        assert_accessible(page)


def test_every_page_of_the_editor_is_accessible(open_page: Open) -> None:
    page = open_page(SECRETARIAT, viewport=PHONE)
    page.goto("/instrumen/")
    page.locator("tbody tr").last.get_by_role("link").click()
    press(page, "Salin sebagai versi baru")
    home = page.url
    for place in ("umum/", "daftar/bagian/", "daftar/kategori/", "daftar/penghargaan/", "daftar/sebutan/"):
        page.goto(f"{home}{place}")
        assert_accessible(page)
    for place in ("komponen/baru/", "komponen/0/hapus/", "komponen/0/indikator/baru/", "komponen/0/indikator/0/hapus/"):
        page.goto(f"{home}{place}")
        assert_accessible(page)
    page.goto("/instrumen/unggah/")
    page.set_input_files("[name=file]", {"name": "a.toml", "mimeType": "text/plain", "buffer": b"weight = 12.5"})
    press(page, "Unggah dan periksa")
    see(page, "Isian “weight” tidak dikenal")
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_a_simulation_is_never_taken_for_the_result(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(OFFICIAL, viewport=viewport)
    page.goto("/hasil/")
    address = page.locator("a[href*='/peringkat/']").first.get_attribute("href") or ""
    page.goto(address.replace("/peringkat/", "/simulasi/"))
    see(page, "Ini bukan hasil penilaian.")
    assert_accessible(page)
    page.fill("[name=bobot_dasar]", "10")
    press(page, "Hitung simulasi")
    see(page, "Jumlah bobot 70: harus tepat 100.")
    assert_accessible(page)
    page.fill("[name=bobot_inovasi]", "50")
    press(page, "Hitung simulasi")
    assert "bobot_inovasi=50" in page.url
    expect(page.get_by_text("SIMULASI", exact=True)).to_have_count(2)
    assert page.title().startswith("SIMULASI")
    page.emulate_media(media="print")
    expect(page.get_by_text("SIMULASI", exact=True).first).to_be_visible()
