"""Before and after in a real browser: on a phone and on a desk, by eye of axe, and taken away as files."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible
from tests.browser.papers import take

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def go_there(page: Page) -> None:
    page.goto("/desa/?tahun=2019")
    page.get_by_role("link", name="Desa Kamurang", exact=True).first.click()
    page.goto(f"{page.url}perubahan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sebelum dan sesudah")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_page_is_readable_folded_and_unfolded(open_page: Open, viewport: dict[str, int], javascript: bool) -> None:
    page = open_page("staf.serang", viewport=viewport, javascript=javascript)
    go_there(page)
    expect(page.locator("main")).to_contain_text("Perubahan ini bukan bukti sebab")
    if javascript:  # axe is a script itself
        assert_accessible(page)
    folds = page.locator("main details > summary")
    for at in range(folds.count()):
        if folds.nth(at).is_visible():
            folds.nth(at).click()
    by_sex = page.locator("main details", has_text="tahap, indikator, penghasilan")
    expect(by_sex.first.locator(".table-matrix")).to_be_visible()
    if javascript:
        assert_accessible(page)


def test_matrix_needs_no_scrolling_on_a_phone(open_page: Open) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    go_there(page)
    matrix = page.get_by_role("region", name="Tahap awal dan akhir: Semua keluarga")
    hidden = matrix.evaluate("place => place.scrollWidth - place.clientWidth")
    assert hidden <= 0, f"{hidden} px of the matrix are hidden"


def test_dumbbells_stand_where_their_figures_say(open_page: Open) -> None:
    page = open_page("staf.serang")
    go_there(page)
    row = page.locator(".table-indicators").first.locator("tbody tr").nth(20)
    figures = [cell.replace(",", ".") for cell in row.locator("td.num").all_inner_texts()]
    for circle, figure in ((".end-before", figures[0]), (".end-after", figures[1])):
        place = float((row.locator(circle).get_attribute("cx") or "").rstrip("%"))
        assert place == pytest.approx(4 + float(figure) * 0.92, abs=0.1)


def test_paper_and_workbook_are_taken_away(open_page: Open, site: Site) -> None:
    page = open_page("staf.serang")
    go_there(page)
    address = page.url
    said = page.locator(".table-indicators").first.locator("tbody tr td.changed-cell").first.inner_text().split("\n")[0]
    paper = take(page, site, "Laporan PDF dan Excel")
    text = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(_content(paper.path()))).pages)
    assert said in " ".join(text.split())
    assert paper.suggested_filename.endswith("-sementara.pdf")
    page.goto(address)
    book = load_workbook(BytesIO(_content(take(page, site, "Laporan PDF dan Excel", "Excel").path())))
    assert book["Indikator"]["O2"].value == said


def _content(path: Path) -> bytes:
    return path.read_bytes()
