"""Numbers of any range as the levels 0 to 255 of image files, where somebody says what is black and what is white."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64, row_chunks
from gansmith.errors import UsageError, flags_are_spoken, option

_WHITE = 255
Range = tuple[float, float]


@dataclass(frozen=True)
class Levels:
    """Numbers as levels, and how many of them lay outside the range, by more than rounding."""

    levels: npt.NDArray[np.uint8]
    clipped: int


def checked_range(given: Range) -> Range:
    """Return the range (low, high); raises UsageError unless both are finite, and low is below high."""
    low, high = map(float, given)
    if not (np.isfinite([low, high]).all() and low < high and np.isfinite(high - low)):
        raise UsageError(
            f"{as_option(given)}: give two numbers, the one that becomes black and a larger one that becomes white, "
            f"such as {as_option((0, 1))}."
        )
    return low, high


def spelt(given: Range) -> str:
    """Return a range as the option's two values, in a few digits."""
    return " ".join(f"{end:.6g}" for end in given)


def as_option(given: Range) -> str:
    """Return the option with its two values, as whoever gave it spells it."""
    shown = spelt(given)
    return option("range", shown) if flags_are_spoken() else f"{option('range')}=({shown.replace(' ', ', ')})"


def to_levels(values: Array, given: Range) -> Levels:
    """Return numbers (N, ...) as uint8, from 0 where they are low to 255 where they are high; others are clipped.

    Raises UsageError for a range that is none, and for values that are no numbers.
    """
    low, high = checked_range(given)
    levels, clipped, first = np.empty(values.shape, np.uint8), 0, 0
    for chunk in row_chunks(values):
        with np.errstate(over="ignore"):  # what is too far off for a number is clipped like the rest
            scaled = np.rint((as_float64(chunk) - low) / (high - low) * _WHITE)
        if np.isnan(scaled).any():
            raise UsageError("Some values are missing, and images hold no such thing. Write .npy instead.")
        clipped += int(((scaled < 0) | (scaled > _WHITE)).sum())
        levels[first : first + len(chunk)] = scaled.clip(0, _WHITE)
        first += len(chunk)
    return Levels(levels, clipped)


def clipped_note(clipped: int, values: int, given: Range) -> str:
    """Return what to say of values that were clipped; "" where none were."""
    if not clipped:
        return ""
    low, high = (f"{end:.6g}" for end in given)
    return f"{clipped:,} of {values:,} values ({clipped / values:.2%}) lie outside {low} to {high} and are clipped"
