"""The columns of a table: which are read, their numbers, and what their labels are."""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.size_limits import LONGEST_LABEL
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import is_plain
from gansmith.data.reader.library_errors import did_you_mean, shown
from gansmith.data.schema import EXACT
from gansmith.errors import DataError, UsageError, option

_MOST_COLUMNS = 100_000
_MOST_LISTED = 20
_DIGITS = 18  # that an int64 always holds
_OF_A_TEXT = 64  # bytes


def check_names(names: Sequence[str], path: str) -> None:
    """Raise DataError for no names, too many, or the same twice."""
    if not names:
        raise DataError(f"{path} holds no table: it has no line with names or numbers.")
    check_width(len(names), path)
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{path} has two columns called {shown(name)!r}. Rename one.")
        seen.add(name)


def check_width(columns: int, path: str) -> None:
    """Raise DataError for more columns than are read."""
    if columns > _MOST_COLUMNS:
        raise DataError(f"{path} has {columns:,} columns; {_MOST_COLUMNS:,} are the most. Save the array as .npy.")


def kept_columns(names: Sequence[str], choices: Choices, path: str, *, has_names: bool = True) -> list[str]:
    """Return the columns to read, in their order; raises DataError for a name none of them has, or if none is left.

    has_names: whether the file names its columns.
    """
    label, drop = choices.label, set(choices.drop)
    hint = "" if has_names else f" Its first line is taken for a sample; {option('header', 'yes')} if it holds names."
    told = (*(() if label is None else (label,)), *choices.condition)
    for name in (*(() if choices.lenient else choices.drop), *told):
        if name not in names:
            listing = ", ".join(map(shown, names[:_MOST_LISTED])) + (" ..." if len(names) > _MOST_LISTED else "")
            raise DataError(
                f"{path} has no column {shown(name)!r}.{did_you_mean(name, list(names))} Its columns: {listing}.{hint}"
            )
    for one, flag in ((label, "label"), *((name, "condition") for name in choices.condition)):
        if one in drop or (flag == "condition" and one == label):
            other = "drop" if one in drop else "label"
            raise UsageError(
                f"{path}: column {shown(one)!r} is named by both {option(flag)} and {option(other)}. Leave one of them "
                "out."
            )
    kept = [name for name in names if name not in drop]
    if all(name in told for name in kept):
        apart = [
            *(["the label"] if label is not None else []),
            *(["conditions"] if choices.condition else []),
            *([f"those of {option('drop')}"] if drop else []),
        ]
        remedy = " Drop fewer." if drop else ""
        raise DataError(f"{path} has no column of numbers beside {' and '.join(apart)}.{remedy}")
    return kept


def number_bytes(kind: Any) -> int:
    """Return how many bytes a number of a column takes, or a short text."""
    try:
        return max(1, int(kind.bit_width) // 8)
    except ValueError:  # of no fixed width
        return _OF_A_TEXT


def numbers(column: Any, where: str) -> Array:
    """Return a column as numbers, float64 with NaN where some are missing; raises DataError where that is inexact."""
    import pyarrow

    if pyarrow.types.is_null(column.type):
        return np.full(len(column), np.nan)
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pyarrow.types.is_decimal(column.type):
        whole = column.type.scale == 0 and column.type.precision <= _DIGITS
        column = column.cast(pyarrow.int64() if whole else pyarrow.float64())
    if column.null_count:
        if pyarrow.types.is_boolean(column.type):
            column = column.cast(pyarrow.uint8())
        try:
            column = column.cast(pyarrow.float64())
        except pyarrow.ArrowInvalid:
            raise DataError(
                f"{where} misses values, and holds whole numbers beyond {EXACT:,}, which stay exact only where none is "
                f"missing. Fill those, or leave the column out with {option('drop')}."
            ) from None
        return np.asarray(column.fill_null(float("nan")).to_numpy())
    return np.asarray(column.to_numpy())


def common_dtype(columns: Mapping[str, Array], path: str) -> "np.dtype[Any]":
    """All integers stay integers and all floats of one kind stay so; a mixture becomes float64.

    Raises DataError where no type holds all numbers exactly.
    """
    dtypes = [column.dtype for column in columns.values()]
    kinds = {"i" if dtype.kind in "iub" else dtype.kind for dtype in dtypes}
    dtype = np.result_type(*dtypes) if len(kinds) == 1 else np.dtype(np.float64)
    if dtype == np.bool_:
        return np.dtype(np.uint8)
    wide = {name: c for name, c in columns.items() if c.dtype.kind in "iu" and c.dtype.itemsize == 8 and c.size}
    if dtype != np.float64 or not wide:
        return dtype
    if kinds == {"i"}:  # signed and unsigned ones of 64 bits
        if all(int(column.max()) <= np.iinfo(np.int64).max for column in wide.values()):
            return np.dtype(np.int64)
        if all(int(column.min()) >= 0 for column in columns.values()):
            return np.dtype(np.uint64)
    for name, column in wide.items():
        if max(-int(column.min()), int(column.max())) > EXACT:
            raise DataError(
                f"{path}: column {shown(name)!r} holds whole numbers beyond {EXACT:,}, and other columns fractions or "
                f"negative numbers: no type holds all exactly. Leave it out, {option('drop', shown(name))}, or take "
                f"its numbers for names, {option('column', shown(name) + ':category')}."
            )
    return dtype


def raw_labels(
    column: Any, where: str, *, written: bool = False, missing: Collection[str] = ()
) -> tuple[Array, Array | None]:
    """Return a column as numbers or texts, and which are missing, for `encode_labels`.

    written: it is as text that whole numbers are written, and a class is its text without blanks around it where any is
    not one. missing: texts that name no class.
    Raises DataError for texts that name no class.
    """
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pyarrow.types.is_integer(column.type):
        return np.asarray(column.fill_null(0).to_numpy()), np.asarray(column.is_null().to_numpy())
    if pyarrow.types.is_floating(column.type):
        return np.asarray(column.cast(pyarrow.float64()).fill_null(float("nan")).to_numpy()), None
    texts = ["" if value is None or str(value).strip() in missing else str(value) for value in column.to_pylist()]
    unfit = next((text for text in texts if len(text) > LONGEST_LABEL or "\0" in text), None)
    if unfit is not None:
        what = "a NUL" if "\0" in unfit else f"{len(unfit):,} characters"
        raise DataError(f"{where} holds {shown(unfit)!r}, with {what}: that names no class. Choose another column.")
    return _as_written(texts, where) if written else (np.array(texts, dtype=np.str_), None)


def _as_written(texts: list[str], where: str) -> tuple[Array, Array | None]:
    """Return labels of a table of text: numbers where all are whole and plain, else the texts.

    Raises DataError where all are numbers, and some fractions, as those of a quantity are.
    """
    stripped = {text: text.strip() for text in set(texts)}
    if len(set(stripped.values())) == len(stripped):  # no two classes become one
        texts = [stripped[text] for text in texts]
    distinct = set(texts) - {""}
    if distinct and all(map(is_plain, distinct)):
        return np.array([int(text or 0) for text in texts]), np.array([not text for text in texts])
    if distinct and all(map(is_number, distinct)):
        broken = (text for text in texts if text and isfinite(float(text)) and not float(text).is_integer())
        if (first := next(broken, None)) is not None:
            raise DataError(f"{where} holds {shown(first)}, which names no class: labels are names or whole numbers.")
    return np.array(texts, dtype=np.str_), None


def is_number(text: object) -> bool:
    """Whether a text is a number or empty."""
    try:
        float(str(text) or "nan")
    except ValueError:
        return False
    return True
