"""What happens at some steps of a run: scalars are recorded, samples drawn, checkpoints saved."""

import time
from collections.abc import Callable, Mapping, Sequence

import torch

from gansmith.core.game import Game
from gansmith.core.method import Report
from gansmith.training.callbacks import Observer


class Record:
    """Hand the report to observers in the first step and in every `every`-th, as plain floats fetched at once.

    What is recorded is the report of that very step, not a mean since the last: a resumed run then records the same.
    """

    def __init__(self, observers: Sequence[Observer], every: int, *, images: int = 0) -> None:
        self.observers, self.every = observers, every
        self._time, self._images = time.perf_counter(), images

    def __call__(self, game: Game, report: Report) -> None:
        """Record, if it is time."""
        if game.step % self.every and game.step != 1:
            return
        values = dict(zip(report, torch.stack([v.float() for v in report.values()]).tolist(), strict=True))
        images, now = game.batches_seen * game.method.batch_size, time.perf_counter()
        speed = (images - self._images) / max(now - self._time, 1e-9)
        self._time, self._images = now, images
        scalars: Mapping[str, float] = values | {"images": float(images), "speed/images_per_second": speed}
        for observer in self.observers:
            observer(game.step, scalars)


class Every:
    """Do something with the game in every `every`-th step, and after `minutes` without; 0 means never."""

    def __init__(self, every: int, act: Callable[[Game], object], *, minutes: float | None = None) -> None:
        self.every, self.act = every, act
        self.seconds = None if minutes is None else 60.0 * minutes
        self._last = time.monotonic()

    def __call__(self, game: Game, report: Report) -> None:
        """Act, if it is time."""
        due = self.every > 0 and game.step % self.every == 0
        late = self.seconds is not None and time.monotonic() - self._last > self.seconds
        if due or late:
            self.act(game)
            self._last = time.monotonic()


class Deadline:
    """A stop condition: true once the run's seconds are over."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def __call__(self) -> bool:
        """Tell whether time is over."""
        return self._end is not None and time.monotonic() >= self._end
