"""Data in Python's memory: arrays and tensors, lists of them, data frames, and data sets that are read item by item."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import from_array
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
    if isinstance(source, np.ndarray | list | tuple | memoryview) or _is_array(source):
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


def type_of(source: object) -> str:
    """Return the full name of an object's type."""
    kind = type(source)
    return shown(kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}")


def is_frame(source: object) -> bool:
    """Whether an object is a table of named columns, by the protocols that tables have."""
    if isinstance(source, type):
        return False
    named = hasattr(source, "columns") or hasattr(source, "column_names")
    return hasattr(source, "__dataframe__") or (hasattr(source, "__arrow_c_stream__") and named)


def array_of(source: object, what: str) -> Array:
    """Return an object as an array, without a copy where it lies in memory as one.

    Raises DataError where it has parts of different shapes or cannot be converted, naming `what` and never a value.
    """
    if isinstance(source, np.ndarray):
        return source
    try:
        if isinstance(source, list | tuple):
            return _stacked(source, what)
        if hasattr(source, "detach"):  # a tensor, of any device, with a gradient or without
            tensor: Any = source.detach().cpu()
            source = tensor.float() if "bfloat16" in str(tensor.dtype) else tensor
        return np.asarray(source)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(
            f"{what} of type {type_of(source)} is no array of numbers of one shape: {type(error).__name__}. Convert it "
            "with np.asarray first."
        ) from None


def _stacked(parts: list[Any] | tuple[Any, ...], what: str) -> Array:
    if parts and all(map(_is_array, parts)):
        arrays = [array_of(part, what) for part in parts]
        other = next((place for place, one in enumerate(arrays) if one.shape != arrays[0].shape), None)
        if other is not None:
            raise DataError(
                f"{what}: part {other} has shape {arrays[other].shape} and part 0 {arrays[0].shape}. All samples must "
                "have one shape: cut or pad them."
            )
        return np.stack(arrays)
    return np.asarray(parts)


def _is_array(source: object) -> bool:
    described = ("__array__", "__array_interface__", "detach")
    return not isinstance(source, type) and any(hasattr(source, name) for name in described)


def _read_array(source: object, choices: Choices) -> Dataset:
    what = "The list" if isinstance(source, list | tuple) else "The data"
    stored = array_of(source, what)
    return from_array(stored, format="npy", path=MEMORY, samples_axis=choices.samples_axis, axes=choices.axes)


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


def _read_frame(source: Any, choices: Choices) -> Dataset:
    """Read a frame as the Parquet file that it would be saved as; an index of rows is no column."""
    require("pyarrow", "table", "A data frame")
    import pyarrow
    import pyarrow.parquet

    if hasattr(source, "reset_index"):
        source = source.reset_index(drop=choices.window is None)  # which may hold the time of each row
    try:
        if hasattr(source, "__arrow_c_stream__"):
            table = pyarrow.table(source)
        else:
            from pyarrow.interchange import from_dataframe

            table = from_dataframe(source)
    except (pyarrow.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"The data frame of type {type_of(source)} has a column that cannot be converted: {type(error).__name__}. "
            "Keep its columns of numbers and texts."
        ) from None
    with tempfile.TemporaryDirectory(prefix="gansmith-", dir=os.environ.get("TMPDIR")) as folder:
        path = Path(folder) / "frame.parquet"
        pyarrow.parquet.write_table(table, path)
        try:
            read = read_apart("parquet", str(path), choices)
        except (DataError, UsageError) as error:
            raise type(error)(str(error).replace(str(path), "The data frame")) from None
    return replace(read, origin=replace(read.origin, path=MEMORY))
