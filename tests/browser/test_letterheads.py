"""A letterhead in the browser: from a copy of the one in force to the version that is used, with a refusal between."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible
from tests.factories.letterheads import DRAWING

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
HOSTILE = DRAWING.replace(b"<path", b"<script>document.title='x'</script><path")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def take_in(page: Page, place: Path, content: bytes) -> None:
    """Choose a file for the logo."""
    file = place / "lambang.svg"
    file.write_bytes(content)
    page.set_input_files("[name=logo_file]", file)


@pytest.mark.parametrize(("viewport", "who"), [(PHONE, "staf.lebak"), (DESKTOP, "staf.cilegon")], ids=["360", "1280"])
def test_from_a_copy_to_the_version_in_use(open_page: Open, tmp_path: Path, viewport: dict[str, int], who: str) -> None:
    page = open_page(who, viewport=viewport)
    page.goto("/laporan/kop/")
    expect(page.locator("main")).to_contain_text("Laporan memakai kop Provinsi Banten.")
    assert_accessible(page)
    page.get_by_role("link", name="Versi baru").first.click()
    assert_accessible(page)
    press(page, "Buat rancangan")
    expect(page.locator("[name=lines]")).to_have_value(
        "PEMERINTAH PROVINSI BANTEN\nDINAS PEMBERDAYAAN PEREMPUAN (CONTOH)\nSEKRETARIAT TIM PENILAI P2WKSS"
    )
    assert_accessible(page)
    page.fill("[name=lines]", "PEMERINTAH DAERAH UJI\nDINAS UJI")
    page.fill("[name=all_name]", "Ibu Uji (contoh)")
    page.fill("[name=all_nip]", "123")
    take_in(page, tmp_path, HOSTILE)
    press(page, "Simpan dan lihat")
    expect(page.locator(".error-summary")).to_contain_text("Lambang SVG ini memuat skrip (elemen script).")
    expect(page.locator(".error-summary")).to_contain_text("NIP terdiri atas 18 angka")
    assert_accessible(page)
    page.fill("[name=all_nip]", "197001011995032001")
    page.fill("[name=logo_text]", "Segitiga")
    page.fill("[name=valid_from]", "2019-01-01")
    page.fill("[name=certificate_title]", "Bupati Uji")
    take_in(page, tmp_path, DRAWING)
    press(page, "Simpan dan lihat")
    expect(page.locator(".paper-sheet")).to_contain_text("NIP 19700101 199503 2 001")
    expect(page.get_by_role("img", name="Segitiga")).to_be_visible()
    assert page.get_by_role("img", name="Segitiga").evaluate("image => image.naturalWidth > 0")
    assert_accessible(page)
    page.get_by_role("link", name="Contoh PDF").click()
    expect(page.locator("main")).to_contain_text("Contoh kop surat")
    assert_accessible(page)
    page.go_back()
    press(page, "Pakai mulai Selasa, 1 Januari 2019")
    expect(page.locator("main")).to_contain_text("Kop surat dipakai.")
    assert_accessible(page)
    page.goto("/laporan/kop/")
    expect(page.locator("main")).to_contain_text("DINAS UJI")
    page.get_by_role("link", name="Versi baru").first.click()
    press(page, "Buat rancangan")
    page.get_by_role("link", name="Kembali").click()
    page.locator("summary", has_text="Buang rancangan ini").click()
    assert_accessible(page)
    press(page, "Buang rancangan")
    expect(page.locator("main")).to_contain_text("Rancangan dibuang.")


def test_the_province_sees_all_its_offices(open_page: Open) -> None:
    page = open_page("sekretariat", viewport=PHONE)
    page.goto("/laporan/kop/")
    expect(page.locator(".letterhead-office")).to_have_count(9)
    assert_accessible(page)
    page.get_by_role("link", name="SEKRETARIAT TIM PENILAI P2WKSS").click()
    expect(page.locator(".paper-sheet")).to_contain_text("PEMERINTAH PROVINSI BANTEN")
    assert_accessible(page)


def test_who_manages_the_country_searches_and_is_helped_while_typing(open_page: Open) -> None:
    page = open_page("admin", viewport=DESKTOP)
    page.goto("/laporan/kop/")
    page.locator("[name=region]").press_sequentially("bogor", delay=20)
    expect(page.locator("#region-options option").first).to_be_attached()
    press(page, "Cari")
    expect(page.locator("main")).to_contain_text("Kabupaten Bogor")
    assert_accessible(page)
    page.goto("/laporan/kop/?region=tidak-ada")
    expect(page.locator("main")).to_contain_text("Tidak ada kantor yang cocok")
    assert_accessible(page)
