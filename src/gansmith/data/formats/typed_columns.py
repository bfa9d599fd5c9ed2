"""The columns of a table with their types: numbers, names of categories, dates; and which are none to learn from."""

from dataclasses import replace
from typing import Any

from gansmith.data.formats.as_wanted import as_wanted, as_wanted_text
from gansmith.data.formats.cells import MARKS
from gansmith.data.formats.columns import numbers
from gansmith.data.formats.named_columns import as_plain_texts, named, without_marks
from gansmith.data.formats.number_cells import read_numbers
from gansmith.data.formats.typed import AS_STORED, AS_USUAL, NAMES_OF_TRUTH, Reading, Typed, Written, left_out
from gansmith.data.formats.typed_dates import dated, dates_in, dates_of_whole
from gansmith.data.formats.wanted_types import Wanted
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column, columns_of
from gansmith.errors import DataError, option

_NUMERIC = ("is_null", "is_integer", "is_floating", "is_decimal")
TIMES = "times of day"
_OTHER_KINDS = {  # what types hold that are none of a column to learn from, and pyarrow's tests for them
    TIMES: ("is_time",),
    "spans of time": ("is_duration",),
    "bytes": ("is_binary", "is_large_binary", "is_fixed_size_binary"),
    "lists": ("is_list", "is_large_list", "is_fixed_size_list"),
    "records with fields": ("is_struct", "is_map"),
    "complex or nested values": ("is_union",),
}


def typed(
    stored: Any, name: str, where: str, wanted: Wanted | None = None, how: Reading = AS_STORED, seen: Written = AS_USUAL
) -> Typed:
    """Return a column of pyarrow's with its type; raises DataError for what does not have the type that is wanted.

    seen: how a table as text writes it.
    """
    from pyarrow import types

    kind = stored.type.value_type if types.is_dictionary(stored.type) else stored.type
    if is_text(kind):
        found = _of_texts(stored, name, where, wanted, how)
    elif types.is_boolean(kind):
        found = Typed(numbers(stored, where), Column(name, "boolean", 0, NAMES_OF_TRUTH, "bool"))
    elif types.is_date(kind) or types.is_timestamp(kind):
        found = dated(stored, name, seen.form)
    elif any(getattr(types, fits)(kind) for fits in _NUMERIC):
        found = _of_numbers(stored, name, where, wanted, how)
    elif types.is_time(kind) and wanted is not None and wanted.type == "category":
        found = _of_texts(_times_as_texts(stored), name, where, wanted, how)
    else:
        found = _of_another_kind(kind, name, where, wanted)
    if found.unfit:
        return found
    column = found.column
    found = replace(found, column=replace(column, form=column.form or seen.form, mark=seen.mark))
    return found if wanted is None or wanted.type == found.column.type else as_wanted(found, where, wanted)


def _of_texts(stored: Any, name: str, where: str, wanted: Wanted | None, how: Reading) -> Typed:
    """Return texts as dates, where all are some, or as the numbers of their names."""
    from pyarrow import types

    if wanted is not None and wanted.type in ("integer", "real"):
        texts = as_plain_texts(stored)
        found = read_numbers(texts, ".", (*MARKS, *how.missing))
        if found is not None:
            return typed(found.column, name, where, wanted, how, Written(str(found.form or "")))
    if (wanted is None or wanted.type == "date") and not types.is_dictionary(stored.type):
        texts = without_marks(stored, how)
        dates = dates_in(texts, name, how.order, where, written=how.dated)
        if dates is not None:
            return dates
    return as_wanted_text(named(stored, name, where, wanted, how), where, wanted)


def _times_as_texts(stored: Any) -> Any:
    """Return times of day as texts, with fractions of seconds where some have them."""
    from pyarrow import compute

    texts = stored.cast("string")
    whole = compute.replace_substring_regex(texts, r"\.0+$", "")
    return texts if compute.any(compute.match_substring(whole, ".")).as_py() else whole


def _of_numbers(stored: Any, name: str, where: str, wanted: Wanted | None, how: Reading) -> Typed:
    """Return numbers, whole ones as dates where all are some that are written as 20201231."""
    from pyarrow import types

    values = numbers(stored, where)
    if (
        (wanted is None or wanted.type == "date")
        and not how.plain
        and (dates := dates_of_whole(values, name, str(stored.type), wanted=wanted is not None))
    ):
        return dates
    (column,) = columns_of(values[:, None], (name,))
    stored_type = "double" if types.is_null(stored.type) else str(stored.type)
    if types.is_decimal(stored.type) and stored.type.scale >= 0:  # with so many decimals as it is declared
        column = replace(column, type="real" if stored.type.scale else "integer", decimals=stored.type.scale)
    return Typed(values, replace(column, stored=stored_type))


def _of_another_kind(kind: Any, name: str, where: str, wanted: Wanted | None) -> Typed:
    """Return that a column is none to learn from; raises DataError where it is to be one."""
    from pyarrow import types

    called = next((words for words, fits in _OTHER_KINDS.items() if any(getattr(types, one)(kind) for one in fits)), "")
    called = called or f"values of the type {shown(kind)}"
    if wanted is not None:
        raise DataError(
            f"{where} holds {called}, which become no {wanted.type} ({option('column')}, {option('schema')}). Leave it "
            f"out: {option('drop', shown(name))}."
        )
    return left_out(name, called)


def is_text(kind: Any) -> bool:
    """Whether a type of pyarrow's is one of texts, or of categories that are named by texts."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or str(kind) == "string_view")
