"""`make bench`, the part about workbooks of families: ours, the bare work, and django-import-export, side by side.

    python -m tests.bench.families make FILE ROWS      write a workbook
    python -m tests.bench.families run FILE            measure on the database of P2WKSS_TEST_DATABASE
    python -m tests.bench.families memory FILE         take it in once and print the peak of memory

All three do the same: read the workbook, make a dry run, store a family and a survey a row, NIK and No. KK encrypted
and hashed. The bare work has no dry run: it parses, encrypts and inserts. Medians of three.
"""

import io
import os
import random
import resource
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

RUNS = 3
PEER_DEFAULT_ROWS, PEER_BULK_ROWS, REGISTER_ROWS = 2_000, 10_000, 5_000


def make(path: Path, count: int) -> None:
    """Write a workbook of right rows with the heads of our own template."""
    from openpyxl import Workbook

    from tests.factories.workbooks import HEADS

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Keluarga")
    sheet.append(HEADS)
    for values in rows(count):
        sheet.append(values)
    book.save(path)


def rows(count: int) -> Iterator[list[Any]]:
    """Give rows in the order of `FACTS`, with valid numbers and mixed answers, always the same."""
    chance = random.Random(2019)
    start = date(1960, 1, 1)
    for at in range(count):
        born = start + timedelta(at // 9_000 * 3_000 + chance.randrange(3_000))
        woman = at % 4 == 0
        serial = at % 9_000 + 1
        nik = f"36041{at // 9_000 % 9}{born.day + (40 if woman else 0):02}{born:%m%y}{serial:04}"
        kk = f"36041{at // 9_000 % 9}{born.day:02}{born:%m}12{serial:04}"
        answers = ["Ya" if chance.random() < 0.8 else "Tidak" for _number in range(21)]
        yield [
            *(
                None,
                f"Keluarga {at:05} (contoh)",
                "P" if woman else "L",
                born,
                nik,
                None,
                kk,
                f"{at % 40 + 1:02}",
                "01",
            ),
            *(f"Kampung Meliyas No. {at}", date(2019, 1, 15), 1_000_000 + at, *answers),
        ]


def run(path: Path) -> None:
    """Measure on the database at hand."""
    village, staff = _world()
    data = path.read_bytes()
    count = _row_count(data)
    ours = _median(lambda: _ours(village, staff, data), _empty)
    bare = _median(lambda: _bare(village, staff, data), _empty)
    small, middle = _first_rows(data, PEER_DEFAULT_ROWS), _first_rows(data, PEER_BULK_ROWS)
    bulk = _median(lambda: _peer(village, staff, middle, bulk=True), _empty)
    default = _median(lambda: _peer(village, staff, small, bulk=False), _empty)
    speeds = {"ours": count / ours, "bulk": PEER_BULK_ROWS / bulk, "default": PEER_DEFAULT_ROWS / default}
    times = {name: speeds["ours"] / speed for name, speed in speeds.items()}
    _show(f"dry run and import, {count:,} rows", ours, f"{speeds['ours']:,.0f} rows/s")
    _show(f"the bare work, {count:,} rows", bare, f"ours is {ours / bare:.2f} times it (at most 2)")
    _show(
        f"django-import-export, bulk mode, {PEER_BULK_ROWS:,} rows",
        bulk,
        f"{speeds['bulk']:,.0f} rows/s; ours is {times['bulk']:.1f} times as fast (at least 8)",
    )
    _show(
        f"django-import-export, default mode, {PEER_DEFAULT_ROWS:,} rows",
        default,
        f"{speeds['default']:,.0f} rows/s; ours is {times['default']:.1f} times as fast (at least 50)",
    )
    _pages(village, staff, data)


def memory(path: Path) -> None:
    """Take the workbook in once, as the worker does, and print the peak of the whole process."""
    village, staff = _world()
    _ours(village, staff, path.read_bytes())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of dry run and import':<58} {peak:>10,.0f} MB  (under 400)", flush=True)


def _world() -> tuple[Any, Any]:
    from django.core.management import call_command

    from p2wkss.models import Region, RegionLevel, User
    from p2wkss.roles import Role
    from tests.factories.people import make_user
    from tests.factories.places import make_cycle, make_decree, make_regions, make_village
    from villages.models import TargetVillage

    call_command("migrate", verbosity=0)
    if TargetVillage.objects.exists():
        return TargetVillage.objects.get(), User.objects.get(username="staf")
    make_regions()
    for number in range(10, 19):
        code = f"36.04.{number}"
        Region.objects.get_or_create(
            code=code, defaults={"name": code, "level": RegionLevel.DISTRICT, "parent_id": "36.04"}
        )
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    return make_village(staff, make_cycle(secretariat), make_decree(staff)), staff


def _empty() -> None:
    """Make room for the next run. Without the checks of foreign keys, as nothing points to rows that are all gone."""
    from django.db import connection

    from villages.models import Family, ImportBatch, Survey

    tables = ", ".join(model._meta.db_table for model in (Survey, ImportBatch, Family))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} CASCADE")
        return
    with connection.constraint_checks_disabled():
        for model in (Survey, ImportBatch, Family):
            model._default_manager.all()._raw_delete("default")


