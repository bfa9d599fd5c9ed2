"""Labels that lie beside an array, in a variable or file of their own: numbers, names or one column for each class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.conventions import BY_EVIDENCE, LATEST
from gansmith.data.dataset import MOST_CLASSES, Detail, Origin
from gansmith.data.labels import UNKNOWN, Labels, are_classes, decode_labels, encode_labels, is_plain
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, option

_TEXTS = "SU"  # numpy's kinds of text


@dataclass(frozen=True, eq=False)
class Companion:
    """A variable that lies beside the data and holds its labels, or only looks like it if nobody asked for it.

    unlabelled: the label of samples whose class is unknown.
    """

    name: str
    stored: Array
    asked: bool
    unlabelled: str | None = None


def possible_counts(companion: Companion | None) -> tuple[int, ...]:
    """Return how many samples the labels may be of; nothing where nobody asked for them and none occurs twice."""
    if companion is None:
        return ()
    stored = companion.stored
    if stored.ndim == 2 and 1 not in stored.shape:
        axis = _one_hot_axis(stored)
        return () if axis is None else (stored.shape[axis],)
    repeats = companion.asked or (_reason_against(companion) == "" and len(np.unique(stored)) < stored.size)
    return (stored.size,) if repeats and stored.size > 1 else ()


def read_companion(
    companion: Companion | None, samples: int, path: str, conventions: int = LATEST
) -> tuple[Labels | None, tuple[str, ...], dict[str, Detail]]:
    """Return labels, class names and what is needed to store them alike; None if it was not asked for and does not fit.

    By the conventions of version 1 texts and columns for each class are not taken unless asked for. Raises DataError if
    it was asked for and is not one class for each of the `samples`.
    """
    if companion is None:
        return None, (), {}
    if conventions < BY_EVIDENCE and not companion.asked and not _are_plain(companion.stored):
        return None, (), {}
    stored, where = companion.stored, f"{path}: {shown(companion.name)}"
    axis = _one_hot_axis(stored)
    fits = stored.size == samples == max(stored.shape, default=1) or (
        axis is not None and stored.shape[axis] == samples
    )
    if not companion.asked and (reason := _reason_against(companion) or ("" if fits else f"shape {stored.shape}")):
        return None, (), {"label_unused": f"{shown(companion.name)} ({reason})"}
    if not fits:
        raise DataError(
            f"{where} has shape {stored.shape}, but there are {samples} samples: one label for each is needed."
            f"{_why_not_one_hot(stored)}"
        )
    details: dict[str, Detail] = {"label_dtype": str(stored.dtype), "label_row": int(stored.shape == (1, samples))}
    if axis is not None:
        details |= {"one_hot": stored.shape[1 - axis], "label_row": axis}
        return *encode_labels(_positions(stored if axis == 0 else stored.T), where), details
    raw = _as_text(stored.reshape(-1), where)
    labels, class_names = encode_labels(raw, where, None, companion.unlabelled, conventions)
    return labels, class_names, details | ({"unlabelled": companion.unlabelled} if companion.unlabelled else {})


def stored_labels(labels: Array, class_names: Sequence[str], origin: Origin) -> Array:
    """Return the labels (N,) as they were read: numbers or names, or a column for each class (N, K).

    Those of samples of no known class are written as they were read, else as NaN or "".
    """
    raw, unknown, details = decode_labels(labels, class_names), np.asarray(labels) == UNKNOWN, origin.details
    columns = int(details.get("one_hot", 0))
    if columns and raw.dtype.kind == "i" and raw.max(initial=0) < columns:
        return np.asarray((raw[:, np.newaxis] == np.arange(columns)) & ~unknown[:, np.newaxis], _type(origin))
    mark = str(details.get("unlabelled", ""))
    if raw.dtype.kind != "i" or np.dtype(_type(origin)).kind in _TEXTS:
        return np.where(unknown, mark, raw.astype(np.str_))
    if unknown.any():
        raw = np.where(unknown, int(mark), raw) if is_plain(mark) else np.where(unknown, np.nan, raw)
    with np.errstate(all="ignore"):  # of a type that does not hold them
        alike = raw.astype(np.float64 if np.isnan(raw).any() else _type(origin))
    return alike if np.array_equal(alike, raw, equal_nan=True) else raw  # 255 would not do for -1


def _type(origin: Origin) -> str:
    return str(origin.details.get("label_dtype", "int64"))


def _as_text(raw: Array, where: str) -> Array:
    if raw.dtype.kind != "S":
        return raw
    try:
        return np.asarray(np.char.decode(raw, "utf-8"))
    except UnicodeDecodeError:
        raise DataError(f"{where} holds text that is not UTF-8. Save the labels as UTF-8, or as numbers.") from None


def _are_plain(stored: Array) -> bool:
    """Whether labels are a vector of numbers."""
    return stored.dtype.kind not in _TEXTS and stored.size == max(stored.shape, default=1)


def _reason_against(companion: Companion) -> str:
    """Return why what nobody asked for cannot be labels, "" where it can."""
    stored = companion.stored
    if stored.dtype.kind in _TEXTS or _one_hot_axis(stored) is not None:
        return ""
    if stored.ndim == 2 and 1 not in stored.shape:
        return f"shape {stored.shape}"
    if stored.dtype.kind not in "biuf":
        return f"of {shown(stored.dtype)} type"
    return "" if are_classes(stored) else "numbers that are not whole"


def _one_hot_axis(stored: Array) -> int | None:
    """Return along which axis of (N, K) or (K, N) samples lie, where each has a one for its class, or none; else None.

    Where both can be it is the first, as where there are as many classes as samples.
    """
    if stored.ndim != 2 or min(stored.shape) < 2 or min(stored.shape) > MOST_CLASSES or stored.dtype.kind not in "biuf":
        return None
    if not _all_zeros_and_ones(stored):
        return None
    ones = [np.count_nonzero(stored, axis=1 - axis) for axis in (0, 1)]
    exact = [axis for axis in (0, 1) if (ones[axis] == 1).all()]
    loose = [axis for axis in (0, 1) if ones[axis].max() == 1 and stored.shape[axis] > stored.shape[1 - axis]]
    return next(iter(exact + loose), None)


def _all_zeros_and_ones(stored: Array) -> bool:
    return bool(((stored == 0) | (stored == 1)).all())


def _positions(one_hot: Array) -> Array:
    """(N, K) -> (N,): the column of each one, NaN where there is none."""
    places = np.argmax(one_hot != 0, axis=1)
    labelled = (one_hot != 0).any(axis=1)
    return places if labelled.all() else np.where(labelled, places, np.nan)


def _why_not_one_hot(stored: Array) -> str:
    if stored.ndim != 2 or stored.dtype.kind not in "biuf" or not _all_zeros_and_ones(stored):
        return ""
    return f" Where several columns are 1 a sample has several classes: choose one of them for {option('label')}."
