"""Generate: samples of a trained model, in a file of the kind that was trained on."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gansmith.data.formats.write import write_data
from gansmith.data.outputs import require_free
from gansmith.models.model import Recipe, load
from gansmith.records.run_record import learned_from
from gansmith.storage.places import possible


def generate(
    path: str | Path,
    count: int,
    output: str | Path | None = None,
    *,
    seed: int = 0,
    label: str | int | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    recipe: Recipe | None = None,
) -> np.ndarray:
    """Return `count` samples of a run or model in the data's units, and write them where `output` says.

    The suffix of the output decides its format; where it is the format trained on, variable name, orientation, dtype
    and shape are those of the data. The labels of a model that is conditioned on classes are written with the samples;
    those of .npy go to NAME-labels.npy beside it. label, code and truncation are as for `Model.sample`, recipe is as
    for `load`.
    """
    model = load(path, recipe=recipe)
    if output is not None:
        require_free(possible(output), (*learned_from(Path(path)), model.card.origin.path))
    samples = model.sample(count, seed=seed, label=label, code=code, truncation=truncation)
    if output is not None:
        write_data(output, samples, model.card.origin, model.labels(count, label=label), model.card.class_names)
    return samples
