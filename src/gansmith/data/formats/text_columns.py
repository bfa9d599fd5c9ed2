"""Columns of a table that hold no numbers, and what is said of them."""

from collections.abc import Callable, Sequence
from typing import Any

from gansmith.data.formats.cells import FRACTION, TEXT, WHOLE, kind_of
from gansmith.data.formats.columns import is_number
from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, flags_are_spoken, option, quoted

_MOST_STRAYS, _LONGEST_STRAY = 5, 20  # texts among numbers that may be marks of missing values, and their characters
_TEXT = "text"  # as messages call a type
_LOOKED_AT = 100_000  # values among which one is shown that is no number


def check_numeric(
    schema: Any, names: Sequence[str], path: str, column_of: Callable[[str], Any], *, labelled: bool
) -> None:
    """Raise DataError for columns that hold no numbers, naming the first, what it holds, and the remedy for all.

    `column_of` gives the values of a column, or the first of them. labelled: whether a label is named already.
    """
    texts = text_columns(schema, names, empty=False)
    if not texts:
        return
    name, values = texts[0], column_of(texts[0])[:_LOOKED_AT].to_pylist()
    where, leave_out = f"{path}: column {shown(name)!r}", option("columns", "numeric")
    check_strays(values, where)
    filled = [(row, value) for row, value in enumerate(values) if value is not None]
    row, value = next((one for one in filled if not is_number(one[1])), filled[0] if filled else (0, None))
    several = f" {len(texts)} of {len(names)} columns hold no numbers." if len(texts) > 1 else ""
    named = [text for text in texts if _called(schema.field(text).type) == _TEXT]
    label = next((text for text in named if text.lower() in OBVIOUS_NAMES), named[-1] if named else None)
    join = "and to condition on the classes of one, add" if several else "or take its classes as labels:"
    hint = "" if labelled or label is None else f"; {join} {_spelled('label', [shown(label)])}"
    seen = repr(value) if isinstance(value, str | bytes) else str(value)
    raise DataError(
        f"{where} holds {_called(schema.field(name).type)}, not numbers: {shown(seen)} in row {row}.{several} "
        f"Leave out what holds none: {leave_out}{hint}."
    )


def check_strays(values: list[Any], where: str, name: str = "") -> None:
    """Raise DataError for a column of numbers among which are a few texts; name: the column's, if it may hold names."""
    strays = _strays(values)
    if not strays:
        return
    row = next(row for row, value in enumerate(values) if value is not None and value.strip() == strays[0])
    missing = f"If that stands for a missing value, give {_spelled('missing_values', strays)}"
    other = f"to leave out all columns without numbers, {option('columns', 'numeric')}"
    if name:
        names, drop = _spelled("column", [f"{shown(name)}:category"]), _spelled("drop", [shown(name)])
        other = f"if its numbers are names too, {names}; to leave the column out, {drop}"
    total = " If the last row is a sum of the others, delete it." if len(strays) == 1 and row == len(values) - 1 else ""
    raise DataError(f"{where} holds numbers, and {strays[0]!r} in row {row}. {missing}; {other}.{total}")


def _spelled(name: str, values: list[str]) -> str:
    """Return an option with names as its value, each in quotes, so that it is seen where it ends."""
    if flags_are_spoken():
        return option(name, " ".join(map(_word, values)))
    return option(name, values[0] if len(values) == 1 else tuple(values))


def text_columns(schema: Any, names: Sequence[str], *, empty: bool = True) -> list[str]:
    """Return those of the columns named that hold no numbers, and if `empty` those that hold nothing at all."""
    from pyarrow import types

    kinds = dict(zip(schema.names, schema.types, strict=True))
    return [name for name in names if not _holds_numbers(kinds[name]) or (empty and types.is_null(kinds[name]))]


def _strays(values: list[Any]) -> list[str]:
    """Return the few texts of a column that are no numbers, where most others are numbers."""
    known = [value for value in values if value is not None]
    texts = [value.strip() for value in known if isinstance(value, str)]
    if len(texts) < len(known) or not texts:
        return []
    kinds = {text: kind_of(text) for text in set(texts)}
    strays = [text for text, kind in kinds.items() if kind == TEXT]
    others = sum(kinds[text] in (WHOLE, FRACTION) for text in texts)
    few = len(strays) <= _MOST_STRAYS and all(len(text) <= _LONGEST_STRAY for text in strays)
    return sorted(strays, key=texts.index) if few and others > len(texts) / 2 else []


def _called(kind: Any) -> str:
    from pyarrow import types

    if types.is_string(kind) or types.is_large_string(kind) or types.is_dictionary(kind):
        return _TEXT
    called = {"times of day": types.is_time, "spans of time": types.is_duration, "bytes": types.is_binary}
    if found := next((words for words, fits in called.items() if fits(kind)), ""):
        return found
    return shown(kind)


def _holds_numbers(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        fits(kind) for fits in (types.is_null, types.is_integer, types.is_floating, types.is_boolean, types.is_decimal)
    )


def _word(name: str) -> str:
    """Return a column's name as a word of a command, with quotes always, so that it is seen where it ends."""
    word = quoted(name)
    return f"'{word}'" if word == name else word
