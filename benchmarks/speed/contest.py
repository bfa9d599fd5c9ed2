"""A contest: all contestants warmed up, then held still but for one, in rounds A B C A B C, so that drift hits all."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median
from tempfile import TemporaryFile
from typing import Any

from benchmarks.speed.contestant import Contestant, ContestantError, Running, Window
from benchmarks.speed.processes import peak_megabytes

DISTURBED = 0.25  # foreign cores from which a window is no good: barriers between threads collapse


@dataclass(frozen=True)
class Timing:
    """Rounds, seconds of a window, and seconds that each contestant runs beforehand."""

    rounds: int = 5
    seconds: float = 8.0
    warm_up: float = 3.0


@dataclass(frozen=True)
class Spread:
    """The median of what the rounds gave, and their extremes."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))

    def show(self, digits: int = 2, unit: str = "") -> str:
        """Return it as "median (low .. high)"."""
        middle, low, high = (f"{value:,.{digits}f}{unit}" for value in (self.median, self.low, self.high))
        return f"{middle} ({low} .. {high})"


@dataclass(frozen=True)
class Score:
    """One contestant's windows, a round each, and the most memory it held, in megabytes of 10^6 bytes."""

    windows: tuple[Window, ...]
    peak_megabytes: float

    @property
    def rates(self) -> list[float]:
        """Iterations per second of each round."""
        return [window.rate for window in self.windows]

    @property
    def rate(self) -> Spread:
        """Iterations per second."""
        return Spread.of(self.rates)

    @property
    def foreign(self) -> Spread:
        """Cores that other processes used during the windows."""
        return Spread.of([window.foreign_cores for window in self.windows])

    def over_rounds(self, other: "Score") -> list[float]:
        """Return how many times as fast it was as another, round by round."""
        return [mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True)]

    def over(self, other: "Score") -> Spread:
        """Return how many times as fast it was as another, compared round by round."""
        return Spread.of(self.over_rounds(other))


@dataclass(frozen=True)
class Outcome:
    """The scores by name, and what kept the others from taking part."""

    scores: dict[str, Score]
    absent: dict[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """Who did not take part and why, and whether others disturbed the measurement."""
        windows = [window for score in self.scores.values() for window in score.windows]
        disturbed = sum(window.foreign_cores > DISTURBED for window in windows)
        told = f"In {disturbed} of {len(windows)} windows others used more than {DISTURBED} of a core: measure again."
        return (*self.absent.values(), *([told] if disturbed else []))

    def to_json(self) -> dict[str, Any]:
        """Return everything that was measured."""
        return {"scores": {name: asdict(score) for name, score in self.scores.items()}, "absent": self.absent}

    def __getitem__(self, name: str) -> Score:
        if name in self.scores:
            return self.scores[name]
        raise ContestantError(self.absent.get(name, f"{name} did not take part."))


def start(contestant: Contestant) -> Running:
    """Start a contestant, to be ended by `with`."""
    return Running(contestant, TemporaryFile())


def compete(contestants: Iterable[Contestant], timing: Timing) -> Outcome:
    """Return how fast each was; one that does not start is told and left out."""
    absent: dict[str, str] = {}
    with ExitStack() as stack:
        running: list[Running] = []
        for contestant in contestants:
            one = stack.enter_context(start(contestant))
            try:
                one.ticks(0.0, fewest=1)
                one.ticks(timing.warm_up, fewest=0)
                one.hold()
            except ContestantError as error:
                absent[contestant.name] = str(error)
                say(str(error))
            else:
                running.append(one)
        windows: dict[str, list[Window]] = {one.contestant.name: [] for one in running}
        for turn in range(timing.rounds):
            for one in running:
                window = one.window(timing.seconds)
                windows[one.contestant.name].append(window)
                say(f"round {turn + 1}  {one.contestant.name:24} {window.rate:10.3f} /s"
                    f"   foreign {window.foreign_cores:.2f} cores")  # fmt: skip
        scores = {
            one.contestant.name: Score(tuple(windows[one.contestant.name]), peak_megabytes(one.process.pid))
            for one in running
        }
    return Outcome(scores, absent)


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(text, file=sys.stderr, flush=True)
