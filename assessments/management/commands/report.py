"""Write a report of a frozen result, or of the families of a village as they stand, into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Result
from assessments.reading import Reading
from assessments.reports import documents
from villages.matched import read_changes
from villages.models import TargetVillage
from villages.reports.change_documents import change_pdf


class Command(BaseCommand):
    """`manage.py report KIND --year Y --region CODE [--village CODE] --out FILE`: from what was locked last.

    `changes --year Y --village CODE` needs no result: it compares the families as they stand now.
    """

    help = (
        "Menulis laporan hasil terkunci ke berkas: ranking, scorecard (PDF) atau workbook (XLSX); "
        "atau perubahan keluarga sebuah desa: changes (PDF, sementara)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which report, of what, and where to."""
        parser.add_argument("kind", choices=("ranking", "scorecard", "workbook", "changes"))
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--region", help="kode provinsi atau kabupaten/kota, misalnya 36; tidak untuk changes")
        parser.add_argument("--village", help="kode desa, untuk scorecard dan changes")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say where it lies."""
        if options["kind"] == "changes":
            options["out"].write_bytes(_changes(options["year"], options["village"]))
            self.stdout.write(f"{options['out']} (sementara)")
            return
        if not options["region"]:
            raise CommandError("Sebutkan wilayahnya: --region.")
        found = Result.objects.filter(round__cycle__year=options["year"], round__region_id=options["region"])
        result = found.order_by("-number").first()
        if result is None:
            raise CommandError(f"Belum ada hasil terkunci untuk {options['region']} tahun {options['year']}.")
        options["out"].write_bytes(_content(options["kind"], result, options["village"]))
        self.stdout.write(f"{options['out']} ({result.code})")


def _content(kind: str, result: Result, village: str | None) -> bytes:
    reading = Reading(result.content)
    if kind == "workbook":
        return documents.ranking_xlsx(reading, result.code)
    if kind == "ranking":
        return documents.ranking_pdf(reading, result.code, result.created_at)
    entry = next((key for key, facts in reading.entries.items() if facts["village_code"] == village), None)
    if entry is None:
        raise CommandError(f"Desa {village or '(--village)'} tidak ada dalam hasil ini.")
    return documents.scorecard_pdf(reading, result.code, result.created_at, entry)


def _changes(year: int, village: str | None) -> bytes:
    found = TargetVillage.objects.with_places().filter(cycle__year=year, village_id=village).first()
    if found is None:
        raise CommandError(f"Desa {village or '(--village)'} bukan desa binaan tahun {year}.")
    return change_pdf(read_changes(found), timezone.now())
