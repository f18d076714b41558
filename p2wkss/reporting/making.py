"""From an order to a finished file. A worker that dies leaves nothing that counts, and the task runs again."""

from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from p2wkss.letterhead import Letterhead
from p2wkss.models import Report, ReportChunk
from p2wkss.models.report import CHUNK
from p2wkss.report_words import Classification, Format, ReportState
from p2wkss.reporting.frame import Frame
from p2wkss.reporting.kinds import Refused, kind_of
from p2wkss.tasks import hold_in_turn

# So often a report may cost its worker the life before it is given up [ours].
ATTEMPTS = 10


def run_report(report: Report, *, wait: bool = True) -> bool:
    """Make the file of a report and keep it: state and file are stored together or not at all.

    Two workers never make the same report: the second waits until the first is done or dead, and then looks again.
    Says whether the report is settled now; without `wait`, one that somebody else is at is not.
    """
    with hold_in_turn(f"report {report.pk}", wait=wait) as alone:
        if not alone:
            return False
        report.refresh_from_db()
        if report.is_open:
            _make(report)
    return True


def _make(report: Report) -> None:
    if report.attempts >= ATTEMPTS:
        with override("id"):
            _fail(report, _("Pembuatan laporan ini berkali-kali terputus. Hubungi administrator."))
        return
    _note(report, state=ReportState.RUNNING, attempts=report.attempts + 1, progress=0)
    kind = kind_of(report.kind)
    try:
        with TemporaryFile() as target, override("id"):
            pages = kind.write(
                target,
                Format(report.format),
                report.content["of"],
                frame_of(report),
                lambda percent: _note(report, progress=min(99, percent)),
            )
            _keep(report, target, pages)
    except Refused as refusal:
        _fail(report, str(refusal))
    except BaseException:
        with override("id"):
            _fail(report, _("Terjadi kesalahan saat membuat laporan. Coba lagi; bila berulang, hubungi administrator."))
        raise


def frame_of(report: Report) -> Frame:
    """Give the frame of a report as it was ordered."""
    letterhead = Letterhead.from_data(report.content["letterhead"])
    number = report.content["number"] or letterhead.number(report.kind, report.year, report.region_id)
    return Frame(
        title=report.title,
        letterhead=letterhead,
        as_of=report.as_of,
        is_final=report.is_final,
        code=report.code,
        number=number,
        classification=Classification(report.classification),
    )


@transaction.atomic
def _keep(report: Report, target: IO[bytes], pages: int) -> None:
    digest = sha256()
    target.seek(0)
    ReportChunk.objects.filter(report=report).delete()
    size = number = 0
    while data := target.read(CHUNK):
        ReportChunk.objects.create(report=report, number=number, data=data)
        digest.update(data)
        size, number = size + len(data), number + 1
    _note(
        report,
        state=ReportState.DONE,
        progress=100,
        size=size,
        pages=pages,
        sha256=digest.hexdigest(),
        failure="",
        finished_at=timezone.now(),
    )


def _fail(report: Report, why: str) -> None:
    _note(report, state=ReportState.FAILED, failure=why[:300], finished_at=timezone.now())


def _note(report: Report, **facts: object) -> None:
    Report.objects.filter(pk=report.pk).update(**facts)
