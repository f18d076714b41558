"""What anybody can check without an account: a printed code, and the data behind a published result."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments import public_data
from assessments.models import Result
from assessments.verification_page import (
    Standing,
    data_text,
    find_result,
    plain_code,
    published_context,
    standing_of,
)

# What a code stands for never changes, unless a result is replaced: its data stays the same for ever.
DAY = 60 * 60 * 24


@login_not_required
@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for the code in the foot of a report, and lead to what it stands for."""
    typed = request.GET.get("kode", "")
    if code := plain_code(typed):
        return redirect("assessments:verify", code)
    return render(request, "assessments/verify_form.html", {"typed": typed, "is_empty": "kode" in request.GET})


@login_not_required
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a report with this code must say, or that the code is unknown, replaced or not yet public."""
    result = find_result(code)
    standing = standing_of(result)
    context = {"code": plain_code(code), "standing": standing.value, "result": result, "typed": code}
    if result is not None and result.round.is_open:
        context |= published_context(request, result)
    status = 404 if standing is Standing.UNKNOWN else 200
    return render(request, "assessments/verify.html", context, status=status)


@login_not_required
@require_GET
def verify_json(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the published data as JSON."""
    return _data(request, code, "json", "application/json", data_text)


@login_not_required
@require_GET
def verify_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the marks of the published data as CSV."""
    return _data(request, code, "csv", "text/csv; charset=utf-8", _table)


def _data(
    request: HttpRequest, code: str, kind: str, content_type: str, write: Callable[[Result], str]
) -> HttpResponse:
    """Write a data file of a published result, unless whoever asks has it already."""
    result = find_result(code)
    if result is None or not result.round.is_open:
        raise Http404(_("Tidak ada hasil yang diumumkan dengan kode ini."))
    tag = f'"{result.sha256[:24]}-{public_data.VERSION}-{kind}"'
    known = request.headers.get("If-None-Match", "") == tag
    response = HttpResponseNotModified() if known else HttpResponse(write(result), content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={DAY}"
    if not known:
        response["Content-Disposition"] = content_disposition_header(True, f"p2wkss-{result.code}.{kind}") or ""
        response["Access-Control-Allow-Origin"] = "*"
    return response


def _table(result: Result) -> str:
    return public_data.table(public_data.document(result.content, result.code))
