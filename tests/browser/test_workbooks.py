"""A workbook's whole way in a browser: fetched, filled, sent, looked at, agreed to; with a worker beside the server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, assert_accessible
from tests.factories.places import nik
from tests.factories.workbooks import HEADS, PLACES, row, workbook

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
STAFF = "staf.pandeglang"
SOON = 20_000  # a worker starts, looks, and works
LONG_NAME = "Rekap_pendataan_keluarga_sasaran_P2WKSS_" + "Kabupaten_Pandeglang_FINAL_revisi_" * 4 + "(2).xlsx"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def see(page: Page, text: str, timeout: int = SOON) -> None:
    expect(page.locator("main")).to_contain_text(text, timeout=timeout)


def open_workbooks(page: Page) -> None:
    page.goto("/desa/?tahun=2019")
    page.locator("main tbody th a").first.click()
    page.get_by_role("link", name="Isi lewat Excel").first.click()


def fetch(page: Page, link: str, to: Path) -> Path:
    """Fetch a file by its link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


def send(page: Page, path: Path) -> None:
    """Choose a file for the survey at baseline, and send it."""
    page.select_option("[name=round]", label="Survei awal")
    page.set_input_files("[name=file]", path)
    press(page, "Unggah dan periksa")


def fill(path: Path, serial: int) -> str:
    """Fill in a template: a known family changes, one comes right, one with a fault, one twice. Gives the new name."""
    book = load_workbook(path)
    sheet = book["Keluarga"]
    sheet.cell(2, PLACES["address"] + 1, f"Kampung Cikoneng No. {serial}")
    start = next(at for at in range(2, sheet.max_row + 1) if not sheet.cell(at, 2).value)
    rows = [row(serial), row(serial + 1, rt="tiga"), row(serial + 2), row(serial + 3, nik=nik(serial + 2))]
    for at, values in enumerate(rows, start):
        put(sheet, at, values)
    book.save(path)
    return str(rows[0][PLACES["head_name"]])


def put(sheet: Any, at: int, values: list[Any]) -> None:
    for column, value in enumerate(values[1:], 2):
        if value is not None:
            sheet.cell(at, column, value)


def look_at_each_tab(page: Page) -> list[str]:
    """Open each tab and give what they are called."""
    names = [words.split()[0] for words in page.locator(".tabs a").all_inner_texts()]
    for name in names:
        page.locator(".tabs a", has_text=name).click()
        expect(page.locator(".tabs [aria-current]")).to_contain_text(name)
        expect(page.locator(".import-rows tbody tr").first).to_be_visible()
        assert_accessible(page)
    return names


@pytest.mark.parametrize(("viewport", "serial"), [(PHONE, 6100), (DESKTOP, 6200)], ids=["360", "1280"])
def test_from_the_template_to_the_receipt(
    open_page: Open, worker: None, viewport: dict[str, int], serial: int, tmp_path: Path
) -> None:
    page = open_page(STAFF, viewport=viewport)
    open_workbooks(page)
    assert_accessible(page)
    template = fetch(page, "Survei awal", tmp_path)
    name = fill(template, serial)
    send(page, template)
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)  # the page turns by itself
    assert_accessible(page)
    assert look_at_each_tab(page) == ["Kesalahan", "Ganda", "Peringatan", "Berubah", "Baru", "Tetap"]

    page.locator(".tabs a", has_text="Berubah").click()
    see(page, f"Kampung Cikoneng No. {serial}")
    page.locator(".tabs a", has_text="Kesalahan").click()
    see(page, "“tiga” bukan nomor RT atau RW")
    returned = fetch(page, "Unduh untuk diperbaiki", tmp_path)
    assert returned.name.endswith("-perbaiki.xlsx")
    book = load_workbook(returned)
    faulty = [cells for cells in book["Keluarga"].iter_rows(min_row=2) if cells[len(HEADS)].value]
    assert len(faulty) == 2

    press(page, "Simpan 3 keluarga")
    see(page, "Isi berkas sudah tersimpan")
    see(page, "2 keluarga baru, 1 keluarga diubah, 2 survei disimpan.")
    assert_accessible(page)
    page.get_by_role("link", name="Buka daftar keluarga").click()
    page.fill("[name=q]", name)
    press(page, "Tampilkan")
    expect(page.locator("tbody tr")).to_have_count(1)

    # What came back is put right and sent again: only the corrected row is new.
    for cells in faulty:
        cells[PLACES["rt"]].value = "03"
        cells[PLACES["nik"]].value = nik(serial + 50 + cells[0].row)
        cells[PLACES["kk"]].value = None
    book.save(returned)
    open_workbooks(page)
    send(page, returned)
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("button", name="Simpan 2 keluarga")).to_be_visible()
    press(page, "Batalkan unggahan")
    see(page, "Unggahan ini dibatalkan")
    assert_accessible(page)


