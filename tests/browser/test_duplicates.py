"""Two records of one family in the browser: found, compared, merged, and taken apart again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
# A second record of a family of the village, written otherwise and without a NIK; the same again is harmless.
ENTER_TWICE = """
from datetime import timedelta
from villages.models import Family
one = Family.objects.filter(target_village__village="36.04.15.2006", status="active").exclude(nik_hash="").first()
same = {"head_name": "Hj. " + one.head_name.upper(), "target_village": one.target_village, "rt": one.rt}
more = {"head_sex": one.head_sex, "head_birth_date": one.head_birth_date, "no_nik_reason": "Belum merekam"}
Family.objects.get_or_create(**same, defaults={**more, "created_by": one.created_by})
print(one.target_village_id)
"""


@pytest.fixture
def village(site: Site) -> str:
    """A village of the demo in which a family stands twice; gives its key in an address."""
    return site.manage("shell", "-v0", "-c", ENTER_TWICE).strip()


@SIZES
def test_merging_and_taking_it_back(open_page: Open, village: str, viewport: dict[str, int]) -> None:
    page = open_page("staf.serang", viewport=viewport)
    page.goto(f"/desa/{village}/keluarga/")
    page.get_by_role("link", name="Data ganda").click()
    assert_accessible(page)
    page.get_by_role("link", name="Bandingkan").first.click()
    expect(page.locator("h1")).to_have_text("Satu keluarga atau dua?")
    assert_accessible(page)
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.locator(".error-summary")).to_contain_text("Alasan")
    assert_accessible(page)
    page.get_by_label("Keluarga yang sama: pertahankan data A").check()
    page.fill("[name=reason]", "Ditanyakan ke ketua RT, satu rumah")
    page.get_by_label("Saya sudah membandingkan kedua data ini.").check()
    page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.locator("body")).to_contain_text("Data digabung ke")
    page.get_by_role("link", name="Daftar keputusan").click()
    assert_accessible(page)
    page.get_by_role("link", name="Batalkan").first.click()
    page.fill("[name=reason]", "Ternyata dua rumah")
    assert_accessible(page)
    page.get_by_role("button", name="Batalkan keputusan").click()
    expect(page.locator("body")).to_contain_text("Keputusan dibatalkan.")
    expect(page.get_by_role("button", name="Simpan keputusan")).to_be_visible()


def test_the_province_compares_by_number(open_page: Open, village: str) -> None:
    page = open_page("sekretariat")
    page.goto("/ganda/?tahun=2019")
    expect(page.locator("h1")).to_have_text("Data ganda")
    assert_accessible(page)
    page.goto(f"/desa/{village}/ganda/")
    expect(page.get_by_role("link", name="Bandingkan").first).to_be_visible()
