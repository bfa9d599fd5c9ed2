"""What samples are conditioned on beside a class: quantities that each sample has, of one or several numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.held import holds
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import EXACT
from gansmith.errors import DataError, option

if TYPE_CHECKING:
    from gansmith.data.dataset import Dataset

MOST = 1000  # numbers that samples are conditioned on
_FEW = 10  # different values, up to which a quantity may be meant for classes
_MANY = 5  # times as many samples as that, from where it is said
_KINDS = "biuf"
_WIDEST, _LONGEST_TYPE = 8, 20  # bytes of a number, characters of a type's name


@dataclass(frozen=True)
class Quantity:
    """A variable or column that samples are conditioned on, as it is stored.

    Attributes
    ----------
    name : str
        Name of the variable or column.
    width : int
        Numbers of one sample.
    dtype : str
        Type of the stored numbers, in numpy's words.
    at : int
        Place among the columns of a table, the label's and the conditions' counted; -1 elsewhere.
    row : bool
        Whether samples lie along the second axis of the stored array.
    vector : bool
        Whether the stored array has two axes.
    """

    name: str
    width: int = 1
    dtype: str = "float64"
    at: int = -1
    row: bool = False
    vector: bool = False


def numbers_of(quantities: Sequence[Quantity]) -> int:
    """Return how many numbers quantities have together."""
    return sum(quantity.width for quantity in quantities)


def names_of(quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """Return a name for each number: that of its quantity, with its place where that has several."""
    return tuple(
        quantity.name if quantity.width == 1 else f"{quantity.name}_{place}"
        for quantity in quantities
        for place in range(quantity.width)
    )


def parts_of(values: Array, quantities: Sequence[Quantity]) -> list[Array]:
    """Return the numbers (N, K) of quantities by quantity, (N, width) each."""
    ends = np.cumsum([quantity.width for quantity in quantities])
    return np.split(values, ends[:-1], axis=1)


def by_name(values: Array, quantities: Sequence[Quantity]) -> dict[str, Array]:
    """Return numbers (N, K) by the name of their quantity, (N,) or (N, width) each, in the type that was read."""
    return {
        quantity.name: _alike(part if quantity.width > 1 else part[:, 0], quantity.dtype)
        for quantity, part in zip(quantities, parts_of(values, quantities), strict=True)
    }


def stored(values: Array, quantities: Sequence[Quantity]) -> dict[str, Array]:
    """Return the same in the axes in which they were read."""
    found = by_name(values, quantities)
    for quantity in quantities:
        array = found[quantity.name]
        if quantity.vector:
            array = array.reshape(len(array), -1)
            found[quantity.name] = array.T if quantity.row else array
    return found


def as_numbers(array: Array, where: str) -> npt.NDArray[np.float64]:
    """Return an array as float64; raises DataError for what is no number, or is none exactly."""
    if array.dtype.kind not in _KINDS:
        raise DataError(
            f"{where} holds no numbers, as a condition does. Take its values for classes with "
            f"{option('label')}, or write them as numbers."
        )
    values = array.astype(np.float64)
    if array.dtype.kind in "iu" and array.size and max(-int(array.min()), int(array.max())) > EXACT:
        raise DataError(
            f"{where} holds whole numbers beyond 2^53, which no float holds exactly. Subtract their smallest first."
        )
    return np.where(np.isfinite(values), values, np.nan)


def require_known(dataset: "Dataset", missing: str) -> "Dataset":
    """Return the dataset without samples whose condition is missing, where these are to be left out; with notes.

    Raises DataError where one is missing and no way is chosen, or where a condition is the same for all samples.
    """
    values, quantities, path = dataset.conditions, dataset.origin.conditions, dataset.origin.path
    if values is None:
        return dataset
    gaps = np.asarray(np.isnan(values))
    if gaps.any() and missing in ("auto", "error", "model"):
        raise DataError(f"{path}: {gap_text(dataset)}. {_remedy()}")
    if gaps.any() and missing == "drop":
        left_out = int(gaps.any(axis=1).sum())
        dataset = dataset.rows(np.flatnonzero(~gaps.any(axis=1)))
        note = (
            f"{left_out:,} of {len(values):,} samples miss a condition, and are left out ({option('missing', 'drop')})"
        )
        dataset = replace(dataset, notes=(*dataset.notes, note))
        values = dataset.conditions
        assert values is not None  # noqa: S101
    for name, column in zip(names_of(quantities), values.T, strict=True):
        known = column[~np.isnan(column)]
        if not len(known) or known.min() == known.max():
            what = f"is {known[0]:g} for all samples" if len(known) else "is known of no sample"
            raise DataError(f"{path}: the condition {shown(name)!r} {what}, so nothing depends on it. Leave it out.")
    return replace(dataset, notes=(*dataset.notes, *_notes(dataset)))


def gap_notes(dataset: "Dataset", treated: str) -> list[str]:
    """Return what becomes of missing conditions, or that it must be said."""
    if dataset.conditions is None or not (gaps := np.isnan(dataset.conditions)).any():
        return []
    if treated == "mean":
        return [f"{gaps.sum():,} missing conditions become the mean of the others ({option('missing', 'mean')})"]
    return [f"{gap_text(dataset)}: {option('missing', 'mean')} or {option('missing', 'drop')} says what becomes of it"]


def gap_text(dataset: "Dataset") -> str:
    """Return where a condition is missing first, and how many are."""
    assert dataset.conditions is not None  # noqa: S101
    gaps = np.argwhere(np.isnan(dataset.conditions))
    row, place = gaps[0]
    more = f", and {len(gaps) - 1:,} more are missing" if len(gaps) > 1 else ""
    return f"the condition {shown(names_of(dataset.origin.conditions)[place])!r} of row {row} is missing{more}"


def spans(values: Array, quantities: Sequence[Quantity]) -> dict[str, tuple[float, float]]:
    """Return the smallest and the largest of each number, by name."""
    lows, highs = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    return {name: (float(low), float(high)) for name, low, high in zip(names_of(quantities), lows, highs, strict=True)}


def require_writable(quantities: Sequence[Quantity]) -> None:
    """Raise TypeError or ValueError for what no reader says of a file."""
    for quantity in quantities:
        try:
            dtype = np.dtype(quantity.dtype[:_LONGEST_TYPE])
        except SyntaxError:  # as numpy raises for some texts
            raise ValueError(f"condition {shown(quantity.name)!r}") from None
        if not (
            1 <= quantity.width <= MOST and quantity.at >= -1 and dtype.kind in _KINDS and dtype.itemsize <= _WIDEST
        ):
            raise ValueError(f"condition {shown(quantity.name)!r}")
    if len({quantity.name for quantity in quantities}) < len(quantities) or numbers_of(quantities) > MOST:
        raise ValueError("conditions of one name, or too many")


def _remedy() -> str:
    return (
        f"Leave such samples out ({option('missing', 'drop')}), or give them the mean of the others "
        f"({option('missing', 'mean')})."
    )


def _notes(dataset: "Dataset") -> list[str]:
    assert dataset.conditions is not None  # noqa: S101
    notes = []
    for name, column in zip(names_of(dataset.origin.conditions), dataset.conditions.T, strict=True):
        distinct = len(np.unique(column[~np.isnan(column)]))
        if distinct <= _FEW and len(column) >= _MANY * distinct:
            notes.append(
                f"the condition {shown(name)!r} has {distinct} different values: {option('label', shown(name))} takes "
                "them for classes"
            )
    return notes


def _alike(array: Array, dtype: str) -> Array:
    """Return numbers in a type, or as they are where it does not hold them."""
    kind = np.dtype(dtype).newbyteorder("=")
    return array.astype(kind) if holds(kind, array) else array
