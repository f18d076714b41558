"""A plenary from the first disagreement to the locked result, by its manager, and read by an assessor on a phone.

It is one story told in order, on a round of a year of its own, so the steps share the module's state.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

YEAR = 2016
REASON = "Foto diperiksa bersama; jamban di RT 02 belum selesai."

# Two villages before the province, marked by two assessors who differ on all of the first and on nothing of the second.
MAKE = f"""
from assessments.actions.rounds import create_round, open_plenary
from assessments.models import Entry, InstrumentVersion, PanelMember, Round, ScoreSheet
from p2wkss.models import Region, User
from tests.factories.judging import fill_sheet, open_round
from tests.factories.places import make_cycle, make_decree, make_village
by = User.objects.get(username="sekretariat")
staff = User.objects.get(username="staf.serang")
cycle = make_cycle(by, {YEAR})
decree = make_decree(staff, title="SK lokasi {YEAR} (contoh)", first_year={YEAR}, last_year={YEAR})
villages = [make_village(staff, cycle, decree, code) for code in ("36.04.15.2010", "36.04.15.2006")]
instrument = InstrumentVersion.objects.exclude(locked_at=None).earliest("pk")
round = create_round(by=by, round=Round(cycle=cycle, region=Region.objects.get(code="36"), instrument=instrument))
Entry.objects.bulk_create(Entry(round=round, target_village=village) for village in villages)
people = User.objects.filter(username__in=["penilai1", "penilai2"])
PanelMember.objects.bulk_create(PanelMember(round=round, user=user) for user in people)
open_round(by, round)
for sheet in ScoreSheet.objects.filter(entry__round=round).select_related("member__user", "entry__target_village"):
    first = sheet.entry.target_village == villages[0]
    fill_sheet(sheet, (4 if sheet.member.user.username == "penilai1" else 1) if first else 2)
open_plenary(by=by, round=round)
"""


def see(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def row_of(page: Page, text: str) -> Locator:
    """Find a row by its text; as a card on a phone it has no role of its own."""
    return page.locator("tbody tr").filter(has_text=text)


def open_round(page: Page) -> None:
    page.goto("/penilaian/")
    row_of(page, "Provinsi Banten").filter(has_text=str(YEAR)).get_by_role("link").click()


def test_1_the_widest_disagreement_stands_first(open_page: Open, site: Site) -> None:
    site.manage("shell", "-c", MAKE)
    page = open_page("sekretariat")
    open_round(page)
    assert_accessible(page)
    follow(page, "Lihat pleno")
    see(page, "tidak pernah diterapkan diam-diam")
    expect(page.locator("tbody tr").first).to_contain_text("Desa Kamurang")
    assert_accessible(page)
    page.select_option("[name=komponen]", label=page.locator("[name=komponen] option").nth(1).inner_text())
    press(page, "Tampilkan")
    expect(page).to_have_url(re.compile("komponen="))
    follow(page, "Desa Kamurang")
    expect(page.locator(".mark-cells").first.locator(".mark-value")).to_have_text(["1", "4"])
    assert_accessible(page)


@pytest.mark.parametrize(("indicator", "viewport"), [("D1", PHONE), ("D2", DESKTOP)], ids=["phone", "desktop"])
def test_2_the_plenary_puts_its_mark_in_place(open_page: Open, indicator: str, viewport: dict[str, int]) -> None:
    page = open_page("sekretariat", viewport=viewport)
    open_round(page)
    follow(page, "Lihat pleno")
    follow(page, "Desa Kamurang")
    block = page.locator(f"section#{indicator}")
    block.get_by_role("link", name=re.compile("^Tetapkan nilai pleno")).click()
    press(page, "Tetapkan nilai pleno")
    expect(page.locator("#div_id_reason")).to_contain_text("tidak boleh kosong")
    assert_accessible(page)
    page.locator("label.level").filter(has=page.locator("[value='2']")).click()
    page.fill("[name=reason]", REASON)
    press(page, "Tetapkan nilai pleno")
    see(page, f"Nilai hasil pleno untuk {indicator} dicatat.")
    expect(block).to_contain_text(REASON)
    expect(block.locator(".mark-value")).to_have_text(["1", "4"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)


def test_3_it_can_take_a_mark_back(open_page: Open) -> None:
    page = open_page("sekretariat")
    open_round(page)
    follow(page, "Lihat pleno")
    follow(page, "Desa Kamurang")
    page.locator("section#D2").get_by_role("link", name=re.compile("^Batalkan nilai pleno")).click()
    assert_accessible(page)
    page.fill("[name=reason]", "Bukti baru diterima.")
    press(page, "Batalkan nilai pleno")
    expect(page.locator("section#D2")).to_contain_text("Nilai pleno dibatalkan")


def test_4_an_assessor_reads_it_on_a_phone(open_page: Open) -> None:
    page = open_page("penilai1", viewport=PHONE)
    follow(page, re.compile("^Buka pleno"))
    see(page, "Anda melihat desa yang lembar nilainya sudah Anda ajukan.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow(page, "Desa Kamurang")
    see(page, REASON)
    expect(page.get_by_role("link", name=re.compile("^Tetapkan nilai pleno"))).to_have_count(0)


def test_5_minutes_and_dates_are_written_and_the_result_is_locked(open_page: Open) -> None:
    page = open_page("sekretariat")
    open_round(page)
    follow(page, "Atur jadwal")
    page.fill("[name=due_plenary]", f"{YEAR}-10-11")
    page.fill("[name=due_scoring]", f"{YEAR}-10-12")
    press(page, "Simpan")
    see(page, "lebih awal daripada fase")
    assert_accessible(page)
    page.fill("[name=due_scoring]", f"{YEAR}-10-09")
    press(page, "Simpan")
    see(page, "Jadwal fase disimpan.")
    follow(page, "Lihat pleno")
    follow(page, "Isi berita acara")
    page.fill("[name=number]", f"400/BA-7/{YEAR}")
    page.fill("[name=held_on]", f"{YEAR}-10-11")
    page.fill("[name=place]", "Aula Dinas")
    page.get_by_role("checkbox").first.check()
    assert_accessible(page)
    press(page, "Simpan")
    see(page, "Berita acara pleno dicatat.")
    press(page, "Kunci hasil")
    see(page, "Hasil terkunci.")
    follow(page, "Lihat pleno")
    follow(page, "Desa Kamurang")
    see(page, REASON)
