"""Write a report of a frozen result into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Result
from assessments.reading import Reading
from assessments.reports import documents


class Command(BaseCommand):
    """`manage.py report KIND --year Y --region CODE [--village CODE] --out FILE`: from what was locked last."""

    help = "Menulis laporan hasil terkunci ke berkas: ranking, scorecard (PDF) atau workbook (XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which report, of what, and where to."""
        parser.add_argument("kind", choices=("ranking", "scorecard", "workbook"))
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--region", required=True, help="kode provinsi atau kabupaten/kota, misalnya 36")
        parser.add_argument("--village", help="kode desa, untuk scorecard")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say where it lies."""
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
