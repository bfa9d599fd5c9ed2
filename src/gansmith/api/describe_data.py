"""Describe a data source and how gansmith would train on it."""

from dataclasses import dataclass, replace
from typing import Any

from gansmith.config.renamed import takes_old_names
from gansmith.data.dataset import Dataset
from gansmith.data.describe import DataSummary, describe
from gansmith.data.load import Source, read, source_name
from gansmith.data.options import GivenOptions, data_settings, given
from gansmith.data.storage.samples import residence
from gansmith.methods.registry import DEFAULT_METHOD, picture_network


@dataclass(frozen=True)
class DataReport:
    """A summary of the data, and how gansmith would train on it.

    Attributes
    ----------
    summary : DataSummary
        Statistics of the data.
    shape : tuple of int
        Shape of one sample as the networks see it.
    method : str
        The method that suits the data.
    network : str
        The network that suits the data.
    residence : str
        Where the data would be stored during training.
    sources : str or None
        Description of the source images, if the data is for translation.
    fold : str
        Layout of vectors as images: "none", or HEIGHTxWIDTH.
    scale : str
        "global" if all values have one range, "feature" if each feature has one of its own.
    """

    summary: DataSummary
    shape: tuple[int, ...]
    method: str
    network: str
    residence: str
    sources: str | None = None
    fold: str = "none"
    scale: str = "global"

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values.

        Returns
        -------
        dict
            The summary and the choices, by name.
        """
        chosen: dict[str, Any] = {"network_shape": list(self.shape), "method": self.method, "network": self.network}
        chosen |= {"residence": self.residence, "sources": self.sources, "fold": self.fold, "scale": self.scale}
        return self.summary.to_json() | chosen


@takes_old_names
def describe_data(data: Source, data_options: GivenOptions | None = None) -> DataReport:
    """Describe a data source: shape, range, classes, missing values and duplicates, and the method that suits it.

    Missing values are reported; `train` raises an error for them by default.

    Parameters
    ----------
    data : str, Path or data in memory
        As for `train`.
    data_options : DataOptions or dict, optional
        How to read the data.

    Returns
    -------
    DataReport
        Statistics of the data, and how gansmith would train on it.

    Raises
    ------
    UsageError
        An option is unknown or does not apply to the data.
    DataError
        The data cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> import gansmith
    >>> images = np.random.default_rng(0).integers(0, 256, (50, 8, 8), dtype=np.uint8)
    >>> report = gansmith.describe_data(images)
    >>> report.shape, report.summary.samples
    ((1, 8, 8), 50)
    """
    settings = data_settings(source_name(data), given(data_options))
    reported = replace(settings, missing="mean") if settings.missing == "error" else settings
    dataset, codec = read(reported, data)
    method = DEFAULT_METHOD if dataset.conditions is None else "cgan"
    network = "signal" if codec.signals else picture_network(codec.piled) if len(codec.shape) == 3 else "mlp"
    if dataset.source is not None:
        method, network = ("pix2pix", "U-Net") if dataset.paired else ("cyclegan", "ResNet")
    summary, memory = describe(dataset, settings.missing), residence(dataset.values, codec)
    return DataReport(
        summary,
        codec.shape,
        method,
        network,
        memory,
        _sources(dataset),
        fold=codec.fold_choice,
        scale=codec.scale_choice,
    )


def _sources(dataset: Dataset) -> str | None:
    source = dataset.source
    if source is None:
        return None
    shape = " x ".join(map(str, source.sample_shape))
    belong = "one for each sample" if dataset.paired else "none of which belongs to a sample"
    return f"{len(source):,} of {shape} {source.origin.dtype}, {belong} ({source.origin.path})"
