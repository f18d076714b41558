"""Photos sent in from a phone: the line is cut in the middle, and what was begun goes on."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, assert_accessible
from tests.factories.pictures import make_photo

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def take_photo(folder: Path, seed: int, name: str) -> Path:
    """Take a photo of about a megabyte, so that it goes in several pieces."""
    target = io.BytesIO()
    noise = Image.frombytes("RGB", (700, 700), random.Random(seed).randbytes(700 * 700 * 3))
    Image.blend(noise, Image.open(io.BytesIO(make_photo(seed, (700, 700)))), 0.5).save(target, "JPEG", quality=95)
    path = folder / name
    path.write_bytes(target.getvalue())
    assert path.stat().st_size > 3 * 256 * 1024 / 2
    return path


def open_form(page: Page) -> None:
    """Go from the village to the form."""
    page.goto("/desa/?tahun=2019")
    page.get_by_role("link", name="Desa Kamurang", exact=True).first.click()
    page.wait_for_url("**/desa/*/")
    page.goto(f"{page.url}bukti/")
    page.get_by_role("link", name="Unggah bukti", exact=True).first.click()
    page.wait_for_url("**/bukti/baru/")


def expect_sent(page: Page, name: str) -> None:
    expect(page.locator(".evidence-files li").filter(has_text=name)).to_contain_text(
        f"{name}: terkirim", timeout=20_000
    )


@pytest.mark.parametrize(("viewport", "seed"), [(PHONE, 361), (DESKTOP, 1281)], ids=["360", "1280"])
def test_photos_go_on_after_the_line_was_cut(
    open_page: Open, tmp_path: Path, viewport: dict[str, int], seed: int
) -> None:
    page = open_page("staf.serang", viewport=viewport)
    open_form(page)
    assert_accessible(page)  # axe needs scripts, so the last test does without it
    pieces = {"sent": 0, "cut": 0}

    def cut_one(route: Route) -> None:
        pieces["sent"] += 1
        if pieces["sent"] == 2:
            pieces["cut"] += 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/unggah/*/", lambda route: cut_one(route) if route.request.method == "PATCH" else route.continue_())
    first, second = (take_photo(tmp_path, seed + at, f"IMG_{seed + at}.jpg") for at in range(2))
    page.set_input_files("[name=file]", [first, second])
    expect(page.locator(".evidence-say")).to_contain_text("Sambungan terputus")
    assert_accessible(page)
    page.fill("[name=caption]", f"Latihan menjahit {seed}")
    page.locator("#id_links summary").first.click()
    page.get_by_label("Tahap 5: Bimbingan teknis pada sasaran program").check()
    for photo in (first, second):
        expect_sent(page, photo.name)
    assert pieces["cut"] == 1
    assert_accessible(page)
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator(".messages, main").first).to_contain_text("2 bukti tersimpan.")
    expect(page.get_by_role("link", name=f"Latihan menjahit {seed}")).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("link", name=f"Latihan menjahit {seed}").first.click()
    picture = page.get_by_role("img", name=f"Latihan menjahit {seed}")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 700
    expect(page.get_by_role("link", name="Tahap 5: Bimbingan teknis")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Ubah keterangan").click()
    assert_accessible(page)


def test_a_page_loaded_again_goes_on_with_the_same_file(open_page: Open, tmp_path: Path) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    open_form(page)
    photo = take_photo(tmp_path, 77, "IMG_77.jpg")
    line = {"pieces": 0, "open": 1}

    def carry(route: Route) -> None:
        """Let through as many pieces as the line is open for."""
        if route.request.method != "PATCH" or line["pieces"] < line["open"]:
            line["pieces"] += route.request.method == "PATCH"
            route.continue_()
        else:
            route.abort("connectionreset")

    page.route("**/unggah/*/", carry)
    page.set_input_files("[name=file]", photo)
    expect(page.locator(".evidence-say")).to_contain_text("Sambungan terputus")
    page.fill("[name=caption]", "Foto yang dilanjutkan")
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator(".evidence-say")).to_contain_text("Disimpan sendiri sesudah semua berkas terkirim.")
    page.reload()
    line["open"] = 100
    begun: list[str] = []
    again: list[str] = []
    page.on("request", lambda one: begun.append(one.url) if one.method == "POST" else None)
    page.on("request", lambda one: again.append(one.headers["upload-offset"]) if one.method == "PATCH" else None)
    page.set_input_files("[name=file]", photo)
    expect_sent(page, "IMG_77.jpg")
    assert again[0] == str(256 * 1024), "the first piece is not sent again"
    assert begun == []
    page.get_by_role("button", name="Buang IMG_77.jpg").click()
    expect(page.locator(".evidence-files")).to_be_hidden()


def test_without_scripts_the_form_sends_the_file(open_page: Open, tmp_path: Path) -> None:
    page = open_page("staf.serang", javascript=False)
    open_form(page)
    page.set_input_files("[name=file]", take_photo(tmp_path, 55, "IMG_55.jpg"))
    page.fill("[name=caption]", "Tanpa skrip")
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator("main")).to_contain_text("1 bukti tersimpan.")
    expect(page.get_by_role("img", name="Tanpa skrip")).to_be_visible()
    page.get_by_role("link", name="Tarik bukti ini").click()
    page.fill("[name=reason]", "Foto percobaan saja")
    page.get_by_role("button", name="Tarik bukti").click()
    expect(page.locator("main")).to_contain_text("Bukti ditarik.")
    page.goto("/bukti/berulang/")
    expect(page.get_by_role("heading", name="Foto berulang")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Tanpa skrip")
