"""Data sets that are read item by item, as PyTorch's and Hugging Face's are: samples, pairs with a label, or fields."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion
from gansmith.data.dataset import Dataset, Detail
from gansmith.data.formats.arrays import array_of, type_of
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.objects import MEMORY
from gansmith.data.formats.variables import Choices
from gansmith.data.labels import OBVIOUS_NAMES, UNKNOWN
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.store import store
from gansmith.errors import DataError, UsageError, option

_LISTED = 20  # fields that are named


def read_items(source: Any, choices: Choices) -> Dataset:
    """Read every item once: an array, a pair (sample, label), or fields by name, of which one is the sample.

    What is drawn at random while items are read, as by augmentations, is drawn once. Raises DataError naming the first
    item that differs, UsageError where the sample or label is not known.
    """
    if len(source) == 0:
        raise DataError(f"The data set of type {type_of(source)} has no items.")
    start = source[0]
    name, label = _fields(start, choices)
    labels: list[Any] = []
    first = _sample(start, name, 0)
    blocks = _blocks(source, first, name, label, labels)
    values = store(blocks, (len(source), *first.shape), first.dtype)
    companion = None
    if label is not None:
        named = _named(np.array([_plain(one) for one in labels]), _class_names(source, label))
        companion = Companion("label" if label == 1 else str(label), named, True, choices.unlabelled)
    details: dict[str, Detail] = {"fields_left_out": left_out} if (left_out := _left_out(start, name, label)) else {}
    return from_array(
        values,
        format="npy",
        path=MEMORY,
        samples_axis=0,
        axes=choices.axes,
        companion=companion,
        details=details,
        conventions=choices.conventions,
    )


def _fields(item: Any, choices: Choices) -> tuple[Any, Any]:
    """Return which part of an item is the sample, None for all of it, and which is the label, None for no one."""
    if not isinstance(item, Mapping):
        _require_no_names(choices)
        if not isinstance(item, tuple | list):
            return None, None
        if len(item) not in (1, 2):
            raise UsageError(
                f"Items of the data set have {len(item)} parts; a sample, or a sample and its label, can be read. Wrap "
                "it in a data set of these."
            )
        return 0, 1 if len(item) == 2 else None
    for asked in (choices.variable, choices.label):
        if asked is not None and asked not in item:
            raise UsageError(f"The data set has no field {shown(asked)!r}. It has: {_listing(item)}.")
    obvious = [key for key in item if str(key).lower() in OBVIOUS_NAMES and np.ndim(_plain(item[key])) == 0]
    label = choices.label if choices.label is not None else obvious[0] if len(obvious) == 1 else None
    if choices.variable is not None:
        return choices.variable, label
    arrays = [key for key in item if key != label and not isinstance(item[key], str | bytes | None)]
    arrays = [key for key in arrays if np.ndim(array_of(item[key], "A field")) > 0] or arrays
    if len(arrays) != 1:
        raise UsageError(
            f"The data set has several fields; choose one with {option('variable', 'NAME')}: {_listing(item)}."
        )
    return arrays[0], label


def _require_no_names(choices: Choices) -> None:
    for name in ("variable", "label"):
        if (value := getattr(choices, name)) is not None:
            raise UsageError(f"{option(name, value)}: items of the data set have no fields with names. Leave it out.")


def _listing(item: Mapping[Any, Any]) -> str:
    return ", ".join(f"{shown(key)} ({type_of(item[key])})" for key in list(item)[:_LISTED])


def _left_out(item: Any, name: Any, label: Any) -> str:
    left = [key for key in item if key not in (name, label)] if isinstance(item, Mapping) else []
    return ", ".join(shown(key) for key in left[:_LISTED])


def _blocks(source: Any, first: Array, name: Any, label: Any, labels: list[Any]) -> Iterator[Array]:
    for place in range(len(source)):
        item = source[place]
        sample = _sample(item, name, place)
        if (sample.shape, sample.dtype) != (first.shape, first.dtype):
            raise DataError(
                f"Item {place} of the data set is {_by(sample)} and item 0 {_by(first)}. All samples must have one "
                "shape and type: resize or convert them."
            )
        if label is not None:
            labels.append(item[label])
        yield sample[np.newaxis]


def _by(sample: Array) -> str:
    return f"{'x'.join(map(str, sample.shape)) or 'a single number'} {sample.dtype}"


def _sample(item: Any, name: Any, place: int) -> Array:
    return array_of(item if name is None else item[name], f"Item {place} of the data set")


def _plain(label: Any) -> Any:
    """Return a label as a number or text of Python's; of a tensor of one number that number."""
    if label is None:
        return ""
    return label if isinstance(label, str | int | float) else np.asarray(array_of(label, "A label")).tolist()


def _class_names(source: Any, label: Any) -> list[str] | None:
    """Return the names that a data set has for its numbers: PyTorch's `classes`, Hugging Face's `features`."""
    parts = [getattr(source, "dataset", None), *getattr(source, "datasets", [])]  # of a subset, and of several in a row
    if inner := [part for part in parts if part is not None]:
        found = [_class_names(part, label) for part in inner]
        return found[0] if all(names == found[0] for names in found) else None
    features = getattr(source, "features", None)
    names = getattr(features[label], "names", None) if isinstance(features, Mapping) and label in features else None
    names = names or getattr(source, "classes", None)
    return [str(name) for name in names] if isinstance(names, list | tuple) else None


def _named(labels: Array, names: list[str] | None) -> Array:
    whole = labels.ndim == 1 and labels.dtype.kind in "iu"
    if names is None or not whole or not UNKNOWN <= labels.min() <= labels.max() < len(names):
        return labels
    return np.array([*names, ""])[labels]  # -1, which stands for an unknown class there, is the last
