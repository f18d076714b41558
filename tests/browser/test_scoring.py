"""Two assessors score the same village blind and then see each other's marks; a lost line loses nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
MARKS = re.compile(r"/lembar/\d+/nilai/$")
ROUND = """
from assessments.models import InstrumentVersion, Round, ScoreSheet
from p2wkss.models import User
from tests.factories.evidence import make_evidence
from tests.factories.judging import fill_sheet, make_round, open_round
from tests.factories.places import make_cycle, make_decree, make_village

year = {year}
person = {{name: User.objects.get(username=name) for name in ("staf.serang", "sekretariat", "penilai1", "penilai2")}}
if not Round.objects.filter(cycle__year=year).exists():
    staff = person["staf.serang"]
    cycle = make_cycle(person["sekretariat"], year)
    decree = make_decree(staff, title="Lokasi {year}", first_year=year, last_year=year)
    villages = [make_village(staff, cycle, decree, f"36.04.15.{{code}}") for code in (2010, 2006)]
    make_evidence(staff, villages[0], year, caption="Buku tamu", links=["indicator:D4"])
    instrument = InstrumentVersion.objects.filter(province="36", code="banten-2019").exclude(locked_at=None).first()
    panel = [person["penilai1"], person["penilai2"]]
    open_round(staff, make_round(staff, cycle, "36.04", instrument, villages, panel), declared={declared})
