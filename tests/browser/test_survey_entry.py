"""Entering surveys fast: by keyboard alone and by thumb; and what a survey that was checked shows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site, assert_accessible
from tests.browser.entry import (
    QUESTIONS,
    SAVED,
    Keys,
    Open,
    Row,
    answers_on,
    box,
    is_current,
    make_families,
    press,
    save_state,
    stored_rows,
)

pytestmark = pytest.mark.browser
MOST_KEYS = 30
TOUCH = 44
FIRST_RT, MANY_RT = 60, 50
# Answers of every kind: letters and digits, "tidak berlaku" where it may stand, and a first "tidak" in each tier.
ANSWERS = ("y" * 21, "yyyybbyyyyyybbyyyyyyy", "ytyytyyyyytyyytyyyyty", "t" * 21, "yyyyyyyyyyyyyyyyyyyyt")
DIGITS = {"y": "1", "t": "2", "b": "3"}
STEP = """
from p2wkss.models import User
from villages.actions.review import return_survey, submit_survey, verify_survey
from villages.models import Survey
by = User.objects.get(username="staf.serang")
survey = Survey.objects.get(family="{family}", round="baseline")
{step}
"""


@pytest.fixture(scope="module")
def made(site: Site) -> dict[str, list[str]]:
    """The addresses of the surveys of new families, by the RT that each test has of its own."""
    return make_families(site, [(str(MANY_RT), 11), *((str(FIRST_RT + at), 2) for at in range(len(_tests())))])


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


# By keyboard ------------------------------------------------------------------------------------------------


def test_ten_families_by_keyboard_alone(open_page: Open, made: dict[str, list[str]], site: Site) -> None:
    addresses = made[str(MANY_RT)]
    page = open_page("staf.serang")
    page.goto(addresses[0])
    counts = []
    for at in range(10):
        is_current(page, 1)
        keys = Keys(page)
        letters = ANSWERS[at % len(ANSWERS)]
        keys.press(*(letters if at % 2 else [DIGITS[letter] for letter in letters]))
        if at == 3:  # a slip, corrected
            keys.press("ArrowUp", "y")
        expect(page.get_by_role("button", name="Simpan dan lanjut")).to_be_focused()
        expect(page.locator("[data-answered]")).to_have_text("21")
        keys.press("Enter")
        page.wait_for_url(f"**{addresses[at + 1]}")
        counts.append(keys.pressed)
    print(f"keys a family: {counts}")
    assert max(counts) <= MOST_KEYS
    expected = [ANSWERS[at % len(ANSWERS)] for at in range(10)]
    expected[3] = "t" * 20 + "y"
    assert [row[:2] for row in stored_rows(site, str(MANY_RT))] == [(letters, "submitted") for letters in expected]
    expect(page.locator("main")).to_contain_text("lengkap dan diajukan untuk diperiksa.")


def test_keys_move_answer_and_refuse(open_page: Open, families: list[str]) -> None:
    page = open_page("staf.serang")
    page.goto(families[0])
    keys = Keys(page)
    is_current(page, 1)
    keys.press("3")
    is_current(page, 1)
    expect(page.locator("[data-say]")).to_have_text(
        "Pertanyaan 1 dijawab ya atau tidak; “tidak berlaku” tidak ada di sini."
    )
    keys.press("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown")
    is_current(page, 5)
    expect(page.locator("[data-say]")).to_have_text("")
    assert answers_on(page) == "-" * 21
    keys.press("B", "Backspace", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    is_current(page, 1)
    keys.press("Control+y", "Alt+t")
    assert answers_on(page) == "----b" + "-" * 16
    page.locator("#id_answer_20_0").focus()
    keys.press("ArrowRight")  # inside the radio buttons the browser's own arrows choose
    assert answers_on(page)[19] == "t"
    keys.press("2")
    is_current(page, 21)
    keys.press("ArrowDown")
    expect(page.get_by_role("button", name="Simpan dan lanjut")).to_be_focused()
    keys.press("ArrowUp")
    is_current(page, 21)
    page.locator("[name=monthly_income]").click()
    keys.press("1", "2", "Backspace", "y")
    expect(page.locator("[name=monthly_income]")).to_have_value("1y")
    assert answers_on(page) == "----b" + "-" * 14 + "t-"
    save_state(page, "belum tersimpan: Isi rupiah tanpa sen")


def test_the_current_question_is_seen_between_the_bars(open_page: Open, families: list[str]) -> None:
    page = open_page("staf.serang", viewport={"width": 1024, "height": 600})
    page.goto(families[0])
    for number in range(1, QUESTIONS + 1):
        is_current(page, number)
        row = box(page, f"#div_id_answer_{number}")
        assert row["y"] >= box(page, ".entry-status")["y"] + box(page, ".entry-status")["height"]
        assert row["y"] + row["height"] <= box(page, ".form-actions")["y"]
        page.keyboard.press("y")


def test_the_page_opens_where_the_entry_goes_on(open_page: Open, families: list[str]) -> None:
    page = open_page("staf.serang")
    address = families[0]
    page.goto(address)
    Keys(page).press(*"yyyy", "ArrowDown", *"yy")
    save_state(page, SAVED)
    page.goto(address)
    is_current(page, 5)
    assert_accessible(page)
    page.get_by_text("Isi dengan papan ketik").click()
    assert_accessible(page)


# By thumb ---------------------------------------------------------------------------------------------------


def test_one_tap_an_answer_on_a_phone(open_page: Open, families: list[str], stored: Callable[[], list[Row]]) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    first, second = families
    page.goto(first)
    expect(page.locator("h1")).to_be_in_viewport()
    assert_accessible(page)
    _targets_are_large(page)
    for number in range(1, QUESTIONS + 1):
        before = page.evaluate("scrollY")
        following = page.locator(f"#div_id_answer_{min(number + 1, QUESTIONS)}")
        page.locator(f"[name=answer_{number}][value={'t' if number == 9 else 'y'}]").click()
        expect(following).to_be_in_viewport(ratio=1)
        moved = page.evaluate("scrollY") - before
        assert moved >= 0
        expect(page.locator("[data-answered]")).to_have_text(str(number))
    assert_accessible(page)
    save_state(page, SAVED)
    expect(page.locator("[data-welfare-stage]")).to_have_text("KS I")
    press(page, "Simpan dan lanjut")
    page.wait_for_url(f"**{second}")
    assert stored()[0][:2] == ("y" * 8 + "t" + "y" * 12, "submitted")


def test_the_page_does_not_jump_while_the_next_question_is_in_sight(open_page: Open, families: list[str]) -> None:
    page = open_page("staf.serang", viewport=PHONE)
    page.goto(families[0])
    page.locator("#div_id_answer_1").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#div_id_answer_1').scrollIntoView({block: 'start', behavior: 'instant'})")
    before = page.evaluate("scrollY")
    page.locator("[name=answer_1][value=y]").click()
    page.locator("[name=answer_2][value=y]").click()
    assert page.evaluate("scrollY") == before
    expect(page.locator("[aria-current=true].answer-row")).to_have_attribute("id", "div_id_answer_3")


def _targets_are_large(page: Page) -> None:
    labels = page.locator(".segment, .form-actions .btn").all()
    assert len(labels) == 2 * QUESTIONS + 4 + 2
    for label in labels:
        place = label.bounding_box()
        assert place is not None
        assert place["height"] >= TOUCH and place["width"] >= TOUCH, label.inner_text()


# What was checked -------------------------------------------------------------------------------------------


def test_sent_back_copied_handed_in_and_verified(open_page: Open, families: list[str], site: Site) -> None:
    address = families[0]
    family = address.split("/")[2]
    page = open_page("staf.serang", viewport=PHONE)
    page.goto(address)
    for number in range(1, QUESTIONS + 1):
        page.locator(f"[name=answer_{number}][value=y]").click()
    press(page, "Simpan dan lanjut")
    expect(page.locator("main")).to_contain_text("lengkap dan diajukan")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Survei ini sudah diajukan")
    assert_accessible(page)
    step = 'return_survey(by=by, survey=survey, note="Kunjungi lagi.", remarks={8: "Makan ikan kapan?"})'
    site.manage("shell", "-v0", "-c", STEP.format(family=family, step=step))
    page.goto(address)
    expect(page.locator("#div_id_answer_8")).to_contain_text("Makan ikan kapan?")
    expect(page.locator("#div_id_answer_8")).to_be_focused()
    assert_accessible(page)
    page.locator("[name=answer_8][value=t]").click()
    press(page, "Simpan dan lanjut")
    expect(page.locator("main")).to_contain_text("lengkap dan diajukan")
    site.manage("shell", "-v0", "-c", STEP.format(family=family, step="verify_survey(by=by, survey=survey)"))
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Survei ini sudah diverifikasi")
    expect(page.locator("[data-welfare-stage]")).to_have_text("KS I")
    expect(page.locator("[name=answer_1][value=y]")).to_be_disabled()
    expect(page.get_by_role("button", name="Simpan", exact=True)).to_have_count(0)
    assert_accessible(page)
    page.goto(address.replace("awal", "akhir"))
    assert_accessible(page)
    press(page, "Mulai dari jawaban survei awal")
    expect(page.locator("main")).to_contain_text("Jawaban disalin dari survei awal tanggal")
    expect(page.locator("[data-answered]")).to_have_text("21")
    assert_accessible(page)
