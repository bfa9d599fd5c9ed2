"""A table as rows of numbers, scores from -3 to 3 and categories of 0 and 1, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.codec.calibration import ColumnCalibration, calibrate
from gansmith.data.codec.column_code import ColumnCode, Floats
from gansmith.data.codec.column_parts import Range
from gansmith.data.codec.keeping import Keeping
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import EXACT, UNITS, Column, inexact
from gansmith.errors import DataError

_MOST_DECIMALS = 30
_MOST_SCORE, _MOST_END = 1 + 1e-6, 40  # of scores in a range, and of normal scores, whatever the rank
_NUMBERS = ("singles", "values", "scores", "shares", "ends")
_COUNTS = ("single_counts", "range_counts", "range_lengths")


@dataclass(frozen=True, eq=False)
class TableCode:
    """The code of each column of a table, and where it is known how a generator errs in each, what is done about it."""

    columns: tuple[Column, ...]
    codes: tuple[ColumnCode, ...]
    calibrations: tuple[ColumnCalibration, ...] = ()
    keeping: Keeping = field(default_factory=Keeping)

    @classmethod
    def fit(cls, values: Array, columns: Sequence[Column], *, missing: bool) -> "TableCode":
        """Return the codes of a table's values (N, D); missing: whether missing values are learnt as such."""
        for place, column in enumerate(columns):
            _require_exact(values[:, place], column)
        codes = (
            ColumnCode.fit(as_float64(values[:, place]), column, missing=missing)
            for place, column in enumerate(columns)
        )
        return cls(tuple(columns), tuple(codes))

    @cached_property
    def blocks(self) -> tuple[int, ...]:
        """Widths of what networks draw, as of `DataSpec.blocks`."""
        return tuple(width for code in self.codes for width in code.blocks)

    @cached_property
    def extremes(self) -> Floats:
        """The values between which those of each column lie, and NaN where some are missing."""
        return np.concatenate([code.extremes for code in self.codes])

    @property
    def width(self) -> int:
        """The length of an encoded row."""
        return sum(self.blocks)

    def encode(self, values: Array) -> Floats:
        """Return rows (N, width) of a table's values (N, D)."""
        parts = [code.encode(as_float64(values[:, place])) for place, code in enumerate(self.codes)]
        return np.concatenate(parts, axis=1)

    def decode(self, rows: Array) -> Floats:
        """Return values (N, D) of rows (N, width): where categories have shares, of the greatest."""
        calibrations = self.calibrations or (None,) * len(self.codes)
        found = zip(self.codes, self._parts(rows), calibrations, strict=True)
        return np.stack([code.decode(part, calibration) for code, part, calibration in found], axis=1)

    def calibrated(self, rows: Array, temperature: float, chances: Floats | None = None) -> "TableCode":
        """Return the code which decodes such rows (N, width), samples of a generator, as often as the data has them.

        temperature is that of the softmax which makes the shares of categories. With chances (N,), from 0 to 1 at
        random, decoded rows are also kept by chance, where no decoding gives the shares of the data.
        """
        calibrations, keeping = calibrate(self.codes, self._parts(rows), temperature, chances)
        return replace(self, calibrations=calibrations, keeping=keeping)

    def chances(self, values: Array) -> Floats:
        """Return the chances (N,) by which decoded rows (N, D) of a generator are kept."""
        places = {place: self.codes[place].part_of(as_float64(values[:, place])) for place in self.keeping.added}
        return self.keeping.chances(places)

    def _parts(self, rows: Array) -> list[Floats]:
        """Return the columns (N, W) of encoded rows (N, width)."""
        ends = np.cumsum([sum(code.blocks) for code in self.codes])[:-1]
        return np.split(np.asarray(rows, np.float64), ends, axis=1)

    def to_state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Return JSON values and arrays from which `from_state` builds an equal code."""
        codes, ranges = self.codes, [part for code in self.codes for part in code.ranges]
        document = {
            "columns": [column.to_json() for column in self.columns],
            "missing": [code.missing for code in codes],
            "decimals": [code.decimals for code in codes],
        }
        arrays = {
            "singles": np.concatenate([code.singles for code in codes]),
            "single_counts": np.array([len(code.singles) for code in codes]),
            "range_counts": np.array([len(code.ranges) for code in codes]),
            "range_lengths": np.array([len(part.values) for part in ranges], np.int64),
            "values": np.concatenate([np.empty(0), *(part.values for part in ranges)]),
            "scores": np.concatenate([np.empty(0), *(part.scores for part in ranges)]),
            "ends": np.array([end for part in ranges for end in part.ends], np.float64),
            "shares": np.concatenate([code.shares for code in codes]),
        }
        return document, {f"table_{name}": array for name, array in arrays.items()}

    @classmethod
    def from_state(cls, document: Mapping[str, Any], arrays: Mapping[str, Array]) -> "TableCode":
        """Return the code that `to_state` describes; raises DataError where it is damaged."""
        try:
            columns = tuple(Column.from_json(column) for column in document["columns"])
            codes = _codes(document, {name: arrays[f"table_{name}"] for name in (*_NUMBERS, *_COUNTS)})
            code = cls(columns, codes)
            if len(columns) != len(codes) or not code.blocks or len(code.blocks) > 2 * len(columns):
                raise ValueError("its parts do not fit each other")
            for column, one in zip(columns, codes, strict=True):
                _check_column(column, one)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise DataError(
                f"The stored code of the table is damaged: {error}. Restore the model from a copy."
            ) from None
        return code


def _require_exact(values: Array, column: Column) -> None:
    """Raise DataError for whole numbers that float64 does not hold."""
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8 and len(values):
        greatest = max(int(values.max()), int(values.min()), key=abs)
        if abs(greatest) > EXACT:
            raise inexact(greatest, column.name, f"column {shown(column.name)!r}")


def _codes(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> tuple[ColumnCode, ...]:
    """Return the codes of columns; raises ValueError and the like for what does not fit."""
    for name in _NUMBERS:
        if arrays[name].dtype != np.float64 or arrays[name].ndim != 1 or not np.isfinite(arrays[name]).all():
            raise ValueError(f"its {name} are not finite numbers")
    for name in _COUNTS:
        if arrays[name].dtype != np.int64 or arrays[name].ndim != 1 or (arrays[name] < 0).any():
            raise ValueError(f"its {name} are no counts")
    singles = _cut(arrays["singles"], arrays["single_counts"])
    ranges = _ranges(arrays)
    at = np.cumsum(arrays["range_counts"])
    if at[-1] != len(ranges):
        raise ValueError("its columns have other ranges")
    counts = arrays["single_counts"] + arrays["range_counts"] + np.array([one is True for one in document["missing"]])
    shares = _cut(arrays["shares"], counts)
    parts = zip(
        document["missing"], document["decimals"], singles, at - arrays["range_counts"], at, shares, strict=True
    )
    codes = [
        ColumnCode(np.sort(values), tuple(ranges[low:high]), missing is True, decimals, share)
        for missing, decimals, values, low, high, share in parts
    ]
    if any(code.count < 1 or not (code.decimals is None or type(code.decimals) is int) for code in codes):
        raise ValueError("a column has no values")
    return tuple(codes)


def _check_column(column: Column, code: ColumnCode) -> None:
    """Raise ValueError where a code is none of such a column, or holds what is no share or no decimals."""
    if (code.shares < 0).any() or not 0 < code.shares.sum() < 1 + 1e-6:
        raise ValueError(f"the shares of {column.name[:40]!r} are none")
    if code.decimals is not None and not 0 <= code.decimals <= _MOST_DECIMALS:
        raise ValueError(f"the decimals of {column.name[:40]!r} are {shown(code.decimals)}")
    if np.isinf(code.extremes).any():
        raise ValueError(f"no number of {column.name[:40]!r} has {code.decimals} decimals")
    if column.is_named:
        names = np.arange(len(column.categories))
        if code.ranges or not np.array_equal(code.singles, names) or len({*column.categories}) < len(names):
            raise ValueError(f"the categories of {column.name[:40]!r} are not those of its code")
        return
    far = [np.abs(code.singles).max(initial=0), *(np.abs(part.values).max() for part in code.ranges)]
    most = UNITS[column.unit] if column.type == "date" else EXACT if column.type == "integer" else np.inf
    if max(far) > most:
        raise ValueError(f"{column.name[:40]!r} holds whole numbers that are too large")


def _ranges(arrays: Mapping[str, Array]) -> list[Range]:
    lengths, ends = arrays["range_lengths"], arrays["ends"].reshape(-1, 2)
    values, scores = (_cut(arrays[name], lengths) for name in ("values", "scores"))
    ranges = [
        Range(value, score, (float(low), float(high)))
        for value, score, (low, high) in zip(values, scores, ends, strict=True)
    ]
    for part in ranges:
        rises = (np.diff(part.values) > 0).all() and (np.diff(part.scores) > 0).all() and part.ends[0] < part.ends[1]
        if len(part.values) < 2 or not rises:
            raise ValueError("a range does not rise")
        if np.abs(part.scores).max() > _MOST_SCORE or np.abs(part.ends).max() > _MOST_END:
            raise ValueError("the scores of a range are beyond those of any rank")
    return ranges


def _cut(numbers: Array, lengths: Array) -> list[Array]:
    """Return numbers in parts of these lengths; raises ValueError where these are not all of them."""
    if lengths.sum() != len(numbers):
        raise ValueError("its parts have other lengths")
    return np.split(numbers, np.cumsum(lengths)[:-1]) if len(lengths) else []
