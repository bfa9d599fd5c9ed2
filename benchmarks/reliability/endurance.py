"""R19: small runs one after the other in one process, for as long as wanted."""

import ctypes
import gc
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import FAMILIES, command, here, one_thread

BLOCK = 30.0  # seconds
WARM = 3  # blocks until everything that is imported or kept for reuse is there
GROWTH = 2 << 20  # bytes that the memory in use may grow by after that, in all further blocks of a chunk


def blocks(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Train, generate and load small things for half a minute a trial; the first three of a chunk only warm up."""
    one_thread()
    known: tuple[int, int, int] | None = None
    for count, number in enumerate(numbers):
        ends, runs = time.monotonic() + BLOCK, 0
        while time.monotonic() < ends:
            out = place / "run"
            code, said = here(command(FAMILIES[runs % len(FAMILIES)], place, out))
            if code:
                yield f"block {number}, run {runs}: exit {code}: {said[-200:]}"
                return
            shutil.rmtree(out)
            runs += 1
        now = _used()
        if count + 1 == min(WARM, len(numbers)):
            known = now
        yield "" if known is None else _grown(known, now)


def _grown(before: tuple[int, int, int], now: tuple[int, int, int]) -> str:
    names = ("bytes of memory", "open files", "children")
    limits = (GROWTH, 0, 0)
    grown = [
        f"{name} {then:,} to {today:,}"
        for name, then, today, limit in zip(names, before, now, limits, strict=True)
        if today > then + limit
    ]
    return "; ".join(grown)


def _used() -> tuple[int, int, int]:
    """Return resident bytes, open files and children of this process, after what is garbage is gone.

    Training lets the C library keep freed memory; it is given back here, so that what is counted is in use.
    """
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return pages * os.sysconf("SC_PAGE_SIZE"), len(list(Path("/proc/self/fd").iterdir())), len(children)


ROWS = (
    Row(
        name="R19",
        mishap="small runs of four families are trained one after the other in one process; a trial is a block of "
        f"{BLOCK:.0f} seconds",
        holds=f"after {WARM} of ten blocks memory grows by at most {GROWTH >> 20} MB in the other {10 - WARM}, the "
        "number of open files and children does not",
        tries=20,
        soak=60,
        play=blocks,
        chunk=10,
    ),
)
