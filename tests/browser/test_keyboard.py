"""Everything by keyboard alone, and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.demo.facts import PASSWORD
from tests.browser.conftest import PHONE, assert_accessible

pytestmark = pytest.mark.browser


def test_signing_in_and_finding_a_family_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page()
    keys = page.keyboard
    page.locator("[name=username]").focus()
    keys.type("staf.serang")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    page.wait_for_load_state()
    keys.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    _tab_to(page, "Desa Kamurang")
    keys.press("Enter")
    page.wait_for_url("**/desa/*/")
    _tab_to(page, "Daftar keluarga")
    keys.press("Enter")
    page.wait_for_url("**/keluarga/")
    assert_accessible(page)


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until the link is focused; a focus that cannot be seen fails."""
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        if focused and words in focused:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{words} cannot be reached by keyboard")


@pytest.mark.parametrize("viewport", [PHONE, None])
def test_pages_work_without_scripts(open_page: Callable[..., Page], viewport: dict[str, int] | None) -> None:
    page = open_page("staf.serang", javascript=False, **({"viewport": viewport} if viewport else {}))
    page.get_by_role("link", name="Desa Kamurang").first.click()
    page.get_by_role("link", name="Daftar keluarga").first.click()
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Buka survei Survei akhir").click()
    page.locator("[name=answer_1][value=t]").press("Space")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("body")).to_contain_text("Pra Sejahtera")


def test_english_by_the_switch(open_page: Callable[..., Page]) -> None:
    page = open_page("pimpinan")
    page.click("button[value=en]")
    expect(page.locator("h1")).to_contain_text("Welcome")
    page.get_by_role("link", name="Results").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Provinsi Banten 2019", exact=True).first.click()
    expect(page.locator("tbody tr").first.locator("td").nth(1)).to_contain_text(".")
    assert_accessible(page)
