"""Kills the worker in the middle of imports, many times, on a database of its own; prints what was left behind.

Run by tests/integration/test_worker.py as `python -m tests.worker_kills KILLS`.
Each child is a real worker process (one of those that `manage.py worker` starts), ended by SIGKILL at a random moment.
"""

import json
import os
import random
import signal
import sys
import time

import django

ROWS = 1_000


def main(kills: int) -> None:
    """Kill so many workers that were at work, then let one finish; report every trace."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    import p2wkss.management.commands.worker  # noqa: F401 - read once here, so that a child is at work at once

    settings.TASKS["default"]["BACKEND"] = "django_tasks_db.DatabaseBackend"
    call_command("migrate", verbosity=0)
    village, staff = _world()
    chance = random.Random(2019)
    done = traces = struck = attempts = finished = 0
    batch = _confirmed(staff, village, 0)
    while struck < kills and attempts < kills * 6:
        attempts += 1
        connection.close()
        child = _start_worker()
        time.sleep(chance.uniform(0.02, 0.35))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        running, state, families = _look(batch, village)
        struck += running
        done += state == "done"
        traces += families not in {finished * ROWS, (finished + 1) * ROWS} or (state == "done") != (
            families == (finished + 1) * ROWS
        )
        if state == "done":
            finished += 1
            batch = _confirmed(staff, village, finished)
    call_command("worker", "--batch", "--interval", "0")
    _running, state, families = _look(batch, village)
    again = _upload_again(staff, village, finished)
    print(
        json.dumps(
            {
                "kills": struck,
                "attempts": attempts,
                "traces": traces,
                "final_state": state,
                "families": families,
                "expected": (finished + 1) * ROWS,
                "again": again,
            }
        )
    )


def _world() -> "tuple[object, object]":
    from p2wkss.roles import Role
    from tests.factories.people import make_user
    from tests.factories.places import make_cycle, make_decree, make_regions, make_village

    make_regions()
    secretariat = make_user("sekretariat", Role.SECRETARIAT, "36")
    staff = make_user("staf", Role.DISTRICT_STAFF, "36.04")
    village = make_village(staff, make_cycle(secretariat), make_decree(staff))
    return village, staff


def _workbook(part: int) -> bytes:
    from tests.factories.places import nik
    from tests.factories.workbooks import row, workbook

    day = part % 28 + 1
    facts = {"head_birth_date": f"1980-01-{day:02}", "kk": None}
    first = part // 28 * ROWS + 1  # a quick machine finishes more imports than a month has days that all years share
    return workbook([row(at, nik=nik(at, day=day), **facts) for at in range(first, first + ROWS)])


def _confirmed(staff: object, village: object, part: int) -> object:
    """Upload a workbook, let it be checked here, and agree to it; its import waits for a worker."""
    from django_tasks_db.models import DBTaskResult

    from tests.factories.workbooks import upload
    from villages.actions.imports import confirm_import
    from villages.imports.checking import run_check

    batch = upload(staff, village, _workbook(part))
    run_check(batch)
    assert batch.summary["new"] == ROWS, batch.summary["error"]
    DBTaskResult.objects.filter(task_path__endswith="check_task").delete()
    return confirm_import(by=staff, batch=batch)


def _upload_again(staff: object, village: object, part: int) -> int:
    """Upload the last workbook once more: how many of its rows the register does not have yet."""
    from tests.factories.workbooks import upload
    from villages.imports.checking import run_check

    batch = upload(staff, village, _workbook(part))
    run_check(batch)
    return ROWS - int(batch.summary["unchanged"])


def _start_worker() -> int:
    child = os.fork()
    if child == 0:
        from p2wkss.management.commands.worker import work

        work(0.05, None)
        os._exit(0)
    return child


def _look(batch: object, village: object) -> tuple[bool, str, int]:
    """Give whether the task counts as running, and in one statement the batch's state and the village's families.

    The server may still be at a COMMIT that the worker sent before it died: two statements could see both sides of it.
    """
    from django.db.models import Count
    from django_tasks_db.models import DBTaskResult

    from villages.models import ImportBatch

    running = DBTaskResult.objects.filter(status="RUNNING").exists()
    found = ImportBatch.objects.filter(pk=batch.pk, target_village=village)
    state, families = found.values_list("state", Count("target_village__families")).get()
    return running, state, families


main(int(sys.argv[1]))
