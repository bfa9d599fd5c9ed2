"""Samples of other data as those that a model was trained on: read in the same way, in the same columns and classes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.builtin import BUILTIN
from gansmith.data.dataset import Dataset
from gansmith.data.formats.axes import axes_of
from gansmith.data.formats.objects import kind_of
from gansmith.data.formats.registry import FORMATS, format_of
from gansmith.data.load import Source, opened, read, source_name
from gansmith.data.options import DataOptions, DataSettings, data_settings
from gansmith.data.quantities import require_known
from gansmith.data.reader.library_errors import shown
from gansmith.data.same_categories import with_categories
from gansmith.declaration import defaults
from gansmith.errors import DataError, UsageError, first_few, option
from gansmith.records.model_card import Card

_ANYWHERE = ("missing", "fold", "scale", "rule", "schema", "size", "crop", "conventions")  # no matter what is read
_PLACES = ("pairs", "unpaired", "side_by_side", "derive", "source_variable")  # of sources, which nobody needs here
_SECONDS = {"D": 86_400.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}  # of the units of dates
_NAMED = 3  # columns that are lacking


def read_like(card: Card, settings: DataSettings, data: Source) -> Dataset:
    """Return data in the columns, the shape and the categories of a model's, read by the options of its run.

    Options that this kind of data knows nothing of are left out, and the label where it has none, with a note. Raises
    DataError for samples of another shape, columns that are lacking, and categories that the model does not know.
    """
    wanted, unused = _known_here(replace(settings, source=source_name(data)), card, data)
    notes = [f"{option(name)} of the run is of other kinds of data, and is left out" for name in unused]
    try:
        dataset = _opened(wanted, data)
    except (DataError, UsageError) as error:
        dataset = _unlabelled(wanted, data, error)
        notes.append(f"it has no {shown(str(settings.label or ' '.join(settings.condition)))!r}, as the run's data has")
    dataset = replace(dataset, source=None, notes=(*dataset.notes, *notes))
    if card.origin.columns and dataset.origin.columns:
        dataset = _in_columns(card, dataset)
    elif any(column.is_named or column.type == "date" for column in card.origin.schema):
        raise DataError(
            f"{dataset.origin.path} has no named columns, and the run was trained on names or dates. Name a table."
        )
    wanted_shape = card.codec.scale.low.shape
    if dataset.sample_shape != wanted_shape:
        raise DataError(
            f"{dataset.origin.path} holds samples of shape {dataset.sample_shape}, and the run was trained on "
            f"{wanted_shape}. {_remedy(dataset.sample_shape, wanted_shape)}"
        )
    return _without_gaps(card, dataset)


def read_as_trained(card: Card, data: Source, reading: Mapping[str, Any]) -> Dataset:
    """Return data read as a model's was, where `reading` does not say how.

    What a model's card tells are the variable, the label and the conditions of the same kind of file, and the axes of
    an array whose samples fit in no other way.
    """
    settings = data_settings(source_name(data), {**_of_card(card, data), **reading})
    dataset, _ = read(settings, data)
    wanted, stored = card.codec.scale.low.shape, dataset.origin.stored_shape
    unsaid = settings.axes is None and settings.samples_axis is None and settings.window is None
    if unsaid and dataset.sample_shape != wanted and len(stored) == len(card.origin.stored_shape) > 2:
        other, _ = read(replace(settings, axes=axes_of(card.origin)), data)
        dataset = other if other.sample_shape == wanted else dataset
    return dataset


def _of_card(card: Card, data: Source) -> dict[str, Any]:
    """Return the variable, label and conditions that the model's data had, where this is the same kind of file."""
    kind = format_of(Path(data)) if isinstance(data, str | Path) else None
    if kind is None or kind != card.origin.format:
        return {}
    told = tuple(quantity.name for quantity in card.origin.conditions)
    known: dict[str, Any] = {"variable": card.origin.variable, "label": card.origin.label, "condition": told}
    return {name: value for name, value in known.items() if value and name in FORMATS[kind].options}


def _without_gaps(card: Card, dataset: Dataset) -> Dataset:
    """Return the samples without those that miss values, where the run left these out of training, with a note."""
    kept = card.codec.complete_rows(dataset.values)
    if kept.all():
        return dataset
    left = f"{int(np.sum(~kept)):,} of {len(kept):,} samples miss values, and are left out"
    return replace(dataset.rows(kept), notes=(*dataset.notes, f"{left} ({option('missing', 'drop')})"))


