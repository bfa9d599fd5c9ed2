"""Samples that a codec is to encode: whether they are of its kind, and what becomes of their missing values."""

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.survey import Missing, complete_rows
from gansmith.errors import DataError


def checked(values: Array, like: Array) -> Array:
    """Return samples in the dtype of `like`, which is one sample; raises DataError for those of another kind."""
    if values.shape[1:] != like.shape:
        raise DataError(f"Samples have shape {values.shape[1:]}; the model was made for {like.shape}.")
    other_depth = values.dtype.kind == like.dtype.kind == "u" and values.dtype != like.dtype  # 8 or 16 bits
    if other_depth or not np.can_cast(values.dtype, like.dtype):
        raise DataError(f"Samples are {values.dtype}; the model was made for {like.dtype}. Convert them first.")
    return values.astype(like.dtype, copy=False)


def filled(values: Array, policy: Missing, means: Array | None) -> Array:
    """Return samples with their missing values as the policy has it; raises DataError where they have no mean."""
    finite = np.isfinite(values)
    if finite.all() or policy == "model":
        return values
    if policy == "drop":
        return values[complete_rows(values)]
    if means is None:
        row, *place = (int(i) for i in np.argwhere(~finite)[0])
        raise DataError(
            f"Row {row}, place {place} is {values[row, *place]}, and the model knows no mean to fill it with. "
            "Fill or leave out such rows first."
        )
    return np.where(finite, values, means.astype(values.dtype))
