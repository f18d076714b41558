"""Text as the fonts can print it: nothing becomes an empty box, and nothing unseen steers a document."""

from html import escape, unescape
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.pdf_text import BREAK, LONG, printable

GLYPHS = frozenset(map(ord, f"{ascii_letters} {digits}:<>/&;#=\"'[]-+.,é{BREAK}"))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Desa Kamurang", "Desa Kamurang"),
        ("Desa \N{RIGHT-TO-LEFT OVERRIDE}terbalik", "Desa terbalik"),
        ("Desa \N{HOUSE WITH GARDEN}", "Desa [house with garden]"),
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}", "[woman][girl]"),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}", "[heavy black heart]"),
        ("a\x07b\x00c\x9fd", "abcd"),
        ("a\N{NARROW NO-BREAK SPACE}b", "a b"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\ue000", "[u+e000]"),
        ("漢", "[cjk unified ideograph-6f22]"),
    ],
)
def test_what_has_no_glyph_is_named_or_left_out(written: str, printed: str) -> None:
    assert printable(f"<p>{written}</p>", GLYPHS) == f"<p>{printed}</p>"


@given(st.text(max_size=400))
def test_every_letter_has_a_glyph(text: str) -> None:
    printed = printable(f"<p>{escape(text)}</p>", GLYPHS)
    assert {letter for letter in printed if ord(letter) not in GLYPHS} <= {"\n", "\t"}


@given(st.text("ab<&>\"'", min_size=LONG + 1, max_size=300))
def test_a_long_word_breaks_and_reads_the_same(word: str) -> None:
    printed = printable(f"<td>{escape(word)}</td>", GLYPHS)
    inner = printed.removeprefix("<td>").removesuffix("</td>")
    assert unescape(inner).replace(BREAK, "") == word
    assert BREAK in inner
    assert max(map(len, unescape(inner).split(BREAK))) <= LONG


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="data:image/png;base64,{"A" * 400}" alt="x">',
        f"<title>{'x' * 300}</title>",
        f"<style>.{'x' * 300}</style>",
        f"<p>{'kata ' * 100}</p>",
    ],
)
def test_markup_titles_and_short_words_stay(markup: str) -> None:
    assert printable(markup, GLYPHS) == markup
