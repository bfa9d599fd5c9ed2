"""Samples as the numbers that distances are taken of and that classifiers learn from."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.measured import Measured
from gansmith.data.dataset import Dataset

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Encoding:
    """The numbers of samples of a codec; spread is what each number of a row is divided by, (D,).

    Columns of a table are divided by their standard deviation. A category is a number from 0 to 1 for each of its
    names, and a missing value has a number of its own. All values of images and signals have one scale.
    """

    codec: Codec
    measured: Measured
    spread: Floats

    @classmethod
    def of(cls, dataset: Dataset, codec: Codec) -> "Encoding":
        """Return the encoding of a dataset's samples."""
        measured = Measured.of(codec, dataset.origin.columns)
        plain = cls(codec, measured, np.ones(1))
        if not plain.is_table:
            return plain
        spread = plain.rows(dataset.values).std(axis=0)
        if measured.made:
            spread[[one.category is not None or one.is_gap for one in measured.made]] = 1.0
        return cls(codec, measured, np.where(spread > 0, spread, 1.0))

    @property
    def is_table(self) -> bool:
        """Whether samples are rows of columns without an order, rather than images or signals."""
        return self.codec.table is not None or (len(self.codec.shape) == 1 and not self.codec.signals)

    def rows(self, values: Array) -> Floats:
        """Return samples (N, ...) in the units of the data as rows (N, D) whose distances mean something."""
        if self.codec.table is not None:
            return np.asarray(self.measured.numbers(values), np.float64) / self.spread
        encoded = self.codec.encode(values, clip=False).reshape(len(values), prod(self.codec.shape))
        return np.asarray(encoded, np.float64) / self.spread

    def inputs(self, values: Array) -> Floats:
        """Return samples as a classifier takes them: rows (N, D), or images and signals (N, C, H, W)."""
        return self.rows(values) if len(self.codec.shape) == 1 else self.codec.encode(values, clip=False)

    @cached_property
    def categories(self) -> tuple[int, ...]:
        """Places of the columns of a table that hold categories."""
        table = self.codec.table
        return () if table is None else tuple(place for place, one in enumerate(table.columns) if one.is_named)
