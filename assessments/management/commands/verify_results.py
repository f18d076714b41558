"""Recompute every frozen result and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.verification import verify_results
from assessments.models import Result


class Command(BaseCommand):
    """`manage.py verify_results`: exit code 1 on any difference, each named by its place."""

    help = "Menghitung ulang semua hasil terkunci dari nilai mentah dan membandingkannya."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all, then say how it stands."""
        faults = list(verify_results())
        for fault in faults:
            self.stdout.write(f"{fault.result} {fault.place}: tersimpan {fault.stored}, terhitung {fault.found}")
        count = Result.objects.count()
        if faults:
            raise CommandError(f"{len(faults)} perbedaan dalam {count} hasil.")
        self.stdout.write(f"{count} hasil sesuai.")
