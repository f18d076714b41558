"""Asking for a workbook of families in a browser, waiting for it, and fetching it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import load_workbook

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def fetch(page: Page, to: Path) -> Path:
    """Fetch the file that is ready."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh", exact=True).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_from_the_register_to_the_file(open_page: Open, site: Site, viewport: dict[str, int], tmp_path: Path) -> None:
    page = open_page("staf.serang", viewport=viewport)
    page.goto("/desa/?tahun=2019")
    follow(page, "Desa Kamurang")
    follow(page, "Daftar keluarga")
    follow(page, "Unduh Excel")
    assert_accessible(page)
    page.get_by_label("Lengkap 16 angka").check()
    press(page, "Siapkan berkas")
    expect(page.locator(".error-summary")).to_contain_text("paling sedikit 10 huruf")
    assert_accessible(page)
    page.fill("[name=reason]", "Pencocokan data bansos")
    press(page, "Siapkan berkas")
    expect(page.locator("#export-state")).to_contain_text("Menunggu giliran")
    assert_accessible(page)
    site.manage("worker", "--batch")
    expect(page.locator("#export-state")).to_contain_text("Berkas siap diunduh", timeout=10_000)
    assert_accessible(page)
    path = fetch(page, tmp_path)
    assert path.name == "keluarga-36.04.15.2010-2019-dengan-nik.xlsx"
    heads, *rows = load_workbook(path).get_sheet_by_name("Keluarga").to_python()
    assert rows
    assert all(len(str(row[heads.index("NIK")])) in {0, 16} and "*" not in str(row) for row in rows)


def test_masked_and_without_scripts(open_page: Open, site: Site, tmp_path: Path) -> None:
    page = open_page("sekretariat", javascript=False)
    page.goto("/desa/?tahun=2019")
    follow(page, "Unduh Excel")
    expect(page.locator("body")).to_contain_text("NIK dan No. KK disamarkan.")
    page.select_option("[name=scope]", label="Provinsi Banten · 2019")
    press(page, "Siapkan berkas")
    site.manage("worker", "--batch")
    expect(page.locator("#export-state")).to_contain_text("Berkas siap diunduh", timeout=10_000)
    rows = load_workbook(fetch(page, tmp_path)).get_sheet_by_name("Keluarga").to_python()
    assert len(rows) > 6
    assert any("********" in str(row) for row in rows)
    page.goto("/excel/unduh/")
    expect(page.locator("tbody tr").first).to_contain_text("Siap")
