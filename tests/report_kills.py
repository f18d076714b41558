"""Kills workers in the middle of reports, many times, on a database of its own; prints what was left behind.

Run by tests/integration/test_worker.py as `python -m tests.report_kills KILLS`.
Each child is a real worker process (one of those that `manage.py worker` starts), ended by SIGKILL at a random moment
while it makes a PDF, writes its pieces, or packs a bundle.
"""

import json
import os
import random
import signal
import sys
import time
from hashlib import sha256
from typing import Any

import django

PARTS = tuple(f"36.{number}" for number in range(6))


def main(kills: int) -> None:
    """Kill so many workers that were at work, two at a time, then let one finish; report every trace."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    # The site's own settings: two workers on SQLite need its way of waiting for each other.
    settings.TEMPLATES[0]["DIRS"].append(settings.BASE_DIR / "tests" / "factories" / "templates")
    settings.REPORT_KINDS = ("tests.factories.report_kinds",)
    call_command("migrate", verbosity=0)
    official = _official()
    chance = random.Random(2019)
    struck = attempts = turn = 0
    span = _span(official)
    rows = _order_at_once(official, 8)
    _order(official, turn)
    while struck < kills and attempts < kills * 6:
        attempts += 1
        connection.close()
        children = [_start_worker(), _start_worker()]
        time.sleep(chance.uniform(0.05, 2 * span))
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        running, waiting = _look()
        struck += running > 0
        if not waiting:
            turn += 1
            _order(official, turn)
    call_command("worker", "--batch", "--interval", "0")
    print(json.dumps({"kills": struck, "attempts": attempts, "rows_of_eight": rows, **_left(official, turn)}))


def _official() -> Any:
    from p2wkss.roles import Role
    from tests.factories.people import make_user
    from tests.factories.places import make_regions

    make_regions()
    return make_user("pimpinan", Role.OFFICIAL, "36")


def _span(official: Any) -> float:
    """Make one report here, and give how long this machine takes for it: half of the kills come before its end."""
    from p2wkss.models import Report
    from p2wkss.reporting.making import run_report

    report = Report.objects.get(pk=_order(official, -1)[0])
    start = time.monotonic()
    run_report(report)
    return time.monotonic() - start


def _order_at_once(by: Any, processes: int) -> list[int]:
    """Let so many processes order the same at the same moment: how many reports, and tasks, came of it."""
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from p2wkss.models import Report

    before = Report.objects.count(), DBTaskResult.objects.count()
    connection.close()
    start = time.time() + 0.5
    children = []
    for _number in range(processes):
        child = os.fork()
        if child == 0:
            time.sleep(max(0.0, start - time.time()))
            _order(by, -2)
            os._exit(0)
        children.append(child)
    ends = [os.waitpid(child, 0)[1] for child in children]
    assert not any(ends), ends
    return [Report.objects.count() - before[0], DBTaskResult.objects.count() - before[1]]


def _order(by: Any, turn: int) -> list[Any]:
    """Order a heavy report and a bundle of small ones; each turn has other inputs."""
    from p2wkss.actions.reports import order_report
    from p2wkss.report_words import Format
    from p2wkss.reporting import kind_of
    from tests.factories.report_kinds import WORLD

    WORLD.update(text=f"Giliran {turn}", subjects=PARTS)
    asked = (("uji-berat", "36", Format.PDF), ("uji-bundel", "36", Format.ZIP), ("uji-biasa", "36.0", Format.PDF))
    return [order_report(by=by, kind=kind_of(kind), subject=of, format=format).pk for kind, of, format in asked]


def _start_worker() -> int:
    child = os.fork()
    if child == 0:
        from p2wkss.management.commands.worker import work

        work(0.05, None)
        os._exit(0)
    return child


def _look() -> tuple[int, int]:
    """Give how many tasks count as running, and how many reports are still to come."""
    from django_tasks_db.models import DBTaskResult

    from p2wkss.models import Report

    running = DBTaskResult.objects.filter(status="RUNNING").count()
    return running, Report.objects.filter(state__in=("waiting", "running")).count()


def _left(official: Any, turns: int) -> dict[str, Any]:
    """Say what is wrong with what is there: a report that is not done, not whole, or there twice."""
    from p2wkss.models import Report, ReportChunk

    reports = list(Report.objects.all())
    again = [key for turn in range(-2, turns + 1) for key in _order(official, turn)]
    return {
        "reports": len(reports),
        "expected": (turns + 3) * (2 + len(PARTS)),
        "not_done": sum(not report.is_done for report in reports),
        "not_whole": sum(sha256(b"".join(one.parts())).hexdigest() != one.sha256 for one in reports),
        "strange_pieces": ReportChunk.objects.exclude(report__state="done").count(),
        "made_again": len(set(again) - {report.pk for report in reports}),
    }


main(int(sys.argv[1]))
