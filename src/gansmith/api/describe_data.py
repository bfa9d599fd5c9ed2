"""What a data source holds, and what gansmith would do with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.config.renamed import takes_old_names
from gansmith.data.dataset import Dataset
from gansmith.data.describe import DataSummary, describe
from gansmith.data.load import read, source_name
from gansmith.data.options import GivenOptions, data_settings, given
from gansmith.data.storage.samples import residence
from gansmith.methods.registry import DEFAULT_METHOD, picture_network


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


@takes_old_names
def describe_data(data: str | Path | np.ndarray, data_options: GivenOptions | None = None) -> DataReport:
    """Tell what a source holds; missing values are reported here, where training would refuse them.

    data and data_options are as for `train`. Raises UsageError, DataError.
    """
    settings = data_settings(source_name(data), given(data_options))
    reported = settings.model_copy(update={"missing": "mean"}) if settings.missing == "error" else settings
    dataset, codec = read(reported, data)
    method, network = DEFAULT_METHOD, picture_network(codec.piled) if len(codec.shape) == 3 else "mlp"
    if dataset.source is not None:
        method, network = ("pix2pix", "U-Net") if dataset.paired else ("cyclegan", "ResNet")
    summary, memory = describe(dataset, settings.missing), residence(dataset.values, codec)
    return DataReport(summary, codec.shape, method, network, memory, _sources(dataset))


def _sources(dataset: Dataset) -> str | None:
    source = dataset.source
    if source is None:
        return None
    shape = " x ".join(map(str, source.sample_shape))
    belong = "one for each sample" if dataset.paired else "none of which belongs to a sample"
    return f"{len(source):,} of {shape} {source.origin.dtype}, {belong} ({source.origin.path})"
