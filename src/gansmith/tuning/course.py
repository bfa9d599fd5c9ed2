"""The runs of a search: each an ordinary run in a process of its own, begun, continued and stopped rung by rung."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf, isnan
from pathlib import Path
from statistics import median
from threading import Lock

from gansmith.comparison.processes import Trainings
from gansmith.config.command_line import data_words, flags, train_words
from gansmith.config.settings import TrainSettings
from gansmith.errors import DivergedError, GansmithError, MemoryShortage, UsageError
from gansmith.methods.registry import own_of
from gansmith.metrics.own import criterion_of
from gansmith.records.lock import RunLock
from gansmith.runs.measures import tag
from gansmith.training.callbacks.record import last_line, read_record
from gansmith.tuning.fitting import Fitting, TrialFailed
from gansmith.tuning.result import DEFAULT_RUN, TRIALS

FAILS = (DivergedError.exit_code, MemoryShortage.exit_code, UsageError.exit_code)
FREED = 60.0  # seconds in which a training that has lost its parent saves and ends


@dataclass(frozen=True)
class Course:
    """What all runs of a search share: where they lie, what fits the data, and the processes that train."""

    directory: Path
    fitting: Fitting
    trainings: Trainings
    timing: Lock = field(default_factory=Lock)

    def place(self, run: int) -> Path:
        """Return the directory of a run."""
        return self.directory / TRIALS / f"{run:03d}"

    @property
    def default(self) -> Path:
        """The directory of the default's one run."""
        return self.directory / DEFAULT_RUN

    def train(self, run: Path, settings: TrainSettings, until: int | None, beat: Callable[[], None]) -> None:
        """Begin a run, or go on with it, until it is validated at a step, or to its end where until is None.

        beat is called all the time. Raises TrialFailed where the run fails, Cut where all are to stop.
        """

        def is_reached() -> bool:
            beat()
            return until is not None and validated(run) >= until

        if is_reached() or (run / "final").is_dir():
            return
        _wait_until_free(run, beat)
        code, said = self.trainings.train(_words(run, settings), is_reached)
        if code in FAILS:
            raise TrialFailed(said)
        if code == -signal.SIGKILL:  # again and again, if the same command went on with it
            raise TrialFailed("its process was killed (SIGKILL), as a system that is short of memory does.")
        if code and not is_reached():
            raise GansmithError(f"{run}: {said} The same command goes on with the search.")


def _words(run: Path, settings: TrainSettings) -> list[str]:
    """Return the words of `gansmith train` that begin a run, or go on with it."""
    if not (run / "config.json").is_file():  # what a start that was cut off has left is no obstacle to it
        return [*train_words(settings), "--out", str(run)]
    reading = dict(vars(settings.data))
    named = data_words(reading.pop("source"), {name: reading[name] for name in ("pairs", "unpaired")})
    own = {"method": settings.method if own_of(settings.method) is not None else None}
    own["best_by"] = settings.best_by if ":" in settings.best_by else None
    return [*named, "--resume", str(run), *flags(own)]


def _wait_until_free(run: Path, beat: Callable[[], None]) -> None:
    """Wait until a training whose parent died has saved; raises UsageError where it does not end."""
    if not run.is_dir():
        return
    patience = time.monotonic() + FREED
    while True:
        try:
            with RunLock(run):
                return
        except UsageError:
            if time.monotonic() > patience:
                raise
        beat()
        time.sleep(0.1)


def validated(run: Path) -> int:
    """Return the step of a run's newest validation, 0 without any."""
    record = run / "quality.jsonl"
    return int(last_line(record).get("step", 0)) if record.is_file() else 0


def pace(run: Path) -> float:
    """Return the seconds of a step of a run, the median between records: validations and checkpoints are left out.

    A run of as many steps as fit its seconds so is rather longer than shorter.
    """
    record = run / "log.jsonl"
    lines = read_record(record, lambda _: None) if record.is_file() else []
    at = [(int(line["step"]), float(line.get("seconds", 0.0))) for line in lines]
    laps = [(end - start) / (last - first) for (first, start), (last, end) in pairwise(at) if last > first]
    return median(laps) if laps else 0.0


def costs(run: Path, best_by: str) -> list[tuple[int, float, float]]:
    """Return (step, seconds, cost) of each validation of a run; lower costs are better, none is NaN."""
    record = run / "quality.jsonl"
    if not record.is_file():
        return []
    sign = sign_of(best_by)
    lines = [line for line in read_record(record, lambda _: None) if tag(best_by) in line]
    found = [(int(line["step"]), float(line.get("seconds", 0.0)), sign * line[tag(best_by)]) for line in lines]
    return [(step, seconds, inf if isnan(cost) else cost) for step, seconds, cost in found]


def sign_of(best_by: str) -> float:
    """Return -1 for a metric of one's own of which more is better, else 1."""
    return -1.0 if ":" in best_by and criterion_of(best_by).better == "higher" else 1.0
