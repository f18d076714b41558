"""Logos as they come in: what is kept, what is refused and in which words; and the number of a civil servant."""

import io
import re
import zlib
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from p2wkss.logos import LIMIT, MOST_DEPTH, MOST_ELEMENTS, PNG, SVG, check_logo, check_svg
from p2wkss.nip import read_nip
from tests.factories.letterheads import DRAWING
from tests.factories.pictures import draw, make_photo, png_of

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, root: str = 'viewBox="0 0 40 40"', before: str = "") -> bytes:
    return f"{before}<svg {NAMESPACES} {root}>{inside}</svg>".encode()


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check_logo(data)
    return " ".join(refused.value.messages)


def file_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


# Pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_as_png(kind: str) -> None:
    logo = check_logo(make_photo(3, (1200, 900), kind, taken="2019:06:14 09:30:00", orientation=6))
    kept = Image.open(io.BytesIO(logo.content), formats=["PNG"])
    assert logo.content_type == PNG
    assert kept.size == (450, 600), "upright, and no longer than 600"
    assert not kept.info.keys() & {"exif", "xmp", "icc_profile"}
    assert b"contoh" not in logo.content


def test_what_is_transparent_stays_so() -> None:
    image = draw(2, (100, 100)).convert("RGBA")
    image.putalpha(0)
    kept = Image.open(io.BytesIO(check_logo(file_of(image, "PNG")).content))
    assert kept.getpixel((50, 50))[3] == 0
    assert kept.size == (100, 100), "not enlarged"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    image = Image.new("I;16", (64, 64)) if mode == "I;16" else draw(2, (64, 64)).convert(mode)
    assert check_logo(file_of(image, "JPEG" if mode == "CMYK" else "PNG")).content_type == PNG


def test_what_trails_a_picture_is_left_behind() -> None:
    assert b"<script>" not in check_logo(make_photo(1, (64, 64), "PNG") + b"<script>alert(1)</script>").content


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "harus gambar"),
        (b"%PDF-1.7 ...", "harus gambar"),
        (b"GIF89a" + b"\0" * 40, "harus gambar"),
        ("<svg/>".encode("utf-16"), "harus gambar"),
        (b"x" * (LIMIT + 1), "paling besar 1 MB"),
        (make_photo(1, (200, 200))[:900], "rusak atau terpotong"),
        (make_photo(1, (200, 200), "PNG")[:-400], "rusak atau terpotong"),
        (png_of(200, 200), "rusak atau terpotong"),
        (png_of(60_000, 60_000, data=zlib.compress(b"\0" * 1000)), "16 megapiksel"),
        (make_photo(1, (20, 200), "PNG"), "20 × 200 piksel"),
        (make_photo(1, (900, 40), "PNG"), "900 × 40 piksel"),
    ],
)
def test_what_is_no_sensible_picture_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


# Drawings ---------------------------------------------------------------------------------------------------

