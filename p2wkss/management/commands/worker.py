"""Work off the queue of long tasks, and take up again what a worker that died left undone."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from p2wkss.tasks import hold, requeue_orphans


class HoldingWorker(Worker):
    """A worker that holds the lock of the task it is at, so that the others know it lives."""

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Run one task under its lock."""
        with hold(str(db_task_result.pk)):
            super().run_task(db_task_result)


class Command(BaseCommand):
    """`manage.py worker`: start as many as the machine has cores to spare; they may run on several machines."""

    help = "Work off the queue of long tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often to look, and whether to stop when nothing is left."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (default: 1)")
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, interval: float, batch: bool, **options: Any) -> None:
        """Look, work, wait; a signal lets the task at hand finish."""
        worker = HoldingWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        while worker.running:
            requeue_orphans()
            worker.run()
            if batch:
                return
            time.sleep(interval)
