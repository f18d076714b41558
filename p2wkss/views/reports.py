"""Pages of reports: what can be had, how far it is, and the file itself."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.actions.report_mail import set_report_mail
from p2wkss.actions.reports import drafts_of, note_download, order_report
from p2wkss.http import Request
from p2wkss.models import Region, Report, ReportRequest
from p2wkss.pages import CONTENT_TYPES, page_of
from p2wkss.permissions import check_permission, has_permission
from p2wkss.report_words import Format
from p2wkss.reporting import Brief, ReportKind, kind_of
from p2wkss.reporting.shelf import Copy, changed_since, last_taken, offers_for, shelves
from p2wkss.reporting.waiting import place_of
from p2wkss.roles import Permission

REQUESTS = 10


@require_GET
def report_list(request: Request) -> HttpResponse:
    """List what is published for the person in a year, and what they asked for."""
    offers = offers_for(request.user)
    years = sorted({offer.year for offer in offers}, reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else max(years, default=0)
    own = ReportRequest.objects.filter(user=request.user).select_related("report").defer("report__content")
    context = {
        "years": years,
        "year": year,
        "shelves": shelves(request.user, [offer for offer in offers if offer.year == year]),
        "page": page_of(request, own, REQUESTS),
        "may_read": has_permission(request.user, Permission.VIEW_PUBLISHED),
    }
    return render(request, "p2wkss/report_list.html", context)


@require_POST
def report_mail(request: Request) -> HttpResponse:
    """Turn the mails about new reports on or off."""
    check_permission(request.user, Permission.VIEW_PUBLISHED)
    set_report_mail(by=request.user, wanted=request.POST.get("wanted") == "1")
    return redirect("report_list")


@require_http_methods(["GET", "POST"])
def report_offer(request: Request, kind: str, subject: str) -> HttpResponse:
    """Show a report in each of its formats, the finished ones to take away; a POST asks for one."""
    found = kind_of(kind)
    if request.method == "POST":
        return _order(request, found, subject)
    with override("id"):
        brief = found.brief(request.user, subject)
    context = {
        "kind": found,
        "subject": subject,
        "brief": brief,
        "region": Region.objects.select_related("parent").get(pk=brief.region_code),
        "copies": _copies(request, found, subject, brief),
    }
    return render(request, "p2wkss/report_offer.html", context)


@require_GET
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show how far a report is, or what was made."""
    report = _find(request, pk)
    newer = kind_of(report.kind).newer_code(report) if report.is_done else ""
    context = {"report": report, "newer": newer, "place": place_of(report)}
    return render(request, "p2wkss/report_detail.html", context)


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


def _order(request: Request, kind: ReportKind, subject: str) -> HttpResponse:
    """Order the format that was asked for, and lead to where it is made."""
    format = request.POST.get("format", "")
    if format not in kind.formats:
        kind.brief(request.user, subject)  # a refusal of the report comes first
        raise Http404
    report = order_report(by=request.user, kind=kind, subject=subject, format=Format(format))
    return redirect("report_detail", report.pk)


def _copies(request: Request, kind: ReportKind, subject: str, brief: Brief) -> list[Copy]:
    """Give each format with the report that is made of just these inputs."""
    drafts = drafts_of(kind, subject, brief, kind.formats)
    keys = {format: str(draft["inputs"]) for format, draft in drafts.items()}
    made = {report.inputs: report for report in Report.objects.light().filter(inputs__in=keys.values())}
    taken = last_taken(request.user, [(kind.code, subject, str(format)) for format in kind.formats])
    copies = []
    for format, key in keys.items():
        last = taken.get((kind.code, subject, str(format)))
        copies.append(Copy(format, made.get(key), changed_since(last, made.get(key), brief.code)))
    return copies


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
