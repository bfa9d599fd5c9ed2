"""Tables: .csv, .tsv and .parquet, a sample in each row, read and written through pyarrow."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.choose import Choices
from gansmith.data.dataset import Array, Dataset, Detail, Origin
from gansmith.data.labels import UNKNOWN, decode_labels, encode_labels
from gansmith.data.trouble import nearest, reading, require
from gansmith.errors import DataError, UsageError

_LONGEST_LINE = 16 << 20
_BLOCK = 64 << 20  # bytes; many small blocks are slow where there are thousands of columns
_MOST_COLUMNS = 100_000
_MOST_LISTED = 20
_DELIMITERS = {"csv": ",", "tsv": "\t"}


def read_csv(path: str, choices: Choices) -> Dataset:
    """Read a .csv or .tsv; where the first line is all numbers it is a sample, not names. Raises DataError."""
    kind = path.lower()[-3:]
    require("pyarrow", "table", f"Reading {path}")
    import pyarrow.csv

    with reading(path, f"a .{kind} table"):
        names = _first_line(path, _DELIMITERS[kind])
        headerless = all(_is_number(name) for name in names)
        if headerless:
            names = [f"c{i}" for i in range(len(names))]
        _check_names(names, path)
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, skip_rows=0 if headerless else 1, block_size=_BLOCK
            ),
            parse_options=pyarrow.csv.ParseOptions(delimiter=_DELIMITERS[kind]),
            convert_options=pyarrow.csv.ConvertOptions(include_columns=_kept(names, choices, path)),
        )
    return _from_table(table, kind, path, choices.label, {"header": int(not headerless)})


def read_parquet(path: str, choices: Choices) -> Dataset:
    """Read a .parquet file. Raises DataError."""
    require("pyarrow", "table", f"Reading {path}")
    import pyarrow.parquet

    with reading(path, "a .parquet table"), pyarrow.parquet.ParquetFile(path) as file:
        names = file.schema_arrow.names
        _check_names(names, path)
        table = file.read(_kept(names, choices, path))
    return _from_table(table, "parquet", path, choices.label, {})


def write_csv(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write a table in the columns that were read; a line of names unless the file that was read had none."""
    require("pyarrow", "table", f"Writing {path.suffix}")
    import pyarrow.csv

    delimiter = _DELIMITERS[path.suffix.lower()[1:]]
    table = _to_table(values, origin, labels, class_names)
    with path.open("wb") as file:
        if origin.details.get("header", 1):
            file.write(_line(table.column_names, delimiter).encode())
        plain = not any(mark in name for name in class_names for mark in (delimiter, '"', "\r", "\n"))
        quoting = "none" if plain else "needed"  # which quotes every text
        options = pyarrow.csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style=quoting)
        pyarrow.csv.write_csv(table, file, options)


def write_parquet(
    path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]
) -> None:
    """Write a table in the columns and dtype that were read."""
    require("pyarrow", "table", f"Writing {path.suffix}")
    import pyarrow.parquet

    pyarrow.parquet.write_table(_to_table(values, origin, labels, class_names), path, store_schema=False)


def _from_table(table: Any, kind: str, path: str, label: str | None, details: dict[str, Detail]) -> Dataset:
    names: list[str] = table.column_names
    features = [name for name in names if name != label]
    _check_numeric(table, features, path)
    columns = {name: _numbers(table.column(name)) for name in features}
    dtype = _common_dtype([column.dtype for column in columns.values()])
    values = np.empty((table.num_rows, len(columns)), dtype)
    for i, name in enumerate(columns):
        values[:, i] = columns[name]
    labels, class_names = None, tuple[str, ...]()
    if label is not None:
        labels, class_names = encode_labels(_raw_labels(table.column(label)), f"{path}: {label}")
        details = details | {"label_at": names.index(label)}
    stored = "bool" if all(column.dtype == np.bool_ for column in columns.values()) else str(dtype)
    origin = Origin(kind, path, stored, values.shape, 0, columns=tuple(columns), label=label, details=details)
    return Dataset(values, labels, class_names, origin)


