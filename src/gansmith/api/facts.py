"""What a report says of a run's data and machine; what cannot be read of them is said aloud and left out."""

from collections.abc import Callable
from pathlib import Path

from gansmith.api.command_line import shown
from gansmith.errors import DataError, remark
from gansmith.storage.atomic import read_object

Facts = list[tuple[str, str]]


def of_data(run: Path) -> Facts:
    """Return what data.json tells of the data: where it is, how much of what, from where to where."""
    return _or_none(_of_data, run / "data.json")


def of_machine(run: Path, each: str = "") -> Facts:
    """Return what env.json tells: the versions, and the machine with its threads, `each` run's or this one's."""
    return _or_none(lambda path: _of_machine(path, each), run / "env.json")


def sha256_of(run: Path) -> Facts:
    """Return the hash of the data that data.json tells."""
    return _or_none(
        lambda path: [("data's SHA-256", str(read_object(path, {"sha256": str})["sha256"]))], run / "data.json"
    )


def _or_none(facts: Callable[[Path], Facts], path: Path) -> Facts:
    try:
        return facts(path)
    except (DataError, TypeError, ValueError) as error:
        said = str(error) if isinstance(error, DataError) else f"{path} is damaged: {error}."
        remark(f"{said} What it tells is left out.")
        return []


def _of_data(path: Path) -> Facts:
    data = read_object(path, {"path": str, "samples": int, "shape": list, "dtype": str})
    shape = " x ".join(map(str, data["shape"]))
    ends = " to ".join("?" if data.get(end) is None else f"{data[end]:g}" for end in ("low", "high"))
    return [("data", f"{shown(data['path'])}: {data['samples']:,} of {shape} {data['dtype']}, {ends}")]


def _sha256(path: Path) -> Facts:
    return [("data's SHA-256", str(read_object(path, {"sha256": str})["sha256"]))]


def _of_machine(path: Path, each: str) -> Facts:
    known = read_object(path, {"versions": dict, "cpu": str, "platform": str, "threads": int})
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    return [("made with", versions), ("on", f"{known['cpu']}, {known['threads']} threads{each}, {known['platform']}")]
