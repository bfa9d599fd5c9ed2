"""Invert: the latents of real samples."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gansmith.data.load import Source
from gansmith.errors import DataError, UsageError, option
from gansmith.latent.descent import MOST_STEPS
from gansmith.latent.inversion import STARTS, Inversion, inversion_of
from gansmith.latent.outputs import Outputs, Written, opened, places, write
from gansmith.latent.rows import rows_of_inversion
from gansmith.latent.run_data import RunData, data_of_run, targets_of_file
from gansmith.models.load import Recipe
from gansmith.models.model import Model

COUNT = 16  # samples of a file that are inverted by default


def invert(
    run: str | Path | Model,
    samples: Any,
    output: Outputs = None,
    *,
    count: int = COUNT,
    starts: int = STARTS,
    steps: int = MOST_STEPS,
    seed: int = 0,
    data: Source | None = None,
    variable: str | None = None,
    mark: bool = True,
    recipe: Recipe | None = None,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> Inversion:
    """Return the latents at which a model comes nearest to real samples, with the errors, and write them.

    Descent by Adam starts from the nearest of 1,024 samples of the model. It minimises the mean square of encoded
    values, and ends where the error no longer falls. The error of each sample stands beside that of the nearest
    training sample and that of the mean of the training data. The result depends on the model, the samples and the
    arguments only.

    Parameters
    ----------
    run : str, Path or Model
        A run, a checkpoint, a model directory, or a model.
    samples : int, sequence of int, str, Path, array or data frame
        Numbers of samples in the data of the run, from 0; or a file, a folder, an array or a table of samples in the
        units of the data.
    output : str, Path or sequence of these, optional
        Files to write: .npy for the latents, a row of all numbers per sample; .npz for their parts by name; .png, .pdf
        or .svg for a figure of the samples, what the model makes of their latents, and the nearest training samples.
    count : int, default 16
        Number of samples of a file that are inverted, from the first.
    starts : int, default 4
        Number of descents per sample, the best of which is taken.
    steps : int, default 1000
        Most steps of a descent.
    seed : int, default 0
        Seed of the samples where descents start.
    data : str, Path or array, optional
        Current location of the data of the run, if it has moved, or the training data of a model without a run.
    variable : str, optional
        Variable of a .mat, .npz or HDF5 file of samples.
    mark : bool, default True
        Write into figures that they hold synthetic samples, and of which model, for machines to read. Files of latents
        are not marked.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".
    progress : callable, optional
        Function called with (work done, work in total).

    Returns
    -------
    Inversion
        The latents, the samples that the model makes of them, and the errors.

    Raises
    ------
    UsageError
        A number is out of range, or the model translates images.
    DataError
        There is no model, it is damaged, or the samples do not fit it.
    GansmithError
        The output cannot be written.

    References
    ----------
    Zhu et al. 2016, arXiv 1609.03552.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.invert(run.path, [3, 5], steps=20).inverted.shape
    (2, 2)
    """
    model = opened(run, recipe)
    if count < 1:
        raise UsageError(f"{option('count', count)}: invert at least one sample.")
    written = places(output, run, model, mark=mark, inputs=(samples, data), latents=True)
    numbers = _numbers(samples)
    around, said = _around(run, model, data, recipe, needed=numbers is not None)
    if numbers is None:
        targets, notes = targets_of_file(samples, model, count, variable, f"; {option('count')} changes that")
    elif around is None:
        raise UsageError(
            f"Sample {numbers[0]}: this model stands alone, so its data is not known. Name the run, the data with "
            f"{option('data')}, or a file of samples."
        )
    else:
        targets, notes = around.targets(numbers, model), around.seen(numbers)
    notes += said
    known = None if around is None else around.known(model)
    made = inversion_of(model, targets, known, starts=starts, most_steps=steps, seed=seed, progress=progress)
    if known is None and not said:
        notes += (f"the training data is not known, so nothing stands beside the errors; {option('data')} names it",)
    made = replace(made, notes=(*notes, *made.notes))
    write(written, model, Written(rows_of_inversion(made), made.inverted, latents=made.latents), seed=None, mark=mark)
    return made


def _numbers(samples: Any) -> list[int] | None:
    """Return the numbers of samples in the data; None for samples themselves."""
    if isinstance(samples, int | np.integer):
        return [int(samples)]
    if isinstance(samples, Sequence) and not isinstance(samples, str):
        if not samples:
            raise UsageError("No sample to invert is named. Name numbers of samples, or a file.")
        if all(isinstance(one, int | np.integer) for one in samples):
            return [int(one) for one in samples]
    return None


def _around(
    run: str | Path | Model, model: Model, data: Source | None, recipe: Recipe | None, *, needed: bool
) -> tuple[RunData | None, tuple[str, ...]]:
    """Return the data of the run, and what is to be said; without it a file of samples is inverted all the same."""
    try:
        return data_of_run(None if isinstance(run, Model) else Path(run), model, data, recipe), ()
    except DataError as error:
        if needed or data is not None:
            raise
        return None, (f"nothing stands beside the errors: {str(error).rstrip('.')}",)
