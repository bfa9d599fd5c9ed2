"""Parquet tables: columns of numbers, lists that are vectors, and images as Hugging Face stores them."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.columns import check_names, kept_columns, number_bytes, raw_labels
from gansmith.data.formats.condition_columns import with_columns
from gansmith.data.formats.conditions import as_columns
from gansmith.data.formats.contents import Contents
from gansmith.data.formats.marks import DETAIL
from gansmith.data.formats.nested_columns import IMAGES, VECTORS, is_images, is_vectors, nested, pictures, vectors
from gansmith.data.formats.size_limits import check_unpacked
from gansmith.data.formats.table import COPIES, from_table, label_column, to_table
from gansmith.data.formats.table_columns import listed
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import OBVIOUS_NAMES, encode_labels
from gansmith.data.reader.library_errors import reading, require, shown
from gansmith.data.storage.memory import expect
from gansmith.data.storage.store import store
from gansmith.errors import DataError, option
from gansmith.storage.json_text import parsed

_NULLABLE = {f"{sign}int{bits}": f"{sign.upper()}Int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)} | {
    "bool": "boolean"
}  # types that have no place for gaps in NumPy, and those of pandas that do


def read_parquet(path: str, choices: Choices) -> Dataset:
    """Read a .parquet file. Raises DataError."""
    import pyarrow.parquet

    with reading(path, "a .parquet table"), pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
        check_names(schema.names, path)
        kept, types = kept_columns(schema.names, choices, path), dict(zip(schema.names, schema.types, strict=True))
        images = [name for name in kept if is_images(types[name]) and name not in choices.condition]
        lists = [name for name in kept if is_vectors(types[name]) and name not in choices.condition]
        if images:
            return _read_images(file, images, kept, path, choices)
        if lists:
            return _read_vectors(file, lists, kept, path, choices)
        _expect(file, kept, path)
        table = file.read(kept)
        return from_table(table, "parquet", path, choices, declared=_pandas_index(schema))


def write_parquet(path: Path, made: Contents) -> None:
    """Write a table in the columns and dtype that were read."""
    origin = made.origin
    require("pyarrow", "table", f"Writing {path.suffix}")
    import pyarrow
    import pyarrow.parquet

    column = origin.details.get(IMAGES) or origin.details.get(VECTORS)
    if column is None or origin.format != "parquet":
        table = to_table(made.values, origin, made.labels, made.class_names, made.conditions)
    else:
        table = pyarrow.table({str(column): nested(made.values, origin)})
        if made.labels is not None:
            name = origin.label if origin.label not in (None, column) else "label"
            table = table.append_column(str(name), label_column(made.labels, made.class_names))
        for _, name, numbers in as_columns(origin, made.conditions):
            table = table.append_column(name, pyarrow.array(numbers))
    table = _with_gaps_in_pandas(table)
    stored = bool(origin.schema)  # whether its own schema, which holds time zones and the like, goes into the file
    with pyarrow.parquet.ParquetWriter(path, table.schema, store_schema=stored) as file:
        file.write_table(table)
        if mark := origin.details.get(DETAIL):
            file.add_key_value_metadata({DETAIL: str(mark)})


def _read_images(file: Any, images: Sequence[str], kept: Sequence[str], path: str, choices: Choices) -> Dataset:
    """Read the one column of images; other columns cannot be learned beside them, but for the label."""
    if len(images) > 1:
        raise DataError(
            f"{path} has several columns of images, {listed(images)}. Leave out all but one with {option('drop')}."
        )
    label, notes = _label(kept, choices)
    _expect(file, [images[0]], path)
    values = pictures(file.read([images[0]]).column(0), path)
    others = [name for name in kept if name not in (*images, label, *choices.condition)]
    if others:
        notes.append(f"columns beside the images {shown(images[0])!r} are left out: {listed(others)}")
    return _dataset(values, {IMAGES: images[0]}, file, replace(choices, label=label), path, notes)


def _read_vectors(file: Any, lists: Sequence[str], kept: Sequence[str], path: str, choices: Choices) -> Dataset:
    """Read columns of lists: one alone is the samples, several and others beside them are laid side by side."""
    label, notes = _label(kept, choices)
    others = [name for name in kept if name not in (*lists, label, *choices.condition)]
    _expect(file, kept, path)
    if len(lists) == 1 and not others:
        values = vectors(file.read(lists).column(0), path, lists[0])
        return _dataset(values, {VECTORS: lists[0]}, file, replace(choices, label=label), path, notes)
    table = file.read(kept)
    for name in lists:
        parts = vectors(table.column(name), path, name).reshape(table.num_rows, -1)
        place = table.column_names.index(name)
        table = table.remove_column(place)
        for number in reversed(range(parts.shape[1])):
            table = table.add_column(place, f"{name}_{number}", [parts[:, number]])
        notes.append(f"column {shown(name)!r} holds lists: its {parts.shape[1]} numbers are columns of their own")
    check_names(table.column_names, path)
    told, index = replace(choices, label=label), _pandas_index(file.schema_arrow)
    return from_table(table, "parquet", path, told, notes=notes, declared=index)


def _label(kept: Sequence[str], choices: Choices) -> tuple[str | None, list[str]]:
    """Return the column of labels: as named, else the one that is called so, which a note says."""
    if choices.label is not None:
        return choices.label, []
    obvious = [name for name in kept if name.lower() in OBVIOUS_NAMES and name not in choices.condition]
    if len(obvious) != 1:
        return None, []
    return obvious[0], [
        f"column {shown(obvious[0])!r} is taken for the labels; {option('drop', obvious[0])} leaves it out"
    ]


def _dataset(
    values: Array, details: dict[str, Detail], file: Any, choices: Choices, path: str, notes: Sequence[str]
) -> Dataset:
    """Return samples of one column with their labels."""
    labels, class_names, label = None, tuple[str, ...](), choices.label
    if label is not None:
        where = f"{path}: {shown(label)}"
        raw, unknown = raw_labels(file.read([label]).column(0), where)
        labels, class_names = encode_labels(raw, where, unknown, choices.unlabelled, choices.conventions)
        class_names = _named(class_names, _class_names(file.schema_arrow, label))
    stored = store(iter([values]), values.shape, values.dtype)
    origin = Origin("parquet", path, str(values.dtype), values.shape, 0, label=label, details=details)
    dataset = Dataset(stored, labels, class_names, origin, notes=tuple(notes))
    told = choices.condition
    return with_columns(dataset, file.read(list(told)), told, told) if told else dataset


def _named(numbers: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of classes that are numbers, where each has one of its own."""
    inside = all(number.isdecimal() and int(number) < len(names) for number in numbers)
    found = tuple(names[int(number)] for number in numbers) if inside else numbers
    return found if len(set(found)) == len(found) else numbers


