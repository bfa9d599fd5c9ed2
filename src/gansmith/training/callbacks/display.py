"""What a person sees while training: a live display on a terminal, now and then a line in a pipe, or nothing."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

from gansmith.errors import printable
from gansmith.training.callbacks import Observer

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

_LABELS = {
    "D(x)": "D(x)",
    "D(G(z))": "D(G(z))",
    "score/real": "score real",
    "score/fake": "score fake",
    "wasserstein": "Wasserstein",
    "speed/images_per_second": "samples/s",
}

Clock = Callable[[], float]


def display_for(
    quiet: bool, stream: TextIO, total_steps: int | None, title: str, notes: Iterable[str] = ()
) -> Observer:
    """Say the notes, and return the display that suits where `stream` leads.

    total_steps is None where a run is limited by time; notes are what the data makes worth saying before.
    """
    if quiet:
        return Silent()
    for note in notes:
        _write(stream, printable(f"{title}: note: {note}."))
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return LiveDisplay(total_steps, title, stream)
    return PlainLines(total_steps, title, stream)


class Silent:
    """Shows nothing."""

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Take no note."""

    def close(self) -> None:
        """Have nothing to end."""


class PlainLines:
    """Print the first report, then one line every `every` seconds, and the last report at the end."""

    def __init__(
        self,
        total_steps: int | None,
        title: str,
        stream: TextIO,
        *,
        every: float = 10.0,
        clock: Clock = time.monotonic,
    ) -> None:
        self.stream, self.every = stream, every
        self._title, self._pace, self._clock = printable(title), _Pace(total_steps, clock), clock
        self._next = -float("inf")
        self._unsaid: str | None = None

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Print a line, if the last one is long enough ago."""
        parts = [self._pace.steps(step), *map(" ".join, _headline(report)), self._pace.times(step)]
        self._unsaid = f"{self._title}: {'  '.join(parts)}"
        if self._clock() >= self._next:
            self._next = self._clock() + self.every
            self._print()

    def close(self) -> None:
        """Print the last report, if it was not."""
        self._print()

    def _print(self) -> None:
        if self._unsaid is not None:
            _write(self.stream, self._unsaid)
        self._unsaid = None


class LiveDisplay:
    """Draw progress, losses, scores, rate, and time gone and left, in place, at most every `every` seconds."""

    def __init__(
        self,
        total_steps: int | None,
        title: str,
        stream: TextIO,
        *,
        every: float = 0.2,
        clock: Clock = time.monotonic,
    ) -> None:
        self.stream, self.every = stream, every
        self._title, self._pace, self._clock = printable(title), _Pace(total_steps, clock), clock
        self._next = -float("inf")
        self._live: Live | None = None
        self._step, self._report = 0, dict[str, float]()

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Show a report, if the last one was shown long enough ago."""
        self._step, self._report = step, dict(report)
        self._pace.steps(step)
        if self._clock() >= self._next:
            self._next = self._clock() + self.every
            self._draw()

    def close(self) -> None:
        """Leave the last report on the screen and give the cursor back."""
        if self._live is not None:
            self._draw()
            self._live.stop()
            self._live = None

    def _draw(self) -> None:
        if self._live is None:
            self._live = self._start()
        self._live.update(self._picture(), refresh=True)

    def _start(self) -> "Live":
        from rich.console import Console
        from rich.live import Live

        # stdout is left alone: it carries the document of --json.
        live = Live(console=Console(file=self.stream), auto_refresh=False, redirect_stdout=False)
        live.start()
        return live

    def _picture(self) -> "RenderableType":
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        total = self._pace.total_steps
        bar = ProgressBar(total=total or 1, completed=self._step if total else 0, width=30)
        where = Table.grid(padding=(0, 2))
        where.add_row(bar, Text(self._pace.steps(self._step)), Text(self._pace.times(self._step), style="dim"))
        numbers = Table.grid(padding=(0, 2))
        for row in zip(*_headline(self._report), strict=True):
            numbers.add_row(*map(Text, row))
        return Group(Text(self._title, style="bold"), where, numbers)


class _Pace:
    """How far a run is, and how long the rest will take at the rate seen so far."""

    def __init__(self, total_steps: int | None, clock: Clock) -> None:
        self.total_steps, self._clock, self._start = total_steps, clock, clock()
        self._first: tuple[int, float] | None = None

    def steps(self, step: int) -> str:
        if self._first is None:
            self._first = (step, self._clock())
        return f"step {step:,}" + (f" of {self.total_steps:,}" if self.total_steps else "")

    def times(self, step: int) -> str:
        now = self._clock()
        gone = f"{_duration(now - self._start)} gone"
        if not self.total_steps or self._first is None or step <= self._first[0]:
            return gone
        rate = (now - self._first[1]) / (step - self._first[0])
        return f"{gone}, {_duration(rate * (self.total_steps - step))} left"


def _write(stream: TextIO, line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody reads any more: that is no reason to stop training
        stream.write(line + "\n")
        stream.flush()


def _headline(report: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the few scalars worth a glance, by label; the rest is in the record."""
    losses = [(f"{tag.removeprefix('loss/')} loss", _short(report[tag])) for tag in report if tag.startswith("loss/")]
    return losses + [(label, _short(report[tag])) for tag, label in _LABELS.items() if tag in report]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
