"""Data units to [-1, 1] and back: exact for integers, to rounding for floats, never outside the observed range."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, as_float64, spaced_rows
from gansmith.errors import DataError

ScaleChoice = Literal["auto", "global", "feature", "quantile"]
_AT_AN_END = 0.98  # of the way from the middle
_FARTHEST = 1e6  # half ranges from the ends, beyond which everything is equally far
_WIDEST = 2**50  # range of integers that float64 in [-1, 1] still tells apart after the rounding of both ways


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """The numbers that `Scale` computes with, each in the shape of a sample; the first four are float64.

    A value is ((unit + 1) * half + start) / factor, the product within start and end. low and high bound it, in the
    dtype of the data; from_low says that integers of 64 bits are counted from low.
    """

    from_low: bool
    start: Array
    end: Array
    half: Array
    factor: Array
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Scale:
    """Observed ranges; the sample's features share one or each has its own. Raises DataError for too wide integers."""

    low: Array  # per feature, in the shape and dtype of a sample
    high: Array
    per_feature: bool

    def __post_init__(self) -> None:
        if (span := self._spans().max()) > _WIDEST:
            raise DataError(
                f"The integers range over {span:,}, more than the {_WIDEST:,} that can be told apart in training. "
                "Subtract or divide by something first, or save them as float64."
            )

    def encode(self, values: Array, *, clip: bool = True) -> npt.NDArray[np.float64]:
        """(N, ...) in data units -> float64 in [-1, 1]; 0 for a feature without a range of its own.

        Values outside of the range are clipped to it, or without `clip` lie as far outside of [-1, 1], up to a million.
        """
        inside = np.clip(values, *self._bounds)
        unit = self._shifted(inside)
        unit *= self._factor
        unit -= self._ends[0]
        unit /= self._half
        unit -= 1
        if self.per_feature:
            np.copyto(unit, 0, where=self.constant)
        np.clip(unit, -1, 1, out=unit)
        if not clip:
            with np.errstate(over="ignore"):  # what is infinitely far becomes as far as anything can be
                beyond = (as_float64(values) * self._factor - as_float64(inside) * self._factor) / self._half
            unit += np.clip(beyond, -_FARTHEST, _FARTHEST)
        return unit

    def decode(self, unit: Array) -> Array:
        """(N, ...) of anything but NaN -> data units and dtype, within the observed range, integers rounded."""
        values = np.clip(unit, -1, 1).astype(np.float64, copy=False)
        values += 1
        values *= self._half
        values += self._ends[0]
        np.clip(values, *self._ends, out=values)  # rounding may have gone past them, and so past the largest float
        values /= self._factor
        decoded = self._unshifted(values)
        np.copyto(decoded, self.low, where=self.constant)
        return decoded

    def piles_up(self, values: Array) -> bool:
        """Whether over a third of what (N, ...) holds lies at an end of its range, as paper, ink and cut-outs do."""
        return bool(3 * np.mean(np.abs(self.encode(spaced_rows(values))) >= _AT_AN_END) > 1)

    @cached_property
    def constant(self) -> npt.NDArray[np.bool_]:
        """Which features never change, in the shape of a sample."""
        return np.asarray(self.low == self.high)

    def middle_and_half(self) -> tuple[Array, Array]:
        """Return the middle and half the width of each feature's range, float64, for types of at most 32 bits.

        Both are exact for integers; a range without width has some half that is not 0.
        """
        low, high = self._ends
        return (low + high) / 2 / self._factor, self._half / self._factor

    @property
    def arithmetic(self) -> Arithmetic:
        """The numbers of `encode` and `decode`, for a program that repeats them elsewhere."""
        (start, end), (low, high), shape = self._ends, self._bounds, self.low.shape
        parts = (start, end, self._half, self._factor, low, high)
        return Arithmetic(self._is_long, *(np.broadcast_to(part, shape) for part in parts))

    @property
    def middles(self) -> npt.NDArray[np.float64]:
        """The middle of each range in the data's unit, to rounding, in the shape of a sample."""
        low, high = (as_float64(end) for end in self._bounds)
        return np.asarray(low / 2 + high / 2)

    @property
    def half_widths(self) -> npt.NDArray[np.float64]:
        """How much of the data's unit is 1 of what `encode` returns, in the shape of a sample."""
        return np.asarray(np.broadcast_to(self._half / self._factor, self.low.shape))

    @cached_property
    def _bounds(self) -> tuple[Array, Array]:
        if self.per_feature:
            return self.low, self.high
        shape = self.low.shape
        return np.broadcast_to(self.low.min(), shape), np.broadcast_to(self.high.max(), shape)

    @cached_property
    def _is_long(self) -> bool:
        """Whether the dtype has integers beyond float64, which are told apart by subtracting the lowest first."""
        return self.low.dtype.kind in "iu" and self.low.dtype.itemsize == 8

    def _spans(self) -> Array:
        low, high = self._bounds
        return high.astype(np.uint64) - low.astype(np.uint64) if self._is_long else np.zeros(1, np.uint64)

    def _shifted(self, values: Array) -> npt.NDArray[np.float64]:
        if self._is_long:  # wraps around, and so is right also where the difference exceeds int64
            values = values.astype(np.uint64) - self._bounds[0].astype(np.uint64)
        return as_float64(values)

    def _unshifted(self, values: npt.NDArray[np.float64]) -> Array:
        low, high = self._bounds
        if self._is_long:
            return np.asarray((np.rint(values).astype(np.uint64) + low.astype(np.uint64)).astype(self.low.dtype))
        if self.low.dtype.kind in "iu":
            np.rint(values, out=values)
        return np.asarray(np.clip(values, low, high, out=values).astype(self.low.dtype))

    @cached_property
    def _factor(self) -> Array:
        """A power of two that brings every range near 1, so that neither huge nor subnormal numbers lose digits."""
        low, high = self._bounds
        largest = np.maximum(np.abs(self._shifted(low)), np.abs(self._shifted(high)))
        return np.asarray(np.ldexp(1.0, np.clip(-np.frexp(largest)[1], -1022, 1022)))

    @cached_property
    def _ends(self) -> tuple[Array, Array]:
        low, high = self._bounds
        return self._shifted(low) * self._factor, self._shifted(high) * self._factor

    @cached_property
    def _half(self) -> Array:
        """Half of each range; 1 where there is none, to divide by."""
        return np.where(self._ends[0] < self._ends[1], (self._ends[1] - self._ends[0]) / 2, 1.0)


def shares_one_range(low: Array, high: Array) -> bool:
    """Whether the ranges of the features that change lie within ten times of each other."""
    half_spans = high.astype(np.float64) / 2 - low.astype(np.float64) / 2
    half_spans = half_spans[half_spans > 0]
    return bool(half_spans.size == 0 or half_spans.max() / 10 <= half_spans.min())
