"""Assets, innovations, the hand-over and the survey after it, on a phone and on a desk, by eye of axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])


def village_of(page: Page) -> str:
    """Give the address of Desa Kamurang."""
    page.goto("/desa/?tahun=2019")
    page.get_by_role("link", name="Desa Kamurang", exact=True).first.click()
    page.wait_for_url(re.compile(r"/desa/\d+/$"))
    return page.url


def send(page: Page) -> None:
    page.locator("main form button.btn-primary").click()


@SIZES
def test_a_machine_is_given_and_looked_after(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("staf.serang", viewport=viewport)
    village = village_of(page)
    name = f"Mesin obras {viewport['width']}"
    page.goto(f"{village}aset/baru/")
    send(page)
    expect(page.locator("[id=id_name].is-invalid")).to_be_visible()
    assert_accessible(page)
    page.fill("[name=name]", name)
    page.fill("[name=value]", "2.500.000")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".page-content > .facts")).to_contain_text("Belum diserahkan")
    page.get_by_role("link", name="Catat serah terima").click()
    page.fill("[name=on]", "2019-05-02")
    page.get_by_label("Kantor desa atau dinas").check()
    send(page)
    expect(page.locator("main")).to_contain_text("Tulis siapa yang memegangnya.")
    expect(page.get_by_label("Kantor desa atau dinas")).to_be_checked()
    assert_accessible(page)
    page.fill("[name=holder]", "Kantor Desa Kamurang")
    send(page)
    expect(page.locator(".page-content > .facts")).to_contain_text("Disimpan kantor")
    page.get_by_role("link", name="Catat pemeriksaan").click()
    page.fill("[name=on]", "2019-06-02")
    page.get_by_label("Tidak dipakai").check()
    send(page)
    expect(page.locator(".page-content > .facts")).to_contain_text("2 Juni 2019")
    assert_accessible(page)
    page.goto(f"{village}aset/")
    page.select_option("[name=pemegang]", "office")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url(re.compile("pemegang=office"))
    row = page.locator("tbody tr", has_text=name)
    expect(row).to_contain_text("Lebih dari 6 bulan tidak diperiksa")
    assert_accessible(page)


@SIZES
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_families_that_use_an_innovation_are_ticked(
    open_page: Open, viewport: dict[str, int], javascript: bool
) -> None:
    page = open_page("staf.serang", viewport=viewport, javascript=javascript)
    village = village_of(page)
    page.goto(f"{village}inovasi/baru/")
    page.fill("[name=name]", "Saringan air dari arang")
    page.fill("[name=problem]", "Air sumur keruh")
    page.fill("[name=description]", "Pasir, kerikil dan arang berlapis dalam ember")
    page.fill("[name=inventor]", "Ibu Rokayah (contoh)")
    page.get_by_label("Jenis kelamin penemu").select_option("female")
    page.fill("[name=started_on]", "2019-03-01")
    send(page)
    page.get_by_role("link", name="Tambah pemakai").click()
    page.fill("[name=since]", "2019-04-01")
    boxes = page.locator(".tick input")
    count = boxes.count()
    boxes.first.check()
    if javascript:
        assert_accessible(page)
    send(page)
    expect(page.locator("main")).to_contain_text("Dipakai 1 keluarga")
    if javascript:
        assert_accessible(page)
    page.locator(".use-list button").click()
    expect(page.locator("main")).to_contain_text("Dipakai 0 keluarga")
    page.get_by_role("link", name="Tambah pemakai").click()
    expect(boxes).to_have_count(count)


@SIZES
def test_after_the_year_the_village_is_surveyed_and_compared_again(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("staf.serang", viewport=viewport)
    village = village_of(page)
    page.goto(f"{village}serah-terima/")
    expect(page.locator("main")).to_contain_text("Tidak ada yang dihapus")
    assert_accessible(page)
    page.goto(f"{village}serah-terima/catat/")
    page.fill("[name=handed_on]", "2018-12-31")
    page.fill("[name=receiver]", "TP PKK Kabupaten Serang")
    send(page)
    expect(page.locator("main")).to_contain_text("sebelum tahun program 2019")
    assert_accessible(page)
    page.fill("[name=handed_on]", "2019-12-20")
    send(page)
    badge = "Diserahkan kepada TP PKK · 20 Desember 2019"
    expect(page.locator("main")).to_contain_text(badge)
    page.goto(village)
    expect(page.locator("main")).to_contain_text(badge)
    assert_accessible(page)
    page.get_by_role("link", name="Isi survei lanjutan").click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("survei lanjutan")).last.click()
    expect(page.locator("main")).to_contain_text("Survei lanjutan")
    assert_accessible(page)
    page.goto(f"{village}perubahan/")
    page.get_by_role("link", name="Akhir → lanjutan").click()
    expect(page.locator(".village-nav [aria-current=page]").first).to_have_text("Akhir → lanjutan")
    assert_accessible(page)
