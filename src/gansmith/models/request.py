"""What is asked of a model: which samples, of which noise, and what they have to meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from gansmith.core.sampling import CONVOLVED
from gansmith.data.codec.codec import Codec
from gansmith.data.storage.memory import available
from gansmith.errors import TooLarge, UsageError, option
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


def require_memory(codec: Codec, count: int) -> None:
    """Raise TooLarge where so many samples, as a network makes them and in the units of the data, exceed memory."""
    low = codec.scale.low
    needed = count * (np.dtype(np.float32).itemsize * prod(codec.shape) + low.nbytes)
    if count > CONVOLVED and needed > (there := available()):
        raise TooLarge(
            f"{option('count', count)}: so many samples take {needed / 1e9:,.1f} GB of memory, and {there / 1e9:,.1f} "
            "GB are free. Ask for fewer; several seeds give several files."
        )
