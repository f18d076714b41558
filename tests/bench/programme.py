"""`make bench`, the part about the record of the programme year, at the size that its speed is promised for.

    python .ci/with_postgres.py python -m tests.bench.programme [VILLAGES FAMILIES ACTIVITIES]

Makes the site with `seed_scale` and prints, for each page, the medians, the queries and the bytes.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

RUNS = 15
FULL = (2_000, 200_000, 100_000)


def main(size: tuple[int, int, int]) -> None:
    """Make the site and measure it."""
    from django.core.management import call_command
    from django.db import connection

    import p2wkss.wsgi  # noqa: F401 (the site as it is served, with what it asks of the garbage collector)

    villages, families, activities = size
    print(f"record of {villages:,} villages, {families:,} families, {activities:,} activities, {connection.vendor}")
    silent = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("load_regions", stdout=silent)
    started = time.perf_counter()
    made = {"villages": villages, "families": families, "activities": activities, "assessors": 1}
    call_command("seed_scale", stdout=silent, **made)
    print(f"{'seed_scale':<58} {time.perf_counter() - started:>10,.1f} s", flush=True)
    pages()
    summary()


def pages() -> None:
    """Measure the pages that add up, and the dossier of one village."""
    from django.urls import reverse

    from assessments.models import ScoreSheet
    from villages.models import TargetVillage

    village = TargetVillage.objects.select_related("village").order_by("village")[0]
    sheet = ScoreSheet.objects.order_by("pk")[0]
    province, regency = village.village.province_code, village.village.regency_code
    dashboard, board = reverse("villages:dashboard"), reverse("villages:stage_board")
    for name, login, address in (
        ("dashboard of the province", "sekretariat", f"{dashboard}?wilayah={province}"),
        ("dashboard of the province, one field, sorted", "sekretariat", f"{dashboard}?bidang=health&urut=-dana"),
        ("dashboard of a regency", "staf", f"{dashboard}?wilayah={regency}"),
        ("dashboard of a village", "staf", reverse("villages:village_dashboard", args=[village.pk])),
        ("board of the province", "sekretariat", board),
        ("board of a regency", "staf", board),
        ("dossier of a village", "penilai1", reverse("assessments:dossier", args=[sheet.pk])),
        ("home of an official", "pimpinan", reverse("home")),
        ("home of the staff", "staf", reverse("home")),
    ):
        page(name, login, address)


def page(name: str, login: str, address: str) -> None:
    """Measure one page as the test client sees it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from p2wkss.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    response: Any = client.get(address)
    assert response.status_code == 200, address
    with CaptureQueriesContext(connection) as taken:
        client.get(address)
    show(f"page {name}", lambda: client.get(address), f"{len(taken)} queries, {len(response.content):,} bytes")


def summary() -> None:
    """Measure what every change of a village's record pays for its summary, and the reading of all from the record."""
    from django.db import transaction

    from villages.models import TargetVillage
    from villages.summaries import read_figures, refresh_summary

    keys = list(TargetVillage.objects.order_by("pk").values_list("pk", flat=True))

    def refresh() -> None:
        with transaction.atomic():
            refresh_summary(keys[0])

    show("refresh_summary of a village", refresh)
    show(f"the figures of {min(len(keys), 100)} villages, from the record", lambda: read_figures(keys[:100]), runs=3)


def show(name: str, work: Callable[[], object], note: str = "", runs: int = RUNS) -> None:
    """Print the medians of some runs: by the clock, and of our own processor time, which a busy machine spoils less."""
    seconds, own = [], []
    for _run in range(runs):
        started, worked = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - started)
        own.append(time.process_time() - worked)
    clock, processor = (statistics.median(one) * 1000 for one in (seconds, own))
    print(f"{name:<58} {clock:>10,.1f} ms  (processor {processor:,.1f} ms)  {note}", flush=True)


if __name__ == "__main__":
    asked = [int(number) for number in sys.argv[1:]]
    main((asked[0], asked[1], asked[2]) if asked else FULL)
