"""Reports are ordered, made in the background, and taken away."""

from typing import Any

from django.db import transaction
from django.utils.translation import override
from django_tasks import task

from p2wkss import audit
from p2wkss.letterhead import letterhead_for
from p2wkss.models import Report, ReportDownload, ReportRequest, User
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting import Brief, ReportKind
from p2wkss.reporting.hashing import content_hash, inputs_hash
from p2wkss.reporting.making import run_report


@transaction.atomic
def order_report(*, by: User, kind: ReportKind, subject: str, format: Format) -> Report:
    """Ask for a report: the finished one where it was made from the same before, else a new one in the queue.

    Raises Http404 and PermissionDenied as the kind's `brief` does, ValueError for a format that the kind has not.
    """
    if format not in kind.formats:
        raise ValueError(format)
    with override("id"):
        brief = kind.brief(by, subject)
    report, made = Report.objects.get_or_create(**draft_of(kind, subject, format, brief))
    ReportRequest.objects.get_or_create(report=report, user=by)
    if made or report.state == ReportState.FAILED:
        audit.record(by=by, action="report.order", target=report, region_code=report.region_id, title=report.title)
        queue(report)
    return report


def draft_of(kind: ReportKind, subject: str, format: Format, brief: Brief) -> dict[str, Any]:
    """Give what `get_or_create` needs: the hash of the inputs, and the facts of a new row."""
    letterhead = letterhead_for(brief.region_code, brief.as_of.date(), kind.signer_role).to_data()
    content = {"of": brief.content, "letterhead": letterhead, "number": brief.number}
    own = content_hash(brief.content)
    return {
        "inputs": inputs_hash(kind, format, own, {**letterhead, "number": brief.number}, brief.code),
        "defaults": {
            "kind": kind.code,
            "subject": subject,
            "format": format,
            "title": brief.title,
            "file_name": f"{brief.file_stem}{'' if brief.is_final else '-sementara'}.{format}",
            "region_id": brief.region_code,
            "year": brief.year,
            "classification": kind.classification,
            "code": brief.code,
            "content": content,
            "content_sha256": own,
            "as_of": brief.as_of,
            "is_final": brief.is_final,
        },
    }


def queue(report: Report) -> None:
    """Put a report into the queue, from the start."""
    Report.objects.filter(pk=report.pk).update(state=ReportState.WAITING, attempts=0, failure="", finished_at=None)
    result = report_task.enqueue(str(report.pk))
    Report.objects.filter(pk=report.pk).update(task=str(result.id))
    report.refresh_from_db()


@task()
def report_task(report: str) -> None:
    """Make a report, in the background."""
    run_report(Report.objects.get(pk=report))


@transaction.atomic
def note_download(*, by: User, report: Report) -> ReportDownload:
    """Note that a person takes a report away: a later change is pointed out to them."""
    audit.record(by=by, action="report.download", target=report, region_code=report.region_id, title=report.title)
    return ReportDownload.objects.create(report=report, user=by)
