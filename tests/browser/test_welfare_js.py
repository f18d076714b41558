"""The stage that the survey page shows is the stage that the server computes: both are held against each other.

The scripts run in a Chromium that reaches nothing: every request is answered here, from the static files.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from villages.welfare import INDICATOR_COUNT, NOT_APPLICABLE_ALLOWED, WelfareStage, assess

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
ORIGIN = "http://survey.test"
ANSWERS = {number: "ytb" if number in NOT_APPLICABLE_ALLOWED else "yt" for number in range(1, INDICATOR_COUNT + 1)}
LABELS = {stage: f"<{stage.value}>" for stage in WelfareStage}


def survey_html() -> str:
    """The parts of the survey form that the script knows, as the template writes them."""
    labels = " ".join(f'data-label-{stage.value}="&lt;{stage.value}&gt;"' for stage in WelfareStage)
    radios = "".join(
        f'<input type="radio" name="answer_{number}" value="{letter}">'
        for number, letters in ANSWERS.items()
        for letter in letters
    )
    return f"""<!doctype html><title>Survei</title><form data-survey>
        <output data-welfare-stage {labels}></output><output data-first-unmet></output><output data-answered></output>
        {radios}<input type="reset"></form><script type="module" src="/js/survey.js"></script>"""


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path == "/":
        route.fulfill(body=survey_html(), content_type="text/html; charset=utf-8")
    elif path.startswith("/js/"):
        route.fulfill(body=(SCRIPTS / path[4:]).read_text(), content_type="text/javascript")
    else:
        route.fulfill(status=204)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page at the survey form, in a context of its own."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", serve)
    yield page
    context.close()


@pytest.fixture
def survey(page: Page) -> Page:
    """The empty form, with its script at work."""
    page.goto(f"{ORIGIN}/")
    page.wait_for_function("document.querySelector('[data-answered]').textContent !== ''")
    return page


def vectors() -> list[str]:
    """Answers of every kind: each single fault and gap, each pair of them, and thousands of mixed ones."""
    chosen = {"y" * 21, "t" * 21, "-" * 21}
    places = range(INDICATOR_COUNT)
    for first in places:
        for second in places:
            for one in "t-":
                for other in "t-":
                    letters = ["y"] * INDICATOR_COUNT
                    letters[first], letters[second] = one, other
                    chosen.add("".join(letters))
    dice = random.Random(2019)
    for _ in range(5000):
        weight = dice.choice([0, 1, 4, 10])
        chosen.add("".join(dice.choice(letters + "-" + "y" * weight) for letters in ANSWERS.values()))
    return sorted(chosen)


def shown(page: Page) -> dict[str, str]:
    names = ("welfare-stage", "first-unmet", "answered")
    return {name: page.locator(f"[data-{name}]").text_content() or "" for name in names}


def expected(answers: str) -> dict[str, str]:
    welfare = assess(answers)
    unmet = f"#{welfare.first_unmet}" if welfare.first_unmet else "–"
    return {
        "welfare-stage": LABELS[welfare.stage],
        "first-unmet": unmet,
        "answered": str(welfare.answered),
    }


def choose(page: Page, answers: str) -> None:
    for number, letter in enumerate(answers, start=1):
        if letter != "-":
            page.check(f"input[name=answer_{number}][value={letter}]")


def test_browser_and_server_agree_on_every_vector(survey: Page) -> None:
    answers = vectors()
    found: list[dict[str, Any]] = survey.evaluate(
        "async (all) => { const { assess } = await import('/js/welfare.js'); return all.map(assess); }", answers
    )
    assert len(answers) > 5000
    assert {assess(each).stage for each in answers} == set(WelfareStage)
    for each, result in zip(answers, found, strict=True):
        welfare = assess(each)
        assert result == {
            "stage": welfare.stage.value,
            "firstUnmet": welfare.first_unmet,
            "firstMissing": welfare.first_missing,
            "answered": welfare.answered,
        }, each


def test_an_empty_form_is_incomplete(survey: Page) -> None:
    assert shown(survey) == expected("-" * 21)


@pytest.mark.parametrize(
    "answers",
    [
        "y" * 21,
        "y" * 9 + "t" + "y" * 11,
        "y" * 6 + "-" * 3 + "t" + "-" * 11,
        "yyyybbyyyyyybbyyyyyyt",
        "-t" + "-" * 19,
        "yyy-yyyt" + "y" * 13,
    ],
)
def test_the_form_shows_the_stage_of_what_is_chosen(survey: Page, answers: str) -> None:
    choose(survey, answers)
    assert shown(survey) == expected(answers)


def test_the_stage_follows_each_answer(survey: Page) -> None:
    answers = ["-"] * 21
    for number, letter in enumerate("yyyyyyyyyyyybbyyyyyyy", start=1):
        survey.check(f"input[name=answer_{number}][value={letter}]")
        answers[number - 1] = letter
        assert shown(survey) == expected("".join(answers))
    survey.check("input[name=answer_2][value=t]")
    assert shown(survey) == {"welfare-stage": "<pra_sejahtera>", "first-unmet": "#2", "answered": "21"}


def test_a_reset_shows_the_empty_form_again(survey: Page) -> None:
    choose(survey, "y" * 21)
    survey.click("input[type=reset]")
    survey.wait_for_function("document.querySelector('[data-answered]').textContent === '0'")
    assert shown(survey) == expected("-" * 21)


def test_what_was_chosen_is_counted_on_the_way_back(survey: Page) -> None:
    choose(survey, "y" * 21)
    survey.goto("about:blank")
    survey.go_back()
    survey.wait_for_function("document.querySelector('[data-answered]').textContent !== ''")
    chosen = survey.locator("input[type=radio]:checked").count()
    assert shown(survey)["answered"] == str(chosen)
