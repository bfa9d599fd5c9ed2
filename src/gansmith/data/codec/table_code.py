"""A table as rows of numbers in [-1, 1] and categories, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gansmith.data.chunks import Array, as_float64
from gansmith.data.codec.column_code import ColumnCode, Floats
from gansmith.data.codec.column_parts import Range
from gansmith.data.schema import Column
from gansmith.errors import DataError

_NUMBERS = ("singles", "values", "scores")
_COUNTS = ("single_counts", "range_counts", "range_lengths")


@dataclass(frozen=True, eq=False)
class TableCode:
    """The code of each column of a table."""

    columns: tuple[Column, ...]
    codes: tuple[ColumnCode, ...]

    @classmethod
    def fit(cls, values: Array, columns: Sequence[Column], *, missing: bool) -> "TableCode":
        """Return the codes of a table's values (N, D); missing: whether missing values are learnt as such."""
        codes = (
            ColumnCode.fit(as_float64(values[:, place]), column, missing=missing)
            for place, column in enumerate(columns)
        )
        return cls(tuple(columns), tuple(codes))

    @cached_property
    def blocks(self) -> tuple[int, ...]:
        """Widths of what networks draw, as of `DataSpec.blocks`."""
        return tuple(width for code in self.codes for width in code.blocks)

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
        ends = np.cumsum([sum(code.blocks) for code in self.codes])[:-1]
        parts = np.split(np.asarray(rows, np.float64), ends, axis=1)
        return np.stack([code.decode(part) for code, part in zip(self.codes, parts, strict=True)], axis=1)

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
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise DataError(
                f"The stored code of the table is damaged: {error}. Restore the model from a copy."
            ) from None
        return code


def _codes(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> tuple[ColumnCode, ...]:
    """Return the codes of columns; raises ValueError and the like for what does not fit."""
    for name in _NUMBERS:
        if arrays[name].dtype != np.float64 or arrays[name].ndim != 1 or not np.isfinite(arrays[name]).all():
            raise ValueError(f"its {name} are not finite numbers")
    for name in _COUNTS:
        if arrays[name].dtype != np.int64 or arrays[name].ndim != 1 or (arrays[name] < 0).any():
            raise ValueError(f"its {name} are no counts")
    lengths = arrays["range_lengths"]
    ends = np.cumsum(lengths)
    ranges = [
        Range(arrays["values"][end - length : end], arrays["scores"][end - length : end])
        for length, end in zip(lengths, ends, strict=True)
    ]
    for part in ranges:
        if len(part.values) < 2 or (np.diff(part.values) <= 0).any() or (np.diff(part.scores) <= 0).any():
            raise ValueError("a range does not rise")
    total = len(arrays["values"])
    if ends[-1:].sum() != total or len(arrays["scores"]) != total:
        raise ValueError("its ranges have other lengths")
    of_singles = np.split(arrays["singles"], np.cumsum(arrays["single_counts"])[:-1])
    at = np.concatenate([[0], np.cumsum(arrays["range_counts"])])
    if arrays["single_counts"].sum() != len(arrays["singles"]) or at[-1] != len(ranges):
        raise ValueError("its columns have other parts")
    flags = zip(document["missing"], document["decimals"], of_singles, at[:-1], at[1:], strict=True)
    codes = [
        ColumnCode(np.sort(singles), tuple(ranges[first:last]), missing is True, decimals)
        for missing, decimals, singles, first, last in flags
    ]
    if any(code.count < 1 or not (code.decimals is None or type(code.decimals) is int) for code in codes):
        raise ValueError("a column has no values")
    return tuple(codes)
