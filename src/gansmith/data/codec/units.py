"""Encoded samples in the units and the shape of the data, for measurements: not rounded off at the range's ends."""

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.codec import Codec


def as_data(codec: Codec, encoded: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return encoded samples (N, *codec.shape) as float64 in the data's units and shape: (N, D), (N, H, W[, C]).

    Values beyond [-1, 1] lie beyond the range of the data. Those of integers are whole numbers.
    """
    values = np.asarray(codec.columns(encoded), np.float64) * codec.units + codec.middle
    if codec.dtype.kind in "iu":
        values = np.rint(values)
    axes = codec.scale.low.ndim
    if codec.fold is not None or axes == 1:
        return values
    shaped = values.reshape(encoded.shape)
    return shaped[:, 0] if axes == 2 else np.moveaxis(shaped, 1, -1)
