"""From a template to an archival, tagged PDF (PDF/A-3a) with its data inside. The only importer of WeasyPrint."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from p2wkss.pdf_tags import finish
from p2wkss.pdf_text import BREAK, printable

VARIANT = "pdf/a-3a"
STYLESHEET = settings.BASE_DIR / "static" / "css" / "report.css"
# (family, package, file, weights, style): what the first has no letters for, the second prints.
FONT_FACES = (
    ("Report", "source_sans_3", "SourceSans3[wght].ttf", "200 900", "normal"),
    ("Report", "source_sans_3", "SourceSans3-Italic[wght].ttf", "200 900", "italic"),
    ("Report Arabic", "cairo", "Cairo[slnt,wght].ttf", "200 1000", "normal"),
)
_NOTES = re.compile(r"^::(?:foot)?note-\w+ .*$", re.MULTILINE)
_PICTURE = re.compile(r"data:(image/(?:png|jpeg|svg\+xml));base64,([A-Za-z0-9+/]+={0,2})")
# Fonts have glyphs for marks that turn the direction of text: names do not steer a document.
_UNSEEN = frozenset([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]) - {ord(BREAK)}


@dataclass(frozen=True)
class DataFile:
    """A file that travels inside the PDF, so that a machine can read what the page says."""

    name: str
    text: str
    description: str


class Pdf(bytes):
    """A finished PDF, which knows how many pages it has."""

    pages: int = 0


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Lets a document read the pinned fonts and the pictures that it carries itself: no network, no other path."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Open a font, or decode a picture. Raises ValueError for every other address."""
        if url in _fonts():
            return URLFetcherResponse(url, _fonts()[url].read_bytes(), {"Content-Type": "font/ttf"})
        if found := _PICTURE.fullmatch(url):
            return URLFetcherResponse(url, b64decode(found[2], validate=True), {"Content-Type": found[1]})
        raise ValueError(f"A report may not read {url[:200]}")


class _Html(weasyprint.HTML):  # type: ignore[misc]
    """A document without footnotes: WeasyPrint would work out five styles of notes for every element, whether it has
    any or not, which takes a fifth of the time and two fifths of the memory of a long table.
    """

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_defaults()]


def render_pdf(template: str, context: dict[str, Any], data_files: Sequence[DataFile] = ()) -> Pdf:
    """Render a report template, always in Indonesian, as PDF/A-3a with embedded fonts and data files.

    The same context gives the same pages on every machine, as fonts come with a pinned package.
    """
    with translation.override("id"):
        html = printable(render_to_string(template, context), _glyphs())
    fonts = FontConfiguration()
    fetcher = _Fetcher()
    styles = weasyprint.CSS(string=_font_css() + STYLESHEET.read_text("utf-8"), font_config=fonts, url_fetcher=fetcher)
    attachments = [
        weasyprint.Attachment(string=file.text, name=file.name, description=file.description, relationship="Source")
        for file in data_files
    ]
    options = {
        **weasyprint.DEFAULT_OPTIONS,
        "pdf_variant": VARIANT,
        "attachments": attachments,
        "stylesheets": [styles],
    }
    document = _Html(string=html, url_fetcher=fetcher).render(fonts, **options)
    pdf = Pdf(document.write_pdf(finisher=finish, **options))
    pdf.pages = len(document.pages)
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> dict[str, Path]:
    """Give the files of the fonts by their addresses."""
    paths = [_folder(package) / file for _, package, file, _, _ in FONT_FACES]
    return {path.as_uri(): path for path in paths}


def _folder(package: str) -> Path:
    spec = find_spec(f"fontpkg_{package}")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The package fontpkg-{package.replace('_', '-')} is missing: run `make setup`.")
    return Path(spec.origin).parent / "files"


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Give the letters that can be printed whatever the style."""
    covered: dict[str, set[int]] = {}
    for path, (family, *_) in zip(_fonts().values(), FONT_FACES, strict=True):
        with TTFont(path, lazy=True) as font:
            own = set(font.getBestCmap())
        covered[family] = covered[family] & own if family in covered else own
    return frozenset(set().union(*covered.values()) | {ord(BREAK)}) - _UNSEEN


@lru_cache(maxsize=1)
def _defaults() -> weasyprint.CSS:
    """Read how a browser shows HTML, without what is about notes."""
    path = Path(weasyprint.__file__).parent / "css" / "html5_ua.css"
    text = _NOTES.sub("", path.read_text("utf-8")).replace("\n::marker {", "\nli::marker {")
    return weasyprint.CSS(string=text)


def _font_css() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{url}"); font-weight: {weights}; font-style: {style} }}\n'
        for url, (family, _, _, weights, style) in zip(_fonts(), FONT_FACES, strict=True)
    )
