"""Columns of a table that number or name its rows, which are no features of a sample."""

import re
from collections.abc import Collection
from typing import Any

import numpy as np

_NAMELESS = re.compile(r"|Unnamed: 0(\.\d+)*|__index_level_\d+__|level_0")  # as pandas and R write them
_IDENTIFIERS = {"id", "ids", "idx", "index", "uuid", "guid", "rowid", "rownames"}
_FEWEST = 10  # rows from which on 0, 1, 2 ... in the first column number them, whatever its name


def index_columns(table: Any, declared: Collection[str] = ()) -> dict[str, str]:
    """Return those of a table's columns that number or name its rows, each with what it is.

    declared: columns that the file itself calls its index. None are returned where no other column would be left.
    """
    found, names = dict[str, str](), table.column_names
    for place, (name, column) in enumerate(zip(names, table.columns, strict=True)):
        if name in declared:
            found[name] = "the index of the data frame"
        elif reason := _reason(name, column, first=place == 0):
            found[name] = reason
    return found if len(found) < len(names) else {}


def _reason(name: str, column: Any, *, first: bool) -> str:
    from pyarrow import types

    if not (types.is_string(column.type) or types.is_integer(column.type)) or column.null_count or not len(column):
        return ""
    nameless, identifier = first and _NAMELESS.fullmatch(name) is not None, _last_word(name) in _IDENTIFIERS
    if not (first or identifier):
        return ""
    if types.is_string(column.type) and nameless:
        return "the names of the rows" if len(column.unique()) == len(column) else ""
    if not types.is_integer(column.type):
        return ""
    numbers = column.to_numpy()
    if first and (nameless or identifier or len(numbers) >= _FEWEST) and _is_running(numbers):
        return "a running number"
    if (nameless or identifier) and len(np.unique(numbers)) == len(numbers):
        return "an identifier"
    return ""


def _is_running(numbers: Any) -> bool:
    return int(numbers[0]) in (0, 1) and bool((np.diff(numbers) == 1).all())


def _last_word(name: str) -> str:
    """Return the last word of a name, in small letters: "id" of "CustomerID", "customer_id" and "Id"."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    return words[-1].lower() if words else ""
