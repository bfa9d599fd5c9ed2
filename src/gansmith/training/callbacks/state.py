"""What a callback can read of a run while it trains, and what it can ask for."""

import math
from collections.abc import Callable, Mapping
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

from gansmith.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from gansmith.core.game import Game
    from gansmith.core.method import Report
    from gansmith.models.model import Model

RESERVED = ("step", "images", "seconds")  # fields that every line of the record has


class State:
    """The state of a run, as callbacks see it.

    Attributes
    ----------
    path : Path
        Directory of the run.
    steps : int
        Number of steps that are planned.
    report : mapping of str to Tensor
        Scalars of the last step, on the device: `float(state.report["loss/generator"])` waits for it.
    scalars : dict of str to float
        Newest value of every scalar that was logged.
    values : dict of str to float
        Metric values of the newest validation of this process; empty before the first.
    history : mapping of int to float
        Validations by step, of the criterion that selects the best model, as a cost: lower is better. A resumed run
        knows those before it, too.
    stop_reason : str
        Why a callback asked to stop; "" where none did.
    """

    def __init__(
        self,
        game: "Game",
        path: Path,
        steps: int,
        *,
        model: Callable[[], "Model"],
        log: Callable[["State", Mapping[str, float]], None],
        history: Mapping[int, float] | None = None,
    ) -> None:
        self.path, self.steps = path, steps
        self.report: Report = {}
        self.scalars: dict[str, float] = {}
        self.values: dict[str, float] = {}
        self.history: Mapping[int, float] = {} if history is None else history
        self.stop_reason = ""
        self._game, self._model, self._log, self._is_logging = game, model, log, False

    def __repr__(self) -> str:
        """Return the run's directory and how far it is."""
        return f"State({str(self.path)!r}, step {self.step:,} of {self.steps:,})"

    @property
    def step(self) -> int:
        """Number of steps that are done, from the beginning of the run."""
        return self._game.step

    @property
    def images(self) -> int:
        """Number of training samples that were read, from the beginning of the run."""
        return self._game.batches_seen * self._game.method.batch_size

    @property
    def model(self) -> "Model":
        """The model as it is now. It shares the weights of the training: sample from it, or save it, at once."""
        return self._model()

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and cost of the best validation, the first of equals; None without any that is finite."""
        return best_of(self.history)

    def sample(self, count: int, *, seed: int = 0) -> "np.ndarray":
        """Return samples of the generator as it is now.

        Parameters
        ----------
        count : int
            Number of samples, at least 1.
        seed : int, default 0
            Decides the noise. The same seed shows the same noise at every step.

        Returns
        -------
        ndarray
            Samples in the units, dtype and shape of the training data, samples first.

        Raises
        ------
        UsageError
            If `count` is below 1, or the model translates images: use `state.model.translate`.
        """
        return self.model.sample(count, seed=seed)

    def log(self, scalars: Mapping[str, float]) -> None:
        """Log scalars of your own: to log.jsonl, TensorBoard, and every callback that follows `on_log`.

        Parameters
        ----------
        scalars : mapping of str to float
            Values by name. A name with a slash, such as "mine/energy", is shown in a group of its own.

        Raises
        ------
        UsageError
            If a name is reserved, a value is not a number, or it is called in `on_log` itself.
        """
        if self._is_logging:
            raise UsageError("state.log was called in on_log, which it calls. Log in on_step or on_validation.")
        values = {name: _number(name, value) for name, value in scalars.items()}
        self.scalars |= values
        self._is_logging = True
        try:
            self._log(self, values)
        finally:
            self._is_logging = False

    def stop(self, reason: str) -> None:
        """Ask the run to end after this step. It is saved and finished as usual, and it can be resumed.

        Parameters
        ----------
        reason : str
            Why, in a few words. It becomes `run.stop_reason`; of several reasons the first counts.
        """
        self.stop_reason = self.stop_reason or str(reason).strip() or "a callback asked for it"


def best_of(history: Mapping[int, float]) -> tuple[int, float] | None:
    """Return step and cost of the best validation by step, the first of equals; None without any that is finite."""
    finite = [(cost, step) for step, cost in history.items() if math.isfinite(cost)]
    return min(finite)[::-1] if finite else None


def _number(name: object, value: object) -> float:
    if not isinstance(name, str) or not name or name in RESERVED:
        raise UsageError(f"state.log: {name!r} cannot be a name. Take a text other than {', '.join(RESERVED)}.")
    if isinstance(value, Real) or getattr(value, "ndim", None) == 0:
        return float(value)  # type: ignore[arg-type]  # tensors and arrays of no axis are numbers as well
    raise UsageError(f"state.log: {name} is {str(value)[:40]!r}, which is not a number. Log its mean, for example.")
