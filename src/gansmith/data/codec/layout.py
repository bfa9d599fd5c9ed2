"""How networks see the samples of a codec: as vectors or images, of which size, and what its numbers are there."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec.scale import Scale
from gansmith.errors import DivergedError, UsageError, option

if TYPE_CHECKING:
    from gansmith.data.codec.codec import Codec


def shape(codec: "Codec") -> tuple[int, ...]:
    """Return the shape of one sample as networks see it: (D,) or (C, H, W)."""
    sample = codec.scale.low.shape
    if codec.table is not None:
        return (codec.table.width,)
    if codec.fold is not None:
        return (1, codec.fold.height, codec.fold.width)
    return sample if len(sample) == 1 else (sample[2] if len(sample) == 3 else 1, *sample[:2])


def of_size(self: "Codec", height: int, width: int) -> "Codec":
    """Return the codec for images of another size in the same range.

    The result does not fill missing values, because each mean belongs to one pixel.

    Parameters
    ----------
    height : int
        Height in pixels.
    width : int
        Width in pixels.

    Returns
    -------
    Codec
        The codec for that size.

    Raises
    ------
    UsageError
        The samples are vectors, or each pixel has its own range.
    """
    size = self.scale.low.shape[:2]
    if self.fold is not None or len(size) < 2:
        raise UsageError("This model works on vectors, which have no other size.")
    if size == (height, width):
        return self
    if self.scale.per_feature:
        raise UsageError(
            f"This model has a range for each pixel of {size[0]} x {size[1]}, so it takes no picture of {height} x "
            f"{width}. Train with {option('scale', 'global')} to translate any size."
        )
    shape = (height, width, *self.scale.low.shape[2:])
    low, high = (np.full(shape, end) for end in (self.scale.low.min(), self.scale.high.max()))
    return replace(self, scale=Scale(low, high, per_feature=False), missing="error", means=None)


def lay_out(self: "Codec", values: Array) -> Array:
    """Return samples in the layout of networks, with the same numbers.

    Parameters
    ----------
    values : array, shape (N, ...)
        Samples in the layout of the data.

    Returns
    -------
    array, shape (N, D) or (N, C, H, W)
        The samples: a view, unless vectors are laid out as images.
    """
    if self.fold is not None:
        return self.fold.fold(values)[:, np.newaxis]
    if values.ndim == 3:
        return values[:, np.newaxis]
    return np.moveaxis(values, -1, 1) if values.ndim == 4 else values


def require_decodable(codec: "Codec", encoded: Array) -> None:
    """Raise UsageError for samples of another shape than those of the codec, DivergedError where a value is NaN."""
    if encoded.shape[1:] != codec.shape:
        raise UsageError(f"Samples of shape {encoded.shape[1:]} cannot be decoded; this codec's have {codec.shape}.")
    if np.isnan(encoded).any():
        raise DivergedError("A generated sample holds NaN: the model has diverged. Use an earlier checkpoint.")


def taken_apart(codec: "Codec", encoded: Array) -> Array:
    """Return encoded samples in the layout of the data, with the same numbers: what `lay_out` does, the other way."""
    if codec.fold is not None:
        return codec.fold.unfold(encoded)
    if len(codec.scale.low.shape) == 2:
        return encoded[:, 0]
    return np.moveaxis(encoded, 1, -1)  # changes nothing where samples are vectors


def columns(self: "Codec", encoded: Array) -> Array:
    """Return the values of encoded samples as columns, each value of a sample once.

    Parameters
    ----------
    encoded : array, shape (N, D) or (N, C, H, W)
        Encoded samples.

    Returns
    -------
    array, shape (N, D)
        The values, without those that the layout repeats.
    """
    return encoded.reshape(len(encoded), -1) if self.fold is None else self.fold.unfold(encoded)


def affine(self: "Codec") -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the affine map of the codec, in float32.

    The code is (laid-out value - middle) / half. For integers of at most 16 bits, whose differences float32 holds
    exactly, the result equals that of `encode` to the last digit.

    Returns
    -------
    tuple of array of float32
        `middle` and `half`, each in the shape of an encoded sample.
    """
    middle, half = (self.lay_out(part[np.newaxis])[0] for part in self.scale.middle_and_half())
    return middle.astype(np.float32, order="C"), half.astype(np.float32, order="C")
