"""Source pictures made from the targets themselves: their edges, their greys, or their outline."""

from collections.abc import Callable
from itertools import chain
from typing import Literal

import numpy as np

from gansmith.data.chunks import Array, as_float64, row_chunks
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

Derivation = Literal["edges", "grey", "mask"]
WEIGHTS = np.array([0.299, 0.587, 0.114])  # float64, of red, green and blue in luminance (ITU-R BT.601)
_ALIKE = 1e-9  # of the values themselves
_AT_ONCE = 2 << 20  # bytes of pictures, of which some copies are made in float64


def derive(pictures: Array, kind: Derivation) -> Array:
    """Return source pictures of (N, H, W) or (N, H, W, C) targets.

    edges: (N, H, W) uint8, the strength of the steepest edge of luminance or transparency, from 0 to 255 in each
    picture. grey: luminance in the targets' type, (N, H, W), or with transparency (N, H, W, 4) of equal colours. mask:
    (N, H, W) uint8, 255 where a picture is opaque, or without transparency where it is brighter than Otsu's threshold.
    Raises UsageError for vectors, DataError where edges or a mask would be made of missing values.
    """
    if pictures.ndim < 3:
        raise UsageError(
            f"{option('derive', kind)} is for pictures; the samples are vectors of {pictures.shape[1]} numbers."
        )
    parts = (_DERIVATIONS[kind](chunk) for chunk in row_chunks(pictures, _AT_ONCE))
    first = next(parts)
    return store(chain([first], parts), (len(pictures), *first.shape[1:]), first.dtype)


def luminance(pictures: Array) -> Array:
    """Return (N, H, W) float64: brightness in the pictures' units; transparency is left aside."""
    if pictures.ndim == 3:
        return as_float64(pictures)
    if pictures.shape[-1] in (3, 4):  # pixel by pixel: a product of matrices rounds by its place in memory
        red, green, blue = (pictures[..., i] * weight for i, weight in enumerate(WEIGHTS))
        return np.asarray(red + green + blue)
    return np.asarray(pictures.mean(-1, dtype=np.float64))


def _grey(pictures: Array) -> Array:
    grey = luminance(pictures)
    if pictures.dtype.kind in "iu":
        ends = np.iinfo(pictures.dtype)
        top = float(ends.max) if ends.max < 2**53 else np.nextafter(float(ends.max), 0)  # of 64 bits, what fits
        grey = np.clip(np.rint(grey), float(ends.min), top)
    grey = grey.astype(pictures.dtype)
    if not _is_transparent(pictures):
        return grey
    return np.concatenate([np.repeat(grey[..., np.newaxis], 3, axis=-1), pictures[..., 3:]], axis=-1)


def _edges(pictures: Array) -> Array:
    _require_finite(pictures, "edges")
    layers = [_over_white(pictures)]
    if _is_transparent(pictures):
        layers.append(pictures[..., 3].astype(np.float64))
    slopes = [_slope(layer) for layer in _near_one(np.stack(layers, axis=1)).swapaxes(0, 1)]
    strength = np.asarray(np.maximum.reduce(slopes))
    steepest = strength.max((1, 2), keepdims=True)
    return np.rint(255.0 * strength / np.where(steepest > 0, steepest, 1.0)).astype(np.uint8)


def _mask(pictures: Array) -> Array:
    _require_finite(pictures, "mask")
    if _is_transparent(pictures):
        return np.where(pictures[..., 3] > 0, np.uint8(255), np.uint8(0))
    greys = map(_told_apart, _near_one(luminance(pictures)))
    return np.stack([np.where(grey > _otsu(grey), np.uint8(255), np.uint8(0)) for grey in greys])


_DERIVATIONS: dict[Derivation, Callable[[Array], Array]] = {"edges": _edges, "grey": _grey, "mask": _mask}


def _require_finite(pictures: Array, kind: str) -> None:
    if pictures.dtype.kind == "f" and not np.isfinite(pictures).all():
        raise DataError(f"{option('derive', kind)}: some pictures hold nan or inf. Fill or leave them out first.")


def _is_transparent(pictures: Array) -> bool:
    return pictures.ndim == 4 and pictures.shape[-1] == 4


def _near_one(grey: Array) -> Array:
    """Return (N, ...) floats, each times a power of two that keeps what is made of huge or tiny values in range."""
    power = np.frexp(np.abs(grey).max(tuple(range(1, grey.ndim)), keepdims=True))[1]
    return np.asarray(np.ldexp(grey, -power))


def _told_apart(grey: Array) -> Array:
    """Return a picture, less its darkest value where all are so alike that no histogram can tell them apart."""
    darkest = grey.min()
    return grey - darkest if np.ptp(grey) < _ALIKE * np.abs(grey).max() else grey


def _over_white(pictures: Array) -> Array:
    grey = luminance(pictures)
    if not _is_transparent(pictures):
        return grey
    full = float(np.iinfo(pictures.dtype).max) if pictures.dtype.kind in "iu" else 1.0
    opacity = np.clip(pictures[..., 3].astype(np.float64) / full, 0.0, 1.0)
    return np.asarray(opacity * grey + (1.0 - opacity) * full)


def _slope(grey: Array) -> Array:
    """Return the strength of Sobel's gradient of each picture by itself: scipy's own would smooth over the samples."""
    from scipy.ndimage import correlate1d

    def along(axis: int, across: int) -> Array:
        smooth = correlate1d(grey, [1.0, 2.0, 1.0], axis=across, mode="nearest")
        return np.asarray(correlate1d(smooth, [-1.0, 0.0, 1.0], axis=axis, mode="nearest"))

    return np.asarray(np.hypot(along(1, 2), along(2, 1)))


def _otsu(grey: Array) -> float:
    """Return the threshold that leaves the least variance on both sides (Otsu 1979); the value where all are equal."""
    counts, ends = np.histogram(grey, bins=256)
    middles = (ends[:-1] + ends[1:]) / 2
    below, above = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
    total = np.cumsum(counts * middles)
    mean_below = total / np.maximum(below, 1)
    mean_above = (total[-1] - np.concatenate([[0.0], total[:-1]])) / np.maximum(above, 1)
    between = below[:-1] * above[1:] * np.square(mean_below[:-1] - mean_above[1:])
    return float(ends[1 + int(between.argmax())] if between.any() else grey.max())
