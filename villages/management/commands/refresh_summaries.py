"""Count the figures of all target villages again."""

from typing import Any

from django.core.management.base import BaseCommand

from villages.models import TargetVillage
from villages.summaries import refresh_summaries


class Command(BaseCommand):
    """`manage.py refresh_summaries`: after an upgrade that counts something new; may run while people work."""

    help = "Menghitung ulang ringkasan semua desa binaan."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count village after village, some at a time."""
        keys = list(TargetVillage.objects.order_by("pk").values_list("pk", flat=True))
        refresh_summaries(keys)
        self.stdout.write(f"Ringkasan dihitung: {len(keys)} desa binaan.")
