"""Coaching visits in the browser: a month planned at once, one recorded, followed up and closed, and the calendar."""

import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
WANTED = "village='36.04.15.2010', cycle__year=2019"
FIND = f"from villages.models import TargetVillage as V; print(V.objects.get({WANTED}).pk)"


@pytest.fixture
def village(site: Site) -> str:
    """The key of Desa Kamurang in an address."""
    return site.manage("shell", "-v0", "-c", FIND).strip()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def plan_month(page: Page, village: str, topic: str) -> None:
    """Plan the first four Tuesdays of January 2019, and one day more."""
    page.goto(f"/desa/{village}/pembinaan/")
    assert_accessible(page)
    page.get_by_role("link", name="Rencanakan sebulan").first.click()
    page.select_option("[name=bulan]", "2019-01")
    page.select_option("[name=hari]", label="Selasa")
    press(page, "Tampilkan tanggal")
    expect(page.locator("[name=dates]:checked")).to_have_count(4)
    assert_accessible(page)
    press(page, "Simpan rencana")
    expect(page.locator(".error-summary")).to_contain_text("Materi")
    assert_accessible(page)
    page.get_by_label("Kamis, 31 Januari 2019").check()
    page.fill("[name=topic]", topic)
    press(page, "Simpan rencana")
    expect(page.locator("body")).to_contain_text("5 kunjungan direncanakan.")


@SIZES
def test_from_the_plan_to_what_follows(open_page: Open, village: str, viewport: dict[str, int]) -> None:
    topic, what = f"Sanitasi {viewport['width']}", f"Periksa jamban {viewport['width']}"
    page = open_page("staf.serang", viewport=viewport)
    plan_month(page, village, topic)
    page.goto(f"/desa/{village}/pembinaan/?bulan=2019-01")
    page.get_by_role("link", name=topic, exact=True).last.click()
    expect(page.locator("main")).to_contain_text("Selasa, 1 Januari 2019")
    page.get_by_role("link", name="Catat hasil kunjungan").click()
    assert_accessible(page)
    page.fill("[name=held_on]", "2019-01-02")
    press(page, "Simpan kunjungan")
    expect(page.locator(".error-summary")).to_contain_text("Isi jumlah yang hadir")
    assert_accessible(page)
    page.fill("[name=women]", "24")
    page.fill("[name=men]", "6")
    press(page, "Simpan kunjungan")
    expect(page.locator("main")).to_contain_text("24 perempuan, 6 laki-laki")
    page.locator("summary", has_text="Tambah tindak lanjut").click()
    assert_accessible(page)
    page.fill("[name=what]", what)
    page.select_option("[name=owner]", label=page.locator("[name=owner] option", has_text="Euis").inner_text())
    page.fill("[name=due_on]", "2019-01-16")
    press(page, "Simpan tindak lanjut")
    expect(page.locator("#tindak-lanjut")).to_contain_text("Lewat")
    close_it(open_page("kader.kamurang", viewport=viewport), what)


def close_it(page: Page, what: str) -> None:
    """Close a follow-up as its owner, from the home page on."""
    expect(page.locator("main")).to_contain_text(what)
    assert_accessible(page)
    page.get_by_role("link", name=f"Selesaikan {what}").click()
    press(page, "Simpan dan selesaikan")
    expect(page.locator(".error-summary")).to_contain_text("Hasilnya")
    assert_accessible(page)
    page.fill("[name=note]", "Sudah dibangun")
    press(page, "Simpan dan selesaikan")
    expect(page.locator("#tindak-lanjut")).to_contain_text("Sudah dibangun")
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(what)
    page.goto("/tindak-lanjut/?keadaan=selesai")
    expect(page.locator("main")).to_contain_text(what)
    assert_accessible(page)


@SIZES
def test_the_calendar_and_its_secret_address(open_page: Open, site: Site, viewport: dict[str, int]) -> None:
    page = open_page("sekretariat", viewport=viewport)
    page.goto("/kalender/?bulan=2019-03")
    assert_accessible(page)
    page.get_by_role("link", name="April 2019").click()
    expect(page.locator("h2")).to_have_text("April 2019")
    page.goto("/kalender/")
    expect(page.locator(".day-today")).to_contain_text("hari ini")
    assert_accessible(page)
    page.get_by_role("link", name="Buka di kalender ponsel").click()
    press(page, "Buat alamat")
    assert_accessible(page)
    address = page.get_by_label("Alamat kalender").input_value()
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert answer.read().startswith(b"BEGIN:VCALENDAR")
    page.goto("/kalender/langganan/")
    expect(page.locator("main")).not_to_contain_text("Salin alamat")
    assert_accessible(page)
    press(page, "Cabut alamat")
    expect(page.locator("main")).to_contain_text("Alamat kalender dicabut")
    assert page.request.get(address).status == 404


def test_without_scripts(open_page: Open, village: str) -> None:
    page = open_page("staf.serang", viewport=PHONE, javascript=False)
    page.goto(f"/desa/{village}/pembinaan/seri/?bulan=2019-01&hari=3")
    expect(page.locator("[name=dates]:checked")).to_have_count(4)
    page.fill("[name=topic]", "Tanpa skrip")
    press(page, "Simpan rencana")
    expect(page.locator("body")).to_contain_text("4 kunjungan direncanakan.")
    page.goto("/kalender/?hari=2019-01-24")
    expect(page.locator("main .panel")).to_contain_text("Tanpa skrip")
