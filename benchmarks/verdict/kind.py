"""A kind of data: its law, from which as many rows as are wanted can be drawn, and which half it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Half = Literal["tune", "report"]
"""Thresholds may be set on what the kinds of "tune" say; what those of "report" say is only told."""
Family = Literal["pictures", "points", "table", "counts", "codes", "signals"]


class Drawn(NamedTuple):
    """Rows in natural units, (N, D), (N, H, W) or (N, H, W, 3), and the class that each was drawn from."""

    values: Values
    classes: Labels


@dataclass(frozen=True)
class Kind:
    """A law of data. draw: (count, seed) -> rows; rows of two seeds are independent.

    classes: how many it is a mixture of, 1 where it has none to leave out. real and made: rows of the real set and of
    a generated one; law: other rows, that moments and marginals are taken from. needs: a file without which the kind
    cannot be drawn.
    """

    name: str
    half: Half
    family: Family
    classes: int
    draw: Callable[[int, int], Drawn]
    real: int = 2000
    made: int = 1000
    law: int = 5000
    needs: Path | None = None

    @property
    def here(self) -> bool:
        """Whether what it needs is on this machine."""
        return self.needs is None or self.needs.is_file()


def random(name: str, seed: int) -> np.random.Generator:
    """Return the generator of a kind's draw, so that two kinds of one seed share nothing."""
    return np.random.default_rng([seed, *name.encode()])


def drawn(values: np.ndarray, classes: np.ndarray) -> Drawn:
    """Return rows and classes in the types that all kinds share."""
    return Drawn(np.ascontiguousarray(values, np.float32), np.asarray(classes, np.int64))
