"""Early stopping: end a run when validations no longer improve."""

from collections.abc import Mapping

from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State


class EarlyStopping(Callback):
    """Stop when `patience` validations in a row bring no better value of the run's criterion.

    All it needs is `state.history`, which every checkpoint holds, so a resumed run stops where the whole one does.

    Parameters
    ----------
    patience : int
        Number of validations without improvement; 0 never stops.
    """

    def __init__(self, patience: int) -> None:
        self.patience, self.gave_up = patience, False

    def on_start(self, state: State) -> None:
        """Stop at once where a resumed run is out of patience already."""
        self._judge(state)

    def on_validation(self, state: State, values: Mapping[str, float]) -> None:
        """Stop if this validation was the last to wait for."""
        self._judge(state)

    def _judge(self, state: State) -> None:
        since = -1 if state.best is None else state.best[0]
        self.gave_up = bool(self.patience) and sum(step > since for step in state.history) >= self.patience
        if self.gave_up:
            state.stop(f"no better validation in {self.patience}")
