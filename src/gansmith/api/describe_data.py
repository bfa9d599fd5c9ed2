"""Describe a data source and how gansmith would train on it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from gansmith.config.renamed import takes_old_names
from gansmith.config.run_options import RunOptions
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.describe import DataSummary, describe
from gansmith.data.describe_columns import ColumnSummary, describe_columns
from gansmith.data.formats.wanted_types import document_of
from gansmith.data.left_out import left_out_of
from gansmith.data.load import Source, opened, read, source_name, with_codec
from gansmith.data.options import DataSettings, GivenOptions, data_settings, given
from gansmith.data.outputs import require_free
from gansmith.data.storage.samples import residence
from gansmith.data.survey import Missing
from gansmith.errors import DataError, UsageError
from gansmith.methods.registry import DEFAULT_METHOD, picture_network
from gansmith.storage.atomic import write_json


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
        "global" if all values have one range, "feature" if each feature has one of its own, "quantile" if each column
        of a table is encoded by its own ranks, parts and categories.
    columns : tuple of ColumnSummary
        What the columns of a table hold.
    schema : dict
        What `--write-schema` writes: the type of each column. Empty for data that is no table.
    """

    summary: DataSummary
    shape: tuple[int, ...]
    method: str
    network: str
    residence: str
    sources: str | None = None
    fold: str = "none"
    scale: str = "global"
    columns: tuple[ColumnSummary, ...] = ()
    schema: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values.

        Returns
        -------
        dict
            The summary and the choices, by name.
        """
        chosen: dict[str, Any] = {"network_shape": list(self.shape), "method": self.method, "network": self.network}
        chosen |= {"residence": self.residence, "sources": self.sources, "fold": self.fold, "scale": self.scale}
        chosen |= {"columns": [asdict(column) for column in self.columns], "schema": dict(self.schema)}
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
    dataset, codec = _read(settings, data)
    method = DEFAULT_METHOD if dataset.conditions is None else "cgan"
    network = "mlp" if codec.table is None else "table"
    if codec.signals or len(codec.shape) == 3:
        network = "signal" if codec.signals else picture_network(codec.piled)
    if dataset.source is not None:
        method, network = ("pix2pix", "U-Net") if dataset.paired else ("cyclegan", "ResNet")
    treated: Missing = "error" if codec.missing == "mean" != settings.missing else codec.missing
    summary, memory = describe(dataset, treated, RunOptions.validation_fraction), residence(dataset.values, codec)
    return DataReport(
        summary,
        codec.shape,
        method,
        network,
        memory,
        _sources(dataset),
        fold=codec.fold_choice,
        scale=codec.scale_choice,
        columns=describe_columns(dataset),
        schema=_schema(dataset),
    )


def _schema(dataset: Dataset) -> dict[str, Any]:
    """Return the types of a table's columns as a document."""
    if not dataset.schema:
        return {}
    left_out = left_out_of(dataset.origin.details)
    return document_of(dataset.schema, [(name, why) for name, why in left_out.items() if why])


def _read(settings: DataSettings, data: Source) -> tuple[Dataset, Codec]:
    """Open the data as training does; where missing values are an error, with the means of features in their place."""
    filled = replace(settings, missing="mean")
    if settings.missing != "auto":
        return read(filled if settings.missing == "error" else settings, data)
    if settings.window is None:
        dataset = opened(settings, data)
        with suppress(DataError):
            return with_codec(dataset, settings)
        return with_codec(dataset, filled)
    with suppress(DataError):  # windows are cut around gaps, or over filled ones, while they are read
        return read(settings, data)
    return read(filled, data)


def _sources(dataset: Dataset) -> str | None:
    source = dataset.source
    if source is None:
        return None
    shape = " x ".join(map(str, source.sample_shape))
    belong = "one for each sample" if dataset.paired else "none of which belongs to a sample"
    return f"{len(source):,} of {shape} {source.origin.dtype}, {belong} ({source.origin.path})"


def write_types(report: DataReport, place: Path, inputs: Sequence[str]) -> None:
    """Write the types of a table's columns to a file; raises UsageError where there are none, or it would replace data.

    Parameters
    ----------
    report : DataReport
        What `describe_data` returned.
    place : Path
        The file to write.
    inputs : sequence of str
        Files that must not be replaced.

    Raises
    ------
    UsageError
        The data is no table, the name does not end in .json, or the file is one of the inputs.
    """
    if not report.schema:
        raise UsageError(f"{report.summary.path} is no table, so its columns have no types. Leave the option out.")
    require_free(place, inputs, (".json",))
    write_json(place, dict(report.schema))
