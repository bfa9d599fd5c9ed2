"""Sets that need no file: planets, digits, and two mixtures of Gaussians in the plane."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.planets import planets
from gansmith.data.reader.library_errors import require

_POINTS = 100_000


def _planets() -> Dataset:
    return _dataset("planets", planets())


def _digits() -> Dataset:
    """scikit-learn's 1,797 handwritten digits, 8 x 8 pixels from 0 to 16, with labels."""
    require("sklearn", "digits", "The built-in set digits")
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return Dataset(
        bunch.images.astype(np.uint8),
        bunch.target.astype(np.int64),
        tuple(str(digit) for digit in range(10)),
        _origin("digits", bunch.images.astype(np.uint8)),
    )


class Mixture(NamedTuple):
    """Equally likely Gaussians in the plane: their centres (K, 2) and their one standard deviation."""

    centres: Array
    deviation: float

    def points(self) -> Array:
        """Return (_POINTS, 2), as many of each mode, give or take one, in an order that tells nothing."""
        rng = np.random.Generator(np.random.Philox(key=0))
        modes = rng.permutation(np.arange(_POINTS) % len(self.centres))
        return np.asarray(self.centres[modes] + self.deviation * rng.standard_normal((_POINTS, 2)))


def ring() -> Mixture:
    """8 modes on a circle of radius 1, standard deviation 0.01."""
    angles = np.arange(8) * (2 * np.pi / 8)
    return Mixture(np.stack([np.cos(angles), np.sin(angles)], axis=1), 0.01)


def grid() -> Mixture:
    """25 modes at {-4, -2, 0, 2, 4} squared, standard deviation 0.05."""
    side = np.arange(-4.0, 5.0, 2.0)
    return Mixture(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2), 0.05)


BUILTIN: dict[str, Callable[[], Dataset]] = {
    "planets": _planets,
    "digits": _digits,
    "ring": lambda: _dataset("ring", ring().points()),
    "grid": lambda: _dataset("grid", grid().points()),
}


def _dataset(name: str, values: Array) -> Dataset:
    return Dataset(values, None, (), _origin(name, values))


def _origin(name: str, values: Array) -> Origin:
    return Origin("builtin", name, str(values.dtype), values.shape, 0)
