"""Values as figures draw them: curves in the units of the data, images and columns of several units as encoded."""

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.codec import Codec

_HIGHEST = 1e100  # beyond all float32, and as much as axes are sure to show
_FINEST = 1e-9  # the narrowest range that axes resolve, as a fraction of the values themselves


def are_drawn_in_units(codec: Codec) -> bool:
    """Return whether the values of a sample share a unit and an axis, so that figures can show that unit.

    So it is with signals, and with vectors of one range. Images are drawn between black and white, and features that
    have ranges of their own are drawn in these ranges.
    """
    signal = len(codec.shape) == 3 and codec.shape[1] == 1 < codec.shape[2]
    if codec.table is not None or (len(codec.shape) == 3 and not signal):
        return False
    low, high = float(np.min(codec.scale.low)), float(np.max(codec.scale.high))
    largest = max(abs(low), abs(high))
    if not (largest < _HIGHEST and high - low > _FINEST * largest):
        return False
    return signal or codec.signals or not codec.scale.per_feature


def as_drawn(codec: Codec, encoded: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return encoded samples (N, D) or (N, C, H, W) as figures draw them, in the same layout."""
    if not are_drawn_in_units(codec):
        return encoded
    shape = (1, *codec.shape)
    return encoded * codec.units.reshape(shape) + codec.middle.reshape(shape)
