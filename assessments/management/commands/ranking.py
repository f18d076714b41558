"""Print the ranking of a province from its frozen result, or from the marks as they are now."""

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.enums import RoundKind
from assessments.mass_ranking import rank_round
from assessments.models import Entry, Result, Round
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
        parser.add_argument("--live", action="store_true", help="dari nilai sekarang, belum dikunci, sebagai CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the snapshot and compute nothing; or, live, rank what is handed in now."""
        if options["live"]:
            self._live(options)
            return
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

    def _live(self, options: dict[str, Any]) -> None:
        """Rank the round straight from the database, of any size; ties share the rank, whatever the plenary said."""
        rounds = Round.objects.with_places().filter(kind=RoundKind.JUDGING, cycle__year=options["year"])
        round = rounds.filter(region_id=options["province"]).first()
        if round is None:
            raise CommandError(f"Belum ada penilaian untuk {options['province']} tahun {options['year']}.")
        codes = dict(Entry.objects.filter(round=round).values_list("pk", "target_village__village"))
        writer = csv.writer(self.stdout)
        writer.writerow(["rank", "category", "village_code", "total"])
        for place in rank_round(round):
            writer.writerow([place.rank, place.category, codes[place.entry], place.total])
