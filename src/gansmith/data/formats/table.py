"""Tables: .csv, .tsv and .parquet, a sample in each row, read and written through pyarrow."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.columns import (
    check_names,
    check_numeric,
    common_dtype,
    is_number,
    kept_columns,
    number_bytes,
    numbers,
    raw_labels,
)
from gansmith.data.formats.size_limits import check_unpacked
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import UNKNOWN, decode_labels, encode_labels
from gansmith.data.reader.library_errors import reading, require, shown
from gansmith.data.storage.memory import expect
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, remark

_LONGEST_LINE = 16 << 20
_BLOCK = 64 << 20  # bytes; many small blocks are slow where there are thousands of columns
_AT_ONCE = 16 << 20  # bytes of rows that are put together from columns
_COPIES = 4  # of the numbers of a table that are made at the most while it is read
_CSV_COPIES = 32  # bytes taken for each byte of a table as text, where "1," becomes a number of 8 several times
_FEW = 1000  # values of a column in which one is looked for that is no number
_DELIMITERS = {"csv": ",", "tsv": "\t"}


def read_csv(path: str, choices: Choices) -> Dataset:
    """Read a .csv or .tsv; where the first line is all numbers it is a sample, not names. Raises DataError."""
    kind = path.lower()[-3:]
    import pyarrow.csv

    with reading(path, f"a .{kind} table"):
        names = _first_line(path, _DELIMITERS[kind])
        headerless = all(is_number(name) for name in names)
        if headerless:
            names = [f"c{i}" for i in range(len(names))]
        check_names(names, path)
        types = {} if choices.label is None else {choices.label: pyarrow.string()}
        expect(_CSV_COPIES * Path(path).stat().st_size)
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, skip_rows=0 if headerless else 1, block_size=_BLOCK
            ),
            parse_options=pyarrow.csv.ParseOptions(delimiter=_DELIMITERS[kind]),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=kept_columns(names, choices, path), column_types=types
            ),
        )
    return _from_table(table, kind, path, choices, {"header": int(not headerless)})


def read_parquet(path: str, choices: Choices) -> Dataset:
    """Read a .parquet file. Raises DataError."""
    import pyarrow.parquet

    with reading(path, "a .parquet table"), pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
        check_names(schema.names, path)
        kept = kept_columns(schema.names, choices, path)
        check_numeric(schema, [name for name in kept if name != choices.label], path, partial(_start, file))
        unpacked = file.metadata.num_rows * sum(number_bytes(schema.field(name).type) for name in kept)
        check_unpacked(path, "parquet", Path(path).stat().st_size, unpacked)
        expect(_COPIES * unpacked)
        table = file.read(kept)
    return _from_table(table, "parquet", path, choices, {})


def write_csv(path: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    """Write a table in the columns that were read; a line of names unless the file that was read had none."""
    require("pyarrow", "table", f"Writing {path.suffix}")
    import pyarrow.csv

    delimiter = _DELIMITERS[path.suffix.lower()[1:]]
    table = _with_readable_names(_to_table(values, origin, labels, class_names), path)
    with path.open("wb") as file:
        if origin.details.get("header", 1) or not _starts_with_numbers(table):
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


def _from_table(table: Any, kind: str, path: str, choices: Choices, details: dict[str, Detail]) -> Dataset:
    label, unlabelled = choices.label, choices.unlabelled
    names: list[str] = table.column_names
    features = [name for name in names if name != label]
    check_numeric(table.schema, features, path, table.column)
    columns = {name: numbers(table.column(name), f"{path}: column {shown(name)!r}") for name in features}
    dtype = common_dtype(columns, path)
    values = store(_rows(list(columns.values()), dtype), (table.num_rows, len(columns)), dtype)
    labels, class_names = None, tuple[str, ...]()
    if label is not None:
        where = f"{path}: {shown(label)}"
        raw, missing = raw_labels(table.column(label), where, written=kind != "parquet")
        labels, class_names = encode_labels(raw, where, missing, unlabelled)
        details = details | {"label_at": names.index(label)}
    stored = "bool" if all(column.dtype == np.bool_ for column in columns.values()) else str(dtype)
    origin = Origin(kind, path, stored, values.shape, 0, columns=tuple(columns), label=label, details=details)
    return Dataset(values, labels, class_names, origin)


def _rows(columns: Sequence[Array], dtype: "np.dtype[Any]") -> Iterator[Array]:
    """Yield consecutive rows of columns, some megabytes at a time."""
    rows = max(1, _AT_ONCE // (len(columns) * dtype.itemsize))
    for start in range(0, len(columns[0]), rows):
        block = np.empty((len(columns[0][start : start + rows]), len(columns)), dtype)
        for i, column in enumerate(columns):
            block[:, i] = column[start : start + rows]
        yield block


def _start(file: Any, name: str) -> Any:
    """Return the first values of a column of a Parquet file."""
    return next(file.iter_batches(batch_size=_FEW, columns=[name])).column(0)


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
        names.insert(at, _apart(origin.label or "label", names))
    return pyarrow.table(arrays, names=names)


def _apart(label: str, columns: Sequence[str]) -> str:
    """Return a label's name, with a number behind it where a column has that name already."""
    if label not in columns:
        return label
    new = next(name for n in range(2, len(columns) + 3) if (name := f"{label}_{n}") not in columns)
    remark(f"The label column {shown(label)!r} is written as {shown(new)!r}, since another column has that name.")
    return new


def _with_readable_names(table: Any, path: Path) -> Any:
    """Return a table whose first line, as text, will be read as names; raises UsageError where none can."""
    names: list[str] = table.column_names
    if broken := [name for name in names if "\n" in name or "\r" in name]:
        raise UsageError(
            f"{path}: column {shown(broken[0])!r} has a line break in its name, which a table as text does not take. "
            f"Write {path.with_suffix('.parquet').name} instead."
        )
    if not all(map(is_number, names)):
        return table
    remark(f"The columns are written as 'c{names[0]}' and so on: a line of numbers would be read as a sample.")
    return table.rename_columns([f"c{name}" for name in names])


def _starts_with_numbers(table: Any) -> bool:
    """Whether the first row will be read as a sample where no line of names is above it."""
    return all(
        value is None or is_number(value) for column in table.slice(0, 1).columns for value in column.to_pylist()
    )


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


def _line(names: Sequence[str], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(names)
    return text.getvalue()
