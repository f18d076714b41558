"""Remind of what is due, once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.actions.reminders import remind_due


class Command(BaseCommand):
    """`manage.py remind`: who owns a phase that is due in three days or overdue, and assessors who are late in it."""

    help = "Mengingatkan pemilik fase dan penilai yang terlambat; jalankan setiap hari."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind, and say how many."""
        made = remind_due(today=timezone.localdate())
        self.stdout.write(f"{len(made)} pengingat dikirim.")
