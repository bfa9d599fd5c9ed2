"""Data in Python's memory: arrays and tensors, lists of them, data frames, and data sets that are read item by item."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion, read_companion
from gansmith.data.dataset import Dataset
from gansmith.data.formats.arrays import array_of, is_array, type_of
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.records import from_records, is_structured
from gansmith.data.formats.registry import FORMATS
from gansmith.data.formats.variables import TEXT, Choices, read_chosen
from gansmith.data.reader.isolated import read_apart
from gansmith.data.reader.library_errors import require, shown
from gansmith.errors import DataError, UsageError

MEMORY = "array"  # in place of the path of data in memory
_ACCEPTED = (
    "a path, an array or tensor, a list of numbers or arrays, a dictionary of arrays, a data frame, or a data set "
    "whose items are samples or (sample, label)"
)


@dataclass(frozen=True)
class Kind:
    """What an object is, in words, which options of reading it knows, and how it is read."""

    what: str
    options: tuple[str, ...]
    read: Callable[[Any, Choices], Dataset]


def kind_of(source: object) -> Kind:
    """Return how to read an object in memory; raises UsageError, which names its type, where nothing does."""
    if is_frame(source):
        return Kind("a data frame", FORMATS["parquet"].options, _read_frame)
    if isinstance(source, np.ndarray) and is_structured(source.dtype):
        return Kind("a structured array", FORMATS["parquet"].options, _read_records)
    if (pair := as_labelled(source)) is not None:
        first = kind_of(pair[0])
        return Kind("samples and labels in memory", (*first.options, "unlabelled"), partial(_read_labelled, first))
    if is_list_of_items(source):
        from gansmith.data.formats.items import read_items

        return Kind("a list of samples with labels", ("variable", "axes", "label", "unlabelled"), read_items)
    if isinstance(source, np.ndarray | list | tuple | memoryview) or is_array(source):
        return Kind("an array in memory", ("samples_axis", "axes", "window", "stride"), _read_array)
    if isinstance(source, Mapping) and source and all(isinstance(name, str) for name in source):
        return Kind("a dictionary of arrays", FORMATS["npz"].options, _read_mapping)
    items = hasattr(source, "__getitem__") and hasattr(source, "__len__")
    if items and not isinstance(source, str | bytes | bytearray | Mapping):
        from gansmith.data.formats.items import read_items

        return Kind("a data set in memory", ("variable", "axes", "label", "unlabelled"), read_items)
    hint = ""
    if hasattr(source, "__iter__") and hasattr(source, "dataset"):
        hint = " It has a data set: give that, as in loader.dataset."
    elif isinstance(source, Mapping):
        hint = " Name each array of a dictionary by a text."
    elif hasattr(source, "__iter__"):
        hint = " Collect what it yields into a list or array first."
    raise UsageError(f"Data of type {type_of(source)} cannot be read: give {_ACCEPTED}.{hint}")


def as_labelled(source: object) -> tuple[Any, Any] | None:
    """Return samples and their labels where an object is the two of them, as (X, y); None where it may be samples.

    The first has at least two axes or columns, the second one label for each sample.
    """
    if not isinstance(source, tuple | list) or len(source) != 2:
        return None
    samples, labels = source
    if is_frame(labels) or not all(hasattr(one, "__len__") or is_array(one) for one in source):
        return None
    if isinstance(labels, str | bytes | Mapping) or isinstance(samples, str | bytes | Mapping):
        return None
    first, second = _shape_of(samples), _shape_of(labels)
    is_one_each = len(second) == 1 and len(first) > 1 and second[0] == first[0] > 1
    return (samples, labels) if is_one_each else None


def _shape_of(source: Any) -> tuple[int, ...]:
    """Return the shape of an array, a frame or nested lists, as far as their first parts tell; () of anything else."""
    if isinstance(source, list | tuple):
        return (len(source), *(_shape_of(source[0]) if len(source) else ()))
    shape = getattr(source, "shape", ())
    if not shape and is_frame(source):
        shape = (getattr(source, "num_rows", 0), getattr(source, "num_columns", 0))
    return tuple(shape) if isinstance(shape, Sequence) else ()


def is_list_of_items(source: object) -> bool:
    """Whether a list holds pairs (sample, label), or samples with fields by name."""
    if not isinstance(source, list | tuple) or not source:
        return False
    if isinstance(source[0], Mapping):
        return True
    if not isinstance(source[0], tuple) or len(source[0]) != 2:
        return False
    sample, label = source[0]
    return len(_shape_of(sample)) > 0 and isinstance(label, str | int | float | np.generic)


def is_frame(source: object) -> bool:
    """Whether an object is a table of named columns, by the protocols that tables have."""
    if isinstance(source, type):
        return False
    named = hasattr(source, "columns") or hasattr(source, "column_names")
    return hasattr(source, "__dataframe__") or (hasattr(source, "__arrow_c_stream__") and named)


def _read_array(source: object, choices: Choices, companion: Companion | None = None) -> Dataset:
    what = "The list" if isinstance(source, list | tuple) else "The data"
    stored = array_of(source, what)
    return from_array(
        stored,
        format="npy",
        path=MEMORY,
        samples_axis=choices.samples_axis,
        axes=choices.axes,
        companion=companion,
        conventions=choices.conventions,
    )


def _read_labelled(first: Kind, source: Any, choices: Choices) -> Dataset:
    """Read samples and, beside them, their labels."""
    samples, labels = source
    companion = Companion("label", array_of(labels, "The labels"), True, choices.unlabelled)
    plain = replace(choices, unlabelled=None)
    if first.read is _read_array:
        dataset = _read_array(samples, plain, companion)
    else:
        dataset = first.read(samples, plain)
        found, class_names, details = read_companion(companion, len(dataset), MEMORY, choices.conventions)
        origin = replace(dataset.origin, label="label", details={**dataset.origin.details, **details})
        dataset = replace(dataset, labels=found, class_names=class_names, origin=origin)
    return replace(dataset, notes=(*dataset.notes, "the second of the two parts is taken for the labels"))


def _read_records(source: Array, choices: Choices) -> Dataset:
    return from_records(source, "npy", MEMORY, choices)


def _read_mapping(source: Mapping[str, object], choices: Choices) -> Dataset:
    """Read a dictionary of arrays as the .npz file that it would be saved as."""
    arrays, refused = dict[str, Array](), dict[str, str]()
    for name, value in source.items():
        array = array_of(value, f"The array {shown(name)!r}")
        if array.dtype.kind in "biufcSU":
            arrays[name] = array
        else:
            refused[name] = f"of {shown(array.dtype)} type"
    found = {
        name: (array.shape, TEXT if array.dtype.kind in "SU" else str(array.dtype)) for name, array in arrays.items()
    }
    return read_chosen("npz", MEMORY, found, refused, choices, arrays.__getitem__, {}, in_memory=True)


def arrow_of(source: Any) -> Any:
    """Return a frame as a table of pyarrow's, without an index of rows; raises DataError where a column has no type."""
    require("pyarrow", "table", "A data frame")
    return _arrow(source.reset_index(drop=True) if hasattr(source, "reset_index") else source)


