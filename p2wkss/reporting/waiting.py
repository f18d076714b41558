"""Where a report stands in the queue of long tasks."""

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from p2wkss.models import Report
from p2wkss.report_words import ReportState

_READY, _RUNNING = "READY", "RUNNING"


def place_of(report: Report) -> int:
    """Say how many tasks come up to and with this one, in the order of the workers; 0 for what does not wait."""
    if report.state != ReportState.WAITING or not report.task:
        return 0
    own = (
        DBTaskResult.objects.filter(pk=report.task, status=_READY).only("priority", "run_after", "enqueued_at").first()
    )
    if own is None:
        return 0
    before = (
        Q(priority__gt=own.priority)
        | Q(priority=own.priority, run_after__lt=own.run_after)
        | Q(priority=own.priority, run_after=own.run_after, enqueued_at__lt=own.enqueued_at)
    )
    return DBTaskResult.objects.ready().filter(before).count() + 1


def is_over(task: str) -> bool:
    """Say whether a task has ended, or is gone: whoever still waits for it waits in vain."""
    return bool(task) and not DBTaskResult.objects.filter(pk=task, status__in=(_READY, _RUNNING)).exists()
