"""Reports as downloads, named so that a folder of them sorts itself."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from assessments.models import Result
from assessments.reading import Reading
from assessments.reports import documents
from p2wkss.pages import download


def ranking_pdf_file(reading: Reading, result: Result | None) -> HttpResponse:
    """Give the ranking report as a download."""
    code, made_at = _stamp(result)
    pdf = documents.ranking_pdf(reading, code, made_at)
    return download(pdf, f"peringkat-{_place(reading)}{_suffix(code)}.pdf")


def ranking_xlsx_file(reading: Reading, result: Result | None) -> HttpResponse:
    """Give the ranking workbook as a download."""
    code, _made_at = _stamp(result)
    return download(documents.ranking_xlsx(reading, code), f"peringkat-{_place(reading)}{_suffix(code)}.xlsx")


def scorecard_pdf_file(reading: Reading, result: Result | None, entry: str) -> HttpResponse:
    """Give the card of one village as a download."""
    code, made_at = _stamp(result)
    pdf = documents.scorecard_pdf(reading, code, made_at, entry)
    village = slugify(reading.entries[entry]["village_name"])
    return download(pdf, f"kartu-nilai-{village}-{_place(reading)}{_suffix(code)}.pdf")


def _stamp(result: Result | None) -> tuple[str, datetime]:
    """Give the code and time of a frozen result, or no code and now for a draft."""
    return (result.code, result.created_at) if result else ("", timezone.now())


def _place(reading: Reading) -> str:
    return f"{slugify(reading.round['region_name'])}-{reading.round['cycle_year']}"


def _suffix(code: str) -> str:
    return "" if code else "-draf"
