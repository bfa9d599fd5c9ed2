"""The runs of the study trained again, as many steps as they took in their minutes, for what is said of them today.

A run is a function of its settings, seed and steps, so that this needs no idle machine, as minutes do.
"""

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.results import circumstances
from gansmith.cli import main as gansmith


def again(place: Path, runs: Path, data: str) -> None:
    """Train each trial in the document at `place` by its steps under `runs`, judge it, and note that there."""
    os.environ["OMP_NUM_THREADS"] = "1"
    found = json.loads(place.read_text(encoding="utf-8"))
    trials = [(trial, runs / trial["run"]) for trial in found["trials"] if not trial["failure"]]
    for trial, run in trials:
        if not (run / "final").is_dir():
            _command("train", *_words(trial, run, data))
    for trial, run in trials:
        _command("evaluate", str(run), "--quiet")
        trial["again"] = _judged(run, found["label"]) | {"commit": circumstances()["commit"]}
        place.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _words(trial: dict[str, Any], run: Path, data: str) -> list[str]:
    if (run / "config.json").is_file():
        return ["--resume", str(run), "--quiet"]
    method, *flags = trial["contestant"].split(",")
    hyper = [word for flag in flags for word in ("--" + flag.partition("=")[0], flag.partition("=")[2])]
    length = ("--seed", str(trial["seed"]), "--steps", str(trial["steps"]), "--threads", "1")
    return [data, "--method", method, *hyper, *length, "--out", str(run), "--quiet"]


def _command(*words: str) -> None:
    if code := gansmith(list(words)):
        raise SystemExit(code)


def _judged(run: Path, label: str) -> dict[str, Any]:
    """Return the verdict on a run, and the figure that the study ranks by."""
    measured = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    values = {f"{one['name']}[{one['features']}]": one["value"] for one in measured["figures"]}
    return {"verdict": measured["verdict"], "grade": measured["grade"], "value": values.get(label)}
