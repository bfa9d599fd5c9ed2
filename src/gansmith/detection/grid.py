"""The grid that numbers lie on: whole numbers, decimals, 8-bit levels, significant digits; and numbers put onto it.

A detector that sees values with more decimals in one set than in the other learns the format, and nothing else.
"""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from gansmith.data.chunks import Array
from gansmith.detection.parts import Floats

Kind = Literal["step", "levels", "digits"]

MOST_NUMBERS = 200_000  # of a set that are looked at
MOST_LEVELS = 256
FEWEST = 20  # distinct values from which a grid of generated samples is one of their format
_OF_EACH = 20  # values of a level, on average, from which few distinct values are levels
_MOST_DECIMALS, _MOST_DIGITS = 9, 12
_MOST_CELLS = 100_000  # of a grid whose step is found from the least difference
_OFF = 0.02  # of a step that a value may lie beside the grid
_ROUNDED = 4  # machine epsilons that a stored decimal number may be off


@dataclass(frozen=True)
class Grid:
    """Numbers offset + k step ("step"), any of a list ("levels"), or those of so many significant digits ("digits").

    numbers holds offset and step, the sorted list, or the number of digits.
    """

    kind: Kind
    numbers: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers = np.array(self.numbers, np.float64)
        fits = {
            "step": len(numbers) == 2 and numbers[-1] > 0,
            "levels": 1 <= len(numbers) <= MOST_LEVELS and bool((np.diff(numbers) > 0).all()),
            "digits": len(numbers) == 1 and 1 <= numbers[0] <= _MOST_DIGITS,
        }
        if not (fits.get(self.kind, False) and np.isfinite(numbers).all()):
            raise ValueError(f"no grid: {self.kind} {str(self.numbers)[:60]}")

    @property
    def coarseness(self) -> float:
        """What grids are ordered by: finer ones are applied first, so that the coarsest decides."""
        if self.kind == "digits":
            return -self.numbers[0]
        return self.numbers[1] if self.kind == "step" else float("inf")

    def snap(self, values: Array) -> Floats:
        """Return the nearest numbers of the grid, in the shape of the values; missing ones stay missing."""
        given = np.asarray(values, np.float64)
        if self.kind == "step":
            offset, step = self.numbers
            with np.errstate(over="ignore", invalid="ignore"):
                snapped = np.rint((given - offset) / step) * step + offset
            return np.where(np.isfinite(snapped), snapped, given)  # far beyond all grids
        if self.kind == "digits":
            return significant(given, int(self.numbers[0]))
        levels = np.array(self.numbers)
        places = np.searchsorted((levels[1:] + levels[:-1]) / 2, given)
        return np.where(np.isnan(given), np.nan, levels[places])

    def __str__(self) -> str:
        """Return the grid in words."""
        if self.kind == "digits":
            return f"{int(self.numbers[0])} significant digits"
        if self.kind == "levels":
            return f"{len(self.numbers)} levels"
        offset, step = self.numbers
        if step == 1 and offset == 0:
            return "whole numbers"
        return f"multiples of {step:.6g}" + (f" and {offset:.6g} more" if offset else "")

    @classmethod
    def of(cls, values: Array) -> Self | None:
        """Return the coarsest grid that numbers (...) lie on, as far as their own type allows; None for none."""
        flat = np.asarray(values).reshape(-1)
        if flat.size > MOST_NUMBERS:
            flat = flat[np.linspace(0, flat.size - 1, MOST_NUMBERS).astype(np.int64)]
        epsilon = float(np.finfo(flat.dtype).eps) if flat.dtype.kind == "f" else 0.0
        flat = np.asarray(flat, np.float64)
        distinct = np.unique(flat[np.isfinite(flat)])
        if len(distinct) < 2:
            return None
        if (step := _decimal_step(distinct, epsilon) or _even_step(distinct, epsilon)) is not None:
            return cls("step", step)
        if len(distinct) <= MOST_LEVELS and flat.size >= _OF_EACH * len(distinct):
            return cls("levels", tuple(distinct.tolist()))
        digits = _digits(distinct, epsilon)
        return None if digits is None else cls("digits", (float(digits),))


def distinct_values(values: Array) -> int:
    """Return how many distinct numbers there are among those that a grid is found from."""
    flat = np.asarray(values).reshape(-1)
    if flat.size > MOST_NUMBERS:
        flat = flat[np.linspace(0, flat.size - 1, MOST_NUMBERS).astype(np.int64)]
    return len(np.unique(flat[np.isfinite(flat)]))


def significant(values: Floats, digits: int) -> Floats:
    """Return numbers rounded to so many significant digits."""
    known = np.isfinite(values) & (values != 0)
    powers = np.zeros(values.shape, np.float64)
    powers[known] = digits - 1 - np.floor(np.log10(np.abs(values[known])))
    powers = np.clip(powers, -290, 290)
    return np.where(known, np.rint(values * 10.0**powers) / 10.0**powers, values)


def _decimal_step(distinct: Floats, epsilon: float) -> tuple[float, float] | None:
    """Return offset and step of numbers of few decimals, such as multiples of 0.05; None where they have many."""
    largest = float(np.abs(distinct).max())
    for decimals in range(_MOST_DECIMALS + 1):
        unit = 10.0**-decimals
        if unit <= 16 * max(epsilon, 2e-16) * largest or largest / unit > 2**52:
            return None
        whole = np.rint(distinct / unit)
        if (np.abs(distinct - whole * unit) <= _ROUNDED * max(epsilon, 2e-16) * np.abs(distinct)).all():
            common = int(np.gcd.reduce(np.diff(whole).astype(np.int64)))
            return float(whole[0] % common) * unit, common * unit
    return None


def _even_step(distinct: Floats, epsilon: float) -> tuple[float, float] | None:
    """Return offset and step of evenly spaced numbers of any step, such as k / 255; None where they are not."""
    least, span = float(np.diff(distinct).min()), float(distinct[-1] - distinct[0])
    cells = span / least
    if len(distinct) < FEWEST or cells > _MOST_CELLS or least <= 64 * epsilon * float(np.abs(distinct).max()):
        return None
    step = span / round(cells)
    off = (distinct - distinct[0]) / step
    if (np.abs(off - np.rint(off)) > _OFF).any():
        return None
    start = float(distinct[0] - np.rint(distinct[0] / step) * step)
    return (0.0 if abs(start) < _OFF * step else start), step


def _digits(distinct: Floats, epsilon: float) -> int | None:
    for digits in range(1, _MOST_DIGITS + 1):
        if 10.0**-digits <= 8 * max(epsilon, 2e-16):
            return None
        off = np.abs(distinct - significant(distinct, digits))
        if (off <= _ROUNDED * max(epsilon, 2e-16) * np.abs(distinct)).all():
            return digits
    return None
