"""Structured arrays of NumPy, and compound data sets of HDF5: tables, of which each field is a column."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.companions import Companion
from gansmith.data.dataset import Dataset, Detail, Origin
from gansmith.data.formats.axes import from_array
from gansmith.data.formats.columns import check_names, kept_columns
from gansmith.data.formats.stored_columns import stored_column
from gansmith.data.formats.table import COPIES, from_table
from gansmith.data.formats.unused_options import refuse_unused
from gansmith.data.formats.variables import RECORDS, Choices, Found, is_filled
from gansmith.data.labels import OBVIOUS_NAMES, UNKNOWN, decode_labels
from gansmith.data.reader.library_errors import require, shown
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, first_few

_MOST_LISTED = 10
_FIELDS = "fields"  # the detail of an origin that is a structured array
_OF_TABLES = ("label", "unlabelled", "drop", "columns", "keep_index", "window", "stride")
_OF_ARRAYS = ("variable", "samples_axis", "axes", "label", "condition", "unlabelled", "window", "stride")


def is_structured(dtype: "np.dtype[Any]") -> bool:
    """Whether values of a type have fields with names, of which none is a Python object."""
    return dtype.names is not None and not dtype.hasobject


def chosen_records(path: str, found: Found, choices: Choices) -> str | None:
    """Return the structured array among the variables found that is to be read: one that is named, or all there is.

    Where it is another array, options of tables are refused.
    """
    names = [name for name, (_, kind) in found.items() if kind == RECORDS]
    if choices.variable in names:
        return choices.variable
    numbers = [name for name, (shape, kind) in found.items() if is_filled(shape, kind)]
    if choices.variable is None and len(names) == 1 and not numbers:
        return names[0]
    refuse_unused(path, choices, _OF_ARRAYS)
    return None


def from_records(
    stored: Array, format: str, path: str, choices: Choices, *, variable: str | None = None, rest: str = ""
) -> Dataset:
    """Return the Dataset in a structured array (N,): a column for each field of numbers, texts or dates.

    A field of images is the samples. rest: what else the file holds. Raises DataError for fields that are neither, and
    for columns without numbers unless they are to be left out.
    """
    where = f"{path}: {shown(variable)}" if variable else path
    stored = stored.reshape(-1)
    if images := [name for name in stored.dtype.names or () if len(stored.dtype[name].shape) > 1]:
        return _of_images(stored, images, format, path, choices, variable)
    refuse_unused(where, choices, (*_OF_TABLES, *(["variable"] if variable else [])))
    require("pyarrow", "table", f"Reading the fields of {where}")
    import pyarrow

    expect(COPIES * stored.nbytes)
    columns = dict(_columns(stored, where))
    check_names([*columns], where)
    kept = kept_columns([*columns], choices, where)
    table = pyarrow.table([columns[name] for name in kept], names=kept)
    details: dict[str, Detail] = {_FIELDS: 1, **({"variables_left_out": rest} if rest else {})}
    dataset = from_table(table, format, where, choices, details=details)
    return replace(dataset, origin=replace(dataset.origin, path=path, variable=variable))


def as_records(values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> Array:
    """Return samples (N, D) as a structured array (N,), with a field for the labels."""
    flat = values.reshape(len(values), -1)
    names = origin.columns if len(origin.columns) == flat.shape[1] else [f"c{i}" for i in range(flat.shape[1])]
    columns = dict(zip(names, flat.astype(origin.dtype, copy=False).T, strict=True))
    if len(origin.schema) == len(columns):
        typed = zip(origin.schema, flat.T, strict=True)
        columns = {column.name: _as_field(stored_column(part, column)) for column, part in typed}
    if labels is not None:
        raw = decode_labels(labels, class_names)
        if raw.dtype.kind == "i" and (np.asarray(labels) == UNKNOWN).any():
            raw = np.where(np.asarray(labels) == UNKNOWN, np.nan, raw)
        items = [*columns.items()]
        items.insert(int(origin.details.get("label_at", len(items))), (origin.label or "label", raw))
        columns = dict(items)
    made = np.empty(len(values), [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        made[name] = column
    return made


def _as_field(column: Any) -> Array:
    """Return a column of pyarrow's as a field of numbers, dates or texts, empty where one is missing."""
    from pyarrow import compute, types

    if types.is_string(column.type) or types.is_dictionary(column.type):
        return np.array(["" if text is None else text for text in column.to_pylist()], np.str_)
    if types.is_boolean(column.type):
        return np.array(column.fill_null(False).to_pylist(), np.bool_)
    if types.is_integer(column.type) and column.null_count:
        column = compute.cast(column, "float64")
    return np.asarray(column.to_numpy(zero_copy_only=False))


def is_of_records(origin: Origin) -> bool:
    """Whether values come from a structured array, and are not windows of it."""
    return bool(origin.details.get(_FIELDS)) and "window" not in origin.details


def _columns(stored: Array, where: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each field as a column of pyarrow's: fields within fields as outer.inner, those of vectors as name_0 ..."""
    import pyarrow

    for name in stored.dtype.names or ():
        values = stored[name]
        called = f"{prefix}{name}"
        if values.dtype.names is not None:
            yield from _columns(values.reshape(len(stored), -1)[:, 0], where, f"{called}.")
        elif values.ndim == 2:
            for place in range(values.shape[1]):
                yield f"{called}_{place}", pyarrow.array(_plain(values[:, place], where, called))
        else:
            yield called, pyarrow.array(_plain(values, where, called))


def _plain(values: Array, where: str, name: str) -> Any:
    """Return a field as pyarrow takes it; raises DataError for one that holds neither numbers nor texts nor dates."""
    kind = values.dtype.kind
    if kind in "SO":
        return [text.decode(errors="replace") if isinstance(text, bytes) else str(text) for text in values.tolist()]
    if kind == "U":
        return values.tolist()
    if kind in "Mm":
        return np.ascontiguousarray(values)
    if kind not in "biuf" or values.dtype.itemsize > 8:
        raise DataError(
            f"{where}: field {shown(name)!r} holds {shown(values.dtype)}, no real numbers of at most 64 bits. Save the "
            "other fields alone: numpy.lib.recfunctions.drop_fields."
        )
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("="), copy=False))


def _of_images(
    stored: Array, images: list[str], format: str, path: str, choices: Choices, variable: str | None
) -> Dataset:
    """Return samples that are the one field of images, with the field of labels."""
    where, names = f"{path}: {shown(variable)}" if variable else path, list(stored.dtype.names or ())
    if len(images) > 1:
        raise DataError(f"{where} has several fields of arrays: {_listed(images)}. Save one, with its labels, as .npz.")
    refuse_unused(where, choices, ("label", "unlabelled", *(["variable"] if variable else [])))
    obvious = [name for name in names if name.lower() in OBVIOUS_NAMES]
    label = choices.label or next(iter(obvious), None)
    if label is not None and label not in names:
        raise DataError(f"{where} has no field {shown(label)!r}. Its fields: {_listed(names)}.")
    companion = None
    if label is not None:
        companion = Companion(label, np.ascontiguousarray(stored[label]), choices.label is not None, choices.unlabelled)
    left = [name for name in names if name not in (images[0], label)]
    details: Mapping[str, Detail] = {"fields_left_out": _listed(left)} if left else {}
    return from_array(
        np.ascontiguousarray(stored[images[0]]),
        format=format,
        path=path,
        samples_axis=0,
        variable=variable,
        companion=companion,
        details=details,
        conventions=choices.conventions,
    )


def _listed(names: list[str]) -> str:
    return first_few([*map(shown, names)], _MOST_LISTED)
