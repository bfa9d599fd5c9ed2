"""When things happen in a run: every so many steps, after minutes, and until a deadline; and the log of scalars."""

import time

import torch

from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State


class LogScalars(Callback):
    """Log the scalars of step 1 and of every `every`-th step, as plain floats fetched from the device at once.

    They are the scalars of that very step, not means since the last: a resumed run then logs the same.
    """

    def __init__(self, every: int, *, images: int = 0) -> None:
        self.every, self._time, self._images = every, time.perf_counter(), images

    def on_step(self, state: State) -> None:
        """Log, if it is time."""
        if state.step % self.every and state.step != 1:
            return
        report = state.report
        values = dict(zip(report, torch.stack([v.float() for v in report.values()]).tolist(), strict=True))
        images, now = state.images, time.perf_counter()
        speed = (images - self._images) / max(now - self._time, 1e-9)
        self._time, self._images = now, images
        state.log(values | {"speed/images_per_second": speed})


class Every:
    """Tell whether it is time: in every `every`-th step, and after `minutes` without; 0 means never."""

    def __init__(self, every: int, *, minutes: float | None = None) -> None:
        self.every = every
        self.seconds = None if minutes is None else 60.0 * minutes
        self._last = time.monotonic()

    def __call__(self, step: int) -> bool:
        """Tell whether it is time after so many steps."""
        due = self.every > 0 and step % self.every == 0
        late = self.seconds is not None and time.monotonic() - self._last > self.seconds
        if due or late:
            self._last = time.monotonic()
        return due or late


class Deadline:
    """A stop condition: true once the run's seconds are over."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def __call__(self) -> bool:
        """Tell whether time is over."""
        return self._end is not None and time.monotonic() >= self._end
