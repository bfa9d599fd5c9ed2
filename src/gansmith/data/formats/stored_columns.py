"""Values of a table's columns as arrays of the types that were read."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.date_form import texts_of
from gansmith.data.formats.day_order import NANO
from gansmith.data.formats.typed_dates import DAYS, UNITS
from gansmith.data.held import holds
from gansmith.data.reader.library_errors import shown
from gansmith.data.schema import Column
from gansmith.errors import UsageError


def stored_column(values: Array, column: Column) -> Any:
    """Return values (N,) of a column as pyarrow's array of the type that was read, null where missing.

    Raises UsageError where that type does not hold them, as a stranger's model may say anything.
    """
    try:
        return _stored(values, column)
    except (ValueError, IndexError) as error:  # those of pyarrow too
        raise UsageError(
            f"Column {shown(column.name)!r} cannot be written as {shown(column.stored)!r}, the type that it is said to "
            f"have had: {shown(str(error).partition(chr(10))[0])}. Write .npy instead, which holds numbers alone."
        ) from None


def _stored(values: Array, column: Column) -> Any:
    import pyarrow
    from pyarrow import compute

    gaps = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), np.bool_)
    if column.is_named:
        codes = pyarrow.array(np.where(gaps, 0, values).astype(np.int64), mask=gaps)
        if column.stored.startswith("dictionary"):
            return _dictionary(codes, column)
        return _as_text_type(compute.take(pyarrow.array(_categories(column)), codes), column.stored)
    if column.type == "date":
        counted = np.where(gaps, 0, values)
        if column.form and (column.stored in _NUMBERS or column.stored in _TEXTS):
            texts = pyarrow.array(dates_as_texts(counted, column), mask=gaps)
            return texts.cast(column.stored) if column.stored in _NUMBERS else _as_text_type(texts, column.stored)
        return _dates(counted, gaps, column)
    kind = _NUMBERS.get(column.stored)
    if declared := _DECIMAL.fullmatch(column.stored):
        digits = min(max(int(declared[1]), 1), 38)
        scale = min(int(declared[2]), digits)
        with np.errstate(over="ignore"):  # infinity is refused below
            made = pyarrow.array(np.round(values.astype(np.float64), scale), mask=gaps)
        return made.cast(pyarrow.decimal128(38, scale)).cast(pyarrow.decimal128(digits, scale))
    if kind is None:
        kind = _FLOATS.get(column.stored, str(values.dtype))
        _require_held(kind, values)
        return pyarrow.array(values, kind, mask=gaps)
    whole = np.rint(np.where(gaps, 0, values)) if values.dtype.kind == "f" else values
    _require_held(kind, whole)
    return pyarrow.array(whole.astype(kind), mask=gaps)


def _require_held(kind: str, values: Array) -> None:
    """Raise ValueError for numbers that a type does not hold."""
    if not holds(np.dtype(kind), values):
        raise ValueError(f"{kind} does not hold all of its values")


def dates_as_texts(counted: Array, column: Column) -> list[str]:
    """Return dates (N,), numbers of the unit of a column, as texts in its form."""
    whole = counted if counted.dtype.kind == "i" else np.rint(counted).astype(np.int64)
    per_day = 1 if column.unit == "D" else DAYS * 1000 ** UNITS.index(column.unit)
    return texts_of(column.form, whole // per_day, whole % per_day * (DAYS * NANO // per_day))


_TEXTS = ("string", "large_string", "string_view")
_INDEX = re.compile(r"dictionary<values=(?:string|large_string), indices=(u?int(?:8|16|32|64)), ordered=([01])>")
_FLOATS = {"float": "float32", "halffloat": "float32"}
_DECIMAL = re.compile(r"decimal128\((\d{1,2}), (\d{1,2})\)")
_NUMBERS: Mapping[str, str] = {name: name for name in ("int8", "int16", "int32", "int64")} | {
    name: name for name in ("uint8", "uint16", "uint32", "uint64")
}


def _categories(column: Column) -> Any:
    if column.stored in _NUMBERS:
        return [0, 1] if column.type == "boolean" else [int(name) for name in column.categories]
    if column.stored in ("double", "float"):
        return [0.0, 1.0] if column.type == "boolean" else [float(name) for name in column.categories]
    if column.type == "boolean":
        return list(column.truths) if column.stored in _TEXTS else [False, True]
    return list(column.categories)


def _dictionary(codes: Any, column: Column) -> Any:
    """Return categories with all their names, those that do not come too, in the order and type that they had."""
    import pyarrow

    known = _INDEX.fullmatch(column.stored)
    index, ordered = (known[1], known[2] == "1") if known else ("int32", False)
    if len(column.categories) > np.iinfo(index).max:  # which a stranger's model may say
        index = "int32"
    names = pyarrow.array(list(column.categories), pyarrow.string())
    return pyarrow.DictionaryArray.from_arrays(codes.cast(index), names, ordered=ordered)


def _as_text_type(texts: Any, stored: str) -> Any:
    """Return texts in the type of texts that was read; what are none, as they are."""
    return texts.cast(stored) if stored == "large_string" else texts


def _dates(counted: Array, gaps: Array, column: Column) -> Any:
    """Return dates of the type that was read."""
    import pyarrow

    zone = column.stored.partition("tz=")[2].rstrip("]") or None
    if zone is not None and not _is_zone(zone):  # a stranger's model may say anything
        zone = "UTC"
    unit = "s" if column.unit == "D" else column.unit
    moments = np.rint(counted) * (DAYS if column.unit == "D" else 1)
    _require_held("int64", moments)
    made = pyarrow.array(moments.astype(np.int64), mask=gaps).cast(pyarrow.timestamp(unit, zone))
    if column.stored.startswith("date"):
        return made.cast(pyarrow.date64() if column.stored.startswith("date64") else pyarrow.date32())
    wide = column.stored.partition("[")[2].partition(",")[0].rstrip("]")
    return made.cast(pyarrow.timestamp(wide, zone)) if wide in UNITS else made


def _is_zone(name: str) -> bool:
    """Whether a name is one of a time zone, or an offset such as +02:00."""
    import pyarrow
    from pyarrow import compute

    try:
        compute.strftime(pyarrow.scalar(0, pyarrow.timestamp("s", name)))
    except (pyarrow.ArrowInvalid, ValueError):
        return False
    return True
