"""From the ranking down to a mark, and the public page that checks a printed code, in the browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, assert_accessible

OpenPage = Callable[..., Page]


def to_ranking(page: Page) -> None:
    page.get_by_role("link", name="Hasil", exact=True).first.click()
    page.get_by_role("link", name="Provinsi Banten 2019").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Peringkat")


def test_from_the_ranking_to_a_mark(open_page: OpenPage) -> None:
    page = open_page("pimpinan")
    to_ranking(page)
    assert_accessible(page)
    fold = page.locator("details", has_text="Seberapa kuat peringkat ini")
    fold.locator("summary").first.click()
    expect(fold.locator("svg.chart")).to_be_visible()
    expect(fold.locator("table")).not_to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="mengapa nilai").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mengapa nilai")
    assert_accessible(page)
    page.locator(".why-component summary").first.click()
    first = page.locator(".why-indicator").first
    first.locator("summary").click()
    expect(first.get_by_text("Penilai", exact=False).first).to_be_visible()
    expect(first.locator(".why-step").first).to_contain_text("→")
    assert_accessible(page)


def test_the_steps_open_without_scripts_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("pimpinan", viewport=PHONE, javascript=False)
    page.goto("/hasil/")
    page.get_by_role("link", name="Provinsi Banten 2019").first.click()
    page.locator("summary", has_text="Seberapa kuat peringkat ini").click()
    page.get_by_role("link", name="Seberapa kuat peringkat ini").click()
    expect(page.locator("svg.chart")).to_be_visible()
    page.get_by_role("link", name="Peringkat", exact=True).click()
    page.get_by_role("link", name="mengapa nilai").first.click()
    page.locator(".why-index a").first.click()
    component = page.locator(".why-component").first
    if component.get_attribute("open") is None:
        component.locator("summary").first.click()
    component.locator(".why-indicator summary").first.click()
    expect(component.locator(".why-marks").first).to_be_visible()


def test_anybody_checks_a_code_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("pimpinan")
    to_ranking(page)
    code = page.locator("main code").first.inner_text()
    stranger = open_page(viewport=PHONE)
    stranger.get_by_role("link", name="Verifikasi laporan").click()
    assert_accessible(stranger)
    stranger.get_by_label("Kode hasil").fill(code.lower().replace("-", " "))
    stranger.get_by_role("button", name="Periksa").click()
    expect(stranger.get_by_text("Berlaku", exact=True)).to_be_visible()
    expect(stranger.get_by_role("row")).to_have_count(9)
    assert_accessible(stranger)
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="Unduh JSON").click()
    assert download.value.suggested_filename == f"p2wkss-{code}.json"
    stranger.goto("/verifikasi/0000-0000-0000/")
    expect(stranger.get_by_text("Tidak dikenal", exact=True)).to_be_visible()
    assert_accessible(stranger)
