"""Pages of reports: what can be had, how far it is, and the file itself."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.actions.reports import draft_of, note_download, order_report
from p2wkss.http import Request
from p2wkss.models import Report
from p2wkss.pages import CONTENT_TYPES
from p2wkss.report_words import Format
from p2wkss.reporting import kind_of


@require_GET
def report_list(request: Request) -> HttpResponse:
    """List what is published for the person, and what they asked for."""
    return render(request, "p2wkss/report_list.html", {})


@require_POST
def report_mail(request: Request) -> HttpResponse:
    """Turn the mails about new reports on or off."""
    raise Http404


@require_http_methods(["GET", "POST"])
def report_offer(request: Request, kind: str, subject: str) -> HttpResponse:
    """Show a report in each of its formats, the finished ones to take away; a POST asks for one."""
    found = kind_of(kind)
    if request.method == "POST":
        format = request.POST.get("format", "")
        if format not in found.formats:
            raise Http404
        report = order_report(by=request.user, kind=found, subject=subject, format=Format(format))
        return redirect("report_detail", report.pk)
    with override("id"):
        brief = found.brief(request.user, subject)
    keys = {format: draft_of(found, subject, format, brief)["inputs"] for format in found.formats}
    made = {report.inputs: report for report in Report.objects.light().filter(inputs__in=keys.values())}
    choices = [(format, made.get(str(key))) for format, key in keys.items()]
    return render(request, "p2wkss/report_offer.html", {"kind": found, "brief": brief, "choices": choices})


@require_GET
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show how far a report is, or what was made."""
    report = _find(request, pk)
    newer = kind_of(report.kind).newer_code(report)
    return render(request, "p2wkss/report_detail.html", {"report": report, "newer": newer})


@require_POST
def report_take(request: Request, pk: UUID) -> HttpResponse:
    """Note that the person takes the file, and lead to it."""
    report = _find(request, pk)
    if not report.is_done:
        raise Http404
    note_download(by=request.user, report=report)
    return redirect("report_file", report.pk)


@require_GET
def report_file(request: Request, pk: UUID) -> StreamingHttpResponse:
    """Hand out a finished file piece by piece."""
    report = _find(request, pk)
    if not report.is_done:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(True, report.file_name) or "attachment",
        "Cache-Control": "private, no-store",
        "Content-Length": str(report.size),
    }
    return StreamingHttpResponse(report.parts(), content_type=CONTENT_TYPES[f".{report.format}"], headers=headers)


def _find(request: Request, pk: UUID) -> Report:
    """Find a report that the person may read, or raise Http404."""
    report = get_object_or_404(Report.objects.light(), pk=pk)
    try:
        allowed = kind_of(report.kind).may_open(request.user, report)
    except PermissionDenied:
        allowed = False
    if not allowed:
        raise Http404
    return report
