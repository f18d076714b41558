"""Fill an empty database with the demo."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from assessments.demo.build import RealDataPresent, build_demo
from assessments.demo.facts import MARK, PASSWORD
from assessments.demo.people import SHOWN_ACCOUNTS
from p2wkss.models import User


class Command(BaseCommand):
    """`manage.py seed_demo`: Banten 2019; all or nothing, and never beside real data."""

    help = "Mengisi basis data kosong dengan contoh Banten 2019."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Allow a second call that only names the accounts, and a smaller demo."""
        parser.add_argument("--if-empty", action="store_true", help="diam bila data sudah ada")
        parser.add_argument("--families", type=int, default=100, help="keluarga per desa")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the demo, or say why not."""
        try:
            build_demo(lambda place: self.stdout.write(f"  {place}"), options["families"])
        except RealDataPresent as error:
            if not options["if_empty"]:
                raise CommandError("Basis data ini sudah berisi data; contoh tidak dicampurkan dengannya.") from error
            if not User.objects.filter(full_name__endswith=MARK).exists():
                return
        except ObjectDoesNotExist as error:
            raise CommandError("Muat wilayah dahulu: manage.py load_regions.") from error
        self.stdout.write(f"Akun contoh, kata sandi {PASSWORD}:")
        for login, work in SHOWN_ACCOUNTS:
            self.stdout.write(f"  {login:<16} {work}")