def _unlabelled(settings: DataSettings, data: Source, error: Exception) -> Dataset:
    """Return data without the labels or conditions of the run's; raises the error that reading them met otherwise."""
    if settings.label is None and not settings.condition:
        raise error
    try:
        return _opened(replace(settings, label=None, condition=(), unlabelled=None), data)
    except (DataError, UsageError):
        raise error from None


def _opened(settings: DataSettings, data: Source) -> Dataset:
    return require_known(opened(settings, data, fewest=1), settings.missing)


def _known_here(settings: DataSettings, card: Card, data: Source) -> tuple[DataSettings, list[str]]:
    """Return the settings without the options that this kind of data does not know, and the names of those.

    Columns of a table are chosen by name afterwards, so all are read.
    """
    known, usual = _options_of(data), defaults(DataOptions)
    given = [name for name in usual if getattr(settings, name) != usual[name]]
    unused = [name for name in given if known is not None and name not in (*known, *_ANYWHERE, *_PLACES)]
    found = replace(settings, **{name: usual[name] for name in (*unused, *_PLACES)})
    if found.window is None and known is not None and "column" in known and card.origin.columns:
        types = tuple(told for told in found.column if told.rpartition(":")[0] in card.origin.columns)
        found = replace(found, drop=(), keep_index=True, columns="all", column=types)
    return found, unused


def _options_of(data: Source) -> tuple[str, ...] | None:
    """Return the options that a kind of data knows, None for folders, of which nobody knows before they are read."""
    if not isinstance(data, str | Path):
        return kind_of(data).options
    if str(data) in BUILTIN:
        return ()
    kind = None if Path(data).is_dir() else format_of(Path(data))
    return None if kind is None else FORMATS[kind].options


def _in_columns(card: Card, dataset: Dataset) -> Dataset:
    """Return a table in the columns of a model's, by name; others are left out, with a note."""
    names, theirs, where = card.origin.columns, list(dataset.origin.columns), dataset.origin.path
    if dataset.values.ndim != 2 or "window" in card.origin.details:
        return dataset
    if lacking := [name for name in names if name not in theirs]:
        raise DataError(f"{where} has no column {_listed(lacking)}, which the run was trained on. Add what is lacking.")
    order = np.array([theirs.index(name) for name in names])
    schema = tuple(dataset.schema[place] for place in order) if dataset.schema else ()
    origin = replace(dataset.origin, columns=names, schema=schema)
    found = _in_types(card, replace(dataset, values=dataset.values[:, order], origin=origin))
    others = [name for name in theirs if name not in names]
    note = f"columns that the run was not trained on are left out: {_listed(others)}"
    return replace(found, notes=(*found.notes, note)) if others else found


def _in_types(card: Card, dataset: Dataset) -> Dataset:
    """Return a table whose categories are numbered, and whose dates are counted, as a model's are."""
    where, first = dataset.origin.path, Dataset(np.empty((0, len(card.origin.columns))), None, (), card.origin)
    if not (card.origin.schema and dataset.schema):
        return dataset
    values = dataset.values
    for place, (mine, theirs) in enumerate(zip(card.origin.schema, dataset.schema, strict=True)):
        if (mine.type == "date") != (theirs.type == "date"):
            raise DataError(f"{where}: column {shown(mine.name)!r} holds {theirs.type}s, and the run's {mine.type}s.")
        if mine.unit != theirs.unit:
            values = values.astype(np.float64)
            values[:, place] *= _SECONDS[theirs.unit] / _SECONDS[mine.unit]
    try:
        found, strange = with_categories(first, replace(dataset, values=values))
    except UsageError:
        raise DataError(f"{where}: a column of names holds numbers in the run's data. Name data like it.") from None
    if strange:
        said = strange[0].replace("the real data", "the run").rstrip(".")
        raise DataError(f"{where}: {said[:1].lower()}{said[1:]}. Replace it, or leave such rows out.")
    return found


def _listed(names: Sequence[str]) -> str:
    return first_few([repr(shown(name)) for name in names], _NAMED)


def _remedy(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if len(found) == len(wanted) > 1 and found[2:] == wanted[2:]:
        return f"Bring the images to {wanted[0]} x {wanted[1]} pixels first."
    return "Name data like that of the training."
