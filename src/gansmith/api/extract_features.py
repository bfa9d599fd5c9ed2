"""Extract features: the hidden layers of a run's discriminator, of any samples like those that it was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.dataset import Dataset, Origin
from gansmith.data.formats.write import write_data
from gansmith.data.load import MOVED, Source
from gansmith.data.outputs import require_free
from gansmith.data.storage.memory import expect
from gansmith.errors import DataError, UsageError, remark
from gansmith.features.discriminator import DiscriminatorFeatures, chosen_layers
from gansmith.methods.registry import given_name
from gansmith.models.critic import Critic, load_critic
from gansmith.models.load import Recipe
from gansmith.models.rows_like import read_like
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory, run_around
from gansmith.records.run_record import learned_from, read_run
from gansmith.storage.places import possible

ENDINGS = (".npy", ".npz", ".mat", ".csv", ".parquet")
_ROWS = 4096  # samples that are encoded at once
_VARIABLE, _LABEL = "features", "label"


@dataclass(frozen=True)
class Extracted:
    """Features (N, F), how many are of each layer, the class of each sample, and what was chosen as data were read.

    labels are int64 (N,), -1 unknown, None where the data has none; step is that of the discriminator.
    """

    features: npt.NDArray[np.float32]
    layers: Mapping[str, int]
    names: Sequence[str]
    labels: npt.NDArray[np.int64] | None
    class_names: tuple[str, ...]
    step: int
    notes: tuple[str, ...]
    origin: Origin

    def to_json(self) -> dict[str, Any]:
        """Return what the features are, without them, as JSON values."""
        rows, columns = self.features.shape
        made = {"samples": rows, "features": columns, "layers": dict(self.layers), "step": self.step}
        return {**made, "labelled": self.labels is not None, "notes": list(self.notes)}


def extract_features(
    run: str | Path,
    data: Source | None = None,
    output: str | Path | None = None,
    *,
    layers: Sequence[str] = (),
    recipe: Recipe | None = None,
) -> npt.NDArray[np.float32]:
    """Return features of samples: the hidden layers of a run's discriminator.

    All convolutional layers are taken, each max-pooled to a grid of 4 x 4 places, flattened and joined; signals are
    pooled to 4 moments, and discriminators without convolutions give all hidden layers. The data are read as the run's
    were, and encoded by its ranges. A linear classifier on such features needs few labels.

    Parameters
    ----------
    run : str or Path
        A run, whose newest checkpoint is used, or a checkpoint. A model directory has no discriminator.
    data : str, Path or data in memory, optional
        Samples of the shape and the columns that the run was trained on. By default the data of the run.
    output : str or Path, optional
        The file to write: .npy, .npz, .mat, .csv or .parquet. Labels of the data go with the features, those of .npy to
        NAME-labels.npy beside it. By default nothing is written.
    layers : sequence of str, optional
        Names of layers, such as ("conv2", "dense1"), or ("all",). An error lists those that there are.
    recipe : callable or str, optional
        For a run of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    array of float32, shape (N, F)
        The features, one row per sample.

    Raises
    ------
    UsageError
        The place holds no discriminator, it judges no single samples, a layer is unknown, or the output would replace
        an input.
    DataError
        The data cannot be read, or has other columns, categories or shapes than the run's.
    GansmithError
        The output cannot be written.

    References
    ----------
    Radford et al. 2016, arXiv 1511.06434, section 5.1.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("digits", "dcgan", steps=2, width=8, validate_every=0, sample_every=0)
    >>> gansmith.extract_features(run.path, "digits").shape
    (1797, 128)
    """
    made = extracted(run, data, output, layers=layers, recipe=recipe)
    for note in made.notes if data is not None else ():
        remark(f"{made.origin.path}: {note}.")
    return made.features


def extracted(
    run: str | Path,
    data: Source | None = None,
    output: str | Path | None = None,
    *,
    layers: Sequence[str] = (),
    recipe: Recipe | None = None,
) -> Extracted:
    """Return what `extract_features` does, with layers, labels and notes."""
    place = possible(run)
    if output is not None:
        again = (data,) if isinstance(data, str | Path) else ()
        require_free(possible(output), (*learned_from(place), *again), ENDINGS)
    critic = load_critic(place, recipe=recipe)
    found = DiscriminatorFeatures(critic.network, chosen_layers(critic.network, layers), critic.card.spec.shape)
    dataset = _read(place, critic, data, recipe)
    expect(len(dataset) * found.count * np.dtype(np.float32).itemsize)
    features = np.empty((len(dataset), found.count), np.float32)
    for start in range(0, len(dataset), _ROWS):
        features[start : start + _ROWS] = found(critic.encoded(np.asarray(dataset.values[start : start + _ROWS])))
    origin, labels = _described(dataset, features, found.names), dataset.labels
    made = Extracted(
        features, found.sizes, found.names, labels, dataset.class_names, critic.step, dataset.notes, origin
    )
    if output is not None:
        write_data(output, features, origin, labels, dataset.class_names)
    return made


def _read(place: Path, critic: Critic, data: Source | None, recipe: Recipe | None) -> Dataset:
    """Return the data, read by the run's options; raises UsageError where there is no run to read them from."""
    run = run_around(place)
    if run is None:
        raise UsageError(
            f"{place} is no part of a run, so it is not known how its data was read. Name the run, or a checkpoint "
            "in it."
        )
    known = read_run(RunDirectory.open(run), recipe=None if recipe is None else given_name(recipe))
    if data is not None:
        return read_like(critic.card, known.settings.data, data)
    dataset, _ = read_of_run(RunDirectory(run), known.settings.data, None, known.data_sha256, MOVED)
    if dataset.sha256 != known.data_sha256:
        raise DataError(
            f"{dataset.origin.path} is not what {run} was trained on. Name the data to read, which may be it."
        )
    return dataset


def _described(dataset: Dataset, features: npt.NDArray[np.float32], names: Sequence[str]) -> Origin:
    """Return what a writer needs to know of features: their names, and the name of the label."""
    label = None if dataset.labels is None else dataset.origin.label or _LABEL
    apart = label if label is None or label not in names else _LABEL
    return Origin(
        "npz", dataset.origin.path, "float32", features.shape, 0, variable=_VARIABLE, columns=tuple(names), label=apart
    )
