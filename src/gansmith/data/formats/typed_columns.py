"""The columns of a table with their types: numbers, names of categories, dates; and which are none to learn from."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.formats.as_wanted import as_wanted, as_wanted_text, in_their_order
from gansmith.data.formats.cells import MARKS, as_numbers
from gansmith.data.formats.columns import numbers
from gansmith.data.formats.size_limits import LONGEST_LABEL
from gansmith.data.formats.text_columns import check_strays
from gansmith.data.formats.typed import MOST, NAMES_OF_TRUTH, Typed
from gansmith.data.formats.wanted_types import Wanted
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column, columns_of
from gansmith.errors import DataError

EVERY_TEXT = "every text"  # a choice of columns: texts are categories, however many there are and however long
DAYS = 86_400
_FEWEST = 20  # rows from which on texts that never come again name the rows
_LOOKED_AT = 100_000  # texts among which a number is looked for
_OFTEN = 0.5  # of the rows: as many distinct texts are no categories
_NO_MARKS = ("-", "--", ".")  # of a missing number, which among names may be one
_UNITS = ("s", "ms", "us", "ns")


def typed(
    stored: Any,
    name: str,
    where: str,
    wanted: Wanted | None = None,
    *,
    written: bool = False,
    missing: Collection[str] = (),
) -> Typed:
    """Return a column of pyarrow's with its type; raises DataError for what does not have the type that is wanted.

    written: it is of a table as text, where blanks around a text mean nothing. missing: texts that stand for missing
    values beside the usual ones.
    """
    from pyarrow import types

    kind = stored.type.value_type if types.is_dictionary(stored.type) else stored.type
    if types.is_boolean(kind):
        found = Typed(numbers(stored, where), Column(name, "boolean", 0, NAMES_OF_TRUTH, "bool"))
    elif types.is_date(kind) or types.is_timestamp(kind):
        found = _date(stored, name)
    elif is_text(kind) and wanted is not None and wanted.type in ("integer", "real") and _numeric(stored, missing):
        return typed(_numeric(stored, missing), name, where, wanted)
    elif is_text(kind):
        return as_wanted_text(_named(stored, name, where, wanted, written, missing), where, wanted)
    else:
        values = numbers(stored, where)
        (column,) = columns_of(values[:, None], (name,))
        stored_type = "double" if types.is_null(stored.type) else str(stored.type)
        if types.is_decimal(kind) and kind.scale >= 0:  # with so many decimals as it is declared
            column = replace(column, type="real" if kind.scale else "integer", decimals=kind.scale)
        found = Typed(values, replace(column, stored=stored_type))
    return found if wanted is None or wanted.type == found.column.type else as_wanted(found, where, wanted)


def _numeric(texts: Any, missing: Collection[str]) -> Any:
    """Return texts as numbers, None where some are none."""
    return as_numbers(texts, ".", (*MARKS, *missing))[0]


def is_text(kind: Any) -> bool:
    """Whether a type of pyarrow's is one of texts, or of categories that are named by texts."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or str(kind) == "string_view")


def is_readable(kind: Any) -> bool:
    """Whether a type of pyarrow's is one of texts, truth values or dates."""
    from pyarrow import types

    return is_text(kind) or bool(types.is_boolean(kind) or types.is_date(kind) or types.is_timestamp(kind))


def _date(stored: Any, name: str) -> Typed:
    """Return dates as numbers of the longest unit that all are whole numbers of."""
    import pyarrow
    from pyarrow import compute, types

    kind = stored.type
    unit = "s" if types.is_date(kind) else kind.unit
    whole = stored.cast(pyarrow.timestamp(unit) if types.is_date(kind) else kind).cast(pyarrow.int64())
    gaps = np.asarray(whole.is_null().to_numpy(zero_copy_only=False))
    counted = np.asarray(compute.fill_null(whole, 0).to_numpy(), np.int64)
    while unit != "s" and not (counted % 1000).any():
        counted, unit = counted // 1000, _UNITS[_UNITS.index(unit) - 1]
    if unit == "s" and not (counted % DAYS).any():
        counted, unit = counted // DAYS, "D"
    values = counted.astype(np.float64)
    values[gaps] = np.nan
    return Typed(values, Column(name, "date", 0, (), str(kind), unit))


