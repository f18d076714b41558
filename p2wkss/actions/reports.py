"""Reports are ordered, made in the background, and taken away."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task, task_backends

from p2wkss import audit
from p2wkss.letterhead import letterhead_for
from p2wkss.models import Report, ReportDownload, ReportRequest, User
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting import Brief, ReportKind
from p2wkss.reporting.hashing import content_hash, inputs_hash
from p2wkss.reporting.making import run_report
from p2wkss.reporting.waiting import is_over

# Parts of a bundle wait behind what somebody sits before.
NOW, LATER = 0, -10
# So long a report of data that still change is kept after somebody last asked for it [ours].
KEPT_DAYS = 30


@transaction.atomic
def order_report(*, by: User, kind: ReportKind, subject: str, format: Format) -> Report:
    """Ask for a report: the finished one where it was made from the same before, else a new one in the queue.

    One that failed goes back into the queue. Raises Http404 and PermissionDenied as the kind's `brief` does,
    ValueError for a format that the kind has not.
    """
    if format not in kind.formats:
        raise ValueError(format)
    with override("id"):
        brief = kind.brief(by, subject)
    report, made = place_report(draft_of(kind, subject, format, brief))
    ReportRequest.objects.update_or_create(report=report, user=by, defaults={"requested_at": timezone.now()})
    if made or queue(report):
        audit.record(by=by, action="report.order", target=report, region_code=report.region_id, title=report.title)
    return report


def place_report(draft: dict[str, Any], priority: int = NOW) -> tuple[Report, bool]:
    """Find the report of the same inputs, or make and queue one; says whether it was made. Two at once make one."""
    with transaction.atomic():
        report, made = Report.objects.get_or_create(**draft)
        if made:
            _enqueue(report, priority)
            _forget_in_time(report)
    return report, made


def draft_of(kind: ReportKind, subject: str, format: Format, brief: Brief) -> dict[str, Any]:
    """Give what `get_or_create` needs: the hash of the inputs, and the facts of a new row."""
    return drafts_of(kind, subject, brief, (format,))[format]


def drafts_of(kind: ReportKind, subject: str, brief: Brief, formats: Iterable[Format]) -> dict[Format, dict[str, Any]]:
    """Give the same for several formats: the content is hashed and the letterhead looked up once for all."""
    day = timezone.localdate(brief.as_of)
    letterhead = (brief.letterhead or letterhead_for(brief.region_code, day, kind.signer_role)).to_data()
    own = content_hash(brief.content)
    return {format: _draft(kind, subject, format, brief, letterhead, own) for format in formats}


def _draft(
    kind: ReportKind, subject: str, format: Format, brief: Brief, letterhead: dict[str, Any], own: str
) -> dict[str, Any]:
    content = {"of": brief.content, "letterhead": letterhead, "number": brief.number}
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


def queue(report: Report, priority: int = NOW) -> bool:
    """Put a report that failed, or that lost its task, into the queue again, from the start; says whether it did."""
    if report.state not in {ReportState.FAILED, ReportState.WAITING, ReportState.RUNNING}:
        return False
    with transaction.atomic():
        found = Report.objects.select_for_update().light().get(pk=report.pk)
        lost = found.state == ReportState.FAILED or (found.is_open and is_over(found.task))
        if lost:
            _enqueue(found, priority)
    report.refresh_from_db()
    return lost


def _enqueue(report: Report, priority: int) -> None:
    Report.objects.filter(pk=report.pk).update(state=ReportState.WAITING, attempts=0, failure="", finished_at=None)
    result = report_task.using(priority=priority).enqueue(str(report.pk))
    Report.objects.filter(pk=report.pk).update(task=str(result.id))
    report.refresh_from_db()


@task()
def report_task(report: str) -> None:
    """Make a report, in the background."""
    for found in Report.objects.filter(pk=report):
        run_report(found)


@task()
def forget_task(report: str) -> None:
    """Forget a report of data that still changed, unless somebody asked for it since: then look again in time."""
    with transaction.atomic():
        found = Report.objects.select_for_update().light().filter(pk=report, is_final=False).first()
        if found is None:
            return
        asked = found.requests.aggregate(last=Max("requested_at"))["last"] or found.requested_at
        if asked > timezone.now() - timedelta(days=KEPT_DAYS) or found.is_open:
            _forget_in_time(found)
        else:
            found.delete()


def _forget_in_time(report: Report) -> None:
    """Have a report of data that still change looked at when its time may be over."""
    if not report.is_final and task_backends["default"].supports_defer:
        forget_task.using(run_after=timezone.now() + timedelta(days=KEPT_DAYS)).enqueue(str(report.pk))


@transaction.atomic
def note_download(*, by: User, report: Report) -> ReportDownload:
    """Note that a person takes a report away: a later change is pointed out to them."""
    audit.record(by=by, action="report.download", target=report, region_code=report.region_id, title=report.title)
    return ReportDownload.objects.create(report=report, user=by)
