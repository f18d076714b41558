"""Reports for tests of the production line: one that is a real small PDF, one that is a bundle, one of each fault."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import override_settings

from p2wkss import pdf
from p2wkss.models import Region, Report, User
from p2wkss.permissions import has_permission
from p2wkss.report_words import Format
from p2wkss.reporting import Brief, Frame, Offer, Refused, ReportKind
from p2wkss.reporting.bundle import BundleKind, Part, bundle_content
from p2wkss.reporting.kinds import Progress, kinds
from p2wkss.roles import Permission

LOCKED_AT = datetime(2019, 10, 11, 3, tzinfo=UTC)
# What the world outside says now, as the code of the result that counts; tests set it.
WORLD: dict[str, Any] = {"code": "ABCD-EFGH-JKLM", "text": "Isi", "subjects": ("36",), "final": True, "runs": 0}


class Plain(ReportKind):
    """Facts about a region. Subjects: "36", or "36.N" with any N, for as many reports as wanted."""

    code, name = "uji-biasa", "Laporan uji"

    def brief(self, user: User, subject: str) -> Brief:
        """Freeze the text of WORLD."""
        if not has_permission(user, Permission.VIEW_PUBLISHED, "36"):
            raise Http404
        if subject == "belum":
            raise PermissionDenied("Belum dapat dibuat.")
        return Brief(
            title=f"Laporan uji {subject}",
            file_stem=f"uji-{subject}",
            region_code="36",
            year=2019,
            content={"text": WORLD["text"], "subject": subject},
            as_of=LOCKED_AT,
            is_final=WORLD["final"],
            code=WORLD["code"] if WORLD["final"] else "",
        )

    def pdf(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make a page as WeasyPrint makes it, or fail as the subject says."""
        WORLD["runs"] += 1
        if content["text"] == "ditolak":
            raise Refused("Data belum ada.")
        if content["text"] == "galat":
            raise RuntimeError("galat")
        return pdf.render_pdf("test_report.html", {**frame.context(), "text": content["text"]})

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Give what stands for a workbook."""
        return json.dumps(content).encode()

    def offers(self, user: User) -> list[Offer]:
        """Offer every subject of WORLD to officials of the province."""
        if not has_permission(user, Permission.VIEW_PUBLISHED, "36"):
            return []
        name = Region.objects.get(code="36").full_name
        return [
            Offer(self, subject, f"Laporan uji {subject}", "36", name, 2019, LOCKED_AT, WORLD["code"])
            for subject in WORLD["subjects"]
        ]

    def newer_code(self, report: Report) -> str:
        """Say what counts in place of an older result."""
        return WORLD["code"] if report.is_final and report.code != WORLD["code"] else ""


class Heavy(Plain):
    """One of several megabytes that cost its worker some time, for killing."""

    code, name = "uji-berat", "Laporan uji yang berat"
    formats = (Format.PDF,)

    def write(
        self, target: IO[bytes], format: Format, content: dict[str, Any], frame: Frame, progress: Progress
    ) -> int:
        """Write a real PDF, and more bytes behind it than one chunk holds."""
        progress(10)
        made = self.pdf(content, frame)
        progress(50)
        target.write(made)
        target.write(os.urandom(3 * 1024 * 1024))
        return int(getattr(made, "pages", 0))


class Bundle(BundleKind):
    """All subjects of WORLD as one ZIP."""

    code, name = "uji-bundel", "Bundel uji"

    def brief(self, user: User, subject: str) -> Brief:
        """List a PDF of each subject."""
        kind = Plain()
        briefs = [(one, kind.brief(user, one)) for one in WORLD["subjects"]]
        return Brief(
            title="Bundel uji",
            file_stem="bundel-uji",
            region_code="36",
            year=2019,
            content=bundle_content(Part(kind, one, Format.PDF, brief, "uji") for one, brief in briefs),
            as_of=LOCKED_AT,
            is_final=WORLD["final"],
            code=WORLD["code"] if WORLD["final"] else "",
        )


REPORTS: tuple[ReportKind, ...] = (Plain(), Heavy(), Bundle())


@contextmanager
def alone() -> Iterator[dict[str, Any]]:
    """Let these be the only kinds of reports, and put WORLD back at the end."""
    before = dict(WORLD)
    with override_settings(REPORT_KINDS=("tests.factories.report_kinds",)):
        kinds.cache_clear()
        try:
            yield WORLD
        finally:
            WORLD.update(before)
            kinds.cache_clear()
