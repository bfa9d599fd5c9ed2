"""The form in which every benchmark leaves its results: a title, a table, goals beside what came out, and the rest."""

import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"


@dataclass(frozen=True)
class Goal:
    """What was wanted, in words, what came out, and whether it is met."""

    subject: str
    wanted: str
    result: str
    met: bool


@dataclass(frozen=True)
class Result:
    """One table of one benchmark; raw holds every single figure."""

    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=lambda: circumstances())


def write(result: Result, benchmark: str, section: str, order: int, folder: Path = RESULTS) -> Path:
    """Write <folder>/<benchmark>/<section>.json; order is the section's place among the benchmark's."""
    path = folder / benchmark / f"{section}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"order": order, **asdict(result)}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def together(several: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the circumstances of figures measured at different times: the first and last day, and all the rest."""
    ordered = sorted(several, key=lambda measured: measured["date"])
    days = (ordered[0]["date"], ordered[-1]["date"])
    joined = {key: ", ".join(dict.fromkeys(measured[key] for measured in ordered)) for key in ordered[0]}
    return joined | {"date": " to ".join(dict.fromkeys(days))}


def circumstances(decided_by: Sequence[str] = ()) -> dict[str, str]:
    """Return what a figure is worth nothing without: the commit, the day, the machine, the versions.

    decided_by: git's paths of what decides the figure; the commit is marked -dirty only where any of it is changed or
    new. Left out, all that git knows decides.
    """
    return {
        "commit": _commit(decided_by),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": _machine(),
        "versions": f"Python {platform.python_version()}, torch {version('torch')}, numpy {version('numpy')}",
    }


def _commit(decided_by: Sequence[str]) -> str:
    named = _git("describe", "--always", "--exclude", "*")
    looked_at = ["--", *decided_by] if decided_by else ["--untracked-files=no"]
    return (named or "unknown") + ("-dirty" if _git("status", "--porcelain", *looked_at) else "")


def _git(*words: str) -> str:
    """Return what git says of the checkout; nothing where it is not there."""
    git = shutil.which("git")
    if git is None:
        return ""
    asked = [git, "--no-optional-locks", "-C", str(ROOT), *words]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def _machine() -> str:
    info = dict(_pairs(Path("/proc/cpuinfo"))) | dict(_pairs(Path("/proc/meminfo")))
    cores = sum(key == "processor" for key, _ in _pairs(Path("/proc/cpuinfo")))
    memory = int(info["MemTotal"].split()[0]) / 2**20
    return f"{cores} cores of {info.get('model name', platform.machine())}, {memory:.0f} GB"


def _pairs(path: Path) -> list[tuple[str, str]]:
    parts = (line.partition(":") for line in path.read_text().splitlines())
    return [(key.strip(), value.strip()) for key, _, value in parts]
