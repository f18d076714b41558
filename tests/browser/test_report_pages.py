"""Ordering a report in a browser, waiting for it, taking it away, and finding it again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
RANKING = "Peringkat P2WKSS Provinsi Banten 2019"


@pytest.mark.parametrize(
    ("viewport", "format", "start"), [(PHONE, "PDF", b"%PDF-1.7"), (DESKTOP, "Excel", b"PK")], ids=["360", "1280"]
)
def test_from_the_list_to_the_file(
    open_page: Open, site: Site, viewport: dict[str, int], format: str, start: bytes, tmp_path: Path
) -> None:
    page = open_page("pimpinan", viewport=viewport)
    page.goto("/laporan/?tahun=2019")
    assert_accessible(page)
    page.get_by_role("link", name=RANKING, exact=True).first.click()
    expect(page.locator("main")).to_contain_text("Dari data yang terkunci")
    assert_accessible(page)
    page.get_by_role("button", name=f"Buat {format}", exact=True).click()
    state = page.locator("#report-state")
    expect(state).to_contain_text("Menunggu giliran ke-")
    assert_accessible(page)
    site.manage("worker", "--batch")
    expect(state).to_contain_text("Siap diunduh", timeout=20_000)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Unduh {format}").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.read_bytes().startswith(start)
    page.goto("/laporan/?tahun=2019")
    expect(page.locator("tr", has_text=RANKING).first).to_contain_text(f"Unduh {format}")
    expect(page.locator("main")).to_contain_text("Yang Anda minta")
    assert_accessible(page)


def test_without_scripts(open_page: Open, site: Site) -> None:
    page = open_page("sekretariat", javascript=False)
    page.goto("/laporan/?tahun=2019")
    page.get_by_role("button", name="Buat PDF").first.click()
    expect(page.locator("#report-state")).to_contain_text("Menunggu giliran ke-")
    assert (
        page.locator("noscript meta[http-equiv=refresh]").count() == 1
        or page.locator("meta[http-equiv=refresh]").count()
    )
    site.manage("worker", "--batch")
    page.reload()
    expect(page.locator("#report-state")).to_contain_text("Siap diunduh")