sheets = ScoreSheet.objects.filter(entry__round__cycle__year=year, entry__target_village__village="36.04.15.2010")
print(Round.objects.get(cycle__year=year).pk, *[sheets.get(member__user__username=f"penilai{{n}}").pk for n in (1, 2)])
"""


def make_round(site: Site, year: int, *, declared: bool = True) -> tuple[str, str, str]:
    """Make a round of its own year, and give the address of it and of both sheets of Kamurang."""
    made = site.manage("shell", "-v0", "-c", ROUND.format(year=year, declared=declared)).split()[-3:]
    return f"/penilaian/{made[0]}/", f"/lembar/{made[1]}/", f"/lembar/{made[2]}/"


def score_by_keys(page: Page, digit: str) -> None:
    """Give every indicator the same level by the keyboard alone."""
    rows = page.locator("[data-code]")
    expect(rows.first).to_be_focused()
    for _row in range(rows.count()):
        page.keyboard.press(digit)
    expect(page.locator("[data-given]")).to_have_text("23")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Tersimpan \d\d\.\d\d$"))


def write_notes(page: Page, words: str) -> None:
    """Write a note on one indicator, and wherever another level than the proposed one was given."""
    for row in page.locator("[data-code]:has(.level-offer), [data-code=D4]").all():
        row.locator("textarea").fill(words)
        row.locator("textarea").blur()
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Tersimpan"))


def test_two_score_blind_and_then_see_each_other(open_page: Open, site: Site) -> None:
    round, first, second = make_round(site, 2003, declared=False)
    one, two = open_page("penilai1"), open_page("penilai2", viewport=PHONE)
    # Given: nothing opens before both have declared.
    for page, sheet in ((one, first), (two, second)):
        page.goto(sheet)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sebelum berkas dibuka")
        assert_accessible(page)
        page.get_by_role("button", name="Tidak ada untuk semua yang tercantum").click()
        page.goto(sheet)
        assert_accessible(page)
    # When: both score the same village, the second while the first has handed in already.
    score_by_keys(one, "3")
    write_notes(one, "Rahasia penilai satu")
    one.get_by_role("button", name="Simpan dan ajukan").click()
    expect(one.locator("body")).to_contain_text("diajukan")
    one.goto(f"{first}rekan/")
    expect(one.locator("main")).to_contain_text("Belum ada rekan yang mengajukan")
    two.reload()
    assert "Rahasia penilai satu" not in two.content()
    assert two.request.get(f"{site.address}{second}rekan/").status == 403
    score_by_keys(two, "1")
    write_notes(two, "Catatan penilai dua")
    two.get_by_role("button", name="Simpan dan ajukan").click()
    expect(two.locator("body")).to_contain_text("diajukan")
    # Then: each sees the other's marks.
    for page, sheet, words in ((one, first, "Catatan penilai dua"), (two, second, "Rahasia penilai satu")):
        page.goto(sheet)
        page.get_by_role("link", name="Lihat nilai rekan").click()
        expect(page.locator("main")).to_contain_text(words)
        assert_accessible(page)
    # And: a sheet that is given back hides them again.
    staff = open_page("staf.serang")
    staff.goto(f"{round}papan/")
    assert_accessible(staff)
    staff.get_by_role("row", name="Kamurang").get_by_role("link", name="Kembalikan").last.click()
    staff.get_by_label("Catatan untuk penilai").fill("Periksa buku tamu")
    assert_accessible(staff)
    staff.get_by_role("button", name="Kembalikan").click()
    expect(staff.locator(".board")).to_contain_text("dikembalikan, 23 dari 23")
    assert two.goto(f"{second}rekan/").status == 403  # type: ignore[union-attr]
    two.goto(second)
    expect(two.locator("main")).to_contain_text("Periksa buku tamu")


@pytest.mark.parametrize(("viewport", "year"), [(PHONE, 2004), (DESKTOP, 2005)], ids=["360", "1280"])
def test_a_lost_line_loses_nothing(open_page: Open, site: Site, viewport: dict[str, int], year: int) -> None:
    _round, sheet, _other = make_round(site, year)
    page = open_page("penilai1", viewport=viewport)
    page.goto(sheet)

    def cut(route: Route) -> None:
        route.abort()

    page.route(MARKS, cut)
    page.locator("#div_id_mark_D4 label.level", has_text="2").first.click()
    page.locator("#div_id_mark_D5 input[value='3']").press("Space")
    words = page.locator("[data-save-state]")
    expect(words).to_have_text("Belum terkirim: 2 (tersimpan di perangkat ini)")
    expect(page.locator("#div_id_mark_D4 [data-row-state]")).to_have_text("Belum terkirim")
    page.get_by_role("button", name="Simpan dan ajukan").click()
    expect(page.locator("[data-say]")).to_contain_text("Tidak ada sambungan")
    assert_accessible(page)
    # The page is closed and opened again: what was not sent is there, and goes out once the line is back.
    page.unroute(MARKS)
    page.goto("/")
    page.goto(sheet)
    expect(page.locator("#div_id_mark_D5 input[value='3']")).to_be_checked()
    expect(words).to_have_text(re.compile(r"^Tersimpan \d\d\.\d\d$"))
    page.reload()
    expect(page.locator("[data-given]")).to_have_text("2")
    expect(page.locator("[data-subtotal=dasar]")).not_to_have_text("–")


def test_two_tabs_and_an_ended_session_keep_what_was_typed(open_page: Open, site: Site) -> None:
    _round, sheet, _other = make_round(site, 2006)
    page = open_page("penilai1")
    page.goto(sheet)
    tab = page.context.new_page()
    tab.goto(sheet)
    words = page.locator("[data-save-state]")
    tab.locator("#div_id_mark_D4 input[value='4']").press("Space")
    expect(tab.locator("[data-save-state]")).to_have_text(re.compile("^Tersimpan"))
    page.locator("#div_id_mark_D4 input[value='1']").press("Space")
    theirs = page.locator("#div_id_mark_D4 [data-theirs]")
    expect(theirs).to_contain_text("sudah tersimpan: 4")
    assert_accessible(page)
    tab.reload()
    expect(tab.locator("#div_id_mark_D4 input[value='4']")).to_be_checked()
    theirs.get_by_role("button", name="Pakai isian saya").click()
    expect(words).to_have_text(re.compile("^Tersimpan"))
    tab.reload()
    expect(tab.locator("#div_id_mark_D4 input[value='1']")).to_be_checked()
    # The session ends; after signing in again in another tab the mark goes out.
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#div_id_mark_D6 input[value='2']").press("Space")
    expect(words).to_have_text("Belum terkirim: 1 (sesi Anda berakhir)")
    expect(page.get_by_role("link", name="Masuk lagi di tab baru")).to_be_visible()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(words).to_have_text(re.compile("^Tersimpan"))


@pytest.mark.parametrize(("viewport", "year"), [(PHONE, 2007), (DESKTOP, 2008)], ids=["360", "1280"])
def test_the_evidence_is_at_hand(open_page: Open, site: Site, viewport: dict[str, int], year: int) -> None:
    _round, sheet, _other = make_round(site, year)
    page = open_page("penilai1", viewport=viewport)
    page.goto(sheet)
    page.locator("#div_id_mark_D4").get_by_role("link", name="bukti 1").click()
    proof = page.locator("[data-dossier-proof]")
    expect(proof).to_contain_text("Buku tamu")
    expect(page.locator("[data-dossier-content] #fakta")).to_be_visible()
    assert_accessible(page)
    if viewport == PHONE:
        expect(page.locator("#div_id_mark_D4")).to_be_hidden()
        page.get_by_role("button", name="Lembar nilai").click()
    expect(page.locator("#div_id_mark_D4")).to_be_visible()


def test_without_scripts_the_form_saves(open_page: Open, site: Site) -> None:
    _round, sheet, _other = make_round(site, 2007)
    page = open_page("penilai1", viewport=PHONE, javascript=False)
    page.goto(sheet)
    page.locator("#div_id_mark_D4 label.level").nth(2).click()
    page.get_by_role("button", name="Simpan konsep").click()
    expect(page.locator("main")).to_contain_text("Tersimpan sebagai konsep, versi")
    expect(page.locator("#div_id_mark_D4 input[value='2']")).to_be_checked()
