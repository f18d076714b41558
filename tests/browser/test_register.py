"""The register in a browser: search by number, who lives in a family, who leaves, and the progress by RT."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
STAFF, NUMBER = "staf.serang", "3604155201800077"


def see(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def open_register(page: Page) -> None:
    page.goto("/desa/?tahun=2019")
    follow(page, "Desa Kamurang")
    follow(page, "Daftar keluarga")


def enter_family(page: Page, name: str, number: str) -> None:
    """Enter a family with a decile, from the register."""
    follow(page, "Tambah keluarga")
    assert_accessible(page)
    page.fill("[name=head_name]", name)
    page.select_option("[name=head_sex]", "female")
    page.fill("[name=head_birth_date]", "1980-01-12")
    page.fill("[name=nik]", number)
    page.fill("[name=rt]", "9")
    page.select_option("[name=decile]", "2")
    page.fill("[name=decile_source]", "DTSEN")
    press(page, "Simpan keluarga")
    see(page, "Isi desil 1 sampai 10 bersama sumber dan tanggalnya")
    assert_accessible(page)
    page.fill("[name=decile_on]", "2019-03-01")
    press(page, "Simpan keluarga")
    see(page, f"Keluarga {name} tersimpan.")
    see(page, "2 · DTSEN, 1 Maret 2019")


@pytest.mark.parametrize(("viewport", "serial"), [(PHONE, 78), (DESKTOP, 79)], ids=["360", "1280"])
def test_a_family_from_entry_to_leaving(open_page: Open, viewport: dict[str, int], serial: int) -> None:
    page = open_page(STAFF, viewport=viewport)
    name, number = f"Ibu Kartini {serial}", f"36041552018000{serial}"
    open_register(page)
    assert_accessible(page)
    enter_family(page, name, number)
    assert_accessible(page)

    follow(page, "Tambah anggota")
    assert_accessible(page)
    press(page, "Simpan anggota")
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.fill("[name=name]", f"Rusdi {serial}")
    page.select_option("[name=sex]", "male")
    page.select_option("[name=relation]", "spouse")
    press(page, "Simpan anggota")
    see(page, f"Anggota keluarga Rusdi {serial} tersimpan.")
    assert_accessible(page)

    open_register(page)
    page.fill("[name=q]", f"{number[:6]} {number[6:12]}.{number[12:]}")
    page.locator("[name=q]").press("Enter")
    see(page, "keluarga dengan nomor yang dicari")
    expect(page.locator("tbody tr")).to_have_count(1)
    see(page, name)
    assert number not in page.url
    assert number not in page.content()
    assert_accessible(page)

    follow(page, name)
    follow(page, "Ubah status")
    assert_accessible(page)
    page.select_option("[name=status]", "moved")
    page.fill("[name=reason]", "Ikut anak")
    press(page, "Simpan status")
    see(page, f"Status keluarga {name} sekarang: Pindah.")
    see(page, "Riwayat status")
    assert_accessible(page)

    open_register(page)
    page.fill("[name=q]", f"Rusdi {serial}")
    press(page, "Tampilkan")
    see(page, "Tidak ada keluarga")
    page.select_option("[name=status]", "semua")
    press(page, "Tampilkan")
    see(page, f"anggota: Rusdi {serial}")
    assert_accessible(page)


@SIZES
def test_a_number_with_a_digit_too_few(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(STAFF, viewport=viewport)
    open_register(page)
    page.fill("[name=q]", NUMBER[:-1])
    press(page, "Tampilkan")
    see(page, "NIK dan No. KK dicari dengan 16 angka lengkap")
    expect(page.locator("[name=q]")).to_have_value(NUMBER[:-1])
    assert NUMBER[:-1] not in page.url
    assert_accessible(page)


@SIZES
def test_progress_leads_to_the_families_of_an_rt(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(STAFF, viewport=viewport)
    page.goto("/desa/?tahun=2019")
    follow(page, "Desa Kamurang")
    follow(page, "Kemajuan per RT dan pendata")
    see(page, "Menurut pendata")
    assert_accessible(page)
    page.locator("tbody th a").first.click()
    expect(page.locator("[name=rt]")).not_to_have_value("")
    assert page.locator("tbody tr").count() > 0
    page.go_back()
    page.locator("section.panel").nth(1).locator("tbody th a").first.click()
    see(page, "keluarga yang disurvei")
    assert_accessible(page)


def test_the_search_works_without_scripts(open_page: Open) -> None:
    page = open_page(STAFF, javascript=False)
    open_register(page)
    page.fill("[name=q]", "tidak ada yang bernama begini")
    press(page, "Tampilkan")
    see(page, "Tidak ada keluarga")
    follow(page, "Tambah keluarga")
    expect(page.locator("[name=decile_on]")).to_have_attribute("type", "date")
