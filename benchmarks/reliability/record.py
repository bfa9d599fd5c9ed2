"""The record of a row's trials: a line of JSON for each chunk, so that a run that is killed goes on where it was."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.results import ROOT

TRIALS = ROOT / "benchmarks" / "reliability" / "trials"
TRIED = ("src", ":(glob)tests/*.py", ":(glob)benchmarks/reliability/*.py")  # decide a trial; a record does not


@dataclass(frozen=True)
class Chunk:
    """Trials `first` to `last` played in one go: what went wrong in each that did not hold, and the circumstances."""

    first: int
    last: int
    faults: list[tuple[int, str]]
    seconds: float
    commit: str
    date: str
    machine: str
    versions: str = field(default="")

    @property
    def tried(self) -> int:
        """How many trials it holds."""
        return self.last - self.first + 1


def read(path: Path) -> list[Chunk]:
    """Return the chunks of a record; a line that a crash tore, or that is no chunk, is left out."""
    if not path.is_file():
        return []
    return [chunk for line in _whole_lines(path) if (chunk := _parsed(line)) is not None]


def append(path: Path, chunk: Chunk) -> None:
    """Add a line to a record, after cutting off one that a crash tore."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and not path.read_bytes().endswith(b"\n"):
        path.write_bytes(b"".join(line + b"\n" for line in _whole_lines(path)))
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(chunk)) + "\n")


def missing(chunks: Sequence[Chunk], wanted: int, together: int) -> Iterator[range]:
    """Yield the numbers from 0 to `wanted` - 1 that no chunk holds, in runs of at most `together`."""
    done = {number for chunk in chunks for number in range(chunk.first, chunk.last + 1)}
    start = 0
    while start < wanted:
        if start in done:
            start += 1
            continue
        end = start
        while end < min(wanted, start + together) and end not in done:
            end += 1
        yield range(start, end)
        start = end


def _whole_lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def _parsed(line: bytes) -> Chunk | None:
    try:
        chunk = Chunk(**json.loads(line))
    except (TypeError, ValueError):
        return None
    return chunk
