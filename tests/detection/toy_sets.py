"""Small sets for detectors: real digits of 8 x 8 pixels, and what may stand for generated ones."""

from functools import cache

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits

Bytes = npt.NDArray[np.uint8]
STEPS = 150


@cache
def digits() -> Bytes:
    """Return all 1,797 digits (N, 8, 8) in an order that mixes their writers, from 0 to 240 in steps of 15."""
    images = (load_digits().images * 15).astype(np.uint8)
    return images[np.random.default_rng(0).permutation(len(images))]


def halves() -> tuple[Bytes, Bytes]:
    """Return two sets that nothing but chance tells apart."""
    return digits()[:900], digits()[900:]


def noise(count: int = 400) -> Bytes:
    """Return images (N, 8, 8) of white noise in the range and steps of the digits."""
    return (np.random.default_rng(1).integers(0, 17, (count, 8, 8)) * 15).astype(np.uint8)


def smooth(count: int, side: int, seed: int) -> Bytes:
    """Return smooth images (N, side, side): a bright bump at a random place."""
    random = np.random.default_rng(seed)
    across = (np.arange(side) + 0.5) / side
    row, column = random.uniform(0.3, 0.7, (2, count, 1, 1))
    wide = random.uniform(0.15, 0.3, (count, 1, 1))
    off = (across[:, None] - row) ** 2 + (across[None, :] - column) ** 2
    return np.rint(220 * np.exp(-off / (2 * wide**2)) + 15).astype(np.uint8)
