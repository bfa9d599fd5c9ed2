"""What every decoder of an exported model is: samples, and the same samples before they are rounded."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from torch import Tensor, nn


class Exact(NamedTuple):
    """Samples before they are rounded, float64 (N, ...); the step they are rounded to, 0 for none; where it is certain.

    A cell is uncertain where two categories are so nearly equal that the last digit of a logarithm decides.
    """

    values: Tensor
    step: Tensor
    certain: Tensor


class Decoder(nn.Module, ABC):
    """Encoded samples -> samples in the units and type of the data."""

    @abstractmethod
    def forward(self, encoded: Tensor) -> Tensor:
        """Return samples in the type of the data."""

    @abstractmethod
    def exact(self, encoded: Tensor) -> Exact:
        """Return samples before they are rounded."""


@dataclass(frozen=True)
class Spread:
    """How far values of the data lie apart, and the largest, each in the shape of a sample or as one for all."""

    width: np.ndarray
    largest: np.ndarray
