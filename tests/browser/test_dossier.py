"""The facts on the score sheet and the dossier behind it: on a phone and at a desk, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
# A year of its own for each size of window, with an assessor who has one open sheet of it.
YEARS = pytest.mark.parametrize(("viewport", "year"), [(PHONE, 2014), (DESKTOP, 2015)], ids=["360", "1280"])
OPEN_SHEET = """
from datetime import date
from assessments.demo.facts import PASSWORD
from assessments.models import InstrumentVersion, ScoreSheet
from p2wkss.actions.users import create_user, grant_role
from p2wkss.models import Region, User
from p2wkss.roles import Role
from tests.factories.activities import make_activity, make_agency, make_kind
from tests.factories.evidence import make_evidence
from tests.factories.judging import make_round, open_round
from tests.factories.places import make_cycle, make_decree, make_village
from villages.actions.stages import hold_stage, plan_stage
from villages.actions.visits import save_visit
from villages.models import Visit

year, name = {year}, "penilai-{year}"
if not User.objects.filter(username=name).exists():
    staff, secretariat = User.objects.get(username="staf.serang"), User.objects.get(username="sekretariat")
    assessor = User(username=name, full_name="Penilai {year} (contoh)")
    create_user(by=None, user=assessor, password=PASSWORD)
    grant_role(by=None, user=assessor, role=Role.ASSESSOR, region=Region.objects.get(code="36.04"))
    cycle = make_cycle(secretariat, year)
    decree = make_decree(staff, title="Lokasi binaan {year}", first_year=year, last_year=year)
    village, other = (make_village(staff, cycle, decree, f"36.04.15.{{code}}") for code in (2010, 2006))
    plan_stage(by=staff, target_village=village, stage=1, on=date(year, 1, 10))
    hold_stage(by=staff, target_village=village, stage=1, on=date(year, 1, 20), women=9, men=4)
    for day in range(1, 26):
        visit = Visit(target_village=village, stage=3, topic="Gizi keluarga", planned_on=date(year, 3, day))
        visit.held_on, visit.women, visit.men = visit.planned_on, 20, 3
        visit = save_visit(by=staff, visit=visit)
    kind = make_kind(secretariat, cycle)
    days = dict(planned_on=date(year, 3, 1), held_on=date(year, 3, 4))
    make_activity(staff, village, make_agency(staff, "Dinas Perempuan"), kind, **days)
    make_evidence(staff, village, year, caption="Buku tamu", links=["indicator:D3", f"visit:{{visit.pk}}"])
    instrument = InstrumentVersion.objects.filter(province="36").exclude(locked_at=None).first()
    open_round(staff, make_round(staff, cycle, "36.04", instrument, [village, other], [assessor]))
sheets = ScoreSheet.objects.filter(member__user__username=name)
print(sheets.get(entry__target_village__village="36.04.15.2010").pk)
"""


def open_sheet(site: Site, year: int) -> str:
    """Make the year, once, and give the address of its sheet."""
    return f"/lembar/{site.manage('shell', '-v0', '-c', OPEN_SHEET.format(year=year)).split()[-1]}/"


@YEARS
def test_facts_are_taken_or_left_with_a_note(open_page: Open, site: Site, viewport: dict[str, int], year: int) -> None:
    address = open_sheet(site, year)
    page = open_page(f"penilai-{year}", viewport=viewport)
    page.goto(address)
    visits = page.locator("#div_id_mark_D3")
    expect(visits).to_contain_text("25 kunjungan, 2,1 sebulan")
    expect(visits.locator("input:checked")).to_have_count(0)
    expect(page.locator("[data-given]")).to_have_text("0")
    assert_accessible(page)
    offer = visits.get_by_role("button", name="Pakai usulan 3")
    offer.click()
    expect(visits.locator("input[value='3']")).to_be_checked()
    expect(visits.locator("input[value='3']")).to_be_focused()
    expect(offer).to_be_hidden()
    expect(page.locator("[data-given]")).to_have_text("1")
    for button in page.locator("input[type=radio][value='4']").all():
        button.press("Space")
    page.get_by_role("button", name="Simpan dan ajukan").click()
    expect(page.locator(".error-summary")).to_contain_text("Berbeda dari usulan tingkat 3")
    expect(page.locator("#error_mark_D3")).to_contain_text("tulis alasannya pada catatan")
    assert_accessible(page)
    page.locator("[name=mark_D3_note]").fill("Buku tamu mencatat 48 kunjungan")
    page.get_by_role("button", name="Simpan konsep").click()
    expect(page.locator("body")).to_contain_text("Tersimpan sebagai konsep")
    expect(page.locator("#error_mark_D3")).to_have_count(0)


@YEARS
def test_dossier_opens_at_the_evidence_of_an_indicator(
    open_page: Open, site: Site, viewport: dict[str, int], year: int
) -> None:
    address = open_sheet(site, year)
    page = open_page(f"penilai-{year}", viewport=viewport)
    page.goto(address)
    page.goto(page.locator("#div_id_mark_D3").get_by_role("link", name="bukti 1").get_attribute("href") or "")
    expect(page.get_by_role("heading", level=1)).to_have_text("Berkas Desa Kamurang")
    assert page.url.endswith("#indikator-D3")
    proof = page.locator("#indikator-D3")
    expect(proof).to_be_in_viewport()
    expect(page.locator("#indikator-D4")).to_contain_text("Belum ada. Yang diminta:")
    picture = proof.locator("img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert_accessible(page)
    for fold in page.locator("main details > summary").all():
        fold.click()
    assert_accessible(page)
    expect(page.locator("#aset")).to_contain_text("Belum ada aset yang dicatat.")
    page.locator("#fakta").get_by_role("link", name="D3").click()
    expect(page.locator("#div_id_mark_D3")).to_be_in_viewport()


def test_without_scripts_the_proposed_level_is_marked_and_chosen(open_page: Open, site: Site) -> None:
    address = open_sheet(site, 2014)
    context = open_page(f"penilai-{2014}", viewport=PHONE, javascript=False)
    context.goto(address)
    visits = context.locator("#div_id_mark_D3")
    expect(visits.locator("[data-choose]")).to_be_hidden()
    level = visits.locator("label", has_text="usulan")
    expect(level).to_have_count(1)
    level.click()
    context.get_by_role("button", name="Simpan konsep").click()
    expect(context.locator("body")).to_contain_text(re.compile("Tersimpan sebagai konsep"))
    expect(visits.locator("input[value='3']")).to_be_checked()
