"""Write a report into a file: any kind that the site knows, without the queue."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.utils.translation import override

from assessments.reports.sources import ResultReport
from p2wkss.actions.reports import draft_of
from p2wkss.models import Report, User
from p2wkss.report_words import Format
from p2wkss.reporting import Brief, Refused, ReportKind, kinds
from p2wkss.reporting.making import frame_of
from villages.models import TargetVillage

# What the kinds were called before there was a list of all of them: of what is locked only.
OLD = {"ranking": ("peringkat", "pdf"), "scorecard": ("kartu-nilai", "pdf"), "workbook": ("peringkat", "xlsx")}
CHANGES = "changes"


class Command(BaseCommand):
    """`manage.py report KIND (--year Y --region CODE [--village CODE] | --subject S) [--as USER] --out FILE`.

    A report of judging is found by year and region, any other by its subject, which stands in its address on the
    site. Without `--as` the operator at the machine reads what the secretariat reads. `changes --year Y --village
    CODE` compares the families as they stand now.
    """

    help = (
        "Menulis laporan ke berkas: ranking, scorecard, workbook (hasil terkunci), changes (perubahan keluarga, "
        "sementara), atau jenis laporan mana pun menurut kodenya."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which report, of what, for whom, and where to."""
        parser.add_argument("kind", choices=(*OLD, CHANGES, *kinds()))
        parser.add_argument("--year", type=int)
        parser.add_argument("--region", help="kode provinsi atau kabupaten/kota, misalnya 36; tidak untuk changes")
        parser.add_argument("--village", help="kode desa, untuk kartu nilai dan changes")
        parser.add_argument("--subject", default="", help="tentang apa, seperti dalam alamat laporan di situs")
        parser.add_argument("--as", dest="person", default="", help="nama pengguna yang membaca laporan itu")
        parser.add_argument("--format", choices=[str(one) for one in Format], default="")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say where it lies."""
        if options["kind"] == CHANGES:
            subject = _village_subject(options["year"], options["village"])
            options |= {"kind": "rekap-survei", "format": str(Format.PDF), "subject": subject}
        code, own_format = OLD.get(options["kind"], (options["kind"], ""))
        kind = kinds()[code]
        format = Format(own_format or options["format"] or kind.formats[0])
        if format not in kind.formats:
            raise CommandError(f"{kind.name}: {', '.join(kind.formats)}.")
        try:
            with override("id"):
                subject = options["subject"] or _subject(kind, options)
                report = _order(kind, subject, format, _brief(kind, subject, options["person"]))
                if own_format and not report.is_final:
                    raise CommandError(f"Belum ada hasil terkunci untuk {options['region']} tahun {options['year']}.")
                _write(kind, report, options["out"])
        except (Http404, PermissionDenied, Refused) as refusal:
            raise CommandError(str(refusal) or "Tidak ditemukan.") from refusal
        self.stdout.write(f"{options['out']} ({report.code or 'sementara'})")


def _subject(kind: ReportKind, options: dict[str, Any]) -> str:
    if not isinstance(kind, ResultReport):
        raise CommandError("Sebutkan tentang apa: --subject.")
    if not options["region"] or not options["year"]:
        raise CommandError("Sebutkan tahun dan wilayahnya: --year, --region.")
    return kind.subject_at(options["year"], options["region"], options["village"] or "")


def _brief(kind: ReportKind, subject: str, person: str) -> Brief:
    if not person:
        return kind.operator_brief(subject)
    user = User.objects.filter(**{User.USERNAME_FIELD: person}, is_active=True).first()
    if user is None:
        raise CommandError(f"Pengguna {person} tidak ada.")
    return kind.brief(user, subject)


def _order(kind: ReportKind, subject: str, format: Format, brief: Brief) -> Report:
    """Give the report as it would be ordered, without keeping it."""
    report = Report(**draft_of(kind, subject, format, brief)["defaults"])
    report.content = json.loads(json.dumps(report.content))
    return report


def _write(kind: ReportKind, report: Report, out: Path) -> None:
    with out.open("wb") as target:
        kind.write(target, Format(report.format), report.content["of"], frame_of(report), lambda _percent: None)


def _village_subject(year: int, village: str | None) -> str:
    found = TargetVillage.objects.filter(cycle__year=year, village_id=village).first()
    if found is None:
        raise CommandError(f"Desa {village or '(--village)'} bukan desa binaan tahun {year}.")
    return str(found.pk)
