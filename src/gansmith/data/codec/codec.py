"""The user's values to what networks see, pictures (C, H, W) or vectors (D,) in [-1, 1], and exactly back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec.fold import Fold, choose_fold
from gansmith.data.codec.scale import Scale, ScaleChoice, shares_one_range
from gansmith.data.dataset import Dataset
from gansmith.data.missing import missing_error, place_name
from gansmith.data.survey import Missing, Survey, complete_rows, feature_means, survey
from gansmith.errors import DataError, DivergedError, UsageError, option


@dataclass(frozen=True, eq=False)
class Codec:
    """Fills what is missing, scales to [-1, 1], and lays samples out for networks; `decode` undoes the last two."""

    scale: Scale
    fold: Fold | None  # how vectors become pictures
    missing: Missing
    means: Array | None  # float64 in the shape of a sample, where missing values are filled with them
    piled: bool = False  # whether values pile up at the ends of their range

    @classmethod
    def fit(
        cls, dataset: Dataset, *, scale: ScaleChoice = "auto", fold: str = "auto", missing: Missing = "error"
    ) -> "Codec":
        """Choose and measure on the training data; `fold` is "auto", "none", "square" or "HxW" for vectors.

        Raises DataError if values are missing and refused, or nothing varies; UsageError for an unfit choice.
        """
        values, found = dataset.values, dataset.survey
        if found.missing and missing == "error":
            raise missing_error(dataset, found)
        if found.missing and missing == "drop":
            values = values[complete_rows(values)]
            if len(values) < 2:
                raise DataError(
                    f"{dataset.origin.path}: {len(values)} rows have no missing value. Use {option('missing', 'mean')}."
                )
            found = survey(values)
        _check_varies(dataset, found)
        means = feature_means(values, found.low, found.high) if found.missing else None
        folding = choose_fold(values, fold, is_folded=dataset.is_folded if values is dataset.values else None)
        per_feature = _choose_per_feature(dataset, found, scale, folding)
        try:
            measured = Scale(found.low, found.high, per_feature)
        except DataError as error:
            raise DataError(f"{dataset.origin.path}: {_largest(dataset, found)}. {error}") from error
        return cls(measured, folding, missing, means, measured.piles_up(values))

    @property
    def shape(self) -> tuple[int, ...]:
        """What networks see of one sample: (D,) or (C, H, W)."""
        sample = self.scale.low.shape
        if self.fold is not None:
            return (1, self.fold.height, self.fold.width)
        return sample if len(sample) == 1 else (sample[2] if len(sample) == 3 else 1, *sample[:2])

    def of_size(self, height: int, width: int) -> "Codec":
        """Return the codec of pictures of another size in the same range, whole ones: a mean belongs to one pixel.

        Raises UsageError where each pixel has a range of its own.
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

    @property
    def dtype(self) -> "np.dtype[Any]":
        """Number type of the user's values."""
        return self.scale.low.dtype

    def complete_rows(self, values: Array) -> npt.NDArray[np.bool_]:
        """Return (N,) which rows `encode` keeps: all, unless rows with missing values are dropped."""
        return complete_rows(values) if self.missing == "drop" else np.ones(len(values), np.bool_)

    def encode(self, values: Array, *, clip: bool = True) -> npt.NDArray[np.float64]:
        """(N, ...) values -> float64 (N, *shape) in [-1, 1]; values outside the fitted range are clipped to it.

        Without `clip` they lie outside of [-1, 1].

        Raises DataError for another shape or type than fitted on, or for missing values where they are refused.
        """
        return np.ascontiguousarray(self.lay_out(self.scale.encode(self._fill(self._checked(values)), clip=clip)))

    def lay_out(self, values: Array) -> Array:
        """(N, ...) in the data's layout -> (N, *shape) of the same numbers; a view unless vectors are folded."""
        if self.fold is not None:
            return self.fold.fold(values)[:, np.newaxis]
        if values.ndim == 3:
            return values[:, np.newaxis]
        return np.moveaxis(values, -1, 1) if values.ndim == 4 else values

    def columns(self, encoded: Array) -> Array:
        """(N, *shape) -> (N, D), every value of a sample once: without what folding repeats."""
        return encoded.reshape(len(encoded), -1) if self.fold is None else self.fold.unfold(encoded)

    @property
    def middle(self) -> npt.NDArray[np.float64]:
        """(D,) in the order of `columns`: what an encoded 0 is in the data's unit."""
        return np.asarray(self.columns(self.lay_out(self.scale.middles[np.newaxis]))[0], np.float64)

    @property
    def units(self) -> npt.NDArray[np.float64]:
        """(D,) in the order of `columns`: how much of the data's unit is 1 of an encoded value."""
        return np.asarray(self.columns(self.lay_out(self.scale.half_widths[np.newaxis]))[0], np.float64)

    def affine(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return (middle, half) in *shape: (laid-out value - middle) / half is the code, in float32 throughout.

        For integers of at most 16 bits, whose differences float32 holds exactly, it is so to the last digit.
        """
        middle, half = (self.lay_out(part[np.newaxis])[0] for part in self.scale.middle_and_half())
        return middle.astype(np.float32, order="C"), half.astype(np.float32, order="C")

    def decode(self, encoded: Array) -> Array:
        """(N, *shape) -> (N, ...) in the data's shape, dtype and observed range. Raises DivergedError for NaN."""
        if encoded.shape[1:] != self.shape:
            raise UsageError(f"Samples of shape {encoded.shape[1:]} cannot be decoded; this codec's have {self.shape}.")
        if np.isnan(encoded).any():
            raise DivergedError("A generated sample holds NaN: the model has diverged. Use an earlier checkpoint.")
        if self.fold is not None:
            unit = self.fold.unfold(encoded)
        elif len(self.scale.low.shape) == 2:
            unit = encoded[:, 0]
        else:
            unit = np.moveaxis(encoded, 1, -1)  # changes nothing where samples are vectors
        return self.scale.decode(unit)

    def to_state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return JSON values and arrays from which `from_state` builds an equal codec."""
        fold = None if self.fold is None else [self.fold.height, self.fold.width]
        scale = "feature" if self.scale.per_feature else "global"
        document = {"scale": scale, "fold": fold, "missing": self.missing, "piled": self.piled}
        means = {} if self.means is None else {"means": self.means}
        return document, {"low": self.scale.low, "high": self.scale.high} | means

    @classmethod
    def from_state(cls, document: Mapping[str, Any], arrays: Mapping[str, Array]) -> "Codec":
        """Rebuild from `to_state`'s pair. Raises DataError if they do not belong together."""
        try:
            low, high, means = arrays["low"], arrays["high"], arrays.get("means")
            sides = document["fold"]
            if sides is not None and not all(type(side) is int for side in sides):
                raise ValueError("its fold is not of whole numbers")
            fold = None if sides is None else Fold(low.size, *sides)
            sane = low.shape == high.shape and low.dtype == high.dtype and low.size > 0 and low.dtype.kind in "iuf"
            sane = sane and bool(np.all(low <= high) and np.all(np.isfinite(low)) and np.all(np.isfinite(high)))
            fits = fold is None or (low.ndim == 1 and fold.holds(low.size))
            filled = means is None or (means.shape == low.shape and means.dtype.kind == "f")
            if not (sane and fits and filled and 1 <= low.ndim <= 3):
                raise ValueError("its parts do not fit each other")
            policy = {"refuse": "error"}.get(document["missing"], document["missing"])  # as version 0.1 called it
            if policy not in ("error", "mean", "drop") or document["scale"] not in ("global", "feature"):
                raise ValueError("an unknown choice")
            scale = Scale(low, high, document["scale"] == "feature")
            return cls(scale, fold, cast(Missing, policy), means, bool(document.get("piled", False)))
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"The stored codec is damaged: {error}. Restore the model from a copy.") from error

    def _checked(self, values: Array) -> Array:
        if values.shape[1:] != self.scale.low.shape:
            raise DataError(f"Samples have shape {values.shape[1:]}; the model was made for {self.scale.low.shape}.")
        other_depth = values.dtype.kind == self.dtype.kind == "u" and values.dtype != self.dtype  # 8 or 16 bits
        if other_depth or not np.can_cast(values.dtype, self.dtype):
            raise DataError(f"Samples are {values.dtype}; the model was made for {self.dtype}. Convert them first.")
        return values.astype(self.dtype, copy=False)

    def _fill(self, values: Array) -> Array:
        """Apply the policy to rows with missing values."""
        finite = np.isfinite(values)
        if finite.all():
            return values
        if self.missing == "drop":
            return values[complete_rows(values)]
        if self.means is None:
            row, *place = (int(i) for i in np.argwhere(~finite)[0])
            raise DataError(
                f"Row {row}, place {place} is {values[row, *place]}, and the model knows no mean to fill it with. "
                "Fill or leave out such rows first."
            )
        return np.where(finite, values, self.means.astype(values.dtype))


