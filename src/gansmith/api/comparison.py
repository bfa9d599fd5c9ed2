"""Compare: methods by seeds on one data source under an equal budget, as ordinary runs, judged by one figure."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gansmith.api.evaluation import evaluate
from gansmith.api.hyper import resolve
from gansmith.errors import GansmithError, UsageError
from gansmith.evaluation.ranking import Standing, standings, verdict
from gansmith.storage.atomic import read_json, write_json

PLAN_FILE, TABLE_FILE, FAILED_FILE = "plan.json", "comparison.json", "failed.json"
DIVERGED = 4  # the exit code of a run that diverged, which is a result
Say = Callable[[str], None]


@dataclass(frozen=True)
class Contestant:
    """A method with hyper-parameters of its own, written "wgan-gp" or "wgan-gp,network=mlp,width=256"."""

    name: str
    method: str
    hyper: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> "Contestant":
        """Return the contestant a text names; raises UsageError for an unknown method or hyper-parameter."""
        method, *pairs = text.split(",")
        for pair in pairs:
            if "=" not in pair:
                raise UsageError(f"--methods {text}: {pair!r} is not NAME=VALUE, as in wgan-gp,network=mlp.")
        hyper = dict(pair.split("=", 1) for pair in pairs)
        resolve(method, {name.replace("-", "_"): value for name, value in hyper.items()})
        return cls("-".join([method, *hyper.values()]).replace("/", "-").replace(":", "-"), method, hyper)

    def flags(self) -> list[str]:
        """Return the flags of `gansmith train` that make it."""
        own = [word for name, value in self.hyper.items() for word in ("--" + name.replace("_", "-"), value)]
        return ["--method", self.method, *own]


@dataclass(frozen=True)
class Trial:
    """One run of a comparison and what came of it; values holds figures by label, and is empty where it failed."""

    contestant: str
    seed: int
    run: Path
    values: Mapping[str, float]
    seconds: float
    failure: str = ""


@dataclass(frozen=True)
class Comparison:
    """All trials, the contestants in order by `figure`, and the sentence about the winner."""

    path: Path
    figure: str
    trials: tuple[Trial, ...]
    standings: tuple[Standing, ...]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        trials = [asdict(trial) | {"run": str(trial.run)} for trial in self.trials]
        ranked = [asdict(standing) for standing in self.standings]
        return {"figure": self.figure, "sentence": self.sentence, "standings": ranked, "trials": trials}


def compare(
    data: str,
    methods: Sequence[str],
    *,
    seeds: int = 3,
    minutes: float | None = None,
    steps: int | None = None,
    out: str | Path = "comparison",
    jobs: int = 1,
    by: str | None = None,
    flags: Sequence[str] = (),
    say: Say = lambda text: None,
) -> Comparison:
    """Train every method with seeds 0 to `seeds` - 1 for the same minutes or steps, evaluate all, and rank them.

    out: the directory of the runs; the same command goes on with what is missing. jobs: runs at a time, which share
    the cores. by: label of the figure that decides, by default the first that every run has. flags: further flags of
    `gansmith train`, the same for all. A run that diverges is a result, and ranks last. Raises UsageError where the
    directory holds another comparison, DataError as `train` does.
    """
    contestants = [Contestant.parse(method) for method in methods]
    _check(contestants, seeds, jobs, minutes, steps)
    budget = ["--minutes", str(minutes)] if steps is None else ["--steps", str(steps)]
    directory = Path(out)
    _begin(directory, {"data": data, "budget": budget, "flags": list(flags)})
    places = [(contestant, seed) for seed in range(seeds) for contestant in contestants]
    with ThreadPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(_trial, directory, data, contestant, seed, [*budget, *flags], jobs, say)
            for contestant, seed in places
        ]
        try:
            trials = tuple(future.result() for future in futures)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    comparison = _judged(directory, contestants, trials, by)
    write_json(directory / TABLE_FILE, comparison.to_json())
    return comparison


def _check(contestants: Sequence[Contestant], seeds: int, jobs: int, minutes: float | None, steps: int | None) -> None:
    names = [contestant.name for contestant in contestants]
    if len(set(names)) < max(len(names), 2):
        raise UsageError(f"--methods {' '.join(names)}: name at least two, each once.")
    for flag, value in (("seeds", seeds), ("jobs", jobs)):
        if value < 1:
            raise UsageError(f"--{flag} {value}: ask for at least one.")
    if (minutes is None) == (steps is None):
        raise UsageError("Give every run the same budget: either --minutes or --steps.")


def _begin(directory: Path, plan: dict[str, Any]) -> None:
    """Note what is compared under what conditions; further methods and seeds may join, other conditions may not."""
    place = directory / PLAN_FILE
    if place.is_file() and (known := read_json(place)) != plan:
        changed = next(name for name in plan if plan[name] != known.get(name))
        raise UsageError(
            f"{directory} holds a comparison with {changed} {known.get(changed)}, not {plan[changed]}. "
            "Name another --out."
        )
    directory.mkdir(parents=True, exist_ok=True)
    write_json(place, plan)


def _trial(
    directory: Path, data: str, contestant: Contestant, seed: int, flags: list[str], jobs: int, say: Say
) -> Trial:
    """Train, go on, or find done; then evaluate, unless that was done of the same model."""
    run = directory / f"{contestant.name}-{seed}"
    failed = run / FAILED_FILE
    if not failed.is_file() and not (run / "final").is_dir():
        say(f"{contestant.name}, seed {seed}: training.")
        failure = _trained(run, data, contestant, seed, flags, jobs)
        if failure:
            write_json(failed, {"failure": failure})
    if failed.is_file():
        return Trial(contestant.name, seed, run, {}, _seconds(run), str(read_json(failed)["failure"]))
    values = {figure.label: figure.value for figure in evaluate(run).figures if figure.value is not None}
    say(f"{contestant.name}, seed {seed}: " + ", ".join(f"{label} {value:.4g}" for label, value in values.items()))
    return Trial(contestant.name, seed, run, values, _seconds(run))


def _trained(run: Path, data: str, contestant: Contestant, seed: int, flags: list[str], jobs: int) -> str:
    """Train in a process of its own, from where an earlier one stopped, and return why it failed, or nothing.

    Raises KeyboardInterrupt where a signal cut it off, GansmithError where it is the data or the flags that are wrong.
    """
    if (run / "config.json").is_file():
        words = ["--resume", str(run)]
    else:
        words = [data, *contestant.flags(), "--seed", str(seed), "--out", str(run), *flags]
    threads = max(1, (os.cpu_count() or 1) // jobs)
    environment = os.environ | ({"OMP_NUM_THREADS": str(threads)} if jobs > 1 else {})
    command = [sys.executable, "-m", "gansmith", "train", *words, "--quiet"]
    ended = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    said = ended.stderr.strip().removeprefix("gansmith: ")
    if ended.returncode in (130, 75, -2, -15):
        raise KeyboardInterrupt
    if ended.returncode not in (0, DIVERGED):
        raise GansmithError(f"{contestant.name}, seed {seed}: {said or f'exit code {ended.returncode}'}")
    return said if ended.returncode == DIVERGED else ""


def _seconds(run: Path) -> float:
    record = run / "log.jsonl"
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    return float(json.loads(lines[-1])["seconds"]) if lines else 0.0


def _judged(
    directory: Path, contestants: Sequence[Contestant], trials: tuple[Trial, ...], by: str | None
) -> Comparison:
    shared = [label for label in _labels(trials) if all(label in trial.values for trial in trials if trial.values)]
    if by is not None and by not in shared:
        raise UsageError(f"--by {by}: not every run has such a figure. They have: {', '.join(shared) or 'none'}.")
    figure = by or next(iter(shared), "figure")
    values = {c.name: [t.values.get(figure) for t in trials if t.contestant == c.name] for c in contestants}
    return Comparison(directory, figure, trials, tuple(standings(values, "lower")), verdict(values, "lower", figure))


def _labels(trials: tuple[Trial, ...]) -> list[str]:
    return list(dict.fromkeys(label for trial in trials for label in trial.values))
