"""Long work outlives the process that does it: a task whose worker died goes back into the queue.

A worker holds a lock for the time of a task. The lock goes when its process goes, however that ended, so whoever gets
the lock of a running task knows that its worker is gone. No clock is asked, and nothing waits for a time limit.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

_RUNNING, _READY = "RUNNING", "READY"
PAUSE = 0.1


@contextmanager
def hold(key: str) -> Iterator[bool]:
    """Hold the lock of a task, or of anything with a name, if nobody has it; says whether it is held.

    On PostgreSQL the lock belongs to the connection, which gets its own lock once more when it asks.
    """
    if connection.vendor == "postgresql":
        yield from _hold_in_database(key)
    else:
        yield from _hold_file(key)


@contextmanager
def hold_in_turn(key: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock once whoever has it is done or dead; without `wait`, say at once that somebody has it."""
    while True:
        with hold(key) as alone:
            if alone or not wait:
                yield alone
                return
        time.sleep(PAUSE)


def requeue_orphans() -> int:
    """Put tasks whose worker died back into the queue. Gives how many."""
    found = 0
    for task in DBTaskResult.objects.filter(status=_RUNNING).only("pk"):
        with hold(str(task.pk)) as alone:
            if alone:
                found += DBTaskResult.objects.filter(pk=task.pk, status=_RUNNING).update(status=_READY)
    return found


def is_claimed(task_id: str, worker_id: str) -> bool:
    """Say whether a task is this worker's to run.

    Between the claim and the lock another worker may have taken the task for an orphan, and even have run it: whoever
    has the lock asks once more.
    """
    found = DBTaskResult.objects.filter(pk=task_id, status=_RUNNING).only("worker_ids").first()
    return found is not None and found.worker_ids[-1:] == [worker_id]


def _hold_in_database(key: str) -> Iterator[bool]:
    number = int.from_bytes(sha256(key.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _hold_file(key: str) -> Iterator[bool]:
    place = settings.VAR_DIR / "tasks"
    place.mkdir(exist_ok=True)
    path = place / f"{sha256(key.encode()).hexdigest()[:32]}.lock"
    with path.open("w") as file:
        alone = _lock(file, path)
        try:
            yield alone
        finally:
            if alone:
                path.unlink(missing_ok=True)


def _lock(file: IO[str], path: Path) -> bool:
    """Lock the file. One that its last holder removed meanwhile locks nothing: the next has a file of its own."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
