"""Reports as downloads, named so that a folder of them sorts itself."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from p2wkss.pages import download
from villages.enums import SurveyRound
from villages.matched import Reading
from villages.reports.change_documents import change_pdf, change_xlsx


def change_pdf_file(reading: Reading) -> HttpResponse:
    """Give the before/after report as a download."""
    return download(change_pdf(reading, timezone.now()), f"{_name(reading)}.pdf")


def change_xlsx_file(reading: Reading) -> HttpResponse:
    """Give the before/after workbook as a download."""
    return download(change_xlsx(reading, timezone.now()), f"{_name(reading)}.xlsx")


def _name(reading: Reading) -> str:
    after = "-lanjutan" if reading.last is SurveyRound.FOLLOW_UP else ""
    return f"perubahan{after}-{slugify(reading.village.name)}-{reading.village.cycle.year}-sementara"
