"""The plain command as a user types it: `gansmith train DATA --minutes M --threads 1`, then `gansmith generate`."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.quality.trials import Figures
from benchmarks.results import ROOT
from gansmith.errors import GansmithError

PLAIN = "gansmith train {data} --minutes {minutes:g} --threads 1"


class CommandError(GansmithError):
    """A command of a trial failed, or left something else than was wanted."""


def plain_command(data: str, minutes: float, seed: int, count: int, output: str, folder: Path) -> Figures:
    """Train by the plain command in a folder, draw so many samples there, and return what was run.

    Nothing is tuned; the seed of both is the trial's. Raises CommandError where one of them fails.
    """
    start = _processor_seconds()
    words = PLAIN.format(data=data, minutes=minutes).split()[1:]
    ours = [sys.executable, "-m", "gansmith"]
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PYTHONPATH": os.pathsep.join(paths)}
    told = json.loads(completed([*ours, *words, "--seed", str(seed), "--out", "run", "--json"], folder, environment))
    drawn = ["generate", "run", "--count", str(count), "--seed", str(seed), "--output", output, "--quiet"]
    completed([*ours, *drawn], folder, environment)
    config = json.loads((folder / "run" / "config.json").read_text(encoding="utf-8"))
    return {
        "method": config["method"],
        "steps": told["steps"],
        "training_minutes": told["seconds"] / 60,
        "processor_seconds": _processor_seconds() - start,
    }


def completed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Return what a command prints, run in a folder on one thread; raises CommandError with its errors if it fails."""
    given = os.environ | {"OMP_NUM_THREADS": "1"} | dict(environment)
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip()[-2000:]
        raise CommandError(f"`{' '.join(command)}` ended with status {done.returncode}: {said}")
    return done.stdout


def _processor_seconds() -> float:
    """Return the processor time of all commands that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
