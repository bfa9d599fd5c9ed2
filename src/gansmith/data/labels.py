"""Labels as stored (numbers or names) to class indices, and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.dataset import Detail, Origin
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError

Labels = npt.NDArray[np.int64]

UNKNOWN = -1
_SURROGATES = (0xD800, 0xDFFF)  # codes that stand for bytes which are no text
_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,17}")
_LARGEST = 2.0**53  # beyond it not every whole number is a float
OBVIOUS_NAMES = ("label", "labels", "y", "target", "targets", "class", "classes")


@dataclass(frozen=True, eq=False)
class Companion:
    """A variable that lies beside the data and holds its labels, or only looks like it if nobody asked for it."""

    name: str
    stored: Array
    asked: bool


def read_companion(
    companion: Companion | None, samples: int, path: str
) -> tuple[Labels | None, tuple[str, ...], dict[str, Detail]]:
    """Return labels, class names and what is needed to store them alike; None if it was not asked for and does not fit.

    Raises DataError if it was asked for and is not one class number for each of the `samples`.
    """
    if companion is None:
        return None, (), {}
    stored, where = companion.stored, f"{path}: {shown(companion.name)}"
    fits = stored.size == samples == max(stored.shape, default=1)
    if not companion.asked and not (fits and are_classes(stored)):
        return None, (), {}
    if not fits:
        raise DataError(
            f"{where} has shape {stored.shape}, but there are {samples} samples: one label for each is needed."
        )
    labels, class_names = encode_labels(stored.reshape(-1), where)
    return labels, class_names, {"label_dtype": str(stored.dtype), "label_row": int(stored.shape == (1, samples))}


def stored_labels(labels: Array, class_names: Sequence[str], origin: Origin) -> Array:
    """Return numbers (N,) for a format that holds no names: those that were read, else class indices."""
    raw = decode_labels(labels, class_names)
    numbers = raw if raw.dtype.kind == "i" else np.asarray(labels, dtype=np.int64)
    alike = numbers.astype(str(origin.details.get("label_dtype", "int64")))
    return alike if np.array_equal(alike, numbers) else numbers  # 255 would not do for an unknown -1


def encode_labels(
    raw: Array, where: str, missing: npt.NDArray[np.bool_] | None = None
) -> tuple[Labels, tuple[str, ...]]:
    """Return class indices (N,) and the class names in their order, from numbers or names (N,).

    Unknown (-1) are "", NaN, what is `missing`, and -1, which is a class only where all others are 1. Raises
    DataError for numbers that are not whole.
    """
    raw = raw.astype(np.uint8) if raw.dtype == np.bool_ else raw
    if raw.dtype.kind in "iuf":
        if not are_classes(raw):
            first = raw.max() if raw.dtype.kind == "u" else raw[~(_is_whole(raw) | np.isnan(raw))][0]
            raise DataError(f"{where} holds {first}, which names no class: labels are names or whole numbers.")
        there = ~np.isnan(raw) if missing is None else ~(np.isnan(raw) | missing)
        known = there & ((raw != UNKNOWN) | _is_plus_minus_one(raw[there]))
        raw = np.where(known, raw, 0).astype(np.int64)
    else:
        raw = raw.astype(np.str_)
        _check_names(raw, where)
        known = raw != ""
    classes, inverse = np.unique(raw[known], return_inverse=True)
    labels = np.full(len(raw), UNKNOWN, dtype=np.int64)
    labels[known] = inverse
    return labels, tuple(str(name) for name in classes)


def _check_names(raw: Array, where: str) -> None:
    """Raise DataError for what can be no name of a class: a NUL ends a name in most places, and so would mix two."""
    if raw.size == 0 or raw.dtype.itemsize == 0:
        return
    codes = np.ascontiguousarray(raw).view(np.uint32).reshape(len(raw), -1)
    inside = (codes[:, :-1] == 0) & (codes[:, 1:] != 0)
    half = (codes >= _SURROGATES[0]) & (codes <= _SURROGATES[1])
    if (bad := inside.any(axis=1) | half.any(axis=1)).any():
        name = shown(raw[bad][0])
        raise DataError(f"{where} holds {name!r}, which is no name of a class but damaged text. Rename it.")


def are_classes(raw: Array) -> bool:
    """Whether numbers could be class numbers: all whole, or NaN where unknown."""
    if raw.dtype.kind == "u":
        return bool((raw <= np.iinfo(np.int64).max).all())
    if raw.dtype.kind != "f":
        return raw.dtype.kind in "ib"
    return bool((_is_whole(raw) | np.isnan(raw)).all())


def decode_labels(labels: Array, class_names: Sequence[str]) -> Array:
    """Return what `encode_labels` was given: int64 where every name is a whole number (unknown -1), else names ("")."""
    names = list(class_names) or [str(i) for i in range(int(labels.max(initial=0)) + 1)]
    if labels.size and not UNKNOWN <= labels.min() <= labels.max() < len(names):
        raise UsageError(f"Labels run from {labels.min()} to {labels.max()}, but there are {len(names)} classes.")
    numeric = all(map(is_plain, names))
    table = np.array([*map(int, names), UNKNOWN]) if numeric else np.array([*names, ""])
    return np.asarray(table[labels])  # index -1 is the last entry: unknown


def is_plain(text: str) -> bool:
    """Whether a text is a whole number as we write one: "7" and "-7", but not "007", "7.0" or "+7", which are names."""
    return _PLAIN.fullmatch(text) is not None


def _is_whole(raw: Array) -> npt.NDArray[np.bool_]:
    return np.asarray((raw == np.rint(raw)) & (np.abs(raw) < _LARGEST))


def _is_plus_minus_one(raw: Array) -> bool:
    return set(np.unique(raw[~np.isnan(raw)]).tolist()) == {-1, 1}