PLAIN = [
    '<g fill="none" stroke="#1e9999" stroke-width="1.5e0"><path d="M0 0l1-1.5.5z"/></g>',
    '<defs><linearGradient id="a"><stop offset="0" stop-color="rgb(1, 2, 3)"/></linearGradient></defs>'
    '<linearGradient id="b" xlink:href="#a"/><rect width="9" height="9" fill="url(#b)"/>',
    '<clipPath id="c"><circle r="3"/></clipPath><ellipse clip-path="url(\'#c\')" rx="2" ry="3"/>',
    '<style type="text/css">/* x */ .st0{fill:#FFF;} .st1, path{stroke:none;opacity:.5}</style><path class="st0"/>',
    '<g id="k"><path d="M0 0"/></g><use href="#k" x="3" transform="rotate(30)"/><use xlink:href="#k"/>',
    "<title>Lambang &amp; nama &lt;kantor&gt;</title><desc>Bukan url(http://x) yang dipakai</desc>",
    '<path style="fill:#fff; stroke: rgba(0,0,0,.5); fill-rule:evenodd" d="M0 0"/>',
]
HOSTILE = {
    "<script>alert(1)</script>": "memuat skrip (elemen script)",
    "<SCRIPT/>": "memuat skrip",
    '<script xmlns="http://www.w3.org/1999/xhtml"/>': "memuat skrip",
    '<rect onload="alert(1)"/>': "memuat skrip (atribut onload)",
    '<rect OnClick="alert(1)"/>': "memuat skrip",
    '<rect xmlns:e="http://www.w3.org/2001/xml-events" e:onfocus="x"/>': "memuat skrip",
    '<use xlink:href="javascript:alert(1)"/>': "memuat skrip",
    '<use href=" JaVaScRiPt:alert(1)"/>': "memuat skrip",
    '<use href="java&#9;script:alert(1)"/>': "merujuk ke luar",
    '<use href="data:image/svg+xml;base64,AAAA"/>': "merujuk ke luar",
    '<use href="http://contoh.invalid/a.svg#x"/>': "merujuk ke luar berkasnya (http://contoh.invalid/a.svg#x)",
    '<use href="//contoh.invalid/a"/>': "merujuk ke luar",
    '<use href="berkas.svg#x"/>': "merujuk ke luar",
    '<use href="file:///etc/passwd"/>': "merujuk ke luar",
    '<image href="http://contoh.invalid/a.png"/>': "memuat gambar lain",
    "<foreignObject><p/></foreignObject>": "memuat halaman lain",
    '<iframe xmlns="http://www.w3.org/1999/xhtml"/>': "memuat halaman lain",
    '<a href="http://contoh.invalid"><path d="M0 0"/></a>': "elemen a",
    '<animate attributeName="href" to="javascript:x"/>': "elemen animate",
    '<set attributeName="onload" to="x"/>': "elemen set",
    '<filter id="f"/>': "elemen filter",
    '<pattern id="f"/>': "elemen pattern",
    "<svg/>": "elemen svg",
    "<text>Kantor</text>": "memuat tulisan",
    "<g>Kantor</g>": "memuat tulisan",
    '<rect fill="url(http://contoh.invalid/#a)"/>': "merujuk ke luar",
    '<rect fill="URL(http://contoh.invalid/#a)"/>': "merujuk ke luar",
    '<rect fill="u\\72l(#a)"/>': "nilai yang tidak dikenal",
    '<rect filter="url(#a)"/>': "atribut yang tidak dikenal (filter)",
    '<rect style="background:url(http://x)"/>': "gaya yang tidak dikenal",
    '<rect style="fill:url(http://x)"/>': "merujuk ke luar",
    '<rect style="fill:expression(alert(1))"/>': "memuat skrip",
    '<rect style="-moz-binding:url(x)"/>': "gaya yang tidak dikenal",
    '<rect style="fill:env(x)"/>': "nilai yang tidak dikenal",
    "<style>@import 'http://x'</style>": "gaya yang merujuk ke luar",
    "<style>@font-face{src:url(x)}</style>": "gaya yang merujuk ke luar",
    "<style>a{fill:\\75rl(x)}</style>": "gaya yang merujuk ke luar",
    "<style>a{fill:url(//x)}</style>": "merujuk ke luar",
    "<style>a[href]{fill:red}</style>": "gaya yang tidak dikenal",
    "<style>a{fill:red}b</style>": "gaya yang tidak dikenal",
    "<style>.a{clip-path:url(#c)}</style>": "memakai rujukan",
    f"<style>{'/*' * 11_000}</style>": "terlalu panjang",
    '<rect data-x="1"/>': "atribut yang tidak dikenal",
    '<rect xml:base="http://x/"/>': "atribut yang tidak dikenal (base)",
    '<path d="M1e999 0"/>': "angka yang tidak wajar",
    '<path d="M99999999 0"/>': "angka yang tidak wajar",
    '<rect fill="url(#tidakada)"/>': "bagian yang tidak ada",
    '<path id="p"/><rect fill="url(#p)"/>': "bagian yang tidak ada",
    '<g id="a"><use href="#a"/></g>': "bersusun",
    '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>': "bersusun",
    '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>': "bersusun",
    '<linearGradient id="a" href="#a"/>': "bersusun",
    '<clipPath id="c"><use href="#g"/></clipPath><g id="g" clip-path="url(#c)"/>': "tautan",
    '<clipPath id="c"><path clip-path="url(#c)"/></clipPath>': "memakai rujukan",
    '<path id="a"/><path id="a"/>': "nama yang sama",
    "<?php echo 1?>": "perintah pengolah",
    "&nama;": "bukan SVG yang utuh",
    "<g>": "bukan SVG yang utuh",
}


@pytest.mark.parametrize("inside", PLAIN)
def test_plain_drawing_is_taken_as_it_is(inside: str) -> None:
    data = svg(inside, before='<?xml version="1.0" encoding="UTF-8"?>\n<!-- dari program gambar -->\n')
    assert check_logo(data) == (data, SVG)


