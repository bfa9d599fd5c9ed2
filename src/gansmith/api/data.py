"""What a data source holds, and what gansmith would do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.api.settings import DataSettings, data_settings
from gansmith.data.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.describe import DataSummary, describe
from gansmith.data.open import open_data
from gansmith.data.pairs import Sources, open_with_sources, with_whole_sources
from gansmith.data.rows import residence
from gansmith.errors import DataError
from gansmith.methods.table import DEFAULT_METHOD, picture_network

MOVED = "If the data has moved, name it with --data."
ARRAY = "array"  # the source of data given in memory


@dataclass(frozen=True)
class DataReport:
    """A summary of the data, the shape networks would see, what would train on it, where it would lie, its sources."""

    summary: DataSummary
    shape: tuple[int, ...]
    method: str
    network: str
    residence: str
    sources: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        chosen: dict[str, Any] = {"network_shape": list(self.shape), "method": self.method, "network": self.network}
        chosen |= {"residence": self.residence, "sources": self.sources}
        return self.summary.to_json() | chosen


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


def describe_data(data: str | Path | np.ndarray, reading: Mapping[str, Any] | None = None) -> DataReport:
    """Tell what a source holds; missing values are reported here, where training would refuse them.

    data and reading are as for `train`. Raises UsageError, DataError.
    """
    settings = data_settings(source_name(data), reading or {})
    dataset, codec = read(settings.model_copy(update={"missing": "mean"}), data)
    method, network = DEFAULT_METHOD, picture_network(codec.piled) if len(codec.shape) == 3 else "mlp"
    if dataset.source is not None:
        method, network = ("pix2pix", "U-Net") if dataset.paired else ("cyclegan", "ResNet")
    summary, memory = describe(dataset), residence(dataset.values, codec)
    return DataReport(summary, codec.shape, method, network, memory, _sources(dataset))


def _sources(dataset: Dataset) -> str | None:
    source = dataset.source
    if source is None:
        return None
    shape = " x ".join(map(str, source.sample_shape))
    belong = "one for each sample" if dataset.paired else "none of which belongs to a sample"
    return f"{len(source):,} of {shape} {source.origin.dtype}, {belong} ({source.origin.path})"
