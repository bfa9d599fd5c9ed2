"""The display in a notebook (Jupyter, Colab, VS Code): a bar, the newest numbers and the newest samples, in place."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gansmith.drawing.notebook import image as image_of
from gansmith.drawing.notebook import text
from gansmith.training.callbacks.pace import Pace, headline
from gansmith.training.callbacks.state import State
from gansmith.training.callbacks.writer import Writer

if TYPE_CHECKING:
    import numpy as np

    from gansmith.runs.result import Run


class NotebookDisplay(Writer):
    """Show a run in one output of a notebook's cell, at most every `every` seconds."""

    def __init__(
        self,
        total_steps: int | None,
        title: str,
        notes: Iterable[str] = (),
        *,
        every: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.every, self._clock, self._next = every, clock, -float("inf")
        self._title, self._notes, self._pace = title, tuple(notes), Pace(total_steps, clock)
        self._step, self._report, self._end = 0, dict[str, float](), ""
        self._image = b""
        self._handle: Any = None

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Show the scalars of a step, if the last were shown long enough ago."""
        self._step, self._report = step, self._report | dict(report)
        self._pace.steps(step)
        if self._clock() >= self._next:
            self._next = self._clock() + self.every
            self._show()

    def on_images(self, state: State, image: "np.ndarray") -> None:
        """Show the newest samples."""
        from gansmith.training.callbacks.image_grids import png_bytes

        self._image, self._step = png_bytes(image), state.step
        self._show()

    def on_end(self, state: State, outcome: "Run | None") -> None:
        """Show the last numbers, and how the run ended."""
        self._step = state.step
        self._end = "ended by an error" if outcome is None else outcome.ending
        self._show()

    def html(self) -> str:
        """Return what is shown now, as HTML; names in it are escaped."""
        total = self._pace.total_steps
        bar = f'<progress value="{self._step}" max="{total}" style="width:20em"></progress> ' if total else ""
        pairs = [f"{text(label)} <b>{text(value)}</b>" for label, value in headline(self._report)]
        where = " &nbsp; ".join(map(text, (self._pace.steps(self._step), self._pace.times(self._step))))
        lines = [f"<b>{text(self._title)}</b>", *(f"note: {text(note)}." for note in self._notes), bar + where]
        lines += [" &nbsp; ".join(pairs)] if pairs else []
        lines += [text(self._end)] if self._end else []
        image = f"<div>{image_of(self._image, 'samples')}</div>" if self._image else ""
        return f'<div style="font-family:sans-serif">{"<br>".join(lines)}{image}</div>'

    def _show(self) -> None:
        from IPython.display import HTML, display

        if self._handle is None:
            self._handle = display(HTML(self.html()), display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(HTML(self.html()))  # type: ignore[no-untyped-call]
