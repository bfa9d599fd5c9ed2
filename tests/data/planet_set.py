"""The built-in planets, made once for all tests."""

from functools import cache

import numpy as np

from gansmith.data.planets import planets


@cache
def planet_set() -> np.ndarray:
    """Return the (3909, 4734) values."""
    return planets()
