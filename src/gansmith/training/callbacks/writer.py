"""The base of callbacks that show or write scalars."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.state import State

if TYPE_CHECKING:
    from gansmith.runs.result import Run


class Writer(Callback):
    """A callback that is called with the scalars of a step, and closed at the end."""

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Write the scalars of a step; their names are the tags under which they are shown."""
        raise NotImplementedError

    def close(self) -> None:
        """End well: nothing more will come."""

    def on_log(self, state: State, scalars: Mapping[str, float]) -> None:
        """Write what is logged."""
        self(state.step, scalars)

    def on_end(self, state: State, outcome: "Run | None") -> None:
        """Close."""
        self.close()
