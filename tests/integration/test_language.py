"""Indonesian first, English by the switch, whatever the browser asks for."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db
SIGN_IN = {"id": "Masuk", "en": "Sign in"}


def shown(client: Client, asks: str = "") -> tuple[str, str]:
    """The language that the answer names, and the one that its page is in."""
    response = client.get(reverse("login"), headers={"Accept-Language": asks} if asks else {})
    page = response.content.decode()
    spoken = [code for code, word in SIGN_IN.items() if f"<h1>{word}</h1>" in page and f'lang="{code}"' in page]
    return response["Content-Language"], spoken[0]


@pytest.mark.parametrize("asks", ["", "en-US,en;q=0.9", "id", "de"])
def test_indonesian_comes_first(asks: str, client: Client) -> None:
    assert shown(client, asks) == ("id", "id")


def test_english_comes_by_the_switch_and_stays(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("login")})
    assert response["Location"] == reverse("login")
    assert shown(client, "id") == ("en", "en")
    client.post(reverse("set_language"), {"language": "id"})
    assert shown(client, "en") == ("id", "id")


def test_what_runs_after_a_page_does_not_speak_its_language(client: Client) -> None:
    before = translation.get_language()
    client.cookies["django_language"] = "en"
    assert shown(client) == ("en", "en")
    assert translation.get_language() == before


@pytest.mark.parametrize("value", ["de", "", "../../etc", "EN", "x" * 4000])
def test_a_cookie_of_any_other_kind_counts_for_nothing(value: str, client: Client) -> None:
    client.cookies["django_language"] = value
    assert shown(client) == ("id", "id")


def test_the_switch_leads_to_no_other_site(client: Client) -> None:
    sent = {"language": "en", "next": "https://example.org/"}
    assert client.post(reverse("set_language"), sent)["Location"] == "/"
