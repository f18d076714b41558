"""Print the ranking of a province from its frozen result."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Result
from assessments.reading import Reading
from assessments.reports.documents import ranking_csv


class Command(BaseCommand):
    """`manage.py ranking --year Y --province CODE [--format json|csv]`: what was locked last, as it stands."""

    help = "Mencetak peringkat provinsi dari hasil yang terkunci."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the year and the province."""
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--province", required=True, help="kode provinsi, misalnya 36")
        parser.add_argument("--format", choices=("json", "csv"), default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the snapshot; compute nothing."""
        found = Result.objects.filter(round__cycle__year=options["year"], round__region_id=options["province"])
        result = found.order_by("-number").first()
        if result is None:
            raise CommandError(f"Belum ada hasil terkunci untuk {options['province']} tahun {options['year']}.")
        reading = Reading(result.content)
        if options["format"] == "csv":
            self.stdout.write(ranking_csv(reading), ending="")
            return
        document = {
            "code": result.code,
            "sha256": result.sha256,
            "round": reading.round,
            "ranking": [
                {"rank": card.rank, "shared": card.shared, "total": card.total, "entry": card.entry}
                for card in reading.ranking
            ],
            "ties": reading.results["ties"],
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
