"""What a report says of a run's data and machine; what cannot be read of them is said aloud and left out."""

from collections.abc import Callable
from pathlib import Path

from gansmith.config.command_line import shown
from gansmith.errors import DataError, remark
from gansmith.storage.seal import read_sealed

Facts = list[tuple[str, str]]
_LONGEST = 500  # characters of a fact


def of_data(run: Path, samples: int) -> Facts:
    """Return where the data is, how much of what, and its ends: the number as verified, the rest of data.json."""
    return _or_none(lambda path: _of_data(path, samples), run / "data.json") or [("data", f"{samples:,} samples")]


def is_noted(run: Path) -> bool:
    """Tell whether data.json is what was written of the data; where it is not, that is said aloud."""
    try:
        return bool(read_sealed(run / "data.json"))
    except DataError as error:
        remark(f"{error} It is written anew.")
        return False


def of_machine(run: Path, each: str = "") -> Facts:
    """Return what env.json tells: the versions, and the machine with its threads, `each` run's or this one's."""
    return _or_none(lambda path: _of_machine(path, each), run / "env.json")


def _or_none(facts: Callable[[Path], Facts], path: Path) -> Facts:
    try:
        return [(name, _short(fact)) for name, fact in facts(path)]
    except (DataError, OverflowError, TypeError, ValueError) as error:
        said = str(error) if isinstance(error, DataError) else f"{path} is damaged: {error}."
        remark(f"{said} What it tells is left out.")
        return []


def _of_data(path: Path, samples: int) -> Facts:
    data = read_sealed(path, {"path": str, "shape": list, "dtype": str})
    shape = " x ".join(map(str, data["shape"]))
    ends = " to ".join("?" if data.get(end) is None else f"{data[end]:g}" for end in ("low", "high"))
    return [("data", f"{shown(data['path'])}: {samples:,} of {shape} {data['dtype']}, {ends}")]


def _of_machine(path: Path, each: str) -> Facts:
    known = read_sealed(path, {"versions": dict, "cpu": str, "platform": str, "threads": int})
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    return [("made with", versions), ("on", f"{known['cpu']}, {known['threads']} threads{each}, {known['platform']}")]


def _short(fact: str) -> str:
    return fact if len(fact) <= _LONGEST else f"{fact[:_LONGEST]}..."
