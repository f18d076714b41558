"""`make bench`: medians of what the issue and the documents give figures for, each with the command that made it.

Runs on SQLite in a temporary folder, in one process; workbooks of families also on PostgreSQL, beside a peer, and the
record of a very large province there only. Nothing here passes or fails by time.
"""

import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 3
FAMILIES = 50_000


def measure(work: Callable[[], object], runs: int = RUNS) -> float:
    """Give the median seconds of some runs."""
    seconds = []
    for _run in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def show(name: str, seconds: float, note: str = "") -> None:
    print(f"{name:<58} {seconds * 1000:>10,.1f} ms  {note}", flush=True)


def main() -> None:
    """Prepare a site with the demo and measure it."""
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-") as place:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "P2WKSS_TEST_DATABASE": f"sqlite:///{place}/bench.sqlite3",
        }
        import django

        django.setup()
        from django.core.management import call_command

        print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, SQLite\n")
        call_command("migrate", verbosity=0)
        silent = io.StringIO()
        show("load_regions, all regions, first time", measure(lambda: call_command("load_regions", stdout=silent), 1))
        show("load_regions, again, nothing to change", measure(lambda: call_command("load_regions", stdout=silent)))
        show("seed_demo, 16 villages of 100 families", measure(lambda: call_command("seed_demo", stdout=silent), 1))
        pages()
        scoring()
    reports()
    families()
    programme()
    judging()


def families() -> None:
    """Measure workbooks of 50,000 families on SQLite and on PostgreSQL, each in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-") as place:
        workbook = f"{place}/families.xlsx"
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "P2WKSS_VAR": place}
        command = [sys.executable, "-m", "tests.bench.families"]
        subprocess.run([*command, "make", workbook, str(FAMILIES)], cwd=root, env=environment, check=True)
        for name, prefix in (("SQLite", []), ("PostgreSQL", [sys.executable, ".ci/with_postgres.py"])):
            print(f"\nworkbooks of families, {name}", flush=True)
            environment["P2WKSS_TEST_DATABASE"] = (
                f"sqlite:///{place}/families.sqlite3"  # the server's own, on PostgreSQL
            )
            for step in ("memory", "run"):
                subprocess.run([*prefix, *command, step, workbook], cwd=root, env=environment, check=True)


def programme() -> None:
    """Measure the record of a very large province on PostgreSQL, in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    print(flush=True)
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-") as place:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "P2WKSS_VAR": place}
        command = [sys.executable, ".ci/with_postgres.py", sys.executable, "-m", "tests.bench.programme"]
        subprocess.run(command, cwd=root, env=environment, check=True)


def judging() -> None:
    """Measure a country and a large round on PostgreSQL, each in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    print(flush=True)
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-") as place:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "P2WKSS_VAR": place}
        subprocess.run([sys.executable, "-m", "tests.bench.judging"], cwd=root, env=environment, check=True)


def pages() -> None:
    """Measure the pages that are opened most, as the test client sees them."""
    from django.test import Client
    from django.urls import reverse

    from assessments.models import Round, ScoreSheet
    from p2wkss.models import User
    from villages.models import TargetVillage

    province = Round.objects.get(region="36")
    village = TargetVillage.objects.get(village="36.04.15.2010")
    sheet = ScoreSheet.objects.filter(entry__round=province, member__user__username="penilai1").first()
    assert sheet is not None
    for username, name, key in (
        ("staf.serang", "home", None),
        ("staf.serang", "villages:family_list", village.pk),
        ("staf.serang", "villages:change_table", village.pk),
        ("penilai1", "assessments:sheet_edit", sheet.pk),
        ("pimpinan", "assessments:ranking", province.pk),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        url = reverse(name, args=[key] if key else [])
        assert client.get(url).status_code == 200
        show(f"page {name}", measure(lambda client=client, url=url: client.get(url), 15))


def scoring() -> None:
    """Measure scoring and ranking a large province, from marks in memory."""
    from decimal import Decimal
    from random import Random

    from assessments import scoring as rules
    from assessments.actions.instruments import available_definitions

    instrument = available_definitions()["banten-2019"]
    chance = Random(1)
    sheets = {
        str(entry): [
            rules.Sheet(
                str(entry),
                str(assessor),
                True,
                {code: rules.Mark(Decimal(chance.randrange(5))) for code in instrument.indicators},
            )
            for assessor in range(5)
        ]
        for entry in range(1552)
    }

    def score() -> list[rules.EntryScore]:
        return [rules.score_entry(instrument, entry, own) for entry, own in sheets.items()]

    scores = score()
    show("score 1,552 villages x 23 indicators x 5 assessors", measure(score))
    show("rank 1,552 villages", measure(lambda: rules.rank(instrument, scores)))


def reports() -> None:
    """Measure the reports, each part in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    print(flush=True)
    with tempfile.TemporaryDirectory(prefix="p2wkss-bench-") as place:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "P2WKSS_VAR": place}
        environment.pop("P2WKSS_TEST_DATABASE", None)
        subprocess.run([sys.executable, "-m", "tests.bench.reports"], cwd=root, env=environment, check=True)


main()
