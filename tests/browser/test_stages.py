"""The year of a village in the browser: its plan, a stage held late and out of order, opened again, and the board."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
STAFF = "staf.serang"
# A year of its own for each size of window, so that neither finds what the other noted.
YEARS = pytest.mark.parametrize(("viewport", "year"), [(PHONE, 2017), (DESKTOP, 2018)], ids=["360", "1280"])
NEW_YEAR = """
from p2wkss.models import Region, User
from villages.actions.cycles import open_cycle
from villages.actions.decrees import save_decree
from villages.actions.target_villages import save_target_village
from villages.models import Cycle, Decree, TargetVillage
secretariat, staff = (User.objects.get(username=name) for name in ("sekretariat", "staf.serang"))
cycle = Cycle.objects.filter(year={year}, province="36").first()
cycle = cycle or open_cycle(by=secretariat, cycle=Cycle(year={year}, province_id="36"))
facts = dict(title="Lokasi binaan {year}", first_year={year}, last_year={year})
decree = save_decree(by=staff, decree=Decree(regency=Region.objects.get(code="36.04"), **facts))
place = dict(cycle=cycle, decree=decree, village=Region.objects.get(code="36.04.15.2010"), reason="Rawan ekonomi")
village = TargetVillage.objects.filter(cycle=cycle, village="36.04.15.2010").first()
print((village or save_target_village(by=staff, target_village=TargetVillage(**place))).pk)
"""


def new_village(site: Site, year: int) -> str:
    """Name Desa Kamurang as a target of another year; gives its key in an address."""
    return site.manage("shell", "-v0", "-c", NEW_YEAR.format(year=year)).strip()


def see(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def plan_the_year(page: Page, year: int) -> None:
    follow(page, "Rencanakan setahun")
    assert_accessible(page)
    for stage in range(1, 13):
        page.fill(f"[name=stage_{stage}]", f"{year}-{stage:02}-10")
    page.fill("[name=stage_3]", f"{year}-01-15")
    press(page, "Simpan rencana")
    expect(page.locator(".error-summary")).to_contain_text("Lebih awal daripada tahap 2")
    expect(page.locator("[name=stage_12]")).to_have_value(f"{year}-12-10")
    assert_accessible(page)
    page.fill("[name=stage_3]", f"{year}-03-10")
    press(page, "Simpan rencana")
    see(page, "Rencana setahun tersimpan.")


def hold_too_early(page: Page, year: int) -> None:
    page.locator("tbody th a").nth(1).click()
    see(page, "Tahap yang belum dilaksanakan: 1.")
    page.fill("[name=on] >> visible=true", f"{year}-02-12")
    page.fill("[name=women]", "31")
    page.fill("[name=minutes]", "Pokja dibagi tugas")
    press(page, "Simpan pelaksanaan")
    expect(page.locator(".error-summary")).to_contain_text("didahulukan")
    expect(page.locator("[name=minutes]")).to_have_value("Pokja dibagi tugas")
    assert_accessible(page)
    page.fill("[name=reason] >> visible=true", "Rapat Pokja lebih dulu")
    press(page, "Simpan pelaksanaan")
    see(page, "Dilaksanakan, terlambat 2 hari")
    see(page, "31 perempuan")
    assert_accessible(page)


@YEARS
def test_a_year_from_its_plan_to_the_board(open_page: Open, site: Site, viewport: dict[str, int], year: int) -> None:
    page = open_page(STAFF, viewport=viewport)
    address = f"/desa/{new_village(site, year)}/tahap/"
    page.goto(address)
    assert_accessible(page)
    plan_the_year(page, year)
    expect(page.get_by_role("img", name="Garis waktu dua belas tahap")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(12)
    assert_accessible(page)

    hold_too_early(page, year)
    page.fill("[name=reason] >> visible=true", "Daftar hadir tertukar")
    press(page, "Buka lagi")
    see(page, "Dibuka lagi")
    see(page, "Simpan pelaksanaan")
    page.locator("summary", has_text="Pindahkan rencana").click()
    page.fill("#id_plan_on", f"{year}-02-20")
    press(page, "Simpan rencana")
    see(page, "20 Februari")
    follow(page, "Semua tahap")
    follow(page, "Catat tahap 1")
    see(page, "Survei lokasi dan validasi data sasaran")

    page.goto(f"/papan/?tahun={year}")
    see(page, "Desa Kamurang")
    see(page, "Terlambat")
    assert_accessible(page)
    page.get_by_label("Hanya yang terlambat").check()
    press(page, "Tampilkan")
    assert "terlambat=1" in page.url
    expect(page.locator("tbody tr")).to_have_count(1)
    cells = page.locator("tbody td.board-cell")
    expect(cells).to_have_count(12)
    if viewport == PHONE:
        expect(cells.first).to_be_hidden()
        expect(page.locator("tbody .board-dots")).to_be_visible()
    else:
        expect(cells.first).to_be_visible()
    follow(page, "Desa Kamurang")
    assert page.url.endswith(address)


def test_the_pages_work_without_scripts(open_page: Open, site: Site) -> None:
    page = open_page(STAFF, javascript=False)
    page.goto(f"/desa/{new_village(site, 2016)}/tahap/1/")
    page.fill("#id_hold_on", "2016-01-15")
    press(page, "Simpan pelaksanaan")
    see(page, "Buka lagi tahap ini")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_who_only_looks_has_the_same_pages(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("sekretariat", viewport=viewport)
    page.goto("/papan/?tahun=2019&urut=tempat")
    assert_accessible(page)
    page.locator("tbody th a").first.click()
    assert_accessible(page)
    page.locator("tbody th a").first.click()
    expect(page.locator("[name=step]")).to_have_count(0)
    assert_accessible(page)