def _arrow(source: Any) -> Any:
    import pyarrow

    try:
        if hasattr(source, "__arrow_c_stream__"):
            table = pyarrow.table(source)
        else:
            from pyarrow.interchange import from_dataframe

            table = from_dataframe(source)
        return pyarrow.table([_whole(column) for column in table.columns], names=table.column_names)
    except (pyarrow.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"The data frame of type {type_of(source)} has a column that cannot be converted: {type(error).__name__}. "
            "Keep its columns of numbers and texts."
        ) from None


def _whole(column: Any) -> Any:
    """Return a column with its categories as texts one after the other: Parquet takes no views, as polars has them."""
    import pyarrow
    from pyarrow import types

    if not (types.is_dictionary(column.type) and types.is_string_view(column.type.value_type)):
        return column
    parts = [(part.indices, part.dictionary.cast(pyarrow.string())) for part in column.chunks]
    texts = [pyarrow.DictionaryArray.from_arrays(indices.cast(pyarrow.int64()), names) for indices, names in parts]
    return pyarrow.chunked_array(texts, pyarrow.dictionary(pyarrow.int64(), pyarrow.string()))


def _read_frame(source: Any, choices: Choices) -> Dataset:
    """Read a frame as the Parquet file that it would be saved as; an index of rows is no column."""
    require("pyarrow", "table", "A data frame")
    import pyarrow.parquet

    if hasattr(source, "reset_index"):
        source = source.reset_index(drop=choices.window is None)  # which may hold the time of each row
    table = _arrow(source)
    with tempfile.TemporaryDirectory(prefix="gansmith-", dir=os.environ.get("TMPDIR")) as folder:
        path = Path(folder) / "frame.parquet"
        pyarrow.parquet.write_table(table, path)
        try:
            read = read_apart("parquet", str(path), choices)
        except (DataError, UsageError) as error:
            raise type(error)(str(error).replace(str(path), "The data frame")) from None
    return replace(read, origin=replace(read.origin, path=MEMORY))
