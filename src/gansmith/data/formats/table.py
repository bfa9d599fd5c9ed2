"""What tables of all kinds share: their columns to a Dataset, and samples to columns."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.conventions import AS_MEANT, TABLES
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.columns import common_dtype, raw_labels
from gansmith.data.formats.condition_columns import with_columns
from gansmith.data.formats.conditions import as_columns
from gansmith.data.formats.far_values import far_values
from gansmith.data.formats.moments import WINDOW, Moments, without_time
from gansmith.data.formats.stored_columns import stored_column
from gansmith.data.formats.table_columns import typed_columns, without_index, without_texts
from gansmith.data.formats.typed import Reading, Written
from gansmith.data.formats.variables import Choices
from gansmith.data.formats.window_rows import times
from gansmith.data.formats.windows import Cut, cut
from gansmith.data.labels import UNKNOWN, Labels, decode_labels, encode_labels
from gansmith.data.left_out import as_left_out
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.store import store
from gansmith.errors import remark

_AT_ONCE = 16 << 20  # bytes of rows that are put together from columns
_OF_TEXT = ("csv", "tsv", "txt", "xlsx")  # tables whose dates may be texts
COPIES = 4  # of the numbers of a table that are made at the most while it is read


def from_table(
    table: Any,
    kind: str,
    path: str,
    choices: Choices,
    *,
    details: Mapping[str, Detail] | None = None,
    notes: Sequence[str] = (),
    declared: Collection[str] = (),
    missing: Collection[str] = (),
    seen: Mapping[str, Written] | None = None,
) -> Dataset:
    """Return the Dataset in a table of pyarrow's, one sample a row.

    details and notes are what its reader has to say. declared: columns that the file calls its index. missing: texts of
    the label column that name no class. seen: how a table as text writes its columns, by name. Raises DataError where
    no column is one to learn from.
    """
    label, notes = choices.label, list(notes)
    all_names: list[str] = table.column_names
    table, moments = _samples_alone(table, choices, path, declared, notes)
    names: list[str] = table.column_names
    stored_columns = dict(zip(names, table.columns, strict=True))
    how = _reading(kind, choices, missing)
    schema, unfit = typed_columns(stored_columns, path, choices, notes, how, seen or {}, all_names)
    columns = {one.column.name: one.values for one in schema}
    known = {label, *choices.condition, *columns}
    left_out = as_left_out((name for name in (*all_names, *choices.drop) if name not in known), unfit)
    names = [name for name in names if name in (label, *choices.condition) or name in columns]
    dtype = common_dtype(columns, path)
    values = store(_rows(list(columns.values()), dtype), (table.num_rows, len(columns)), dtype)
    labels, class_names, details = None, tuple[str, ...](), {**(details or {}), **left_out}
    if label is not None:
        labels, class_names = _labels(stored_columns[label], path, choices, missing, written=kind != "parquet")
        details["label_at"] = names.index(label)
    stored = "bool" if all(column.dtype == np.bool_ for column in columns.values()) else str(dtype)
    types = tuple(one.column for one in schema) if choices.window is None else ()
    origin = Origin(
        kind, path, stored, values.shape, 0, columns=tuple(columns), label=label, details=details, schema=types
    )
    notes += far_values({one.column.name: one.values for one in schema if one.column.type in ("real", "integer")})
    dataset = Dataset(values, labels, class_names, origin, notes=tuple(notes))
    dataset = with_columns(dataset, table, choices.condition, names)
    return dataset if moments is None else cut(dataset, Cut.asked(choices), moments)


def _reading(kind: str, choices: Choices, missing: Collection[str]) -> Reading:
    """Return how columns of a table of this kind become values."""
    is_plain = choices.conventions < TABLES or choices.window is not None
    return Reading(
        kind != "parquet",
        missing,
        choices.table.dates,
        dated=kind in _OF_TEXT,
        plain=is_plain,
        declared=choices.conventions >= AS_MEANT,
    )


def _samples_alone(
    table: Any, choices: Choices, path: str, declared: Collection[str], notes: list[str]
) -> tuple[Any, Moments | None]:
    """Return a table without what is no column of samples, which notes say, and the moments of rows to be cut."""
    moments = None
    if choices.window is not None:
        table, moments = without_time(table, choices.label, choices.table, path, lenient=choices.lenient)
        notes += moments.notes
        moments = replace(moments, notes=())
    table = without_index(table, choices, declared, notes)
    return without_texts(table, choices, path, notes), moments


def _labels(
    column: Any, path: str, choices: Choices, missing: Collection[str], *, written: bool
) -> tuple[Labels, tuple[str, ...]]:
    where = f"{path}: {shown(choices.label)}"
    raw, unknown = raw_labels(column, where, written=written, missing=missing)
    return encode_labels(raw, where, unknown, choices.unlabelled, choices.conventions)


def to_table(
    values: Array,
    origin: Origin,
    labels: Array | None,
    class_names: tuple[str, ...],
    conditions: Array | None = None,
) -> Any:
    """Return samples (N, ...) as a table of pyarrow's in the columns and dtype that were read.

    Of windows each row is a moment, after the number of its window and the time since that began.
    """
    import pyarrow

    if "window" in origin.details:
        return _of_windows(values, origin, labels, class_names)
    flat = values.reshape(len(values), -1).astype(origin.dtype, copy=False)
    flat = flat.astype(flat.dtype.newbyteorder("="), copy=False)
    names = list(origin.columns)
    if len(names) != flat.shape[1]:
        names = [f"c{i}" for i in range(flat.shape[1])]
    if len(origin.schema) == len(names):
        parts = np.ascontiguousarray(values.reshape(len(values), -1).T)
        arrays = [stored_column(part, column) for part, column in zip(parts, origin.schema, strict=True)]
    else:
        arrays = [pyarrow.array(column) for column in np.ascontiguousarray(flat.T)]
    beside = [(at, name, pyarrow.array(column)) for at, name, column in as_columns(origin, conditions)]
    if labels is not None:
        at = int(origin.details.get("label_at", len(names)))
        beside.append((at, origin.label or "label", label_column(labels, class_names)))
    for at, name, column in sorted(beside, key=lambda one: one[0]):
        arrays.insert(at, column)
        names.insert(at, _apart(name, names))
    return pyarrow.table(arrays, names=names)


def _of_windows(values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> Any:
    import pyarrow

    count = len(values)
    channels = values.shape[-1] if values.ndim == 4 else 1
    flat = values.reshape(-1, channels).astype(np.dtype(origin.dtype).newbyteorder("="), copy=False)
    window = len(flat) // count if count else 0
    names = list(origin.columns) if len(origin.columns) == channels else [f"c{i}" for i in range(channels)]
    time, moments = times(count, window, origin)
    numbers = {WINDOW: pyarrow.array(np.repeat(np.arange(count), window))}
    columns = {} if origin.details.get("alone") else numbers
    columns |= {_apart(time, (WINDOW, *names)): pyarrow.array(moments)} if time not in names else {}
    columns |= {name: pyarrow.array(column) for name, column in zip(names, np.ascontiguousarray(flat.T), strict=True)}
    if labels is not None:
        name = _apart(origin.label or "label", [*columns])
        columns[name] = label_column(np.repeat(labels, window), class_names)
    return pyarrow.table(columns)


def label_column(labels: Array, class_names: tuple[str, ...]) -> Any:
    """Return labels (N,) as a column of numbers or names, null where unknown."""
    import pyarrow

    return pyarrow.array(decode_labels(labels, class_names), mask=np.asarray(labels) == UNKNOWN)


def _rows(columns: Sequence[Array], dtype: "np.dtype[Any]") -> Iterator[Array]:
    """Yield consecutive rows of columns, some megabytes at a time."""
    rows = max(1, _AT_ONCE // (len(columns) * dtype.itemsize))
    for start in range(0, len(columns[0]), rows):
        block = np.empty((len(columns[0][start : start + rows]), len(columns)), dtype)
        for i, column in enumerate(columns):
            block[:, i] = column[start : start + rows]
        yield block


def _apart(name: str, columns: Sequence[str]) -> str:
    """Return the name of a label, time or condition, with a number behind it where a column has that name already."""
    if name not in columns:
        return name
    new = next(other for n in range(2, len(columns) + 3) if (other := f"{name}_{n}") not in columns)
    remark(f"The column {shown(name)!r} is written as {shown(new)!r}, since another column has that name.")
    return new