@pytest.mark.parametrize("inside", HOSTILE)
def test_anything_else_is_refused_in_words(inside: str) -> None:
    words = refusal(svg(inside))
    assert words.startswith("Lambang SVG ini ")
    assert HOSTILE[inside] in words
    assert len(words) < 200


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (svg("<title>&b;</title>", before=BOMB), "DOCTYPE atau entitas"),
        (svg("", before='<!DOCTYPE svg SYSTEM "file:///etc/passwd">'), "DOCTYPE atau entitas"),
        (svg("", before='<?xml-stylesheet href="http://x/a.css"?>'), "perintah pengolah (xml-stylesheet)"),
        (svg("", before='<?xml version="1.0" encoding="UTF-7"?>'), "UTF-8"),
        (svg("<!-- \xe9 -->").decode().encode("latin-1"), "UTF-8"),
        (svg("", root=""), "tidak mengatakan ukurannya"),
        (svg("", root='viewBox="0 0 0 9"'), "tidak mengatakan ukurannya"),
        (svg("", root='viewBox="0 0 900 9"'), "terlalu panjang"),
        (svg("", root='width="100%" height="nan"'), "tidak mengatakan ukurannya"),
        (svg("", root='viewBox="0 0 9 9" onload="x"'), "memuat skrip"),
        (b"<html><body/></html>", "elemen html"),
        (b"<svg viewBox='0 0 9 9'/>", "elemen svg"),
        (svg("<g>" * MOST_DEPTH + "</g>" * MOST_DEPTH), "terlalu rumit"),
        (svg("<path/>" * MOST_ELEMENTS), "terlalu rumit"),
        (svg(f'<g id="k">{"<path/>" * 300}</g>' + '<use href="#k"/>' * 70), "bersusun"),
    ],
)
def test_what_is_around_a_drawing_is_looked_at_too(data: bytes, words: str) -> None:
    assert words in refusal(data)


NAMES = st.sampled_from(["g", "path", "rect", "use", "style", "script", "image", "a", "text", "foreignObject", "title"])
ATTRIBUTES = st.sampled_from(
    ["fill", "style", "href", "xlink:href", "onload", "d", "class", "id", "clip-path", "xml:base"]
)
VALUES = st.sampled_from(
    [
        "#a",
        "url(#a)",
        "url(x)",
        "javascript:x",
        "http://x",
        "red",
        "1e5",
        "\\75",
        "@import",
        "a{fill:url(x)}",
        "fill:red",
    ]
)
TREES = st.recursive(
    st.builds("<{}/>".format, NAMES),
    lambda inside: st.builds(
        '<{0} {1}="{2}">{3}</{0}>'.format, NAMES, ATTRIBUTES, VALUES, st.lists(inside, max_size=3).map("".join)
    ),
    max_leaves=8,
)
DRAWN = {"svg", "g", "path", "rect", "use", "style", "title"}


@given(TREES)
def test_whatever_is_taken_draws_and_does_nothing_else(inside: str) -> None:
    data = svg(inside)
    try:
        check_svg(data)
    except ValidationError:
        return
    for element in ElementTree.fromstring(data).iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in DRAWN
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not name.endswith("href") or value.startswith("#")
            assert name in {"id", "class"} or not re.search(r"url\([^#]|:/|script|@|\\\\", value)


@given(st.binary(max_size=300) | st.binary(max_size=80).map(lambda data: DRAWING[:60] + data + DRAWING[60:]))
def test_any_bytes_are_taken_or_refused_in_words(data: bytes) -> None:
    try:
        assert check_logo(data).content_type in {PNG, SVG}
    except ValidationError as error:
        assert error.messages


# NIP --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["197001011995031001", "19700101 199503 1 001", " 1970 0101 1995 0310 01 "])
def test_a_nip_is_written_as_it_is_printed(typed: str) -> None:
    assert read_nip(typed) == "19700101 199503 1 001"


def test_a_contracted_civil_servant_has_21_for_the_month() -> None:
    assert read_nip("199001012022211002") == "19900101 202221 1 002"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "1", "19700101199503100", "1970010119950310011", "19700101-199503-1-001", "١٩٧٠٠١٠١ 199503 1 001"),
        *("19701301 199503 1 001", "19700230 199503 1 001", "00000101 199503 1 001", "19950101 197003 1 001"),
        *("19700101 199513 1 001", "19700101 199500 1 001", "19700101 199503 3 001"),
    ],
)
def test_what_has_another_shape_is_no_nip(typed: str) -> None:
    with pytest.raises(ValueError):
        read_nip(typed)
