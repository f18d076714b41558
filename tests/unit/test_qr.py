"""The QR of an address."""

import re
from xml.etree import ElementTree

import segno

from p2wkss.qr import QUIET, qr_svg

ADDRESS = "https://p2wkss.example/verifikasi/F116-7996-9886/"


def dark_squares(svg: str) -> set[tuple[int, int]]:
    """Read the squares back from the path: lines to the right, each one square high."""
    path = ElementTree.fromstring(svg).find("path")
    assert path is not None
    found: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for move, first, second, line in re.findall(r"(?:([Mm])(-?[\d.]+)[ ,]?(-?[\d.]+))|(?:h(\d+))", path.attrib["d"]):
        if move:
            x, y = (float(first), float(second)) if move == "M" else (x + float(first), y + float(second))
        else:
            found |= {(int(x) + at - QUIET, int(y) - QUIET) for at in range(int(line))}
            x += int(line)
    return found


def test_every_square_of_the_code_is_drawn_and_no_other() -> None:
    matrix = segno.make(ADDRESS, error="q", micro=False).matrix
    dark = {(x, y) for y, row in enumerate(matrix) for x, square in enumerate(row) if square}
    assert dark_squares(qr_svg(ADDRESS, "Kode QR")) == dark


def test_the_words_of_the_code_are_text() -> None:
    svg = qr_svg(ADDRESS, 'Kode "QR" <b> & lain')
    title = ElementTree.fromstring(svg).find("title")
    assert title is not None
    assert title.text == 'Kode "QR" <b> & lain'
