"""Text as the pinned fonts can print it. The data inside a PDF and the pages on screen keep it as it was written.

Nothing is drawn as an empty box: what has no glyph is named, as "[house with garden]" with the English name that
Unicode gives it, and what steers text without being seen (direction marks, control characters) is left out [ours].
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from unicodedata import category, name, normalize

# A word longer than this may be broken, after so many letters.
LONG, PIECE = 40, 20
BREAK = "\N{ZERO WIDTH SPACE}"
_KEPT = frozenset("\n\t")
# Invisible, or joined to the sign before it: nothing to name.
_LEFT_OUT = {"Cc", "Cf", "Mn", "Me"}
# A tag, with all of a title or a style; else a word that is too long.
_LONG_WORD = re.compile(rf"(<(?:title|style)\b[^>]*>[^<]*|<[^>]*>)|(?<![^\s>])([^\s<>]{{{LONG + 1},}})")
_LETTER = re.compile(r"&#?\w{1,8};|.", re.DOTALL)


def printable(markup: str, glyphs: Set[int]) -> str:
    """Give markup in which every letter has one of the glyphs, and no word is wider than a page."""
    markup = normalize("NFC", markup)
    missing = {letter for letter in set(markup) if ord(letter) not in glyphs and letter not in _KEPT}
    if missing:
        markup = markup.translate({ord(letter): _instead(letter) for letter in missing})
    return _LONG_WORD.sub(lambda found: found[1] or BREAK.join(_pieces(found[2])), markup)


@lru_cache(maxsize=1024)
def _instead(letter: str) -> str:
    if category(letter) == "Zs" or category(letter) in ("Zl", "Zp"):
        return " "
    if category(letter) in _LEFT_OUT:
        return ""
    return f"[{name(letter, f'U+{ord(letter):04X}').lower()}]"


def _pieces(word: str) -> Iterator[str]:
    """Cut a word, never within the writing of one letter."""
    letters = _LETTER.findall(word)
    for start in range(0, len(letters), PIECE):
        yield "".join(letters[start : start + PIECE])
