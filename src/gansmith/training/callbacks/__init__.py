"""Those who watch a training run: the record, TensorBoard, sample grids and the live display."""

from collections.abc import Mapping
from typing import Protocol


class Observer(Protocol):
    """Is told the scalars of some steps."""

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Take note of the scalars of a step; their names are the tags under which they are shown."""
        ...

    def close(self) -> None:
        """End well: nothing more will come."""
        ...
