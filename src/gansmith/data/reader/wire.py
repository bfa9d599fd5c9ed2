"""A dataset as it goes from the process that reads to the one it reads for: JSON, and files of raw numbers."""

import fcntl
import mmap
import os
from contextlib import suppress
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset, Origin
from gansmith.data.quantities import numbers_of
from gansmith.data.storage.store import file_of

_COPIED = 64 << 20  # bytes up to which numbers are copied into memory of this process's own rather than mapped


def pack(dataset: Dataset) -> tuple[dict[str, Any], list[Any]]:
    """Return what describes a dataset as JSON, and the files that hold its values, labels and conditions."""
    parts = [part for part in (dataset.values, dataset.labels, dataset.conditions) if part is not None]
    files, on_disk = zip(*map(file_of, parts), strict=True)
    described = [
        {"dtype": part.dtype.str, "shape": list(part.shape), "on_disk": there}
        for part, there in zip(parts, on_disk, strict=True)
    ]
    document = {"arrays": described, "class_names": list(dataset.class_names), "origin": dataset.origin.to_json()}
    document["notes"] = list(dataset.notes)
    return document, list(files)


def unpack(document: dict[str, Any], descriptors: list[int]) -> Dataset:
    """Return the dataset that was packed, its big arrays mapped rather than copied.

    Raises ValueError, KeyError, TypeError or DataError where the message does not hold together.
    """
    arrays = document["arrays"]
    origin = Origin.from_json(document["origin"])
    if not 1 <= len(arrays) == len(descriptors) <= 2 + bool(origin.conditions):
        raise ValueError("an array is missing")
    values, *labels = map(_array, arrays, descriptors)
    conditions = labels.pop() if origin.conditions and labels else None
    names = tuple(map(str, document["class_names"]))
    if not 2 <= values.ndim <= 4:
        raise ValueError("values without samples")
    for part in labels:
        if part.dtype != np.int64 or part.shape != (len(values),):
            raise ValueError("labels that do not fit")
        if part.size and not -1 <= part.min() <= part.max() < len(names):
            raise ValueError("labels without a class")
    if origin.conditions and (conditions is None or not _are_conditions(conditions, values, origin)):
        raise ValueError("conditions that do not fit")
    notes = tuple(map(str, document.get("notes", ())))
    return Dataset(values, labels[0] if labels else None, names, origin, notes=notes, conditions=conditions)


def _are_conditions(found: Array, values: Array, origin: Origin) -> bool:
    return found.dtype == np.float64 and found.shape == (len(values), numbers_of(origin.conditions))


def _array(described: dict[str, Any], descriptor: int) -> Array:
    dtype, shape = np.dtype(described["dtype"]), tuple(described["shape"])
    if dtype.kind not in "iuf" or dtype.itemsize > 8 or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError("not an array of numbers")
    nbytes = int(np.prod(shape, dtype=object)) * dtype.itemsize
    with suppress(AttributeError, OSError):  # of a file in memory, which nobody can shorten from now on
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    if os.fstat(descriptor).st_size != nbytes:
        raise ValueError("another number of bytes than described")
    if nbytes == 0:
        return np.empty(shape, dtype)
    if described["on_disk"]:
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return np.asarray(np.memmap(file, dtype, mode="r", shape=shape))
    mapped = mmap.mmap(descriptor, nbytes, access=mmap.ACCESS_COPY)
    values = np.frombuffer(mapped, dtype).reshape(shape)
    return values.copy() if nbytes <= _COPIED else values