@pytest.mark.parametrize(("viewport", "serial"), [(PHONE, 6300), (DESKTOP, 6400)], ids=["360", "1280"])
def test_columns_of_their_own_are_chosen_once(
    open_page: Open, worker: None, viewport: dict[str, int], serial: int, tmp_path: Path
) -> None:
    page = open_page(STAFF, viewport=viewport)
    heads = [
        "No",
        "Nama KK",
        "L/P",
        "RT",
        f"Nomor Induk {serial}",
        *[str(number) for number in range(1, 22)],
        "Tgl Survei",
    ]
    values = [1, "Ibu Rukmini (contoh)", "P", 3, nik(serial, woman=True), *["Y"] * 21, "2019-01-20"]
    path = tmp_path / LONG_NAME
    path.write_bytes(workbook([values], heads))
    open_workbooks(page)
    send(page, path)
    expect(page.get_by_role("heading", name="Cocokkan kolom")).to_be_visible(timeout=SOON)
    assert_accessible(page)
    assert nik(serial, woman=True) not in page.content()
    expect(page.locator("[name=answer_1]")).to_be_hidden()
    page.locator("summary", has_text="21 sudah cocok").click()
    expect(page.locator("[name=answer_1]")).to_be_visible()
    page.select_option("[name=head_name]", "")
    press(page, "Periksa isinya")
    expect(page.locator(".error-summary")).to_contain_text("Pilih kolom untuk: Nama kepala keluarga")
    assert_accessible(page)
    page.select_option("[name=head_name]", "Nama KK")
    page.select_option("[name=nik]", f"Nomor Induk {serial}")
    press(page, "Periksa isinya")
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("button", name="Simpan 1 keluarga")).to_be_visible()
    assert_accessible(page)

    open_workbooks(page)
    assert_accessible(page)
    send(page, path)
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)
    page.get_by_role("link", name="Cocokkan kolom lagi").click()
    expect(page.locator("[name=nik]")).to_have_value(f"Nomor Induk {serial}")


def test_without_a_worker_the_page_says_what_it_waits_for(open_page: Open, site: Site, tmp_path: Path) -> None:
    page = open_page(STAFF, viewport=PHONE)
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(workbook([row(6500)]))
    open_workbooks(page)
    send(page, path)
    see(page, "Menunggu giliran")
    assert_accessible(page)
    see(page, "hubungi administrator")  # after ten seconds, by itself
    assert_accessible(page)
    site.manage("worker", "--batch")
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)
    press(page, "Simpan 1 keluarga")
    see(page, "Menunggu giliran")
    page.goto("/")  # the page may be left
    site.manage("worker", "--batch")
    open_workbooks(page)
    page.get_by_role("link", name="daftar.xlsx").first.click()
    see(page, "Isi berkas sudah tersimpan")


def test_a_file_that_cannot_be_read_is_refused_in_words(open_page: Open, worker: None, tmp_path: Path) -> None:
    page = open_page(STAFF, viewport=PHONE)
    open_workbooks(page)
    press(page, "Unggah dan periksa")
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    path = tmp_path / "rusak.xlsx"
    path.write_bytes(b"PK\3\4")
    send(page, path)
    see(page, "Berkas ini rusak atau terpotong")
    assert_accessible(page)
    page.get_by_role("link", name="Unggah berkas lain").click()
    expect(page.locator("[name=file]")).to_be_visible()


def test_the_whole_way_without_scripts(open_page: Open, site: Site, tmp_path: Path) -> None:
    page = open_page(STAFF, viewport=PHONE, javascript=False)
    open_workbooks(page)
    heads = ["Nama KK", "JK", "Nomor RT", "Nomor Kependudukan"]
    path = tmp_path / "tanpa-skrip.xlsx"
    path.write_bytes(workbook([["Ibu Kartika (contoh)", "P", 4, nik(6600, woman=True)]], heads))
    send(page, path)
    see(page, "Menunggu giliran")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "3")
    site.manage("worker", "--batch")
    expect(page.get_by_role("heading", name="Cocokkan kolom")).to_be_visible(timeout=SOON)  # the browser reloads it
    page.select_option("[name=nik]", "Nomor Kependudukan")
    press(page, "Periksa isinya")
    site.manage("worker", "--batch")
    expect(page.locator(".tabs")).to_be_visible(timeout=SOON)
    press(page, "Simpan 1 keluarga")
    site.manage("worker", "--batch")
    see(page, "1 keluarga baru, 0 keluarga diubah")
