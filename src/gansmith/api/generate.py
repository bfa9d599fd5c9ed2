"""Generate: samples of a trained model, in a file of the kind that was trained on."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gansmith.data.formats.write import write_data
from gansmith.data.outputs import require_free
from gansmith.models.load import Recipe, load
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
        Class of all samples, by name or by index. By default the classes come in turn.
    code : sequence of float, optional
        Latent code of all samples: the number of a category, or a number from -1 to 1, for each code of the model.
    truncation : float, default 1.0
        Factor of the noise, above 0 and at most 1. Smaller values give samples that are more typical and more alike.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    array, shape (count, ...)
        The samples, along the first axis.

    Raises
    ------
    UsageError
        An argument is out of range, the model has no such class or code, or the output would replace an input.
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
    model = load(path, recipe=recipe)
    if output is not None:
        require_free(possible(output), (*learned_from(Path(path)), model.card.origin.path))
    samples = model.sample(count, seed=seed, label=label, code=code, truncation=truncation)
    if output is not None:
        write_data(output, samples, model.card.origin, model.labels(count, label=label), model.card.class_names)
    return samples
