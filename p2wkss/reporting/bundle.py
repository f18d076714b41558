"""Many reports as one ZIP. The parts are reports of their own, so that several workers share them.

A kind that bundles says in `brief` what belongs in, as `bundle_content(parts)`; all else is done here:

    class ProvinceBundle(BundleKind):
        code, name = "bundel-provinsi", _("Semua laporan provinsi")

        def brief(self, user, subject):
            ...
            parts = [Part(kind, subject, Format.PDF, kind.brief(user, subject), "kartu-nilai"), ...]
            return Brief(title=..., content=bundle_content(parts), ...)

Whoever may have the bundle may have its parts: `brief` asks nobody again. A part's content is kept with the bundle
until the worker makes a report of it, so let it be the key of frozen rows wherever there are many parts.
"""

import csv
import io
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any, ClassVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from p2wkss.actions.reports import LATER, draft_of, place_report, queue
from p2wkss.models import Report
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting.frame import Frame
from p2wkss.reporting.kinds import Brief, Progress, Refused, ReportKind, kind_of
from p2wkss.reporting.making import run_report

PAUSE = 0.2
# What of the work is the making of the parts; the rest is packing, which is quick.
MAKING = 95
MANIFEST = ("file", "title", "kind", "code", "is_final", "as_of", "size", "pages", "sha256")


@dataclass(frozen=True)
class Part:
    """One report of a bundle; `folder` says where in the ZIP it lies, "" at the top."""

    kind: ReportKind
    subject: str
    format: Format
    brief: Brief
    folder: str = ""

    def to_data(self) -> dict[str, Any]:
        """Write it as JSON; the version of its kind stands in it, as it decides how the part looks."""
        brief = {**asdict(self.brief), "as_of": self.brief.as_of.isoformat()}
        made_by = {"kind": self.kind.code, "version": self.kind.version}
        return {**made_by, "subject": self.subject, "format": str(self.format), "folder": self.folder, "brief": brief}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Part":
        """Read what `to_data` wrote."""
        brief = Brief(**{**data["brief"], "as_of": datetime.fromisoformat(data["brief"]["as_of"])})
        return cls(kind_of(data["kind"]), data["subject"], Format(data["format"]), brief, data["folder"])


def bundle_content(parts: Iterable[Part]) -> dict[str, Any]:
    """Give the content of a bundle of these parts, in their order."""
    return {"parts": [part.to_data() for part in parts]}


class BundleKind(ReportKind):
    """A ZIP of reports with a manifest: what lies in it, and the SHA-256 of each file."""

    formats: ClassVar[tuple[Format, ...]] = (Format.ZIP,)

    def write(
        self, target: IO[bytes], format: Format, content: dict[str, Any], frame: Frame, progress: Progress
    ) -> int:
        """Have the parts made, here and by whoever else works, and pack them. Raises Refused for a part that fails."""
        parts = [Part.from_data(data) for data in content["parts"]]
        if not parts:
            raise Refused(_("Belum ada laporan yang dapat dikumpulkan."))
        keys = [_place(part) for part in parts]
        _make_all(keys, progress)
        found = Report.objects.light().in_bulk(keys)
        _pack(target, frame, [(part.folder, found[key]) for part, key in zip(parts, keys, strict=True)])
        return 0


def _place(part: Part) -> Any:
    """Make sure that the part is there or waits in the queue, behind what people wait for; gives its key."""
    report, _made = place_report(draft_of(part.kind, part.subject, part.format, part.brief), LATER)
    if report.state == ReportState.FAILED:
        queue(report, LATER)
    return report.pk


def _make_all(keys: Sequence[Any], progress: Progress) -> None:
    """Make what is missing, the last first, as the other workers begin with the first; then wait for theirs."""
    told = -1
    while True:
        found = Report.objects.light().in_bulk(keys)
        states = [found[key] for key in keys]
        if failed := next((one for one in states if one.state == ReportState.FAILED), None):
            raise Refused(_("%(title)s tidak jadi dibuat: %(why)s") % {"title": failed.title, "why": failed.failure})
        missing = [one for one in states if one.is_open]
        share = MAKING * (len(keys) - len(missing)) // len(keys)
        if share != told:
            told = share
            progress(share)
        if not missing:
            return
        if not any(run_report(one, wait=False) for one in reversed(missing)):
            time.sleep(PAUSE)


def _pack(target: IO[bytes], frame: Frame, files: Sequence[tuple[str, Report]]) -> None:
    """Write the ZIP, each file piece by piece. The files are compressed in themselves, so they are only stored."""
    rows: list[dict[str, Any]] = []
    with ZipFile(target, "w", ZIP_STORED) as zip_file:
        for folder, report in files:
            name = _name(folder, report.file_name, {row["file"] for row in rows})
            with zip_file.open(_entry(name, frame.as_of), "w") as file:
                for piece in report.parts():
                    file.write(piece)
            rows.append(_row(name, report))
        facts = {"title": frame.title, "code": frame.code, "as_of": frame.as_of.isoformat(), "files": rows}
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        zip_file.writestr(_entry("manifest.json", frame.as_of), text, ZIP_DEFLATED)
        zip_file.writestr(_entry("manifest.csv", frame.as_of), _csv(rows), ZIP_DEFLATED)


def _entry(name: str, when: datetime) -> ZipInfo:
    return ZipInfo(name, when.timetuple()[:6])


def _name(folder: str, file_name: str, taken: set[str]) -> str:
    """Name a file of the ZIP; two of one name are told apart by a number."""
    stem, dot, ending = file_name.rpartition(".")
    names = [f"{folder}/{stem}{number}{dot}{ending}".lstrip("/") for number in ("", *(f"-{n}" for n in range(2, 99)))]
    return next(name for name in names if name not in taken)


def _row(name: str, report: Report) -> dict[str, Any]:
    facts = (
        name,
        report.title,
        report.kind,
        report.code,
        report.is_final,
        report.as_of.isoformat(),
        report.size,
        report.pages,
        report.sha256,
    )
    return dict(zip(MANIFEST, facts, strict=True))


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, MANIFEST)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