def _check_varies(dataset: Dataset, found: Survey) -> None:
    if np.isnan(found.low).any():
        place = tuple(int(i) for i in np.argwhere(np.isnan(found.low))[0])
        raise DataError(f"{dataset.origin.path}: {place_name(dataset, place)} has no value at all. Leave it out.")
    if np.all(found.low == found.high):
        raise DataError(
            f"{dataset.origin.path}: all {len(dataset)} samples are the same, so there is nothing to learn. Check the "
            "file, the variable and the axis of the samples."
        )


def _largest(dataset: Dataset, found: Survey) -> str:
    """Say where the largest value is, and the smallest."""
    said = []
    for ends, row_of in ((found.high, np.argmax), (found.low, np.argmin)):
        flat = int(row_of(ends))
        place = tuple(int(i) for i in np.unravel_index(flat, ends.shape))
        row = row_of(dataset.values.reshape(len(dataset), -1)[:, flat])
        said.append(f"row {row}, {place_name(dataset, place)} is {ends[place]}")
    return " and ".join(said)


def _choose_per_feature(dataset: Dataset, found: Survey, choice: ScaleChoice, fold: Fold | None) -> bool:
    if choice != "auto":
        return choice == "feature"
    if fold is not None or dataset.values.ndim > 2:
        return False  # the brightness of a pixel means the same all over a picture
    has_names = bool(dataset.origin.columns) and dataset.origin.details.get("header", 1) != 0
    return has_names or not shares_one_range(found.low, found.high)
