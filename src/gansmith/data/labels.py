"""Labels as stored (numbers or names) to class indices, and back."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.conventions import BY_EVIDENCE, LATEST
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError, option

Labels = npt.NDArray[np.int64]

UNKNOWN = -1
_SURROGATES = (0xD800, 0xDFFF)  # codes that stand for bytes which are no text
_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,17}")
_LARGEST = 2.0**53  # beyond it not every whole number is a float
_LISTED = 10  # labels that an error names
OBVIOUS_NAMES = ("label", "labels", "y", "target", "targets", "class", "classes")


def encode_labels(
    raw: Array,
    where: str,
    missing: npt.NDArray[np.bool_] | None = None,
    unlabelled: str | None = None,
    conventions: int = LATEST,
) -> tuple[Labels, tuple[str, ...]]:
    """Return class indices (N,) and the class names in their order, from numbers or names (N,).

    Unknown (-1) are "", NaN, what is `missing`, and the label `unlabelled`; by the conventions of version 1 also the
    number -1, unless all others are 1. Raises DataError for numbers that are not
    whole, UsageError where no label is `unlabelled`.
    """
    raw = raw.astype(np.uint8) if raw.dtype == np.bool_ else raw
    if raw.dtype.kind in "iuf":
        if not are_classes(raw):
            first = raw.max() if raw.dtype.kind == "u" else raw[~(_is_whole(raw) | np.isnan(raw))][0]
            raise DataError(
                f"{where} holds {first}, which names no class: labels are names or whole numbers, and no method is "
                f"conditioned on other numbers yet. Group them into classes first, as np.digitize does."
            )
        known = ~np.isnan(raw) if missing is None else ~(np.isnan(raw) | missing)
        if conventions < BY_EVIDENCE and set(np.unique(raw[known]).tolist()) != {-1, 1}:
            known = known & (raw != UNKNOWN)
        raw = np.where(known, raw, 0).astype(np.int64)
    else:
        raw = raw.astype(np.str_)
        _check_names(raw, where)
        known = raw != ""
    if unlabelled is not None:
        known = known & _is_labelled(raw, known, unlabelled, where)
    classes, inverse = np.unique(raw[known], return_inverse=True)
    labels = np.full(len(raw), UNKNOWN, dtype=np.int64)
    labels[known] = inverse
    return labels, tuple(str(name) for name in classes)


def _is_labelled(raw: Array, known: npt.NDArray[np.bool_], unlabelled: str, where: str) -> npt.NDArray[np.bool_]:
    """Return (N,) whether a label is another than `unlabelled`; raises UsageError where none is that."""
    number = int(unlabelled) if is_plain(unlabelled) else None
    marked = np.asarray(raw == (number if raw.dtype.kind == "i" else unlabelled), np.bool_)
    if not (np.broadcast_to(marked, raw.shape) & known).any():
        names = ", ".join(shown(name) for name in np.unique(raw[known])[:_LISTED])
        raise UsageError(
            f"{option('unlabelled', shown(unlabelled))}: {where} holds no such label, but {names}. Choose one of them, "
            "or leave the option out."
        )
    return ~marked


def without_class(
    labels: Labels | None, class_names: tuple[str, ...], unlabelled: str | None, where: str
) -> tuple[Labels | None, tuple[str, ...]]:
    """Return class indices (N,) and names where the class `unlabelled` is no class but unknown (-1)."""
    if labels is None or unlabelled is None:
        return labels, class_names
    return encode_labels(decode_labels(labels, class_names), where, labels == UNKNOWN, unlabelled)


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
