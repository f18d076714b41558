"""The hash of what a report is made from: the same inputs, the same file."""

import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from django.conf import settings

from p2wkss.report_words import Format
from p2wkss.reporting.kinds import ReportKind


def content_hash(content: dict[str, Any]) -> str:
    """Hash content as JSON with sorted keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def inputs_hash(kind: ReportKind, format: Format, content_sha256: str, letterhead: dict[str, Any], code: str) -> str:
    """Hash everything that decides how the file looks, the templates and their libraries included."""
    parts = [kind.code, kind.version, str(format), content_sha256, letterhead, code, look_hash()]
    return content_hash({"parts": parts})


@cache
def look_hash() -> str:
    """Hash what is common to all reports: their templates, the style sheet, and the versions of what draws them."""
    files = [*sorted((settings.BASE_DIR / "templates" / "reports").glob("*.html"))]
    files += [*sorted((settings.BASE_DIR / "templates" / "components").glob("chart_*.html"))]
    files.append(settings.BASE_DIR / "static" / "css" / "report.css")
    files += [settings.BASE_DIR / "p2wkss" / f"{name}.py" for name in ("pdf", "pdf_tags", "pdf_text", "qr", "formats")]
    total = sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for package in ("weasyprint", "fontpkg-source-sans-3", "fontpkg-cairo", "segno", "openpyxl"):
        total.update(f"{package} {version(package)}".encode())
    return total.hexdigest()
