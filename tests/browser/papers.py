"""Taking a report away in a browser: order it, let the worker make it, and download it."""

from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import Site


def take(page: Page, site: Site, link: str, format: str = "PDF") -> Download:
    """Follow the link to a report, order it in a format unless it is there, and take it; ends on the report's page."""
    page.get_by_role("link", name=link, exact=True).first.click()
    order = page.get_by_role("button", name=f"Buat {format}", exact=True)
    if order.count():
        order.click()
        site.manage("worker", "--batch")
        expect(page.locator("#report-state")).to_contain_text("Siap diunduh", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Unduh {format}").click()
    return download.value
