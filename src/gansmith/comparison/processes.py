"""Trainings in processes of their own, some at a time, and how a signal lets all of them save and end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import TypeVar

from gansmith.data.reader.child import import_path
from gansmith.errors import Interrupted
from gansmith.training.signals import StopFlag

# Data may lie in the current folder, and a json.py among it: nothing is imported from there before the rest.
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv.pop(1)); from gansmith.cli.leashed import run; sys.exit(run())"
)
PULSE = 0.2  # seconds between looks at whether to stop
Result = TypeVar("Result")
Counter = Callable[[int, int], None]
"""Told (done, of how many)."""


class Cut(Exception):
    """This was not done, as all were to stop."""


class Trainings:
    """Processes that train, `jobs` at most at a time, which share the cores."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._stopped = False
        self._live: set[subprocess.Popen[str]] = set()
        self._lock = Lock()

    def train(self, words: Sequence[str], until: Callable[[], bool] | None = None) -> tuple[int, str]:
        """Train as `gansmith train` does with these words, and return its exit code and its last line of complaint.

        until is looked at now and then: once it is true, the training is asked to save and end, by SIGTERM. Raises Cut
        where it ended because all were to stop.
        """
        with self._lock:
            self.require_going()
            process, leash = self._start(words)
            self._live.add(process)
        try:
            said = _followed(process, until)
        finally:
            with self._lock:
                self._live.discard(process)
            os.close(leash)
        if process.returncode:
            self.require_going()
        lines = said.strip().splitlines() or [f"its process ended with exit code {process.returncode}."]
        return process.returncode, lines[-1].removeprefix("gansmith: ")

    def _start(self, words: Sequence[str]) -> tuple["subprocess.Popen[str]", int]:
        """Return a process that trains, and the end of a pipe: once that is closed, by whatever, it saves and ends."""
        held, leash = os.pipe()
        command = [sys.executable, "-P", "-c", _START, json.dumps(import_path()), "train", *words, "--quiet"]
        try:
            process = subprocess.Popen(  # noqa: S603
                command, env=self._environment(), stdin=held, stderr=subprocess.PIPE, text=True
            )
        except BaseException:
            os.close(leash)
            raise
        finally:
            os.close(held)
        return process, leash

    def stop(self) -> None:
        """Ask all to save and end, and begin no more: by SIGTERM, which may follow SIGINT from a terminal."""
        with self._lock:
            self._stopped = True
            for process in self._live:
                process.send_signal(signal.SIGTERM)

    def require_going(self) -> None:
        """Raise Cut where all are to stop."""
        if self._stopped:
            raise Cut

    def side_by_side(self, tasks: Sequence[Callable[[], Result]], progress: Counter) -> tuple[Result, ...]:
        """Do tasks that train, and return their results; a signal or the first error stops all of them.

        Raises Interrupted after a signal, or that error.
        """
        with StopFlag() as stop, ThreadPoolExecutor(self.jobs) as pool:
            futures = [pool.submit(task) for task in tasks]
            try:
                while not (stop.requested or _over(futures)):
                    progress(_good(futures), len(futures))
                    wait([future for future in futures if not future.done()], PULSE, FIRST_EXCEPTION)
            finally:
                if not all(future.done() for future in futures):
                    self.stop()
                    pool.shutdown(cancel_futures=True)
        progress(_good(futures), len(futures))
        if trouble := next((error for error in map(_error, futures) if not isinstance(error, Cut | None)), None):
            raise trouble
        if _good(futures) < len(futures):
            raise Interrupted(
                f"Stopped after {_good(futures)} of {len(futures)} runs; nothing is lost. The same command goes on "
                "with what is missing.",
                stop.exit_code,
            )
        return tuple(future.result() for future in futures)

    def _environment(self) -> dict[str, str]:
        """Return the environment of a training: of several at a time each has its share of the cores."""
        shared = max(1, (os.cpu_count() or 1) // self.jobs)
        usual = {"OMP_NUM_THREADS": str(shared)} if self.jobs > 1 else {}
        return usual | dict(os.environ)


def _followed(process: "subprocess.Popen[str]", until: Callable[[], bool] | None) -> str:
    """Wait for a training, or for its time to end, and return what it said."""
    is_asked = until is None
    while True:
        try:
            return process.communicate(timeout=None if until is None else PULSE)[1]
        except subprocess.TimeoutExpired:
            if until is not None and until() and not is_asked:
                process.send_signal(signal.SIGTERM)
                is_asked = True


def _over(futures: Sequence[Future[Result]]) -> bool:
    return all(future.done() for future in futures) or any(_error(future) for future in futures)


def _good(futures: Sequence[Future[Result]]) -> int:
    return sum(future.done() and not future.cancelled() and future.exception() is None for future in futures)


def _error(future: Future[Result]) -> BaseException | None:
    return future.exception() if future.done() and not future.cancelled() else None
