"""What the tests of the survey page share: families of their own, a keyboard that counts, and what is stored."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

Open = Callable[..., Page]
QUESTIONS = 21
SAVED, UNSENT = "disimpan ", "belum terkirim, tersimpan di perangkat ini"

MAKE = """
from p2wkss.models import User
from villages.actions.families import save_family
from villages.models import Family, TargetVillage
by = User.objects.get(username="staf.serang")
village = TargetVillage.objects.get(village_id="36.04.15.2006", cycle__year=2019)
for rt, count in {wanted}:
    for number in range(count):
        facts = dict(head_name=f"Ibu {{rt}}.{{number:02}} (contoh)", head_sex="female", rt=rt)
        family = Family(target_village=village, no_nik_reason="Belum punya (contoh)", **facts)
        print(rt, save_family(by=by, family=family).pk)
"""
READ = """
SELECT answers, villages_survey.state, entry_seconds
FROM villages_survey JOIN villages_family ON villages_family.uuid = family_id
WHERE rt = ? AND round = 'baseline' ORDER BY head_name
"""


class Row(NamedTuple):
    """A survey as the database holds it."""

    answers: str
    state: str
    seconds: int | None


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def make_families(site: Site, wanted: Iterable[tuple[str, int]]) -> dict[str, list[str]]:
    """Make families, so many in each RT; gives the addresses of their surveys by RT, in the order of the register."""
    addresses: dict[str, list[str]] = {}
    for line in site.manage("shell", "-v0", "-c", MAKE.format(wanted=list(wanted))).splitlines():
        rt, key = line.split()
        addresses.setdefault(rt, []).append(f"/keluarga/{key}/survei/awal/")
    return addresses


def stored_rows(site: Site, rt: str) -> list[Row]:
    """Read what the database holds of the families of an RT."""
    place = site.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(place)) as database:
        return [Row(*row) for row in database.execute(READ, [rt])]


def is_current(page: Page, number: int) -> None:
    """Fail unless the question is the marked and focused one."""
    expect(page.locator("[aria-current=true].answer-row")).to_have_attribute("id", f"div_id_answer_{number}")
    expect(page.locator(f"#div_id_answer_{number}")).to_be_focused()


def answers_on(page: Page) -> str:
    """Read the 21 letters that are chosen on the page."""
    chosen: str = page.evaluate(
        "Array.from({length: 21}, (_, at) => new FormData(document.querySelector('[data-survey]'))"
        ".get(`answer_${at + 1}`) || '-').join('')"
    )
    return chosen


def save_state(page: Page, words: str) -> None:
    """Wait until the bar says so."""
    expect(page.locator("[data-save-state]")).to_contain_text(words)


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()


def box(page: Page, selector: str) -> Any:
    """Measure where an element stands in the window."""
    return page.evaluate("(one) => document.querySelector(one).getBoundingClientRect().toJSON()", selector)
