"""What many views do in one way: show a form again, and cut a list into pages."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

PER_PAGE = 50
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".toml": "application/toml",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show_form(request: HttpRequest, form: BaseForm, template: str, **context: Any) -> HttpResponse:
    """Show a form; with status 422 when it comes back because something was refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)


def sent_before(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Find, among rows that the person may see, the one that this form has made already; None for a new form.

    A form for a new record carries the key of the record to be, so that the same form sent twice stays one record.
    """
    try:
        key = UUID(request.POST.get("uuid", ""))
    except ValueError:
        return None
    return rows.filter(pk=key).first()


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """Cut out the page that the address asks for; a number out of range gives the nearest page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def download(content: bytes, name: str) -> HttpResponse:
    """Hand out a file that was made for this person: kept by no cache, under a name that may hold any letter."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[PurePath(name).suffix], headers=headers)
