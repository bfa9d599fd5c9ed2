"""The directory of a run: where each thing lies, and what is written down before the first step."""

import itertools
import os
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from gansmith.errors import UsageError
from gansmith.storage.atomic import write_json, writing

_RUNS = Path("runs")
_NUMBERED = re.compile(r"(\d{4,})(-.*)?")


@dataclass(frozen=True)
class RunDirectory:
    """A run's directory; the properties name what lies in it."""

    path: Path

    @classmethod
    def create(cls, out: Path | None, label: str) -> Self:
        """Make the directory `out`, or the next runs/NNNN-label; no two processes are ever given the same number.

        Raises UsageError if `out` is a file or already holds something.
        """
        if out is None:
            with writing(_RUNS):
                return cls(_next_numbered(_RUNS, re.sub(r"[^\w.-]+", "-", label).strip("-.")[:80]))
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file, not a directory. Choose another --out.")
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            held = sorted(entry.name for entry in out.iterdir() if entry.name != "run.lock")
        run = cls(out)
        if run.config_path.exists():
            raise UsageError(f"{out} already holds a run. Go on with --resume {out}, or choose another --out.")
        if held:
            raise UsageError(f"{out} is not empty (it holds {held[0]}). Choose another --out, or empty it.")
        return run

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the run in `path`; raises UsageError if there is none."""
        run = cls(path)
        if not run.config_path.is_file():
            what = "has no config.json" if path.is_dir() else "is not a directory"
            raise UsageError(f"{path} is not a run: it {what}. Name the directory that `gansmith train` made.")
        return run

    @property
    def config_path(self) -> Path:
        """The resolved configuration, JSON."""
        return self.path / "config.json"

    @property
    def environment_path(self) -> Path:
        """Versions, device and command line, JSON."""
        return self.path / "env.json"

    @property
    def data_path(self) -> Path:
        """The summary and hash of the data, JSON."""
        return self.path / "data.json"

    @property
    def log_path(self) -> Path:
        """The record, one JSON object a line."""
        return self.path / "log.jsonl"

    @property
    def tensorboard_path(self) -> Path:
        """The directory of TensorBoard's event files."""
        return self.path / "tb"

    @property
    def samples_path(self) -> Path:
        """The directory of sample grids."""
        return self.path / "samples"

    @property
    def checkpoints_path(self) -> Path:
        """The directory of checkpoints."""
        return self.path / "checkpoints"

    @property
    def quality_path(self) -> Path:
        """The record of measurements on held-out data, one JSON object a line."""
        return self.path / "quality.jsonl"

    @property
    def best_path(self) -> Path:
        """The directory of the best model by those measurements."""
        return self.path / "best"

    @property
    def final_path(self) -> Path:
        """The directory of the final model."""
        return self.path / "final"

    def require_new(self) -> None:
        """Raise UsageError if a run is already described here, as by a process that was quicker."""
        if self.config_path.exists():
            raise UsageError(f"{self.path} already holds a run. Go on with --resume {self.path}.")

    def write_record(self, config: Mapping[str, Any], environment: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Write env.json, data.json and, last, config.json, and make the sub-directories; call it under the run's lock.

        Raises UsageError if a run is already described here.
        """
        self.require_new()
        with writing(self.path):
            for directory in (self.tensorboard_path, self.samples_path, self.checkpoints_path):
                directory.mkdir(exist_ok=True)
        write_json(self.environment_path, dict(environment))
        write_json(self.data_path, dict(data))
        write_json(self.config_path, dict(config))


def environment() -> dict[str, Any]:
    """Return what a reader needs to repeat a run: versions, device, threads, platform, command line; no secrets."""
    import numpy
    import torch

    from gansmith import __version__

    gpus = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
    return {
        "versions": {
            "gansmith": __version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
            "torch": str(torch.__version__),
        },
        "platform": platform.platform(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "gpus": gpus,
        "threads": torch.get_num_threads(),
        "processes": int(os.environ.get("WORLD_SIZE", "1")),
        "command": [without_home(part) for part in sys.argv],
    }


def without_home(text: str) -> str:
    """Return `text` with the home directory written ~, which Path.expanduser undoes."""
    home = str(Path("~").expanduser())
    return text if home in ("/", "~") else re.sub(rf"{re.escape(home)}(?=/|$)", "~", text)


def _next_numbered(runs: Path, label: str) -> Path:
    """Claim a number by making runs/NNNN, which only one process can, and then give it its full name."""
    runs.mkdir(parents=True, exist_ok=True)
    first = 1 + max(_numbers(runs), default=0)
    for number in itertools.count(first):
        claim = runs / f"{number:04d}"
        try:
            claim.mkdir()
        except FileExistsError:
            continue
        if _numbers(runs).count(number) > 1:  # another process claimed and renamed it between our look and our mkdir
            claim.rmdir()
            continue
        return claim.rename(runs / f"{number:04d}-{label}")
    raise AssertionError("counting does not end")


def _numbers(runs: Path) -> list[int]:
    return [int(match[1]) for entry in runs.iterdir() if (match := _NUMBERED.fullmatch(entry.name))]


def _cpu() -> str:
    """Return the processor's name; Linux tells it only here."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