def _to_table(values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> Any:
    import pyarrow

    flat = values.reshape(len(values), -1).astype(origin.dtype, copy=False)
    flat = flat.astype(flat.dtype.newbyteorder("="), copy=False)
    names = list(origin.columns)
    if len(names) != flat.shape[1]:
        names = [f"c{i}" for i in range(flat.shape[1])]
    arrays = [pyarrow.array(column) for column in np.ascontiguousarray(flat.T)]
    if labels is not None:
        at = int(origin.details.get("label_at", len(names)))
        arrays.insert(at, pyarrow.array(decode_labels(labels, class_names), mask=np.asarray(labels) == UNKNOWN))
        names.insert(at, origin.label or "label")
    return pyarrow.table(arrays, names=names)


def _first_line(path: str, delimiter: str) -> list[str]:
    with Path(path).open("rb") as file:
        line = file.readline(_LONGEST_LINE + 1)
    if len(line) > _LONGEST_LINE:
        raise DataError(f"{path}: the first line is longer than {_LONGEST_LINE:,} bytes, which no table of ours is.")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: line 1 is not UTF-8 text ({error.reason}). Save the table as UTF-8.") from error
    return next(csv.reader([text], delimiter=delimiter), [])


def _check_names(names: Sequence[str], path: str) -> None:
    if not names:
        raise DataError(f"{path} starts with an empty line: its first line must hold names or numbers.")
    if len(names) > _MOST_COLUMNS:
        raise DataError(f"{path} has {len(names):,} columns; {_MOST_COLUMNS:,} are the most. Save the array as .npy.")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{path} has two columns called {name!r}. Rename one.")
        seen.add(name)


def _kept(names: Sequence[str], choices: Choices, path: str) -> list[str]:
    """Return the columns to read, in their order; raises DataError for a name none of them has, or if none is left."""
    label, drop = choices.label, set(choices.drop)
    for name in (*(() if choices.lenient else choices.drop), *(() if label is None else (label,))):
        if name not in names:
            listing = ", ".join(names[:_MOST_LISTED]) + (" ..." if len(names) > _MOST_LISTED else "")
            raise DataError(f"{path} has no column {name!r}.{nearest(name, list(names))} Its columns: {listing}.")
    if label in drop:
        raise UsageError(f"{path}: column {label!r} is named by both --label and --drop. Leave one of them out.")
    kept = [name for name in names if name not in drop]
    if all(name == label for name in kept):
        apart = [*(["the label"] if label is not None else []), *(["those of --drop"] if drop else [])]
        remedy = " Drop fewer." if drop else ""
        raise DataError(f"{path} has no column of numbers beside {' and '.join(apart)}.{remedy}")
    return kept


def _check_numeric(table: Any, names: Sequence[str], path: str) -> None:
    """Raise DataError naming a column that holds no numbers, what it holds, and what can be done about all such."""
    texts = [name for name in names if not _holds_numbers(table.column(name).type)]
    if not texts:
        return
    name, column = texts[0], table.column(texts[0])
    row, value = next(
        ((i, v) for i, v in enumerate(column.to_pylist()) if v is not None and not _is_number(v)), (0, None)
    )
    drop = " ".join(map(repr, texts[:_MOST_LISTED])) + (" ..." if len(texts) > _MOST_LISTED else "")
    leave = "leave it out" if len(texts) == 1 else "leave out all columns without numbers"
    hint = " The table looks separated by semicolons: save it with commas." if ";" in name else ""
    raise DataError(
        f"{path}: column {name!r} holds {column.type}, not numbers: {value!r} in row {row}. Name it as the label "
        f"(--label {name!r}), or {leave} (--drop {drop}).{hint}"
    )


def _holds_numbers(kind: Any) -> bool:
    from pyarrow import types

    return any(fits(kind) for fits in (types.is_null, types.is_integer, types.is_floating, types.is_boolean))


def _numbers(column: Any) -> Array:
    import pyarrow

    if pyarrow.types.is_null(column.type):
        return np.full(len(column), np.nan)
    if column.null_count:
        return np.asarray(column.cast(pyarrow.float64()).fill_null(float("nan")).to_numpy())
    return np.asarray(column.to_numpy())


def _common_dtype(dtypes: Sequence["np.dtype[Any]"]) -> "np.dtype[Any]":
    """All integers stay integers and all floats of one kind stay so; a mixture becomes float64."""
    kinds = {"i" if dtype.kind in "iub" else dtype.kind for dtype in dtypes}
    dtype = np.result_type(*dtypes) if len(kinds) == 1 else np.dtype(np.float64)
    return np.dtype(np.uint8) if dtype == np.bool_ else dtype


def _raw_labels(column: Any) -> Array:
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type):
        return np.asarray(column.cast(pyarrow.float64()).fill_null(float("nan")).to_numpy())
    return np.array(["" if value is None else str(value) for value in column.to_pylist()])


def _is_number(text: object) -> bool:
    try:
        float(str(text) or "nan")
    except ValueError:
        return False
    return True


def _line(names: Sequence[str], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(names)
    return text.getvalue()
