"""Searches whose trainings write the records of a run without training, so that only the search itself takes time."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from gansmith.comparison.processes import Cut, Trainings
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.tuning.course import Course
from gansmith.tuning.fitting import Fitting
from gansmith.tuning.journal import Journal
from gansmith.tuning.plan import Plan, begin
from gansmith.tuning.space import Space
from gansmith.tuning.worker import Worker

STEPS = 180
OPTIONS = {"validation_fraction": 0.1, "test_fraction": 0.5}


class Pretended(Trainings):
    """Trainings that are over at once: a run's metric depends on its number alone, and falls with its steps.

    failing has the runs that diverge, killed those whose process the system kills, dying the run and step at which the
    process is cut off once.
    """

    def __init__(
        self, failing: Sequence[str] = (), dying: tuple[str, int] | None = None, killed: Sequence[str] = ()
    ) -> None:
        super().__init__(1)
        self.failing, self.dying, self.killed = failing, dying, killed
        self.words: list[list[str]] = []

    def train(self, words: Sequence[str], until: Callable[[], bool] | None = None) -> tuple[int, str]:
        """Write what a training would have written until it was to stop."""
        self.words.append(list(words))
        given = list(words)
        run = Path(given[given.index("--out" if "--out" in given else "--resume") + 1])
        if run.name in self.failing:
            return 4, "Training diverged at step 3: a loss is not finite."
        if run.name in self.killed:
            return -9, "its process ended with exit code -9."
        if "--out" in given:
            run.mkdir(parents=True)
            every = int(given[given.index("--validate-every") + 1])
            (run / "config.json").write_text(json.dumps({"steps": STEPS, "every": every}))
        told = json.loads((run / "config.json").read_text())
        step = int(self._last(run).get("step", 0))
        while step < told["steps"] and not (until and until()):
            step += told["every"]
            if self.dying == (run.name, step):
                self.dying = None
                raise Cut
            self._write(run, step)
        if step >= told["steps"]:
            (run / "final").mkdir(exist_ok=True)
            return 0, ""
        return 75, "Stopped by SIGTERM."

    def _last(self, run: Path) -> dict[str, float]:
        lines = (run / "quality.jsonl").read_text().splitlines() if (run / "quality.jsonl").exists() else []
        return json.loads(lines[-1]) if lines else {}

    def _write(self, run: Path, step: int) -> None:
        value = 1 + (int(run.name) * 7 % 11) + 10 / step
        for name in ("quality.jsonl", "log.jsonl"):
            with (run / name).open("a") as file:
                file.write(
                    json.dumps({"step": step, "images": 0, "seconds": step / 1000, "quality/worst": value}) + "\n"
                )


def planned(trials: int = 9, methods: tuple[str, ...] = ("r3gan", "gan"), data: str = "ring") -> Plan:
    """Return the plan of an hour's search."""
    return Plan(data, "", {}, methods, 60.0, trials, 0, OPTIONS)


def fitting(plan: Plan) -> Fitting:
    """Return what fits the plan's data; every run has the same steps, so that nothing is timed."""
    found = Fitting(plan, *read(data_settings(plan.data, plan.reading)))
    found.steps = lambda method, hyper: STEPS  # type: ignore[method-assign]
    return found


def worker(directory: Path, plan: Plan, trainings: Trainings, said: list[str] | None = None) -> Worker:
    """Return a worker of a search in a directory, which may be there."""
    begin(directory, plan)
    fits = fitting(plan)
    space = Space.of(plan.methods, fits.accepts)
    tell = (lambda text: None) if said is None else said.append
    return Worker(Course(directory, fits, trainings), Journal(directory, space, plan.seed), tell)
