"""Work off the queue of long tasks, and take up again what a worker that died left undone."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from p2wkss.supervisor import STOP, Supervisor
from p2wkss.tasks import hold, is_claimed, requeue_orphans


class HoldingWorker(Worker):
    """A worker that holds the lock of the task it is at, so that the others know it lives."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Run one task under its lock, unless another worker has it by now."""
        key = str(db_task_result.pk)
        with hold(key) as alone:
            if alone and is_claimed(key, self.worker_id):
                super().run_task(db_task_result)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task at hand. The same signal again changes nothing: a terminal sends it to everybody."""
        self.running = False
        if not self.running_task:
            sys.exit(0)

    @property
    def done(self) -> int:
        """How many tasks this process has done."""
        return int(self._run_tasks)


class Command(BaseCommand):
    """`manage.py worker`: processes that work, and one that replaces them; they may run on several machines."""

    help = "Work off the queue of long tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many work, when each is replaced, how often to look, and whether to stop when nothing is left."""
        parser.add_argument("--processes", type=int, default=1, help="how many work at once (default: 1)")
        parser.add_argument("--recycle", type=int, default=50, help="tasks until a process is replaced (default: 50)")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (default: 1)")
        parser.add_argument("--batch", action="store_true", help="work in this process; stop when the queue is empty")

    def handle(self, *args: Any, processes: int, recycle: int, interval: float, batch: bool, **options: Any) -> None:
        """Work in processes of their own, each for so many tasks; a signal lets the tasks at hand finish."""
        if batch:
            work(interval, None, batch=True)
            return
        connections.close_all()
        Supervisor(max(1, processes), lambda: work(interval, max(1, recycle))).run()


def work(interval: float, limit: int | None, *, batch: bool = False) -> None:
    """Look, work, wait, until so many tasks are done, the queue is empty, or whoever started the process is gone."""
    worker = HoldingWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=limit,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    for number in STOP:
        signal.signal(number, worker.shutdown)
    parent = os.getppid()
    while worker.running:
        requeue_orphans()
        worker.run()
        if batch or (limit is not None and worker.done >= limit) or os.getppid() != parent:
            return
        time.sleep(interval)
