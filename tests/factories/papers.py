"""Reports as the line makes them, without the queue: from the frozen content alone."""

import io
import json
from typing import Any

from django.utils.translation import override

from p2wkss.actions.reports import draft_of
from p2wkss.models import Report, User
from p2wkss.report_words import Format
from p2wkss.reporting import kind_of
from p2wkss.reporting.making import frame_of


def freeze(user: User, kind: str, subject: str, format: Format = Format.PDF) -> Report:
    """Give a report as it would be ordered, its content as the database would give it back."""
    found = kind_of(kind)
    with override("id"):
        report = Report(**draft_of(found, subject, format, found.brief(user, subject))["defaults"])
    report.content = json.loads(json.dumps(report.content))
    return report


def make_file(user: User, kind: str, subject: str, format: Format = Format.PDF) -> bytes:
    """Make the file of a report."""
    return write_file(freeze(user, kind, subject, format))


def write_file(report: Report) -> bytes:
    """Write a report that was frozen."""
    target = io.BytesIO()
    with override("id"):
        kind_of(report.kind).write(
            target, Format(report.format), report.content["of"], frame_of(report), lambda _percent: None
        )
    return target.getvalue()


def content_of(user: User, kind: str, subject: str) -> dict[str, Any]:
    """Give the frozen content of a report."""
    content: dict[str, Any] = freeze(user, kind, subject).content["of"]
    return content
