"""One pass over the values: the range of every feature, and what is missing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, row_chunks

Missing = Literal["auto", "error", "mean", "drop", "model"]


@dataclass(frozen=True, eq=False)
class Survey:
    """Ranges over the finite values; NaN and infinities count as missing."""

    low: Array  # per feature, in the shape and dtype of a sample; NaN where a feature has no finite value
    high: Array
    missing: int
    first_missing: tuple[int, ...] | None  # row, then the place within the sample


def survey(values: Array) -> Survey:
    """Return ranges and missing values of (N, ...) numbers."""
    if values.dtype.kind != "f":
        return Survey(values.min(axis=0), values.max(axis=0), 0, None)
    low = np.full(values.shape[1:], np.nan, values.dtype)
    high, missing, first, row = low.copy(), 0, None, 0
    for chunk in row_chunks(values):
        finite = np.isfinite(chunk)
        if not finite.all():
            if first is None:
                place = np.argwhere(~finite)[0]
                first = (row + int(place[0]), *map(int, place[1:]))
            missing += int(finite.size - np.count_nonzero(finite))
            chunk = np.where(finite, chunk, np.nan)
        low, high = np.fmin(low, np.fmin.reduce(chunk)), np.fmax(high, np.fmax.reduce(chunk))
        row += len(chunk)
    return Survey(low, high, missing, first)


def complete_rows(values: Array) -> npt.NDArray[np.bool_]:
    """Return (N,) whether a row has no missing value."""
    axes = tuple(range(1, values.ndim))
    return np.concatenate([np.isfinite(chunk).all(axis=axes) for chunk in row_chunks(values)])


def feature_means(values: Array, low: Array, high: Array) -> Array:
    """Return float64 means over the finite values of each feature, computed so that no sum overflows."""
    total, count = np.zeros(values.shape[1:]), np.zeros(values.shape[1:])
    for chunk in row_chunks(values):
        finite = np.isfinite(chunk)
        total += (np.where(finite, chunk, 0) / np.float64(len(values))).sum(axis=0)
        count += finite.sum(axis=0)
    return np.asarray(np.clip(total * (len(values) / np.maximum(count, 1)), low, high))
