"""Reports as downloads, named so that a folder of them sorts itself."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from villages.matched import Reading
from villages.reports.change_documents import change_pdf, change_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def change_pdf_file(reading: Reading) -> HttpResponse:
    """Give the before/after report as a download."""
    return _download(change_pdf(reading, timezone.now()), "application/pdf", f"{_name(reading)}.pdf")


def change_xlsx_file(reading: Reading) -> HttpResponse:
    """Give the before/after workbook as a download."""
    return _download(change_xlsx(reading, timezone.now()), XLSX, f"{_name(reading)}.xlsx")


def _name(reading: Reading) -> str:
    return f"perubahan-{slugify(reading.village.name)}-{reading.village.cycle.year}-sementara"


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
