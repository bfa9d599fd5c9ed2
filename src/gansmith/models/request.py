"""What is asked of a model: which samples, of which noise, and what they have to meet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gansmith.errors import UsageError, option
from gansmith.models.conditions import Asked
from gansmith.models.rejection import TRIES

Texts = str | Sequence[str]


@dataclass(frozen=True)
class Request:
    """The arguments of `Model.sample` but the count, in its order."""

    seed: int = 0
    label: str | int | None = None
    labels: np.ndarray | None = None
    code: Sequence[float] | None = None
    truncation: float = 1.0
    condition: Asked | None = None
    where: Texts = ()
    rule: Texts = ()
    tries: int = TRIES
    calibrate: bool = True

    def require_possible(self) -> None:
        """Raise UsageError for a factor of the noise out of range."""
        if not 0.0 < self.truncation <= 1.0:
            raise UsageError(
                f"{option('truncation', f'{self.truncation:g}')}: give a factor of the noise above 0, and 1 at most."
            )
