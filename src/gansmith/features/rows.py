"""Samples as rows of float64, refused by name where no figure could be right."""

import numpy as np
import numpy.typing as npt

from gansmith.errors import UsageError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def rows(samples: npt.ArrayLike, name: str = "the samples", least: int = 1) -> Floats:
    """Return samples (N, ...) as (N, D) in float64, a vector (N,) as (N, 1).

    Raises UsageError, naming the set, where it has fewer than `least` rows, no feature, no numbers, or NaN or infinity.
    """
    try:
        values = np.asarray(samples, np.float64)
    except (TypeError, ValueError) as trouble:
        raise UsageError(f"{name} are no array of numbers: {trouble}.") from trouble
    count = len(values) if values.ndim else 0
    if count < least:
        raise UsageError(f"{name} have {count} rows, where at least {least} are needed. Give more samples.")
    values = values.reshape(count, -1)
    if values.shape[1] == 0:
        raise UsageError(f"{name} have no feature: their shape is {np.shape(samples)}.")
    bad = ~np.isfinite(values).all(axis=1)
    if bad.any():
        raise UsageError(
            f"{name} have NaN or infinity in {bad.sum()} of {count} rows, first in row {bad.argmax()}. "
            "Drop these rows or fill them."
        )
    return values


def first_equal(values: Floats) -> Integers:
    """Return for each row (N, D) the place of the first row that equals it, its own if none before does."""
    first: dict[bytes, int] = {}
    return np.array([first.setdefault((row + 0.0).tobytes(), place) for place, row in enumerate(values)], np.int64)


def different(values: Floats) -> Floats:
    """Return the rows (M, D) of values (N, D) that equal none before them."""
    return values[np.unique(first_equal(values))]


def are_among(values: Floats, known: Floats) -> npt.NDArray[np.bool_]:
    """Return for each row (N, D) whether a known row (M, D) equals it."""
    there = {row.tobytes() for row in known + 0.0}  # adding 0 makes -0 equal 0
    return np.array([row.tobytes() in there for row in values + 0.0], np.bool_)


def pair(
    real: npt.ArrayLike,
    fake: npt.ArrayLike,
    least: int = 1,
    names: tuple[str, str] = ("the real samples", "the generated samples"),
) -> tuple[Floats, Floats]:
    """Return both sets as rows; raises UsageError where either is refused by `rows` or their widths differ."""
    first, second = rows(real, names[0], least), rows(fake, names[1], least)
    if first.shape[1] != second.shape[1]:
        raise UsageError(
            f"{names[0]} have {first.shape[1]} features and {names[1]} {second.shape[1]}. "
            "Give two sets of the same kind, in the same units."
        )
    return first, second
