"""Count where the villages of all rounds stand again."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.models import Round
from assessments.phases import Phase
from assessments.standings import rebuild


class Command(BaseCommand):
    """`manage.py refresh_standings`: after an upgrade that counts something new; may run while people work."""

    help = "Menghitung ulang kedudukan sementara semua penilaian."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count round after round, each in a transaction of its own."""
        rounds = Round.objects.exclude(phase=Phase.PREPARATION).select_related("instrument").order_by("pk")
        counted = [rebuild(round) for round in rounds]
        self.stdout.write(f"Kedudukan dihitung: {sum(counted)} desa dalam {len(counted)} penilaian.")
