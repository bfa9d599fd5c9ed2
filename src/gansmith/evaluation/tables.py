"""The rows of tables that are evaluated, in the units of the data."""

from dataclasses import dataclass

import numpy as np

from gansmith.data.codec.measured import Measured
from gansmith.data.schema import Column
from gansmith.features.rows import Floats


@dataclass(frozen=True)
class Tables:
    """Real rows (N, D), generated ones (M, D), and the training rows (K, D), None where they are not known.

    A category is its number, and NaN is missing. measured makes plain numbers of them.
    """

    columns: tuple[Column, ...]
    measured: Measured
    real: Floats
    fake: Floats
    train: Floats | None = None

    @property
    def drawn(self) -> tuple[tuple[Column, ...], Floats, Floats, tuple[Floats, Floats]]:
        """The columns, real and generated rows, and both as plain numbers, as figures take them."""
        numbers = self.measured.numbers(self.real), self.measured.numbers(self.fake)
        return self.columns, self.real, self.fake, numbers

    @classmethod
    def of(
        cls,
        columns: tuple[Column, ...] | None,
        measured: Measured,
        real: np.ndarray,
        fake: np.ndarray,
        train: np.ndarray | None = None,
    ) -> "Tables | None":
        """Return the rows of tables with such columns; None where the samples are none."""
        if columns is None or real.ndim != 2 or len(columns) != real.shape[1]:
            return None
        trained = None if train is None else np.asarray(train, np.float64)
        return cls(columns, measured, np.asarray(real, np.float64), np.asarray(fake, np.float64), trained)
