"""Generate: samples of a trained model, in a file of the kind that was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.formats.grey_levels import Range
from gansmith.data.formats.write import require_writable, write_data
from gansmith.data.outputs import require_free
from gansmith.data.quantities import spans
from gansmith.models.conditions import Asked
from gansmith.models.load import Recipe, load
from gansmith.models.model import Model
from gansmith.records.run_record import learned_from
from gansmith.storage.places import possible


@dataclass(frozen=True)
class Generated:
    """Samples (N, ...), how many are of each class, and the ends of each condition, where these could be asked for."""

    samples: np.ndarray
    classes: dict[str, int]
    conditions: dict[str, tuple[float, float]]

    def to_json(self) -> dict[str, Any]:
        """Return what the samples are, without them, as JSON values."""
        shape, classes = list(self.samples.shape), {"classes": self.classes} if self.classes else {}
        told = {"conditions": {name: list(ends) for name, ends in self.conditions.items()}} if self.conditions else {}
        return {"samples": len(self.samples), "shape": shape, "dtype": str(self.samples.dtype), **classes, **told}


def generate(
    path: str | Path,
    count: int,
    output: str | Path | None = None,
    *,
    seed: int = 0,
    label: str | int | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    condition: Asked | None = None,
    range: tuple[float, float] | None = None,
    recipe: Recipe | None = None,
) -> np.ndarray:
    """Return samples of a run or model in the units of the data, and write them to a file.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory.
    count : int
        Number of samples, at least 1.
    output : str or Path, optional
        The file to write, or a folder of images if the name has no suffix. The suffix decides the format. In the format
        of the training data, variable name, orientation, dtype and shape are those of the data. The labels of a
        conditional model are written too, those of .npy to NAME-labels.npy beside it. By default nothing is written.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all samples, by name or by index; or "balanced", the default: the classes come in turn; or "as-data":
        the classes come in the shares of the training data. A class of one of these two names is asked for in quotes:
        '"as-data"'.
    code : sequence of float, optional
        Latent code of all samples: the number of a category, or a number from -1 to 1, for each code of the model.
    truncation : float, default 1.0
        Factor of the noise, above 0 and at most 1. Smaller values give samples that are more typical and more alike.
    condition : dict, optional
        Value of each condition by name, such as {"age": 63}: one for all samples, or one for each. By default
        conditions are drawn as in the training data. They are written too, in their own columns or variables, those of
        .npy to NAME-CONDITION.npy beside it, and those of images to conditions.csv.
    range : (float, float), optional
        For a folder or zip of images, the values that become black and white, such as (0, 1): the values are scaled to
        0..255 in the images alone, and clipped, with a remark on stderr. By default images hold the values as they are,
        which must be whole numbers.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    array, shape (count, ...)
        The samples, along the first axis.

    Raises
    ------
    UsageError
        An argument is out of range, the model has no such class, code or condition, or the output would replace an
        input.
    DataError
        There is no model, or it is damaged.
    GansmithError
        The output cannot be written.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.generate(run.path, 10, "samples.npy").shape
    (10, 2)
    """
    drawn: dict[str, Any] = {"label": label, "code": code, "truncation": truncation}
    made = generated(path, count, output, seed=seed, condition=condition, range=range, recipe=recipe, **drawn)
    return made.samples


def generated(
    path: str | Path,
    count: int,
    output: str | Path | None,
    *,
    seed: int = 0,
    condition: Asked | None = None,
    range: Range | None = None,
    recipe: Recipe | None = None,
    label: str | int | None = None,
    **drawn: Any,
) -> Generated:
    """Return what `generate` does, with the samples of each class counted; drawn are keywords of `Model.sample`."""
    model = load(path, recipe=recipe)
    if output is not None:
        _require_place(model, Path(path), possible(output), range, count)
    samples = model.sample(count, seed=seed, label=label, condition=condition, **drawn)
    told = model.conditions(count, seed=seed, label=label, condition=condition)
    labels, names = model.labels(count, label=label), model.card.class_names
    if output is not None:
        write_data(output, samples, model.card.origin, labels, names, conditions=told, range=range)
    counts = [] if labels is None else np.bincount(labels, minlength=len(names)).tolist()
    ranges = {} if told is None else spans(told, model.card.origin.conditions)
    return Generated(samples, dict(zip(names, counts, strict=False)), ranges)


def _require_place(model: Model, path: Path, output: Path, range: Range | None, count: int) -> None:
    """Raise UsageError where the samples have no place, before they are made."""
    require_free(output, (*learned_from(path), model.card.origin.path))
    scale = model.card.codec.scale
    if model.card.source is None:
        ends = scale.low.min().item(), scale.high.max().item()
        require_writable(output, scale.low, model.card.origin, ends, range, count)
