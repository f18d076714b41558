"""A worker that dies in the middle of an import leaves nothing behind, and its task runs again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from p2wkss.tasks import hold, requeue_orphans

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


def test_killing_the_worker_twenty_times_leaves_no_trace(own_database: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "P2WKSS_TEST_DATABASE": own_database,
        "P2WKSS_VAR": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.worker_kills", str(KILLS)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    report = json.loads(run.stdout.splitlines()[-1])
    assert report["kills"] >= KILLS, report
    assert report["traces"] == 0, report
    assert report["final_state"] == "done", report
    assert report["families"] == report["expected"], report
    assert report["again"] == 0, "the same workbook again changes nothing"


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
