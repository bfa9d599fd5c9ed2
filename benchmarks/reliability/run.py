"""Play the trials of a row that are missing from its record, chunk by chunk, each in a new and empty folder."""

import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.reliability.record import TRIALS, TRIED, Chunk, append, missing, read
from benchmarks.reliability.row import Row
from benchmarks.results import circumstances

Say = Callable[[str], None]


def play_missing(row: Row, *, soak: bool, until: float, say: Say, folder: Path = TRIALS) -> int:
    """Play until nothing is missing or `until` (of time.monotonic) is past; return how many faults were found."""
    path, faults = folder / f"{row.name}.jsonl", 0
    for numbers in missing(read(path), row.soak if soak else row.tries, row.chunk):
        if time.monotonic() >= until:
            say(f"{row.name}: time is over at trial {numbers[0]}; the same command goes on.")
            break
        rest: Sequence[int] = numbers
        while rest:
            chunk = play(row, rest)
            append(path, chunk)
            faults += len(chunk.faults)
            for number, fault in chunk.faults:
                say(f"{row.name} {number}: {fault}")
            rest = [number for number in rest if number > chunk.last]
    return faults


def play(row: Row, numbers: Sequence[int]) -> Chunk:
    """Play trials of consecutive numbers; the chunk ends after a trial that raises, which is a fault of its own."""
    place = Path(tempfile.mkdtemp(prefix=f"{row.name}-"))
    began, faults, done = time.monotonic(), list[tuple[int, str]](), 0
    try:
        for said in row.play(numbers, place):
            if said:
                faults.append((numbers[done], said))
            done += 1
        if done < len(numbers):
            faults.append((numbers[done], f"the row ended after {done} of {len(numbers)} trials"))
    except Exception as error:  # whatever it is, it belongs into the record and may not end the others
        where = traceback.extract_tb(error.__traceback__)[-1]
        faults.append((numbers[done], f"the trial raised {error!r} in {Path(where.filename).name}:{where.lineno}"))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    last = numbers[min(done, len(numbers) - 1)]
    seconds = round(time.monotonic() - began, 2)
    return Chunk(numbers[0], last, faults, seconds, **circumstances(TRIED))
