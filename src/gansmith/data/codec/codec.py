"""Encode the user's values for networks, as images (C, H, W) or vectors (D,) in [-1, 1], and decode them exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.codec import layout
from gansmith.data.codec.filling import checked, filled
from gansmith.data.codec.fitting import fitted
from gansmith.data.codec.fold import Fold
from gansmith.data.codec.scale import Scale, ScaleChoice
from gansmith.data.codec.state import parts_of, state_of
from gansmith.data.codec.table_code import TableCode
from gansmith.data.dataset import Dataset
from gansmith.data.survey import Missing, complete_rows


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
        return cls(*fitted(dataset, scale, fold, missing, tables=tables))

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample as networks see it: (D,) or (C, H, W)."""
        return layout.shape(self)

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

    of_size = layout.of_size

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
        whole = filled(checked(values, self.scale.low), self.missing, self.means)
        if self.table is not None:
            return self.table.encode(whole)
        return np.ascontiguousarray(self.lay_out(self.scale.encode(whole, clip=clip)))

    lay_out = layout.lay_out
    columns = layout.columns

    @property
    def middle(self) -> npt.NDArray[np.float64]:
        """The value of code 0 in the units of the data, shape (D,), in the order of `columns`."""
        return np.asarray(self.columns(self.lay_out(self.scale.middles[np.newaxis]))[0], np.float64)

    @property
    def units(self) -> npt.NDArray[np.float64]:
        """The length of code 1 in the units of the data, shape (D,), in the order of `columns`."""
        return np.asarray(self.columns(self.lay_out(self.scale.half_widths[np.newaxis]))[0], np.float64)

    affine = layout.affine

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
        layout.require_decodable(self, encoded)
        if self.table is not None:
            values = self.table.decode(encoded)
            return np.asarray((np.rint(values) if self.dtype.kind in "iu" else values).astype(self.dtype))
        return self.scale.decode(layout.taken_apart(self, encoded))

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
