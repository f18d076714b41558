"""Nothing that was entered is lost: leaving and coming back, and a connection that comes and goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, assert_accessible
from tests.browser.entry import (
    SAVED,
    UNSENT,
    Keys,
    Open,
    Row,
    answers_on,
    make_families,
    press,
    save_state,
    stored_rows,
)

pytestmark = pytest.mark.browser
FIRST_RT = 80
# What a device that dies does not do: send what is left when its page goes away, or the line comes back.
DIES = """
for (const sign of ["pagehide", "visibilitychange", "online"]) {
  window.addEventListener(sign, (event) => event.stopImmediatePropagation(), true);
}
"""


@pytest.fixture(scope="module")
def made(site: Site) -> dict[str, list[str]]:
    """The addresses of the surveys of new families, by the RT that each test has of its own."""
    return make_families(site, [(str(FIRST_RT + at), 2) for at in range(len(_tests()))])


@pytest.fixture
def rt(request: pytest.FixtureRequest) -> str:
    """The RT of the test."""
    return str(FIRST_RT + _tests().index(request.function.__name__))


@pytest.fixture
def families(made: dict[str, list[str]], rt: str) -> list[str]:
    """The addresses of the surveys of the test's two families, in the order of the register."""
    return made[rt]


@pytest.fixture
def stored(site: Site, rt: str) -> Callable[[], list[Row]]:
    """Read what the database holds of the test's families."""
    return lambda: stored_rows(site, rt)


def _tests() -> list[str]:
    return sorted(name for name in globals() if name.startswith("test_"))


def test_who_leaves_and_comes_back_finds_every_answer(
    open_page: Open, families: list[str], stored: Callable[[], list[Row]]
) -> None:
    page = open_page("staf.serang")
    address = families[0]
    page.goto(address)
    page.fill("[name=monthly_income]", "750.000")
    page.locator("#div_id_answer_1").focus()
    Keys(page).press(*"yytyyb")
    save_state(page, SAVED)
    page.locator("#div_id_answer_7").focus()
    Keys(page).press("y", "t")
    page.goto("/")  # at once, before the pause is over
    page.goto(address)
    assert answers_on(page) == "yytyybyt" + "-" * 13
    expect(page.locator("[name=monthly_income]")).to_have_value("750.000")
    page.keyboard.press("y")
    save_state(page, SAVED)
    press(page, "Simpan")
    expect(page.locator("main")).to_contain_text("tersimpan sebagai draf; 12 pertanyaan belum dijawab.")
    assert stored()[0][:2] == ("yytyybyty" + "-" * 12, "draft")
    page.goto(address)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('p2wkss.survei'))") == []


def test_a_connection_that_breaks_loses_nothing(
    open_page: Open, families: list[str], stored: Callable[[], list[Row]]
) -> None:
    page = open_page("staf.serang")
    address = families[0]
    page.goto(address)
    Keys(page).press(*"yyy")
    save_state(page, SAVED)
    page.context.set_offline(True)
    Keys(page).press(*"tyb")
    save_state(page, UNSENT)
    press(page, "Simpan dan lanjut")
    expect(page.locator("[data-say]")).to_contain_text("Tidak ada sambungan.")
    assert_accessible(page)
    assert stored()[0].answers == "yyy" + "-" * 18
    page.context.set_offline(False)
    save_state(page, SAVED)
    assert stored()[0].answers == "yyytyb" + "-" * 15


def test_what_never_left_the_device_is_there_when_the_page_opens_again(
    open_page: Open, families: list[str], stored: Callable[[], list[Row]]
) -> None:
    page = open_page("staf.serang")
    address = families[0]
    page.goto(address)
    page.context.set_offline(True)
    Keys(page).press(*"yyt")
    save_state(page, UNSENT)
    assert "Ibu" not in page.evaluate("JSON.stringify(localStorage)")
    page.evaluate(DIES)
    device = page.context
    page.close()
    device.set_offline(False)
    page = device.new_page()
    assert stored() == []
    page.goto(address)
    expect(page.locator("[data-unsent]")).to_contain_text("Isian itu dipulihkan")
    expect(page.locator("[data-unsent]")).to_be_in_viewport()
    assert answers_on(page) == "yyt" + "-" * 18
    assert_accessible(page)
    save_state(page, SAVED)
    assert stored()[0].answers == "yyt" + "-" * 18
    press(page, "Buang")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert answers_on(page) == "-" * 21
    save_state(page, SAVED)


def test_an_answer_that_got_lost_is_no_conflict(
    open_page: Open, families: list[str], stored: Callable[[], list[Row]]
) -> None:
    page = open_page("staf.serang")
    first, second = families
    page.goto(first)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/draf/", lose)
    Keys(page).press("y")
    save_state(page, UNSENT)
    assert stored()[0].answers == "y" + "-" * 20
    page.unroute("**/draf/")
    Keys(page).press(*"y" * 20)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    assert stored()[0][:2] == ("y" * 21, "submitted")


def test_a_second_tab_is_told_and_shown_the_difference(open_page: Open, families: list[str]) -> None:
    page = open_page("staf.serang")
    address = families[0]
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    Keys(page).press(*"yyyy")
    save_state(page, SAVED)
    Keys(other).press(*"tt")
    expect(other.locator("[data-say]")).to_contain_text("Orang lain sudah menyimpan survei ini.")
    press(other, "Simpan")
    expect(other.locator(".conflict")).to_be_visible()
    assert answers_on(other) == "tt" + "-" * 19
    assert_accessible(other)
    press(other, "Simpan")
    expect(other.locator("main")).to_contain_text("tersimpan sebagai draf")


def test_time_at_work_reaches_the_record(open_page: Open, families: list[str], stored: Callable[[], list[Row]]) -> None:
    page = open_page("staf.serang")
    page.goto(families[0])
    expect(page.locator("[name=entry_seconds]")).not_to_have_value("0")
    page.keyboard.press("y")
    save_state(page, SAVED)
    assert 1 <= (stored()[0].seconds or 0) < 60
