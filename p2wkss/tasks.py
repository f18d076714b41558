"""Long work outlives the process that does it: a task whose worker died goes back into the queue.

A worker holds a lock for the time of a task. The lock goes when its process goes, however that ended, so whoever gets
the lock of a running task knows that its worker is gone. No clock is asked, and nothing waits for a time limit.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

_RUNNING, _READY = "RUNNING", "READY"


@contextmanager
def hold(task_id: str) -> Iterator[bool]:
    """Hold the lock of a task, if nobody has it; says whether it is held."""
    if connection.vendor == "postgresql":
        yield from _hold_in_database(task_id)
    else:
        yield from _hold_file(task_id)


def requeue_orphans() -> int:
    """Put tasks whose worker died back into the queue. Gives how many."""
    found = 0
    for task in DBTaskResult.objects.filter(status=_RUNNING).only("pk"):
        with hold(str(task.pk)) as alone:
            if alone:
                found += DBTaskResult.objects.filter(pk=task.pk, status=_RUNNING).update(status=_READY)
    return found


def _hold_in_database(task_id: str) -> Iterator[bool]:
    number = int.from_bytes(sha256(task_id.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _hold_file(task_id: str) -> Iterator[bool]:
    place = settings.VAR_DIR / "tasks"
    place.mkdir(exist_ok=True)
    path = place / f"{sha256(task_id.encode()).hexdigest()[:32]}.lock"
    with path.open("w") as file:
        alone = _lock(file)
        try:
            yield alone
        finally:
            if alone:
                path.unlink(missing_ok=True)


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
