"""The columns of a table: which are read, whether they hold numbers, and what their labels are."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gansmith.data.bounds import LONGEST_LABEL
from gansmith.data.choose import Choices
from gansmith.data.dataset import Array
from gansmith.data.trouble import nearest, shown
from gansmith.errors import DataError, UsageError, quoted

_MOST_COLUMNS = 100_000
_MOST_LISTED = 20
_LOOKED_AT = 100_000  # values among which one is shown that is no number
_OF_A_TEXT = 64  # bytes


def check_names(names: Sequence[str], path: str) -> None:
    """Raise DataError for no names, too many, or the same twice."""
    if not names:
        raise DataError(f"{path} starts with an empty line: its first line must hold names or numbers.")
    if len(names) > _MOST_COLUMNS:
        raise DataError(f"{path} has {len(names):,} columns; {_MOST_COLUMNS:,} are the most. Save the array as .npy.")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{path} has two columns called {shown(name)!r}. Rename one.")
        seen.add(name)


def kept_columns(names: Sequence[str], choices: Choices, path: str) -> list[str]:
    """Return the columns to read, in their order; raises DataError for a name none of them has, or if none is left."""
    label, drop = choices.label, set(choices.drop)
    for name in (*(() if choices.lenient else choices.drop), *(() if label is None else (label,))):
        if name not in names:
            listing = ", ".join(map(shown, names[:_MOST_LISTED])) + (" ..." if len(names) > _MOST_LISTED else "")
            raise DataError(
                f"{path} has no column {shown(name)!r}.{nearest(name, list(names))} Its columns: {listing}."
            )
    if label in drop:
        raise UsageError(f"{path}: column {shown(label)!r} is named by both --label and --drop. Leave one of them out.")
    kept = [name for name in names if name not in drop]
    if all(name == label for name in kept):
        apart = [*(["the label"] if label is not None else []), *(["those of --drop"] if drop else [])]
        remedy = " Drop fewer." if drop else ""
        raise DataError(f"{path} has no column of numbers beside {' and '.join(apart)}.{remedy}")
    return kept


def check_numeric(schema: Any, names: Sequence[str], path: str, column_of: Callable[[str], Any]) -> None:
    """Raise DataError naming a column that holds no numbers, what it holds, and what can be done about all such.

    `column_of` gives the values of a column, or the first of them.
    """
    texts = [name for name in names if not _holds_numbers(schema.field(name).type)]
    if not texts:
        return
    name, kind = shown(texts[0]), shown(schema.field(texts[0]).type)
    values = column_of(texts[0])[:_LOOKED_AT].to_pylist()
    row, value = next(((i, v) for i, v in enumerate(values) if v is not None and not is_number(v)), (0, None))
    seen = repr(shown(value) if isinstance(value, str) else value)
    drop = " ".join(_word(shown(text)) for text in texts[:_MOST_LISTED]) + (" ..." if len(texts) > _MOST_LISTED else "")
    leave = "leave it out" if len(texts) == 1 else "leave out all columns without numbers"
    hint = " The table looks separated by semicolons: save it with commas." if ";" in name else ""
    raise DataError(
        f"{path}: column {name!r} holds {kind}, not numbers: {shown(seen)} in row {row}. Name it as the label "
        f"(--label {_word(name)}), or {leave} (--drop {drop}).{hint}"
    )


def _holds_numbers(kind: Any) -> bool:
    from pyarrow import types

    return any(fits(kind) for fits in (types.is_null, types.is_integer, types.is_floating, types.is_boolean))


def number_bytes(kind: Any) -> int:
    """Return how many bytes a number of a column takes, or a short text."""
    try:
        return max(1, int(kind.bit_width) // 8)
    except ValueError:  # of no fixed width
        return _OF_A_TEXT


def numbers(column: Any) -> Array:
    """Return a column as numbers, float64 with NaN where some are missing."""
    import pyarrow

    if pyarrow.types.is_null(column.type):
        return np.full(len(column), np.nan)
    if column.null_count:
        return np.asarray(column.cast(pyarrow.float64()).fill_null(float("nan")).to_numpy())
    return np.asarray(column.to_numpy())


def common_dtype(dtypes: Sequence["np.dtype[Any]"]) -> "np.dtype[Any]":
    """All integers stay integers and all floats of one kind stay so; a mixture becomes float64."""
    kinds = {"i" if dtype.kind in "iub" else dtype.kind for dtype in dtypes}
    dtype = np.result_type(*dtypes) if len(kinds) == 1 else np.dtype(np.float64)
    return np.dtype(np.uint8) if dtype == np.bool_ else dtype


def raw_labels(column: Any, where: str) -> Array:
    """Return a column as numbers or texts for `encode_labels`. Raises DataError for texts that name no class."""
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type):
        return np.asarray(column.cast(pyarrow.float64()).fill_null(float("nan")).to_numpy())
    texts = ["" if value is None else str(value) for value in column.to_pylist()]
    unfit = next((text for text in texts if len(text) > LONGEST_LABEL or "\0" in text), None)
    if unfit is not None:
        what = "a NUL" if "\0" in unfit else f"{len(unfit):,} characters"
        raise DataError(f"{where} holds {shown(unfit)!r}, with {what}: that names no class. Choose another column.")
    return np.array(texts, dtype=np.str_)


def is_number(text: object) -> bool:
    """Whether a text is a number or empty."""
    try:
        float(str(text) or "nan")
    except ValueError:
        return False
    return True


def _word(name: str) -> str:
    """Return a column's name as a word of a command, with quotes always, so that it is seen where it ends."""
    word = quoted(name)
    return f"'{word}'" if word == name else word
