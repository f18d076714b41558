"""Dashboards in a browser: from the province down to a village, sorted and filtered by the address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def assert_fits(page: Page) -> None:
    """No page is pushed sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@SIZES
def test_official_goes_from_the_province_to_a_village(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("pimpinan", viewport=viewport)
    expect(page.locator("main")).to_contain_text("dalam angka")
    assert_accessible(page)
    follow(page, "Buka dasbor")
    page.select_option("[name=tahun]", "2019")
    page.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(page.locator("h1")).to_have_text("Provinsi Banten")
    chart = page.get_by_role("img", name="Tahap keluarga, dari survei awal ke survei akhir")
    expect(chart).to_be_visible()
    page.get_by_text("Angkanya sebagai tabel").first.click()
    expect(page.get_by_role("region", name="Tahap keluarga, dari survei awal ke survei akhir")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    follow(page, "Kabupaten Serang")
    expect(page.locator("h1")).to_have_text("Kabupaten Serang")
    follow(page, "Desa Kamurang")
    expect(page.locator("h1")).to_have_text("Desa Kamurang")
    assert_accessible(page)
    assert_fits(page)
    follow(page, "Provinsi Banten")
    expect(page.locator("h1")).to_have_text("Provinsi Banten")


def test_order_and_field_stand_in_the_address(open_page: Open) -> None:
    page = open_page("staf.serang", javascript=False)
    page.goto("/dasbor/?tahun=2019")
    page.select_option("[name=bidang]", "health")
    page.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(page.locator("main")).to_contain_text("Kegiatan dan dana: Kesehatan dan gizi")
    follow(page, "Naik tahap")
    assert "urut=-naik" in page.url
    assert "bidang=health" in page.url
    expect(page.locator("[aria-sort=descending]")).to_contain_text("Naik tahap")
    address = page.url
    other = open_page("staf.serang")
    other.goto(address)
    expect(other.locator("[aria-sort=descending]")).to_contain_text("Naik tahap")
    assert_accessible(other)
