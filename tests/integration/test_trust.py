"""What anybody can check of a printed report: the code, the data, and a script that computes the ranking again."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions.rounds import publish
from assessments.models import Result, Round, ScoreSheet
from assessments.reading import Reading
from p2wkss.models import User
from tests.factories.judging import fill_sheet, lock_round
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
SCRIPT = Path(__file__).parents[2] / "docs" / "recompute.py"


@pytest.fixture
def result(world: World) -> Result:
    """The result of the province, locked and not yet published."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 3 if sheet.entry.target_village_id == world.serang.villages[0].pk else 2)
    return lock_round(world.secretariat, world.round)


@pytest.fixture
def published(world: World, result: Result) -> Result:
    """The same, published."""
    publish(by=world.secretariat, round=Round.objects.get(pk=world.round.pk))
    return result


def page_of(code: str) -> Any:
    return Client().get(reverse("assessments:verify", args=[code]))


def data_of(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Client().get(reverse("assessments:verify_json", args=[result.code])).content)
    return data


def test_a_published_code_shows_what_the_paper_must_say(published: Result) -> None:
    page = page_of(published.code)
    text = page.content.decode()
    reading = Reading(published.content)
    assert page.status_code == 200
    for words in ("Berlaku", "Provinsi Banten 2019", published.code, published.sha256):
        assert words in text
    for card in reading.ranking:
        assert card.entry["village_name"] in text
        assert str(card.total).replace(".", ",") in text
    assert "sessionid" not in page.cookies


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_case_and_dashes_do_not_matter(published: Result, change: Callable[[str], str]) -> None:
    answer = Client().get(reverse("assessments:verify_form"), {"kode": change(published.code)}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("assessments:verify", args=[published.code])
    assert "Berlaku" in answer.content.decode()


def test_the_whole_hash_and_look_alike_letters_are_read(published: Result) -> None:
    assert page_of(published.sha256).status_code == 200
    typed = published.code.replace("0", "O").replace("1", "l")
    assert page_of(typed).status_code == 200


def test_before_publication_only_that_there_is_a_result(result: Result) -> None:
    page = page_of(result.code)
    text = page.content.decode()
    assert "Belum diumumkan" in text
    for card in Reading(result.content).ranking:
        assert card.entry["village_name"] not in text
    assert "Banten 2019" not in text
    assert result.sha256 not in text
    for name in ("verify_json", "verify_csv"):
        assert Client().get(reverse(f"assessments:{name}", args=[result.code])).status_code == 404


@pytest.mark.parametrize("code", ["0000-0000-0000", "abc", "DESA KAMURANG", "'; DROP TABLE", "%", "0" * 70])
def test_what_is_no_code_is_not_known(published: Result, code: str) -> None:
    page = page_of(code)
    assert page.status_code == 404
    assert "Tidak dikenal" in page.content.decode()


def test_an_empty_form_asks_for_the_code(db: None) -> None:
    page = Client().get(reverse("assessments:verify_form"), {"kode": " - "})
    assert "Tulis kodenya dahulu" in page.content.decode()


def test_a_replaced_code_names_the_newer_one(world: World, published: Result) -> None:
    from assessments.actions.results import _freeze

    newer = _freeze(world.secretariat, Round.objects.get(pk=world.round.pk))
    text = page_of(published.code).content.decode()
    assert f"Diganti oleh {newer.code}" in text
    assert reverse("assessments:verify", args=[newer.code]) in text
    assert "Berlaku" in page_of(newer.code).content.decode()


def test_the_public_page_asks_little(published: Result, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the code; the lines of the page
        page_of(published.code)
    with django_assert_num_queries(1):
        page_of("0000-0000-0000")
    with django_assert_num_queries(0):
        Client().get(reverse("assessments:verify_form"))


def test_data_that_is_known_is_not_written_again(published: Result, django_assert_num_queries: Any) -> None:
    url = reverse("assessments:verify_json", args=[published.code])
    first = Client().get(url)
    with django_assert_num_queries(1):
        again = Client().get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def words_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from words_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item)
    else:
        yield str(value)


def test_the_data_names_nobody(published: Result) -> None:
    words = set(words_in(data_of(published)))
    table = Client().get(reverse("assessments:verify_csv", args=[published.code])).content.decode()
    for user in User.objects.all():
        for secret in (user.full_name, user.username):
            assert secret not in words
            assert secret not in table
    assert "Menurut kunjungan" not in words
    assert "Menurut kunjungan" not in table


def test_the_page_states_the_hash_of_the_data_file(published: Result) -> None:
    content = Client().get(reverse("assessments:verify_json", args=[published.code])).content
    assert sha256(content).hexdigest() == published.head["data_sha256"]
    assert published.head["data_sha256"] in page_of(published.code).content.decode()


def test_the_table_has_a_line_for_each_mark(published: Result) -> None:
    content = Client().get(reverse("assessments:verify_csv", args=[published.code])).content.decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == sum(len(sheet["marks"]) for sheet in published.content["sheets"])
    assert {row["assessor"] for row in rows} == {"1", "2"}


def test_the_script_gets_the_same_order_and_totals(published: Result, tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    file.write_bytes(Client().get(reverse("assessments:verify_json", args=[published.code])).content)
    done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=True)
    *lines, verdict = done.stdout.splitlines()
    assert [line.split()[-3:] for line in lines] == [
        [str(card.rank), card.entry["village_code"], card.total] for card in Reading(published.content).ranking
    ]
    assert verdict == "SAMA dengan yang diumumkan"
    file.write_text(file.read_text().replace('"value":"3","village_code"', '"value":"2","village_code"', 1))
    done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "TIDAK SAMA dengan yang diumumkan"


def test_the_rows_beside_the_document_say_the_same(world: World, published: Result) -> None:
    ranking = Reading(published.content).ranking
    assert [(place.rank, place.line["village_name"], place.line["total"]) for place in published.places.all()] == [
        (card.rank, card.entry["village_name"], card.total) for card in ranking
    ]
    assert [place.position for place in published.places.all()] == list(range(1, len(ranking) + 1))
