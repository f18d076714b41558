"""From a template to an archival, tagged PDF (PDF/A-3a) with its data inside. The only importer of WeasyPrint."""

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
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from p2wkss.pdf_tags import finish

VARIANT = "pdf/a-3a"
STYLESHEET = settings.BASE_DIR / "static" / "css" / "report.css"
FONT_FACES = (("SourceSans3[wght].ttf", "normal"), ("SourceSans3-Italic[wght].ttf", "italic"))


@dataclass(frozen=True)
class DataFile:
    """A file that travels inside the PDF, so that a machine can read what the page says."""

    name: str
    text: str
    description: str


class Pdf(bytes):
    """A finished PDF, which knows how many pages it has."""

    pages: int = 0


class _LocalFonts(URLFetcher):  # type: ignore[misc]
    """Lets a document read the pinned fonts and nothing else: no network, no other path."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Open a font file. Raises ValueError for every other address."""
        if url not in {(_fonts() / name).as_uri() for name, _style in FONT_FACES}:
            raise ValueError(f"A report may not read {url}")
        return super().fetch(url, headers)


def render_pdf(template: str, context: dict[str, Any], data_files: Sequence[DataFile] = ()) -> Pdf:
    """Render a report template, always in Indonesian, as PDF/A-3a with embedded fonts and data files.

    The same context gives the same pages on every machine, as fonts come with a pinned package.
    """
    with translation.override("id"):
        html = render_to_string(template, context)
    fonts = FontConfiguration()
    fetcher = _LocalFonts()
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
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(fonts, **options)
    pdf = Pdf(document.write_pdf(finisher=finish, **options))
    pdf.pages = len(document.pages)
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> Path:
    spec = find_spec("fontpkg_source_sans_3")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured("The package fontpkg-source-sans-3 is missing: run `make setup`.")
    return Path(spec.origin).parent / "files"


def _font_css() -> str:
    return "".join(
        f'@font-face {{ font-family: "Report"; src: url("{(_fonts() / name).as_uri()}"); '
        f"font-weight: 200 900; font-style: {style} }}\n"
        for name, style in FONT_FACES
    )
