"""An activity in the browser: promised, delivered, its families ticked, what came of it, and the map of all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize(("viewport", "size"), [(PHONE, "360"), (DESKTOP, "1280")], ids=["360", "1280"])
# The kinds of the village's year, where the demo has none yet.
PREPARE = """
from p2wkss.models import User
from villages.actions.activity_kinds import take_over_kinds
from villages.models import TargetVillage
village = TargetVillage.objects.get(village="36.04.15.2010", cycle__year=2019)
if not village.cycle.activity_kinds.exists():
    take_over_kinds(by=User.objects.get(username="sekretariat"), cycle=village.cycle)
print(village.pk)
"""


@pytest.fixture
def village(site: Site) -> str:
    """The key of Desa Kamurang in an address."""
    return site.manage("shell", "-v0", "-c", PREPARE).strip()


def promise(page: Page, village: str, agency: str, look: Callable[[Page], None] = assert_accessible) -> None:
    """Enter an agency, and what it promises; axe looks at the forms, which it cannot where scripts are off."""
    page.goto("/instansi/")
    page.get_by_role("link", name="Tambah instansi").first.click()
    look(page)
    page.fill("[name=name]", agency)
    page.select_option("[name=kind]", "company")
    page.get_by_role("button", name="Simpan instansi").click()
    expect(page.locator("body")).to_contain_text(f"Instansi {agency} tersimpan.")
    page.goto(f"/desa/{village}/kegiatan/")
    page.get_by_role("link", name="Tambah kegiatan").first.click()
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.locator(".error-summary")).to_contain_text("Instansi")
    look(page)
    page.select_option("[name=agency]", label=agency)
    page.select_option("[name=kind]", index=1)
    page.fill("[name=title]", f"Kursus {agency}")
    page.select_option("[name=source]", "company")
    page.fill("[name=planned_on]", "2019-04-01")
    page.fill("[name=promised]", "5.000.000")
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.locator("h1")).to_have_text(f"Kursus {agency}")
    expect(page.locator("main")).to_contain_text("Lewat rencana")


@SIZES
def test_a_promise_is_kept_and_reaches_families(
    open_page: Open, village: str, viewport: dict[str, int], size: str
) -> None:
    page = open_page("staf.serang", viewport=viewport)
    agency = f"PT Peramban {size}"
    promise(page, village, agency)
    page.get_by_role("link", name="Catat pelaksanaan").click()
    page.fill("[name=held_on]", "2019-04-02")
    page.fill("[name=delivered]", "4.000.000")
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.locator("main")).to_contain_text("Kurang dari janji")
    assert_accessible(page)

    page.get_by_role("link", name="Catat peserta").click()
    assert_accessible(page)
    rows = page.locator(".tick")
    name = str(rows.first.locator(".tick-name").text_content())
    page.fill("[name=q]", name)
    expect(page.locator(".tick:visible")).to_have_count(1)
    page.locator(".tick:visible").click()
    page.fill("[name=q]", "")
    expect(rows.last).to_be_visible()
    expect(page.locator("[data-tick-count]")).to_contain_text("1 dicentang")
    page.get_by_role("button", name="Centang semua").last.click()
    page.select_option("[name=outcome]", "trained")
    page.get_by_role("button", name="Catat yang dicentang").click()
    expect(page.locator("body")).to_contain_text("keluarga dicatat.")
    expect(page.locator(".tick-note").first).to_contain_text("Dilatih")

    page.get_by_role("link", name="Kembali ke kegiatan").click()
    page.get_by_role("link", name=f"Ubah {name}").click()
    page.select_option("[name=outcome]", "business")
    page.fill("[name=outcome_on]", "2019-01-01")
    page.fill("[name=monthly_income]", "750.000")
    page.get_by_role("button", name="Simpan hasil").click()
    expect(page.locator(".error-summary")).to_contain_text("tidak boleh sebelum kegiatan terlaksana")
    assert_accessible(page)
    page.fill("[name=outcome_on]", "2019-06-01")
    page.get_by_role("button", name="Simpan hasil").click()
    expect(page.locator("main")).to_contain_text("Rp750.000")

    for address in (f"/desa/{village}/kegiatan/", f"/desa/{village}/jangkauan/", "/instansi/"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(agency)
        assert_accessible(page)
    page.goto(f"/desa/{village}/jangkauan/")
    expect(page.locator("svg.chart")).to_be_visible()
    page.get_by_text("Angkanya sebagai tabel").click()
    assert_accessible(page)


def test_families_are_ticked_without_scripts(open_page: Open, village: str) -> None:
    page = open_page("staf.serang", viewport=PHONE, javascript=False)
    promise(page, village, "PT Tanpa Skrip", look=lambda _page: None)
    page.get_by_role("link", name="Catat pelaksanaan").click()
    page.fill("[name=held_on]", "2019-04-02")
    page.fill("[name=delivered]", "0")
    page.get_by_role("button", name="Simpan kegiatan").click()
    page.get_by_role("link", name="Catat peserta").click()
    page.fill("[name=q]", str(page.locator(".tick-name").first.text_content()))
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.locator(".tick")).to_have_count(1)
    page.locator(".tick").click()
    page.get_by_role("button", name="Catat yang dicentang").click()
    expect(page.locator("body")).to_contain_text("1 keluarga dicatat.")


def test_the_secretariat_reads_the_kinds_of_a_year(open_page: Open, village: str) -> None:
    page = open_page("sekretariat", viewport=PHONE)
    page.goto("/tahun/")
    page.get_by_role("link", name="Lihat jenis kegiatan").first.click()
    expect(page.locator("h1")).to_have_text("Jenis kegiatan")
    assert_accessible(page)
