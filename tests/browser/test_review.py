"""Checking surveys in the browser: many at once, one with remarks, and the signals; on a phone and on a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
# Hands in the village's surveys of the last round, as if typed in by hand; all begin alike, so that a signal shows.
HAND_IN = """
from villages.models import Survey
endline = Survey.objects.filter(family__target_village__village="36.04.15.2006", round="endline")
endline.update(state="submitted", answers="y" * 20 + "t", entry_seconds=20, import_batch=None)
print(endline.first().family.target_village_id)
"""


@pytest.fixture
def village(site: Site) -> str:
    """A village of the demo with three surveys to check; gives its key in an address."""
    return site.manage("shell", "-v0", "-c", HAND_IN).strip()


@SIZES
def test_checking_one_survey(open_page: Open, village: str, viewport: dict[str, int]) -> None:
    page = open_page("staf.serang", viewport=viewport)
    page.goto(f"/desa/{village}/")
    page.get_by_role("link", name="Periksa survei akhir").click()
    assert_accessible(page)
    page.locator("tbody th a").first.click()
    name = page.locator("h1").inner_text()
    expect(page.locator("dd", has_text="berubah").first).to_be_visible()
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.locator(".error-summary")).to_contain_text("Tulis apa yang harus diperbaiki")
    assert_accessible(page)
    page.locator("summary", has_text=re.compile(r"Beri catatan 3$")).click()
    page.fill("[name=remark_3]", "Atap bocor menurut catatan RT")
    assert_accessible(page)
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("body")).to_contain_text(f"Survei {name}: Dikembalikan.")
    expect(page.locator("h1")).not_to_have_text(name)
    page.get_by_role("button", name="Verifikasi").click()
    expect(page.locator("body")).to_contain_text("Terverifikasi.")


def test_verifying_all_that_wait(open_page: Open, village: str) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    page.goto(f"/desa/{village}/periksa/akhir/")
    page.get_by_label("Pilih semua di halaman ini").check()
    waiting = page.locator("[name=pick]").count()
    assert waiting >= 3
    expect(page.locator("[name=pick]:checked")).to_have_count(waiting)
    page.locator("[name=pick]").first.uncheck()
    page.get_by_role("button", name="Verifikasi yang dipilih").click()
    expect(page.locator("body")).to_contain_text(f"{waiting - 1} survei diverifikasi.")
    expect(page.locator("[name=pick]")).to_have_count(1)


def test_verifying_without_scripts(open_page: Open, village: str) -> None:
    page = open_page("staf.serang", javascript=False)
    page.goto(f"/desa/{village}/periksa/akhir/")
    expect(page.get_by_text("Pilih semua di halaman ini")).to_be_hidden()
    page.locator("[name=pick]").last.check()
    page.get_by_role("button", name="Verifikasi yang dipilih").click()
    expect(page.locator("body")).to_contain_text("1 survei diverifikasi.")


@SIZES
def test_signals_lead_to_the_families(open_page: Open, village: str, viewport: dict[str, int]) -> None:
    page = open_page("staf.serang", viewport=viewport)
    page.goto(f"/desa/{village}/periksa/akhir/")
    page.get_by_role("link", name="1 isyarat").click()
    expect(page.locator("h1")).to_have_text("Isyarat untuk ditinjau")
    page.get_by_text("3 keluarga").click()
    assert_accessible(page)
    page.locator(".fold a").first.click()
    expect(page.locator(".rail")).to_contain_text("Pengisian yang sangat cepat")
    assert_accessible(page)
