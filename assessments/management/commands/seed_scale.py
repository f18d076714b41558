"""Fill an empty database with very many invented villages."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from assessments.demo.build import RealDataPresent
from assessments.demo.facts import PASSWORD
from assessments.demo.scale import NotEnoughVillages, Size, build_scale
from assessments.demo.scale_judging import WEIGHTS


class Command(BaseCommand):
    """`manage.py seed_scale`: to measure a site of the size of a large province; never beside real data."""

    help = "Mengisi basis data kosong dengan contoh yang sangat besar, untuk mengukur kecepatan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size; the defaults are those that the project promises its speed for."""
        parser.add_argument("--villages", type=int, default=2_000, help="desa binaan")
        parser.add_argument("--families", type=int, default=200_000, help="keluarga di semua desa")
        parser.add_argument("--activities", type=int, default=100_000, help="kegiatan di semua desa")
        parser.add_argument("--assessors", type=int, default=0, help="penilai yang menilai semua desa")
        parser.add_argument("--indicators", type=int, default=0, help="indikator instrumen contoh; 0: instrumen awal")
        parser.add_argument("--judging-only", action="store_true", help="penilaian saja, tanpa keluarga dan kegiatan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, or say why not."""
        size = Size(*(options[name] for name in Size._fields))
        if options["judging_only"]:
            size = size._replace(families=0, activities=0)
        _check(size, judging_only=options["judging_only"])
        try:
            build_scale(size, lambda what: self.stdout.write(f"  {what}"))
        except RealDataPresent as error:
            raise CommandError("Basis data ini sudah berisi data; contoh tidak dicampurkan dengannya.") from error
        except ObjectDoesNotExist as error:
            raise CommandError("Muat wilayah dahulu: manage.py load_regions.") from error
        except NotEnoughVillages as error:
            raise CommandError(f"Tidak ada {size.villages} desa.") from error
        self.stdout.write(f"Akun sekretariat, pimpinan dan staf, kata sandi {PASSWORD}.")


def _check(size: Size, *, judging_only: bool) -> None:
    has_families = judging_only or size.villages <= size.families <= size.villages * 1_000
    if size.villages < 1 or not has_families or min(size) < 0:
        raise CommandError("Isi 1 sampai 1.000 keluarga per desa, dan tidak ada angka kurang dari nol.")
    if (size.assessors or judging_only) and (size.villages < 2 or not size.assessors):
        raise CommandError("Penilaian memerlukan paling sedikit dua desa dan satu penilai.")
    if 0 < size.indicators < len(WEIGHTS):
        raise CommandError("Isi paling sedikit empat indikator.")
