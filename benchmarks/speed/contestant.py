"""A contestant: a process that trains for ever and ticks, held still while another one runs."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.speed.processes import family, halt, machine_seconds, own_seconds, send
from benchmarks.speed.tick import TICK
from gansmith.errors import GansmithError

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 300.0  # seconds without a tick before a contestant is given up
_FEWEST = 4  # ticks of a window: three whole iterations between them


class ContestantError(GansmithError):
    """A contestant that does not run."""


@dataclass(frozen=True)
class Contestant:
    """How to start it, and what on its standard output is one finished iteration."""

    name: str
    command: tuple[str, ...]
    marker: bytes = TICK
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)


def module(name: str, module: str, *words: str | Path, environment: Mapping[str, str] | None = None) -> Contestant:
    """Return the contestant that is a module of this package."""
    command = (sys.executable, "-m", f"benchmarks.speed.{module}", *map(str, words))
    return Contestant(name, command, environment=environment or {})


@dataclass(frozen=True)
class Window:
    """One turn of a contestant: iterations per second, of how many, and cores that others used meanwhile."""

    rate: float
    iterations: int
    seconds: float
    foreign_cores: float


class Ticks:
    """Counts markers in a stream of bytes, also where one is cut in two."""

    def __init__(self, marker: bytes) -> None:
        self.marker, self._rest = marker, b""

    def count(self, chunk: bytes) -> int:
        """Return how many markers end in this chunk."""
        joined = self._rest + chunk
        self._rest = joined[max(len(joined) - len(self.marker) + 1, 0) :]
        return joined.count(self.marker)


def rate(ticks: list[float]) -> float:
    """Return iterations per second between the first and the last tick; what went before the first was not whole."""
    return (len(ticks) - 1) / (ticks[-1] - ticks[0])


class Running:
    """A contestant that has been started; `with` ends it and its family."""

    def __init__(self, contestant: Contestant, errors: IO[bytes]) -> None:
        self.contestant, self.errors = contestant, errors
        self._ticks = Ticks(contestant.marker)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            contestant.command,
            cwd=contestant.folder,
            env=os.environ | contestant.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        halt(signal.SIGKILL, family(self.process.pid))
        self.process.wait()
        self._pipe.close()
        self.errors.close()

    @property
    def _pipe(self) -> IO[bytes]:
        if self.process.stdout is None:
            raise ContestantError(f"{self.contestant.name} has no standard output.")
        return self.process.stdout

    def ticks(self, seconds: float, fewest: int = _FEWEST) -> list[float]:
        """Return the times of its ticks over at least these seconds and this many ticks, in seconds.

        Raises ContestantError where it ends, or is silent for too long.
        """
        times: list[float] = []
        start = last = time.perf_counter()
        while time.perf_counter() - start < seconds or len(times) < fewest:
            ready, _, _ = select.select([self._pipe], [], [], 0.05)
            now = time.perf_counter()
            chunk = os.read(self._pipe.fileno(), 1 << 16) if ready else b""
            if ready and not chunk:
                raise self._failed("ended")
            if found := self._ticks.count(chunk):
                last = now
                times += [now] * found
            elif now - last > _LONGEST:
                raise self._failed(f"was silent for {_LONGEST:.0f} s")
        return times

    def window(self, seconds: float) -> Window:
        """Let it run for one turn and hold it still again."""
        self.go()
        machine, own, start = machine_seconds(), own_seconds(self.process.pid), time.perf_counter()
        ticks = self.ticks(seconds)
        lasted = time.perf_counter() - start
        foreign = (machine_seconds() - machine) - (own_seconds(self.process.pid) - own)
        self.hold()
        return Window(rate(ticks), len(ticks) - 1, lasted, max(foreign, 0.0) / lasted)

    def go(self) -> None:
        """Let it run."""
        send(signal.SIGCONT, family(self.process.pid))

    def hold(self) -> None:
        """Hold it still, and forget the ticks that nobody read."""
        halt(signal.SIGSTOP, family(self.process.pid))
        while select.select([self._pipe], [], [], 0)[0]:
            chunk = os.read(self._pipe.fileno(), 1 << 16)
            if not chunk:
                raise self._failed("ended")
            self._ticks.count(chunk)

    def _failed(self, how: str) -> ContestantError:
        self.errors.seek(0)
        return ContestantError(f"{self.contestant.name} {how}: {reason(self.errors.read().decode(errors='replace'))}")


def reason(errors: str) -> str:
    """Return the line of what a process wrote to standard error that is likeliest to tell why it ended."""
    lines = [line for line in errors.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "Error" in line), lines[-1] if lines else "it said nothing")
