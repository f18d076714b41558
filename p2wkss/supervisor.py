"""Keeps so many processes at work: whoever ends or dies is replaced, and a signal lets all of them finish.

A process that is replaced now and then gives its memory back, whatever a library holds on to.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger(__name__)

# A process that dies so soon after its start says that something is wrong: the next one waits, longer each time [ours].
SOON = 1.0
LONGEST_PAUSE = 30.0
STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


class Supervisor:
    """Starts processes by forking, waits for one to end, and starts the next."""

    def __init__(self, processes: int, work: Callable[[], None]) -> None:
        """Take how many work at once, and what each does until it ends."""
        self.processes = processes
        self.work = work
        self.started: dict[int, float] = {}
        self.stopping = False
        self.pause = 0.0

    def run(self) -> None:
        """Work until a signal comes; return when the last process has ended. A second signal ends them at once."""
        for number in STOP:
            signal.signal(number, self._stop)
        while self.started or not self.stopping:
            while not self.stopping and len(self.started) < self.processes:
                self._start()
            self._wait()

    def _start(self) -> None:
        until = time.monotonic() + self.pause
        while time.monotonic() < until and not self.stopping:
            time.sleep(0.05)
        if self.stopping:
            return
        # No signal between the fork and the note of the child: one that nobody knows would not be stopped.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
        child = os.fork()
        if child:
            self.started[child] = time.monotonic()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
            return
        self._work()

    def _work(self) -> None:
        """Be the child: work, and end without going back into what the parent was at."""
        code = 1
        try:
            for number in STOP:
                signal.signal(number, _end)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
            self.work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        except BaseException:
            logger.exception("A worker ended by an error.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _wait(self) -> None:
        """Wait for a process to end, and make the next one wait if it died young."""
        try:
            child, status = os.wait()
        except ChildProcessError:
            return
        lived = time.monotonic() - self.started.pop(child, 0.0)
        died_young = status != 0 and lived < SOON
        self.pause = min(LONGEST_PAUSE, self.pause * 2 or 0.1) if died_young else 0.0
        if status and not self.stopping:
            logger.warning("Worker %d ended (%d) and is replaced.", child, os.waitstatus_to_exitcode(status))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        how = signal.SIGKILL if self.stopping else signal.SIGTERM
        self.stopping = True
        for child in list(self.started):
            try:
                os.kill(child, how)
            except ProcessLookupError:
                continue


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
