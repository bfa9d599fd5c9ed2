"""What a person sees while training: a live display on a terminal, now and then a line in a pipe, or nothing."""

import contextlib
import os
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

from gansmith.drawing.notebook import in_notebook
from gansmith.errors import printable
from gansmith.training.callbacks.notebook import NotebookDisplay
from gansmith.training.callbacks.pace import Clock, Pace, headline
from gansmith.training.callbacks.writer import Writer

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live


def display_for(
    quiet: bool | None, stream: TextIO, total_steps: int | None, title: str, notes: Iterable[str] = ()
) -> Writer:
    """Say the notes, and return the display that suits where `stream` leads, or the notebook there is.

    quiet None is quiet everywhere but in a notebook. total_steps is None where a run is limited by time; notes are what
    the data makes worth saying before.
    """
    if not quiet and in_notebook():
        return NotebookDisplay(total_steps, title, notes)
    if quiet is None or quiet:
        return Silent()
    for note in notes:
        _write(stream, printable(f"{title}: note: {note}."))
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return LiveDisplay(total_steps, title, stream)
    return PlainLines(total_steps, title, stream)


class Silent(Writer):
    """Shows nothing."""

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Take no note."""

    def close(self) -> None:
        """Have nothing to end."""


class PlainLines(Writer):
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
        self._title, self._pace, self._clock = printable(title), Pace(total_steps, clock), clock
        self._next = -float("inf")
        self._unsaid: str | None = None

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Print a line, if the last one is long enough ago."""
        parts = [self._pace.steps(step), *map(" ".join, headline(report)), self._pace.times(step)]
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


class LiveDisplay(Writer):
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
        self._title, self._pace, self._clock = printable(title), Pace(total_steps, clock), clock
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
        for row in zip(*headline(self._report), strict=True):
            numbers.add_row(*map(Text, row))
        return Group(Text(self._title, style="bold"), where, numbers)


def _write(stream: TextIO, line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody reads any more: that is no reason to stop training
        stream.write(line + "\n")
        stream.flush()