def _ours(village: Any, staff: Any, data: bytes, *, store: bool = True) -> Any:
    from django.core.files.base import ContentFile

    from villages.actions.imports import confirm_import, run_waiting, upload_workbook
    from villages.models import Family

    file = ContentFile(data, "daftar.xlsx")
    batch = upload_workbook(by=staff, target_village=village, round="baseline", file=file, queued=False)
    batch = run_waiting(batch)
    assert batch.state == "checked", (batch.refusal, batch.summary)
    if store:
        batch = run_waiting(confirm_import(by=staff, batch=batch, queued=False))
        assert batch.state == "done", batch.refusal
        assert Family.objects.count() == batch.summary["new"] > 0
    return batch


def _bare(village: Any, staff: Any, data: bytes) -> None:
    """Parse, encrypt, hash, insert: what no import can do without."""
    from django.db import transaction
    from python_calamine import CalamineWorkbook

    from p2wkss.bulk import insert_rows
    from p2wkss.crypto import encrypt, keyed_hash
    from villages.models import Family, Survey

    letters = {"Ya": "y", "Tidak": "t"}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    families, surveys = [], []
    now = "2026-01-01 00:00:00"
    for number, row in enumerate(sheet.iter_rows()):
        if number == 0:
            continue
        key = uuid.uuid4().hex
        families.append(
            (
                *(key, village.pk, row[1], "female" if row[2] == "P" else "male", row[3].isoformat(), ""),
                *(row[8], row[7], row[9], encrypt(row[4]), keyed_hash(row[4]), encrypt(row[6]), keyed_hash(row[6])),
                *("", "active", staff.pk, now, 1),
            )
        )
        answers = "".join([letters[word] for word in row[12:33]])
        surveys.append(
            (uuid.uuid4().hex, key, "baseline", staff.pk, row[10].isoformat(), answers, int(row[11]), "draft", now, 1)
        )
    with transaction.atomic():
        insert_rows(
            Family,
            (
                *("uuid", "target_village", "head_name", "head_sex", "head_birth_date", "no_nik_reason"),
                *("rw", "rt", "address", "nik", "nik_hash", "kk", "kk_hash"),
                *("decile_source", "status", "created_by", "created_at", "version"),
            ),
            families,
        )
        insert_rows(
            Survey,
            (
                *("uuid", "family", "round", "surveyor", "surveyed_on", "answers"),
                *("monthly_income", "state", "saved_at", "version"),
            ),
            surveys,
        )


def _peer(village: Any, staff: Any, data: bytes, *, bulk: bool) -> None:
    """Let django-import-export read the workbook, make its dry run, and store it."""
    from import_export.formats.base_formats import XLSX

    from tests.bench.peer import family_resource, survey_resource

    dataset = XLSX().create_dataset(data)
    families, surveys = family_resource(village, staff, bulk=bulk), survey_resource(staff, bulk=bulk)
    families.name_rows(dataset)
    for dry_run in (True, False):
        for one in (families, surveys):
            result = one.import_data(dataset, dry_run=dry_run, raise_errors=True)
            assert not result.has_errors()


def _pages(village: Any, staff: Any, data: bytes) -> None:
    """Measure the page of the findings, whatever the size, and the register of a large village."""
    from django.test import Client
    from django.urls import reverse

    from villages.models import Family

    client = Client(SERVER_NAME="localhost")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    batch = _ours(village, staff, data, store=False)
    url = reverse("villages:import_detail", args=[batch.pk])
    for page in (1, 500):
        _show(
            f"findings page {page} of {batch.summary['rows']:,} rows",
            _page(client, f"{url}?page={page}"),
            "(under 300 ms)",
        )
    _empty()
    _ours(village, staff, _first_rows(data, REGISTER_ROWS))
    assert Family.objects.count() == REGISTER_ROWS
    url = reverse("villages:family_list", args=[village.pk])
    for query, words in (("", "first page"), ("?page=99", "page 99"), ("?q=0499", "search by name")):
        _show(f"register of {REGISTER_ROWS:,} families, {words}", _page(client, url + query), "(under 100 ms)")


def _page(client: Any, url: str) -> float:
    assert client.get(url).status_code == 200, url
    return _median(lambda: client.get(url), runs=15)


def _median(work: Callable[[], object], before: Callable[[], None] = lambda: None, runs: int = RUNS) -> float:
    seconds = []
    for _run in range(runs):
        before()
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    before()
    return statistics.median(seconds)


def _row_count(data: bytes) -> int:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).height - 1


def _first_rows(data: bytes, count: int) -> bytes:
    path = Path(os.environ["P2WKSS_VAR"]) / f"first-{count}.xlsx"
    if not path.exists():
        make(path, count)
    return path.read_bytes()


def _show(name: str, seconds: float, note: str = "") -> None:
    print(f"{name:<58} {seconds * 1000:>10,.1f} ms  {note}", flush=True)


if __name__ == "__main__":
    django.setup()
    command, file, *rest = sys.argv[1:]
    {"make": make, "run": run, "memory": memory}[command](Path(file), *map(int, rest))
