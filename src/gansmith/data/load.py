"""A data source and its options, to a Dataset and the codec that fits it."""

from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.codec.codec import Codec
from gansmith.data.conventions import TABLES
from gansmith.data.dataset import Dataset
from gansmith.data.formats.objects import MEMORY
from gansmith.data.formats.read import open_data
from gansmith.data.formats.table_choices import TableChoices
from gansmith.data.options import DataSettings
from gansmith.data.pairs import Sources, conventions_of, open_with_sources, with_whole_sources
from gansmith.data.quantities import require_known
from gansmith.data.rules import with_rules
from gansmith.errors import DataError, UsageError, option

MOVED = f"If the data has moved, name it with {option('data')}."
Source = Any  # the path or name of data, or an object in memory: see `formats.objects`


def source_name(data: Source) -> str:
    """Return what settings call a source: its path or name, or that it was data in memory."""
    return str(data) if isinstance(data, str | Path) else MEMORY


def read(settings: DataSettings, data: Source | None = None) -> tuple[Dataset, Codec]:
    """Open the data, `data` if given in place of the settings' source, and fit its codec."""
    return with_codec(opened(settings, data), settings)


def opened(settings: DataSettings, data: Source | None = None, *, fewest: int = 2) -> Dataset:
    """Return the data as they are, `data` if given in place of the settings' source: at least `fewest` samples."""
    if data is None and settings.source == MEMORY and not Path(MEMORY).exists():
        raise DataError("The run was trained on data in memory, which is not kept: give it again, or save it as .npy.")
    sources = Sources(**{field.name: getattr(settings, field.name) for field in fields(Sources)})
    open_one = partial(
        open_data,
        variable=settings.variable,
        samples_axis=settings.samples_axis,
        axes=settings.axes,
        label=settings.label,
        condition=settings.condition,
        unlabelled=settings.unlabelled,
        drop=settings.drop,
        size=settings.size,
        table=TableChoices.among(settings),
        crop=settings.crop,
        labels_from=settings.labels_from,
        unreadable=settings.unreadable,
        window=settings.window,
        stride=settings.stride,
        conventions=min(settings.conventions, conventions_of(sources)),
        missing="mean" if settings.missing == "mean" else "error",
        fewest=fewest,
    )
    if settings.condition and sources != Sources():
        raise UsageError(
            f"{option('condition', ' '.join(settings.condition))}: images that are translated have no condition beside "
            "their source. Leave it out."
        )
    return open_with_sources(settings.source if data is None else data, sources, open_one, settings.size)


def with_codec(dataset: Dataset, settings: DataSettings) -> tuple[Dataset, Codec]:
    """Return opened data without the samples that are to be left out, with more notes, and the codec that fits them."""
    if settings.missing == "drop":
        dataset = with_whole_sources(dataset)
    dataset = require_known(dataset, settings.missing)
    codec = Codec.fit(
        dataset,
        scale=settings.scale,
        fold=settings.fold,
        missing=settings.missing,
        tables=settings.conventions >= TABLES,
    )
    kept = codec.complete_rows(dataset.values)
    if not kept.all():
        left_out = f"{len(kept) - np.count_nonzero(kept):,} of {len(kept):,} samples miss values, and are left out"
        dataset = dataset.rows(kept)
        dataset = replace(dataset, notes=(*dataset.notes, f"{left_out} ({option('missing', 'drop')})"))
    if said := with_rules(dataset, codec, settings.rule):
        dataset = replace(dataset, notes=(*dataset.notes, *said))
    if codec.signals and dataset.source is None:
        dataset = replace(dataset, notes=(*dataset.notes, _signals(dataset)))
    return dataset, codec


def _signals(dataset: Dataset) -> str:
    several = dataset.has_channels
    seen = "signals" if "window" in dataset.origin.details else "signals, as neighbouring values are alike"
    what = f"signals of {dataset.values.shape[-1]} channels" if several else seen
    other = "images of one row" if several else "columns without an order"
    network = option("network", "residual" if several else "mlp")
    return f"samples are taken for {what}, and drawn by the 1-D network signal; {network} draws {other}"


def read_again(settings: DataSettings, data: Source | None, hint: str) -> tuple[Dataset, Codec]:
    """Open the data of a run again; raises DataError, with a hint where it may have moved."""
    try:
        return read(settings, data)
    except DataError as error:
        raise DataError(f"{error} {hint}" if data is None else str(error)) from error
