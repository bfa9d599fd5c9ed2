"""Trials: the runs of a comparison, each trained in a process of its own and then measured, where that is missing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from gansmith.comparison.processes import Trainings
from gansmith.config.command_line import flags, method_words
from gansmith.config.hyper_parameters import resolve
from gansmith.errors import DivergedError, GansmithError, MemoryShortage, UsageError, option, remark
from gansmith.evaluation.evaluate import evaluate
from gansmith.evaluation.metrics_file import Asked, Measured, measured_of
from gansmith.methods.own import absolute, without_folders
from gansmith.methods.registry import own_of
from gansmith.metrics.result import MetricValue, from_floor
from gansmith.storage.atomic import read_object, write_json
from gansmith.storage.seal import is_sealed, sealed
from gansmith.training.callbacks.record import trained_seconds

FAILED_FILE = "failed.json"


@dataclass(frozen=True)
class Contestant:
    """A method with hyper-parameters of its own, written "wgan-gp" or "wgan-gp,network=mlp,width=256"."""

    method: str
    hyper: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> "Contestant":
        """Return the contestant a text names; raises UsageError for an unknown method or hyper-parameter."""
        method, *pairs = text.split(",")
        for pair in pairs:
            if "=" not in pair:
                raise UsageError(f"{option('methods', text)}: {pair!r} is not NAME=VALUE, as in wgan-gp,network=mlp.")
        hyper = {name.replace("-", "_"): value for name, value in (pair.split("=", 1) for pair in pairs)}
        resolve(method, hyper)
        return cls(method, dict(sorted(hyper.items())))

    @property
    def name(self) -> str:
        """The text that names it, the same for any order of its hyper-parameters."""
        return ",".join([self.method, *(f"{name}={value}" for name, value in self.hyper.items())])

    @property
    def directory(self) -> str:
        """The name as one of a directory: without the folders of a recipe's file, whose digest tells it from others."""
        public = without_folders(self.method)
        there = "" if public == self.method else f"-{sha256(absolute(self.method).encode()).hexdigest()[:6]}"
        name = self.name.replace(self.method, public + there, 1)
        return re.sub(r"[^\w.,=+-]+", "-", name).strip("-.")

    @property
    def recipe(self) -> str | None:
        """The method where it is a recipe of one's own, which a run that was stopped has to be given again."""
        return self.method if own_of(self.method) is not None else None

    def words(self) -> list[str]:
        """Return the flags of `gansmith train` that make it."""
        resolved = resolve(self.method, self.hyper)
        return method_words(self.method, {name: resolved[name] for name in self.hyper})


@dataclass(frozen=True)
class Trial:
    """One run of a comparison and what came of it; figures is empty where it failed, and failure says why.

    grade is that of the judgement on its samples.
    """

    contestant: str
    seed: int
    run: Path
    figures: tuple[MetricValue, ...]
    seconds: float
    failure: str = ""
    grade: str = ""

    @property
    def measured(self) -> dict[str, MetricValue]:
        """The figures that have a value, by label."""
        return {figure.label: figure for figure in self.figures if figure.value is not None}

    @property
    def headline(self) -> str:
        """The grade and the first figures in a line, and how long it trained."""
        some = [f"{label} {figure.value:.4g}" for label, figure in list(self.measured.items())[:3]]
        return ", ".join([*filter(None, [self.grade]), *some, f"{self.seconds:.3g} s of training"])


def grades_of(trials: Sequence[Trial]) -> dict[str, list[str]]:
    """Return the grades of each contestant's trials that have one."""
    found: dict[str, list[str]] = {}
    for trial in trials:
        found.setdefault(trial.contestant, []).extend([trial.grade] if trial.grade else [])
    return found


def scores_of(trials: Sequence[Trial], label: str) -> dict[str, list[float | None]]:
    """Return what each contestant's trials are ranked by in a figure; None for a trial that does not have it.

    That is its value, or its distance from the floor where nearer to that is better.
    """
    found: dict[str, list[float | None]] = {}
    for trial in trials:
        figure = trial.measured.get(label)
        value = None if figure is None else figure.value
        if figure is not None and value is not None and figure.better == "nearer":
            value = from_floor(value, figure.floor)
        found.setdefault(trial.contestant, []).append(value)
    return found


@dataclass(frozen=True)
class Course:
    """What all trials of a comparison share: where they lie, the words for data and flags, what is measured."""

    directory: Path
    data: Sequence[str]
    rest: Sequence[str]
    asked: Asked
    trainings: Trainings
    say: Callable[[str], None]
    measuring: Lock = field(default_factory=Lock)

    def place(self, contestant: Contestant, seed: int) -> Path:
        """Return the directory of a run."""
        return self.directory / f"{contestant.directory}-{seed}"

    def trial(self, contestant: Contestant, seed: int) -> Trial:
        """Train and measure, both where it was not done before, and say so.

        Raises Cut where all were to stop, GansmithError where the run failed other than by diverging.
        """
        run, name = self.place(contestant, seed), f"{contestant.name}, seed {seed}"
        self.trainings.require_going()
        failure = failure_of(run)
        if failure is None and not (run / "final").is_dir():
            self.say(f"{name}: training.")
            failure = self._train(run, contestant, seed)
        found = Measured((), "")
        if failure is None:
            with self.measuring:  # one at a time: it takes memory
                found = self._measured(run, contestant)
        trial = Trial(contestant.name, seed, run, found.figures, trained_seconds(run), failure or "", found.grade)
        self.say(f"{name}: {failure or trial.headline}")
        return trial

    def _train(self, run: Path, contestant: Contestant, seed: int) -> str | None:
        """Train, or go on from where it stopped; return why it diverged, which is a result and is noted in the run."""
        if (run / "config.json").is_file():
            words = ["--resume", str(run), *flags({"method": contestant.recipe})]
        else:  # what a start that was cut off has left is no obstacle to it
            words = [*self.data, *contestant.words(), "--seed", str(seed), "--out", str(run), *self.rest]
        code, said = self.trainings.train(words)
        if code == DivergedError.exit_code:
            note_failure(run, said)
            return said
        if code:
            kind = MemoryShortage if code == MemoryShortage.exit_code else GansmithError
            raise kind(f"{contestant.name}, seed {seed}: {said} The same command goes on with what is missing.")
        return None

    def _measured(self, run: Path, contestant: Contestant) -> Measured:
        """Measure the run, unless the same was asked of the same model before."""
        known = measured_of(run, self.asked, contestant.recipe)
        if known is not None:
            return known
        done = evaluate(
            run,
            features=self.asked["features"],
            count=self.asked["count"],
            seed=self.asked["seed"],
            recipe=contestant.recipe,
            thorough=self.asked.get("thorough", False),
            allow_code=True,  # what is measured was asked for, and allowed, before anything was trained
            progress=lambda name, made, total: self.trainings.require_going(),
        )
        return Measured(done.figures, done.judgement.grade)


def note_failure(run: Path, failure: str) -> None:
    """Note in a run why it failed, which is a result."""
    run.mkdir(exist_ok=True)
    write_json(run / FAILED_FILE, sealed({"failure": failure}))


def failure_of(run: Path) -> str | None:
    """Return why a run failed, where that was noted in it, else None."""
    note = run / FAILED_FILE
    if not note.is_file():
        return None
    known = read_object(note, {"failure": str})
    if is_sealed(known):
        return str(known["failure"])
    remark(f"{note} does not agree with its own digest, or has none. Whether the run fails is tried anew.")
    return None