def _class_names(schema: Any, label: str) -> list[str]:
    """Return the names that Hugging Face's features give to the numbers of a label."""
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        features = parsed(schema.metadata[b"huggingface"])["info"]["features"]
        return [str(name) for name in features[label]["names"]]
    return []


def _with_gaps_in_pandas(table: Any) -> Any:
    """Return the table with what tells pandas that whole numbers and truth values with gaps are such, and no floats."""
    columns = [
        {"name": name, "field_name": name, "pandas_type": str(kind), "numpy_type": _NULLABLE[str(kind)]}
        for name, kind, column in zip(table.column_names, table.schema.types, table.columns, strict=True)
        if column.null_count and str(kind) in _NULLABLE
    ]
    if not columns:
        return table
    described = [{**column, "metadata": None} for column in columns]
    document = {"index_columns": [], "column_indexes": [], "columns": described, "pandas_version": "1.0.0"}
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"pandas": json.dumps(document).encode()})


def _pandas_index(schema: Any) -> list[str]:
    """Return the columns that pandas wrote its index to."""
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        found = parsed(schema.metadata[b"pandas"])["index_columns"]
        return [name for name in found if isinstance(name, str)]
    return []


def _expect(file: Any, kept: Sequence[str], path: str) -> None:
    """Let so much memory be taken as the columns need; raises DataError where that is suspiciously much."""
    metadata, schema = file.metadata, file.schema_arrow
    types = dict(zip(schema.names, schema.types, strict=True))
    unpacked = metadata.num_rows * sum(number_bytes(types[name]) for name in kept)
    nested_names = {name for name in kept if is_images(types[name]) or is_vectors(types[name])}
    if nested_names:
        parts = (
            metadata.row_group(group).column(number)
            for group in range(metadata.num_row_groups)
            for number in range(metadata.num_columns)
        )
        unpacked += sum(
            max(8 * part.num_values, part.total_uncompressed_size)
            for part in parts
            if part.path_in_schema.partition(".")[0] in nested_names
        )
    check_unpacked(path, "parquet", Path(path).stat().st_size, unpacked)
    expect(COPIES * unpacked)