def _named(stored: Any, name: str, where: str, wanted: Wanted | None, written: bool, missing: Collection[str]) -> Typed:
    """Return texts as the numbers of their names."""
    import pyarrow
    from pyarrow import compute

    kind = "dictionary" if pyarrow.types.is_dictionary(stored.type) else str(stored.type)
    texts = stored.cast(pyarrow.string()) if str(stored.type) != "string" else stored
    texts = compute.utf8_trim_whitespace(texts) if written else texts
    usual = [mark for mark in MARKS if mark not in _NO_MARKS]
    unknown = compute.is_in(texts, value_set=pyarrow.array([*usual, *missing], pyarrow.string()))
    marks = compute.unique(compute.filter(texts, unknown)).drop_null().to_pylist()
    texts = compute.if_else(unknown, None, texts)
    if wanted is None:
        check_strays(texts[:_LOOKED_AT].to_pylist(), where)
    names = sorted(compute.unique(texts).drop_null().to_pylist())
    if wanted is not None and wanted.categories:
        names = in_their_order(names, wanted.categories, where)
    long = next((text for text in names if len(text) > LONGEST_LABEL or "\0" in text), None)
    unfit = _unfit(len(names), len(texts) - texts.null_count, long is not None) if wanted is None else ""
    if unfit or long is not None:
        if wanted is not None:
            raise DataError(f"{where} holds {shown(long)!r}, which names no category. Leave the column out.")
        return Typed(np.empty(0), Column(name, "category", 0, (), kind), unfit=unfit or "free text")
    codes = compute.index_in(texts, value_set=pyarrow.array(names, pyarrow.string()))
    values = np.asarray(compute.fill_null(codes.cast(pyarrow.float64()), float("nan")).to_numpy())
    return Typed(values, Column(name, "category", 0, tuple(names), kind), tuple(filter(None, marks)))


def _unfit(distinct: int, known: int, is_long: bool) -> str:
    """Return why texts are no categories, "" where they are."""
    if is_long:
        return "free text"
    if known >= _FEWEST and distinct == known:
        return "a text that is another in every row, as a name or an identifier is"
    if distinct > MOST:
        return f"{distinct:,} different texts"
    return "free text" if known >= _FEWEST and distinct > _OFTEN * known else ""


def stored_column(values: Array, column: Column) -> Any:
    """Return values (N,) of a column as pyarrow's array of the type that was read, null where missing."""
    import pyarrow
    from pyarrow import compute

    gaps = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), np.bool_)
    if column.is_named:
        codes = np.where(gaps, 0, values).astype(np.int64)
        taken = compute.take(pyarrow.array(_categories(column)), pyarrow.array(codes))
        named = compute.if_else(pyarrow.array(gaps), None, taken)
        return named.dictionary_encode() if column.stored == "dictionary" else named
    if column.type == "date":
        return _dates(np.where(gaps, 0, values), gaps, column)
    kind = _NUMBERS.get(column.stored)
    if declared := _DECIMAL.fullmatch(column.stored):
        digits = min(max(int(declared[1]), 1), 38)
        scale = min(int(declared[2]), digits)
        made = pyarrow.array(np.round(values.astype(np.float64), scale), mask=gaps)
        return made.cast(pyarrow.decimal128(38, scale)).cast(pyarrow.decimal128(digits, scale))
    if kind is None or column.stored in ("double", "float", "halffloat"):
        return pyarrow.array(values, _FLOATS.get(column.stored), mask=gaps)
    whole = np.rint(np.where(gaps, 0, values)) if values.dtype.kind == "f" else values
    return pyarrow.array(whole.astype(kind), mask=gaps)


_FLOATS = {"float": "float32", "halffloat": "float32"}
_DECIMAL = re.compile(r"decimal128\((\d{1,2}), (\d{1,2})\)")
_NUMBERS: Mapping[str, str] = {name: name for name in ("int8", "int16", "int32", "int64")} | {
    name: name for name in ("uint8", "uint16", "uint32", "uint64")
}


def _categories(column: Column) -> Any:
    if column.type == "boolean":
        return [False, True]
    if column.stored in _NUMBERS:
        return [int(name) for name in column.categories]
    if column.stored in ("double", "float"):
        return [float(name) for name in column.categories]
    return list(column.categories)


def _dates(counted: Array, gaps: Array, column: Column) -> Any:
    """Return dates of the type that was read."""
    import pyarrow

    zone = column.stored.partition("tz=")[2].rstrip("]") or None
    if zone is not None and not _is_zone(zone):  # a stranger's model may say anything
        zone = "UTC"
    unit = "s" if column.unit == "D" else column.unit
    moments = np.rint(counted).astype(np.int64) * (DAYS if column.unit == "D" else 1)
    made = pyarrow.array(moments, mask=gaps).cast(pyarrow.timestamp(unit, zone))
    if column.stored.startswith("date"):
        return made.cast(pyarrow.date64() if column.stored.startswith("date64") else pyarrow.date32())
    wide = column.stored.partition("[")[2].partition(",")[0].rstrip("]")
    return made.cast(pyarrow.timestamp(wide, zone)) if wide in _UNITS else made


def _is_zone(name: str) -> bool:
    """Whether a name is one of a time zone, or an offset such as +02:00."""
    import pyarrow
    from pyarrow import compute

    try:
        compute.strftime(pyarrow.scalar(0, pyarrow.timestamp("s", name)))
    except (pyarrow.ArrowInvalid, ValueError):
        return False
    return True
