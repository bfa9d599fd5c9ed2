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

from gansmith.errors import UsageError, option, quoted
from gansmith.storage.atomic import write_json, writing
from gansmith.storage.leftovers import is_leftover
from gansmith.storage.places import possible
from gansmith.storage.plain import require_plain
from gansmith.storage.seal import sealed

_RUNS = Path("runs")
_NUMBERED = re.compile(r"(\d{4,})(-.*)?")


@dataclass(frozen=True)
class RunDirectory:
    """A run's directory; the properties name what lies in it."""

    path: Path

    @classmethod
    def create(cls, out: Path | None, label: str) -> Self:
        """Make the directory `out`, or the next runs/NNNN-label; no two processes are ever given the same number.

        What a start that was cut off left in `out` is no obstacle. Raises UsageError if it holds anything else, or is a
        file.
        """
        if out is None:
            with writing(_RUNS):
                return cls(_next_numbered(_RUNS, re.sub(r"[^\w.-]+", "-", label).strip("-.")[:80]))
        if possible(out).exists() and not out.is_dir():
            raise UsageError(f"{out} is a file, not a directory. Choose another {option('out')}.")
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            run = cls(out)
            if run.config_path.exists():
                raise UsageError(
                    f"{out} already holds a run. Go on with {option('resume', quoted(out))}, or choose another "
                    f"{option('out')}."
                )
            if held := run.strangers():
                raise UsageError(
                    f"{out} is not empty (it holds {held[0]}). Choose another {option('out')}, or empty it."
                )
            require_plain(out)
        return run

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the run in `path`; raises UsageError if there is none, DataError if it holds links."""
        run = cls(possible(path))
        if not run.config_path.is_file():
            if path.is_dir() and any(path.iterdir()) and not run.strangers():
                raise UsageError(
                    f"{path} holds a start that was cut off before its first step, so there is nothing to go on with. "
                    f"Start it again with the same command, and {option('out', quoted(path))}."
                )
            what = "has no config.json" if path.is_dir() else "is not a directory"
            raise UsageError(f"{path} is not a run: it {what}. Name the directory that `gansmith train` made.")
        require_plain(path)
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

    @property
    def is_described(self) -> bool:
        """Whether this is a run, which can be gone on with."""
        return self.config_path.is_file()

    def strangers(self) -> list[str]:
        """Return the names of what lies here and was not left by a start that was cut off before there was a run.

        Such a start leaves, in this order: its lock, a checkpoint of step 0, empty directories, env.json and data.json.
        """
        begun = _holds_only(self.checkpoints_path, "step-000000") and (self.checkpoints_path / "step-000000").is_dir()
        free = {"run.lock"}
        free |= {path.name for path in (self.tensorboard_path, self.samples_path) if _holds_only(path)}
        free |= {self.checkpoints_path.name} if _holds_only(self.checkpoints_path, "step-000000") else set()
        free |= {self.environment_path.name, self.data_path.name} if begun else set()
        names = (entry.name for entry in self.path.iterdir())
        return sorted(name for name in names if name not in free and not is_leftover(name))

    def require_new(self) -> None:
        """Raise UsageError if a run is already described here, as by a process that was quicker."""
        if self.config_path.exists():
            raise UsageError(f"{self.path} already holds a run. Go on with {option('resume', quoted(self.path))}.")

    def write_record(self, config: Mapping[str, Any], environment: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Write env.json, data.json and, last, config.json, and make the sub-directories; call it under the run's lock.

        Raises UsageError if a run is already described here.
        """
        self.require_new()
        with writing(self.path):
            for directory in (self.tensorboard_path, self.samples_path, self.checkpoints_path):
                directory.mkdir(exist_ok=True)
        write_json(self.environment_path, sealed(environment))
        self.write_data(data)
        write_json(self.config_path, dict(config))

    def write_data(self, data: Mapping[str, Any]) -> None:
        """Write data.json, with a digest of itself beside that of the data."""
        write_json(self.data_path, sealed(data))


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


def _holds_only(directory: Path, *names: str) -> bool:
    """Whether this is a directory of its own with nothing in it but these, and what a killed process left half done."""
    if directory.is_symlink() or not directory.is_dir():
        return False
    return all(entry.name in names or is_leftover(entry.name) for entry in directory.iterdir())


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


def run_around(place: Path) -> Path | None:
    """Return the directory of the run that a place is, or lies in as a checkpoint or model; None for one of no run."""
    return next((folder for folder in (place, *place.parents[:2]) if (folder / "config.json").is_file()), None)
