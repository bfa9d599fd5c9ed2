"""The record of what was said of every cell: a line of JSON each, so that a run that is killed goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.results import ROOT

CELLS = ROOT / "benchmarks" / "verdict" / "cells"

Place = tuple[str, str, int]
"""Kind, plant and seed."""


@dataclass(frozen=True)
class Said:
    """What was said of one planted set: the grade, kinds and lines of all findings, and the first line.

    seconds of CPU are those of the judgement alone. measured: the circumstances. known is what the law
    says of a model's samples, if it does.
    """

    kind: str
    plant: str
    seed: int
    grade: str
    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    verdict: str
    seconds: float
    measured: dict[str, str]
    known: str = ""

    @property
    def place(self) -> Place:
        """The cell and seed that it is of."""
        return self.kind, self.plant, self.seed


def read(folder: Path, kind: str) -> dict[Place, Said]:
    """Return what the record of a kind holds, the last of each cell and seed; lines that are none are left out."""
    path = folder / f"{kind}.jsonl"
    found = [_parsed(line) for line in path.read_bytes().split(b"\n")[:-1]] if path.is_file() else []
    return {said.place: said for said in found if said is not None and said.kind == kind}


def add(folder: Path, said: Said) -> None:
    """Add a line to the record of its kind, after ending one that a crash tore, which then is left out."""
    path = folder / f"{said.kind}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = path.is_file() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * torn + json.dumps(asdict(said), ensure_ascii=False) + "\n")


def keep(folder: Path, kind: str, kept: Iterable[Said]) -> None:
    """Write the record of a kind anew, in the order of cells and seeds given."""
    path = folder / f"{kind}.jsonl"
    path.unlink(missing_ok=True)
    for said in kept:
        add(folder, said)


def _parsed(line: bytes) -> Said | None:
    try:
        fields = json.loads(line)
        return Said(**fields | {"kinds": tuple(fields["kinds"]), "lines": tuple(fields["lines"])})
    except (KeyError, TypeError, ValueError):
        return None
