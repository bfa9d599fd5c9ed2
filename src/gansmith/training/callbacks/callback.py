"""The base class of callbacks: the events of a training run, and the object that reports them."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmith.training.callbacks.state import State

if TYPE_CHECKING:
    import numpy as np

    from gansmith.runs.result import Run

EVENTS = ("on_start", "on_step", "on_log", "on_images", "on_validation", "on_checkpoint", "on_end")
Around = Callable[..., object]
"""around(event, handler, *arguments) calls handler(*arguments), and decides what becomes of its errors."""


class Callback:
    """Follow a training run: override the events you need, and give an object of your class to `gansmith.train`.

    An event that a class does not override costs nothing. Callbacks run in the order in which they are given, after
    those of gansmith itself, and on the first process only. A callback can read the run and ask it to stop, but it
    does not change the training: a run with callbacks equals the run without them, bit for bit. An exception in a
    callback ends the run with a `CallbackError`, after a checkpoint is saved.

    Examples
    --------
    >>> import gansmith
    >>> class StopAtStep(gansmith.callbacks.Callback):
    ...     def __init__(self, step):
    ...         self.step = step
    ...
    ...     def on_step(self, state):
    ...         if state.step == self.step:
    ...             state.stop("far enough")
    >>> run = gansmith.train("ring", "gan", steps=9, width=16, callbacks=[StopAtStep(3)])
    >>> run.steps, run.stop_reason
    (3, 'far enough')
    """

    def on_start(self, state: State) -> None:
        """Follow the start of training, before the first step of this process.

        Parameters
        ----------
        state : State
            The run; `state.step` is above 0 where it is resumed.
        """

    def on_step(self, state: State) -> None:
        """Follow a step that is done.

        Parameters
        ----------
        state : State
            The run; `state.report` holds the scalars of this step as tensors.
        """

    def on_log(self, state: State, scalars: Mapping[str, float]) -> None:
        """Follow scalars that are logged: of step 1 and of every `log_every`-th step, and those of `state.log`.

        Parameters
        ----------
        state : State
            The run.
        scalars : mapping of str to float
            Losses, scores and lengths of gradients by name, such as "loss/generator".
        """

    def on_images(self, state: State, image: "np.ndarray") -> None:
        """Follow a picture of samples, drawn every `sample_every` steps and at the end.

        Parameters
        ----------
        state : State
            The run.
        image : ndarray, uint8 of shape (H, W) or (H, W, 3)
            Samples in a grid, made of the same noise throughout the run.
        """

    def on_validation(self, state: State, values: Mapping[str, float]) -> None:
        """Follow a validation, every `evaluate_every` steps and at the end, after the best model was kept.

        Parameters
        ----------
        state : State
            The run; `state.best` includes this validation.
        values : mapping of str to float
            Metric values by name, such as "quality/worst"; infinity where samples are not finite.
        """

    def on_checkpoint(self, state: State, path: Path) -> None:
        """Follow a checkpoint that is written.

        Parameters
        ----------
        state : State
            The run.
        path : Path
            Directory of the checkpoint. Only the newest two of a run are kept.
        """

    def on_end(self, state: State, outcome: "Run | None") -> None:
        """Follow the end of training, whatever ended it; all files of the run are written by then.

        Parameters
        ----------
        state : State
            The run.
        outcome : Run or None
            What `gansmith.train` returns; None where an error ended the run.
        """


class Callbacks:
    """Callbacks in their order; each event is reported to those that override it."""

    def __init__(self) -> None:
        self._handlers: dict[str, list[Callable[..., object]]] = {event: [] for event in EVENTS}

    def add(self, callback: Callback, around: Around | None = None) -> None:
        """Add a callback, whose events are called through `around` where that is given."""
        for event in EVENTS:
            handler = getattr(callback, event)
            if getattr(handler, "__func__", handler) is not getattr(Callback, event):
                self._handlers[event].append(handler if around is None else partial(around, event, handler))

    def start(self, state: State) -> None:
        """Report the start."""
        self._report("on_start", state)

    def step(self, state: State) -> None:
        """Report a step."""
        self._report("on_step", state)

    def log(self, state: State, scalars: Mapping[str, float]) -> None:
        """Report scalars."""
        self._report("on_log", state, scalars)

    def images(self, state: State, image: "np.ndarray") -> None:
        """Report a picture of samples."""
        self._report("on_images", state, image)

    def validation(self, state: State, values: Mapping[str, float]) -> None:
        """Report a validation."""
        state.values = dict(values)
        self._report("on_validation", state, values)

    def checkpoint(self, state: State, path: Path) -> None:
        """Report a checkpoint."""
        self._report("on_checkpoint", state, path)

    def end(self, state: State, outcome: "Run | None") -> None:
        """Report the end to all, and only then raise the first error of any."""
        errors: list[Exception] = []
        for handler in self._handlers["on_end"]:
            try:
                handler(state, outcome)
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def _report(self, event: str, *arguments: Any) -> None:
        for handler in self._handlers[event]:
            handler(*arguments)
