"""Rows of the table about files of data: damaged ones (S1), those made to do harm (S2), and bad values (R15)."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import h5py
import numpy as np

from benchmarks.reliability import bad_values, hostile_arrays, hostile_images, hostile_tables
from benchmarks.reliability.good_files import CHOICES
from benchmarks.reliability.mutants import FORMATS, write_mutant
from benchmarks.reliability.reading import Outcome, Reading, slowness
from benchmarks.reliability.row import Row

CAP = 2 << 30  # bytes of memory that a small file may cost, in either process
_SOON = 5.0  # seconds in which a file made to do harm is refused on a machine of usual speed
_TIMES = 3  # that a slow file is read, since other work on the machine slows one reading, and the file slows all
_SECRET = 31_337.625  # what the canary holds

HOSTILE = hostile_arrays.CASES | hostile_tables.CASES | hostile_images.CASES
READ_ALL_THE_SAME = {  # harmless as they are read
    "npz: a member outside",
    "npz: a link",
    "npz: one name twice",
    "h5: a group that holds itself",
    "csv: 5,000 columns",
    "csv: latin-1",
    "csv: UTF-16",
    "idx.gz: 50,000 empty members",
    "npz: sizes that lie (packed)",
    "parquet: 20,000 columns",
    "pipes and folders called .png",
    "gif: 300 frames, as .png",
    "tiff: 500 frames",
    "tiff: frames in a ring",
    "links that loop, and to everything",
    "zip: labels that write on the terminal",
    "zip: a member outside",
    "classes that write on the terminal",
    "csv: numbers beyond all",
    "mat: cells within each other",
    "mat: truth values that are few",
    "mat7.3: a class of 60,000 letters",
}


def _mutants(format: str, numbers: Sequence[int], folder: Path) -> Iterator[str]:
    with Reading() as reading:
        for number in numbers:
            place = Path(tempfile.mkdtemp(dir=folder))
            outcome = reading.read(
                write_mutant(format, number, place), last=number == numbers[-1], **CHOICES.get(format, {})
            )
            shutil.rmtree(place)
            over = f"{outcome.peak >> 20:,} MB of memory" if outcome.peak > CAP else ""
            fault = outcome.fault or over
            yield f"{format} {number}: {fault}" if fault else ""


def _hostile(numbers: Sequence[int], folder: Path) -> Iterator[str]:
    names = list(HOSTILE)
    with Reading() as reading:
        for number in numbers:
            fault = hostile_fault(names[number % len(names)], Path(tempfile.mkdtemp(dir=folder)), reading)
            yield f"{names[number % len(names)]}: {fault}" if fault else ""


def hostile_fault(name: str, folder: Path, reading: Reading) -> str:
    """Return what went wrong where the hostile file of this name was read in an empty folder, "" if nothing."""
    beside, within = folder / "beside", folder / "within"
    beside.mkdir()
    within.mkdir()
    canary = _canary(beside)
    path = HOSTILE[name](within, canary)
    before = _listing(folder)
    outcome = _soonest(path, reading)
    after = _listing(folder)
    shutil.rmtree(folder)
    if outcome.fault:
        return outcome.fault
    if after != before:
        return f"it made or changed {sorted(after ^ before)}"
    if outcome.peak > CAP:
        return f"it took {outcome.peak >> 20:,} MB of memory"
    if outcome.refusal and _took_long(outcome):
        return f"it took {outcome.seconds:.1f} s"
    if str(_SECRET) in outcome.refusal or "secret text" in outcome.refusal:
        return "the message tells what another file holds"
    return "" if outcome.refusal or name in READ_ALL_THE_SAME else "it was read as if it were good"


def _took_long(outcome: Outcome) -> bool:
    return outcome.seconds > _SOON and outcome.seconds > _SOON * slowness()


def _soonest(path: Path, reading: Reading) -> Outcome:
    """Return what came of reading a file, the quickest of a few readings where the first took too long."""
    outcome = reading.read(path, last=True)
    for _ in range(1, _TIMES):
        if outcome.fault or not _took_long(outcome):
            break
        outcome = min(outcome, reading.read(path, last=True), key=lambda one: (not one.fault, one.seconds))
    return outcome


def _canary(folder: Path) -> Path:
    """Make files that must stay unread, .npy, .h5 and .txt, and return the first."""
    values = np.full((20, 4), _SECRET)
    np.save(folder / "canary.npy", values)
    with h5py.File(folder / "canary.h5", "w") as file:
        file["secret"] = values
    (folder / "canary.txt").write_text("secret text")
    return folder / "canary.npy"


def _listing(folder: Path) -> set[tuple[str, int, int]]:
    entries = ((path, path.lstat()) for path in folder.rglob("*"))
    return {(str(path), status.st_size, status.st_mtime_ns) for path, status in entries}


def _bad_values(numbers: Sequence[int], folder: Path) -> Iterator[str]:
    names = list(bad_values.CASES)
    with Reading() as reading:
        for number in numbers:
            name = names[number % len(names)]
            case = bad_values.CASES[name]
            place = Path(tempfile.mkdtemp(dir=folder))
            outcome = reading.read(case.write(place), missing=case.missing, **case.choices)
            shutil.rmtree(place)
            fault = outcome.fault or bad_values.fault(case, outcome.refusal)
            yield f"{name}: {fault}" if fault else ""


def _row(name: str, mishap: str, holds: str, play: Callable[[Sequence[int], Path], Iterator[str]], tries: int) -> Row:
    return Row(name, mishap, holds, tries, tries, play, chunk=10)


ROWS: tuple[Row, ...] = (
    *(
        Row(
            f"S1-{format}",
            f"A good {format} file is damaged, with knowledge of its format, and read.",
            "It is read, twice the same, or refused in one paragraph; nothing crashes, takes 10 s or 2 GB.",
            tries=200,
            soak=10_000,
            play=partial(_mutants, format),
            chunk=100,
        )
        for format in FORMATS
    ),
    _row(
        "S2",
        "A file made to do harm is read: commands, links to other files, bombs, endless lines, odd names.",
        "No command runs, no other file is read, nothing is written; a clear message in 5 s of a usual "
        "machine, or it is read in 10, within 2 GB.",
        _hostile,
        len(HOSTILE),
    ),
    _row(
        "R15",
        "The data holds NaN, infinities, huge or equal values, one row, mixed types, or one broken image.",
        "It is refused with the row and column, or the file; or the documented policy applies.",
        _bad_values,
        len(bad_values.CASES),
    ),
)
