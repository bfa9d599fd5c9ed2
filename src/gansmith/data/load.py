"""A data source and its options, to a Dataset and the codec that fits it."""

from dataclasses import fields
from functools import partial
from pathlib import Path

import numpy as np

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.formats.read import open_data
from gansmith.data.options import DataSettings
from gansmith.data.pairs import Sources, open_with_sources, with_whole_sources
from gansmith.errors import DataError, option

MOVED = f"If the data has moved, name it with {option('data')}."
Source = str | Path | np.ndarray
ARRAY = "array"  # the source of data given in memory


def source_name(data: str | Path | np.ndarray) -> str:
    """Return what settings call a source: its path or name, or that it was an array in memory."""
    return ARRAY if isinstance(data, np.ndarray) else str(data)


def read(settings: DataSettings, data: str | Path | np.ndarray | None = None) -> tuple[Dataset, Codec]:
    """Open the data, `data` if given in place of the settings' source, and fit its codec."""
    if data is None and settings.source == ARRAY and not Path(ARRAY).exists():
        raise DataError(
            "The run was trained on an array in memory, which is not kept: give the array, or save it as .npy."
        )
    open_one = partial(
        open_data,
        variable=settings.variable,
        samples_axis=settings.samples_axis,
        label=settings.label,
        drop=settings.drop,
        size=settings.size,
        crop=settings.crop,
        labels_from=settings.labels_from,
        unreadable=settings.unreadable,
    )
    sources = Sources(**{field.name: getattr(settings, field.name) for field in fields(Sources)})
    dataset = open_with_sources(settings.source if data is None else data, sources, open_one, settings.size)
    if settings.missing == "drop":
        dataset = with_whole_sources(dataset)
    codec = Codec.fit(dataset, scale=settings.scale, fold=settings.fold, missing=settings.missing)
    kept = codec.complete_rows(dataset.values)
    if not kept.all():
        dataset = dataset.rows(kept)
    return dataset, codec


def read_again(settings: DataSettings, data: str | Path | np.ndarray | None, hint: str) -> tuple[Dataset, Codec]:
    """Open the data of a run again; raises DataError, with a hint where it may have moved."""
    try:
        return read(settings, data)
    except DataError as error:
        raise DataError(f"{error} {hint}" if data is None else str(error)) from error
