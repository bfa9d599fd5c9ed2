"""Encode the user's values for networks, as images (C, H, W) or vectors (D,) in [-1, 1], and decode them exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array, row_chunks
from gansmith.data.codec.fitting import by_channel, check_varies, choose_per_feature, is_table, largest
from gansmith.data.codec.fold import Fold, choose_fold
from gansmith.data.codec.scale import Scale, ScaleChoice
from gansmith.data.codec.state import parts_of, state_of
from gansmith.data.codec.table_code import TableCode
from gansmith.data.dataset import Dataset
from gansmith.data.missing import missing_error
from gansmith.data.schema import columns_of
from gansmith.data.survey import Missing, complete_rows, feature_means, survey
from gansmith.errors import DataError, DivergedError, UsageError, option


@dataclass(frozen=True, eq=False)
class Codec:
    """A codec between the user's values and the values that networks see.

    Encoding fills missing values, scales to [-1, 1] and lays samples out as (D,) or (C, H, W). Decoding reverses layout
    and scale.

    Attributes
    ----------
    scale : Scale
        Range of the values, per feature or over all.
    fold : Fold or None
        Layout of vectors as images.
    missing : {"error", "mean", "drop", "model"}
        What to do with missing values.
    means : array of float64 or None
        Mean of each feature, in the shape of a sample, which fills missing values.
    piled : bool
        Whether many values lie at the ends of their range.
    signals : bool
        Whether samples are signals, whose neighbouring values belong together.
    table : TableCode or None
        How each column of a table is encoded, in place of scale and layout; samples are then encoded as (E,).

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.data import Codec, open_data
    >>> dataset = open_data(np.array([[0.0, 10.0], [4.0, 20.0]]))
    >>> codec = Codec.fit(dataset, scale="feature")
    >>> codec.encode(dataset.values)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> codec.decode(np.zeros((1, 2)))
    array([[ 2., 15.]])
    """

    scale: Scale
    fold: Fold | None  # how vectors become pictures
    missing: Missing
    means: Array | None  # float64 in the shape of a sample, where missing values are filled with them
    piled: bool = False  # whether values pile up at the ends of their range
    signals: bool = False  # whether neighbouring values belong together
    table: TableCode | None = None  # the codes of a table's columns, in place of scale and fold

    @classmethod
    def fit(
        cls,
        dataset: Dataset,
        *,
        scale: ScaleChoice = "auto",
        fold: str = "auto",
        missing: Missing = "auto",
        tables: bool = True,
    ) -> "Codec":
        """Return a codec with the ranges and the layout of the training data.

        Parameters
        ----------
        dataset : Dataset
            Training data.
        scale : {"auto", "global", "feature", "quantile"}, default "auto"
            One range for all features, or one for each, or ranks of each, as of tables.
        fold : str, default "auto"
            Layout of vectors as images: "auto", "none", "square" or "HEIGHTxWIDTH".
        missing : {"auto", "error", "mean", "drop", "model"}, default "auto"
            Missing values: an error, the mean of the feature, drop the sample, or learn where they are, in tables;
            "auto" learns them in tables, and is an error elsewhere.
        tables : bool, default True
            Whether columns of tables have codes of their own, which runs of earlier versions have not.

        Returns
        -------
        Codec
            The fitted codec.

        Raises
        ------
        DataError
            Values are missing and `missing` is "error", or all samples are equal.
        UsageError
            The layout does not suit the data.
        """
        values, found = dataset.values, dataset.survey
        if missing == "auto":
            gaps = bool(tables and dataset.schema and found.missing) and not _is_endless(values)
            learnt = gaps and is_table(dataset, scale, choose_fold(values, fold, is_folded=dataset.is_folded))
            missing = "model" if learnt else "error"
        if found.missing and missing == "error":
            raise missing_error(dataset, found)
        if found.missing and missing == "drop":
            values = values[complete_rows(values)]
            if len(values) < 2:
                raise DataError(
                    f"{dataset.origin.path}: {len(values)} rows have no missing value. Use {option('missing', 'mean')}."
                )
            found = survey(values)
        check_varies(dataset, found)
        means = feature_means(values, found.low, found.high) if found.missing else None
        folding = choose_fold(values, fold, is_folded=dataset.is_folded if values is dataset.values else None)
        per_feature = choose_per_feature(dataset, found, scale, folding)
        low, high = found.low, found.high
        if dataset.has_channels and scale == "auto":  # each channel in its own unit, which is that of all its moments
            low, high, per_feature = *by_channel(low, high), True
        try:
            measured = Scale(low, high, per_feature)
        except DataError as error:
            raise DataError(f"{dataset.origin.path}: {largest(dataset, found)}. {error}") from error
        signals = folding is None and dataset.is_signal
        if tables and is_table(dataset, scale, folding):
            columns = dataset.schema or columns_of(values, dataset.origin.columns)
            whole = values if means is None or missing == "model" else np.where(np.isfinite(values), values, means)
            table = TableCode.fit(whole, columns, missing=missing == "model")
            return cls(measured, None, missing, None if missing == "model" else means, False, False, table)
        if missing == "model":
            raise UsageError(f"{option('missing', 'model')} learns which values of a table are missing; this is none.")
        return cls(measured, folding, missing, means, measured.piles_up(values), signals)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample as networks see it: (D,) or (C, H, W)."""
        sample = self.scale.low.shape
        if self.table is not None:
            return (self.table.width,)
        if self.fold is not None:
            return (1, self.fold.height, self.fold.width)
        return sample if len(sample) == 1 else (sample[2] if len(sample) == 3 else 1, *sample[:2])

    @property
    def blocks(self) -> tuple[int, ...]:
        """Widths of a table's encoded columns, as of `DataSpec.blocks`; () for what is no table."""
        return () if self.table is None else self.table.blocks

    @property
    def fold_choice(self) -> str:
        """The `fold` that gives this layout: "none", or HEIGHTxWIDTH."""
        return "none" if self.fold is None else f"{self.fold.height}x{self.fold.width}"

    @property
    def scale_choice(self) -> ScaleChoice:
        """The `scale` that gives these ranges: "global", "feature" or "quantile"."""
        if self.table is not None:
            return "quantile"
        return "feature" if self.scale.per_feature else "global"

    def of_size(self, height: int, width: int) -> "Codec":
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

    @property
    def dtype(self) -> "np.dtype[Any]":
        """Number type of the user's values."""
        return self.scale.low.dtype

    def complete_rows(self, values: Array) -> npt.NDArray[np.bool_]:
        """Return which samples `encode` keeps.

        Parameters
        ----------
        values : array, shape (N, ...)
            Samples in the user's units.

        Returns
        -------
        array of bool, shape (N,)
            False for samples with missing values if `missing` is "drop"; True for all others.
        """
        return complete_rows(values) if self.missing == "drop" else np.ones(len(values), np.bool_)

    def encode(self, values: Array, *, clip: bool = True) -> npt.NDArray[np.float64]:
        """Return samples as networks see them.

        Parameters
        ----------
        values : array, shape (N, ...)
            Samples in the user's units, in the shape and dtype that the codec was fitted on.
        clip : bool, default True
            Clip values outside the fitted range to it. Otherwise their codes lie outside [-1, 1].

        Returns
        -------
        array of float64, shape (N, D) or (N, C, H, W)
            Codes in [-1, 1].

        Raises
        ------
        DataError
            Shape or dtype differ from the fitted ones, or values are missing that the codec cannot fill.
        """
        whole = self._fill(self._checked(values))
        if self.table is not None:
            return self.table.encode(whole)
        return np.ascontiguousarray(self.lay_out(self.scale.encode(whole, clip=clip)))

    def lay_out(self, values: Array) -> Array:
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

    def columns(self, encoded: Array) -> Array:
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

    @property
    def middle(self) -> npt.NDArray[np.float64]:
        """The value of code 0 in the units of the data, shape (D,), in the order of `columns`."""
        return np.asarray(self.columns(self.lay_out(self.scale.middles[np.newaxis]))[0], np.float64)

    @property
    def units(self) -> npt.NDArray[np.float64]:
        """The length of code 1 in the units of the data, shape (D,), in the order of `columns`."""
        return np.asarray(self.columns(self.lay_out(self.scale.half_widths[np.newaxis]))[0], np.float64)

    def affine(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
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

    def decode(self, encoded: Array) -> Array:
        """Return samples in the units, shape, dtype and observed range of the data.

        Parameters
        ----------
        encoded : array, shape (N, D) or (N, C, H, W)
            Encoded samples.

        Returns
        -------
        array, shape (N, ...)
            The samples.

        Raises
        ------
        UsageError
            The shape of a sample is not that of the codec.
        DivergedError
            A value is NaN.
        """
        if encoded.shape[1:] != self.shape:
            raise UsageError(f"Samples of shape {encoded.shape[1:]} cannot be decoded; this codec's have {self.shape}.")
        if np.isnan(encoded).any():
            raise DivergedError("A generated sample holds NaN: the model has diverged. Use an earlier checkpoint.")
        if self.table is not None:
            values = self.table.decode(encoded)
            return np.asarray((np.rint(values) if self.dtype.kind in "iu" else values).astype(self.dtype))
        if self.fold is not None:
            unit = self.fold.unfold(encoded)
        elif len(self.scale.low.shape) == 2:
            unit = encoded[:, 0]
        else:
            unit = np.moveaxis(encoded, 1, -1)  # changes nothing where samples are vectors
        return self.scale.decode(unit)

    def to_state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return JSON values and arrays from which `from_state` builds an equal codec.

        Returns
        -------
        tuple of (dict, dict)
            The JSON values, and the arrays by name.
        """
        return state_of(self.scale, self.fold, self.missing, self.means, self.piled, self.signals, self.table)

    @classmethod
    def from_state(cls, document: Mapping[str, Any], arrays: Mapping[str, Array]) -> "Codec":
        """Return the codec that `to_state` describes.

        Parameters
        ----------
        document : mapping
            The JSON values.
        arrays : mapping of str to array
            The arrays by name.

        Returns
        -------
        Codec
            The codec.

        Raises
        ------
        DataError
            The values are damaged or do not fit each other.
        """
        return cls(*parts_of(document, arrays))

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
        if finite.all() or self.missing == "model":
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


def _is_endless(values: Array) -> bool:
    """Whether some values are infinite, which no missing value is."""
    return any(np.isinf(chunk).any() for chunk in row_chunks(values))
