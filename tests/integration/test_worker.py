"""A worker that dies in the middle leaves nothing behind, its task runs again, and another takes its place."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from p2wkss.tasks import hold, hold_in_turn, is_claimed, requeue_orphans

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


@pytest.fixture
def own_database(tmp_path: Path, db: None):
    """A database that other processes can open: a file, or one more on the PostgreSQL server."""
    server = os.environ.get("P2WKSS_TEST_DATABASE")
    if server is None:
        yield f"sqlite:///{tmp_path}/kills.sqlite3"
        return
    name = f"p2wkss_kills_{os.getpid()}"
    admin = psycopg2.connect(server)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    admin.close()
    yield _named(server, name)
    admin = psycopg2.connect(server)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


def _named(server: str, name: str) -> str:
    """Give the address of another database on the same server."""
    address, mark, options = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{mark}{options}"


def kill_many(module: str, settings: str, database: str, place: Path) -> dict[str, Any]:
    """Run a module that kills workers, on its own database, and give what it found."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "P2WKSS_TEST_DATABASE": database,
        "DATABASE_URL": database,
        "P2WKSS_VAR": str(place),
    }
    command = [sys.executable, "-m", module, str(KILLS)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    assert found["kills"] >= KILLS, found
    return found


def test_killing_the_worker_twenty_times_leaves_no_trace(own_database: str, tmp_path: Path) -> None:
    report = kill_many("tests.worker_kills", "tests.settings", own_database, tmp_path)
    assert report["traces"] == 0, report
    assert report["final_state"] == "done", report
    assert report["families"] == report["expected"], report
    assert report["again"] == 0, "the same workbook again changes nothing"


def test_killing_workers_twenty_times_loses_and_doubles_no_report(own_database: str, tmp_path: Path) -> None:
    found = kill_many("tests.report_kills", "p2wkss.settings", own_database, tmp_path)
    assert found["reports"] == found["expected"], found
    assert found["rows_of_eight"] == [3, 3], "eight people order the same three at once"
    assert found["not_done"] == found["not_whole"] == found["strange_pieces"] == found["made_again"] == 0, found


def test_a_task_whose_worker_lives_is_left_alone(db: None) -> None:
    task = DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="villages.actions.imports.check_task",
        backend_name="default",
        run_after="2019-01-01T00:00:00Z",
    )
    if connection.vendor == "sqlite":  # PostgreSQL lets the same session hold its own lock twice
        with hold(str(task.pk)) as alone:
            assert alone
            assert requeue_orphans() == 0
    assert requeue_orphans() == 1
    task.refresh_from_db()
    assert task.status == "READY"


def test_a_worker_leaves_a_task_that_another_took_for_an_orphan(db: None) -> None:
    task = DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="villages.actions.imports.check_task",
        backend_name="default",
        run_after="2019-01-01T00:00:00Z",
        worker_ids=["first", "second"],
    )
    assert is_claimed(str(task.pk), "second")
    assert not is_claimed(str(task.pk), "first")
    DBTaskResult.objects.filter(pk=task.pk).update(status="SUCCESSFUL")
    assert not is_claimed(str(task.pk), "second")


def test_a_lock_waits_for_its_turn(db: None) -> None:
    """Another process holds the lock for a moment; `wait=False` says so at once, and waiting gets it when it goes."""
    ready, holder = os.pipe()
    child = os.fork()
    if child == 0:
        connections["default"] = connection.copy()
        with hold("laporan"):
            os.write(holder, b"x")
            time.sleep(0.4)
        os._exit(0)
    os.read(ready, 1)
    with hold_in_turn("laporan", wait=False) as alone:
        assert not alone
    with hold_in_turn("laporan") as alone:
        assert alone
    os.waitpid(child, 0)


def supervise(tmp_path: Path, body: str, processes: int = 1) -> subprocess.Popen[str]:
    """Start a supervisor whose processes each write their number into a file, and then do what `body` says."""
    script = f"""
import os, signal, sys, time
from p2wkss.supervisor import Supervisor

def work():
    with open({str(tmp_path / "started")!r}, "a") as file:
        file.write(f"{{os.getpid()}} {{time.monotonic()}}\\n")
    {body}

Supervisor({processes}, work).run()
"""
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True)


def started(tmp_path: Path, at_least: int) -> list[tuple[int, float]]:
    """Wait until so many processes were started: their numbers and times."""
    for _attempt in range(600):
        lines = (tmp_path / "started").read_text().splitlines() if (tmp_path / "started").exists() else []
        if len(lines) >= at_least:
            return [(int(line.split()[0]), float(line.split()[1])) for line in lines]
        time.sleep(0.05)
    raise AssertionError(f"{len(lines)} of {at_least} processes were started")


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, "time.sleep(60)", processes=2)
    first, second = (number for number, _when in started(tmp_path, 2))
    os.kill(first, signal.SIGKILL)
    third = started(tmp_path, 3)[2][0]
    assert len({first, second, third}) == 3
    supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    for number in (second, third):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    assert "is replaced" in supervisor.communicate()[1]


def test_a_process_that_dies_at_once_is_started_ever_slower(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, "os._exit(3)")
    times = [when for _number, when in started(tmp_path, 5)]
    supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    supervisor.communicate()
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[3] > gaps[0]
    assert gaps[3] >= 0.8, "0.1, 0.2, 0.4, 0.8 seconds"


def test_a_process_finishes_its_task_when_it_is_told_to_stop(tmp_path: Path) -> None:
    done = tmp_path / "done"
    body = f"signal.signal(signal.SIGTERM, lambda *_: None); time.sleep(1); open({str(done)!r}, 'w').close()"
    supervisor = supervise(tmp_path, body)
    started(tmp_path, 1)
    time.sleep(0.2)
    supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    supervisor.communicate()
    assert done.exists()


def test_a_worker_is_replaced_after_so_many_tasks(own_database: str, tmp_path: Path) -> None:
    """Seven tasks, three a process: three processes, and none has done more than three."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "p2wkss.settings",
        "DATABASE_URL": own_database,
        "P2WKSS_VAR": str(tmp_path),
    }
    script = """
import django; django.setup()
from p2wkss.actions.reports import report_task
for _ in range(7): report_task.enqueue("00000000-0000-0000-0000-000000000000")
"""
    look = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
print(*DBTaskResult.objects.values_list("status", "worker_ids__0"), sep="\\n")
"""

    def python(*arguments: str) -> str:
        run = [sys.executable, *arguments]
        return subprocess.run(run, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    python("manage.py", "migrate", "-v0")
    python("-c", script)
    command = [sys.executable, "manage.py", "worker", "--recycle", "3", "--interval", "0.1"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    for _attempt in range(100):
        rows = [line.strip("()").replace("'", "").split(", ") for line in python("-c", look).splitlines()]
        if all(status == "SUCCESSFUL" for status, _by in rows):
            break
        time.sleep(0.2)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert sorted(Counter(by for _status, by in rows).values()) == [1, 3, 3]
    assert worker.communicate()[1] == "", "a process that has done its share ends without a word"
