"""Arithmetic: averages of latents, added and subtracted, and the sample of the result."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gansmith.latent.arithmetic import Arithmetic, Term, arithmetic_of
from gansmith.latent.outputs import Outputs, Written, opened, places, write
from gansmith.latent.rows import rows_of_arithmetic
from gansmith.models.conditions import Asked
from gansmith.models.load import Recipe
from gansmith.models.model import Model


def arithmetic(
    run: str | Path | Model,
    output: Outputs = None,
    *,
    plus: Sequence[Term] = (),
    minus: Sequence[Term] = (),
    rescale: bool = False,
    seed: int = 0,
    label: str | int | None = None,
    condition: Asked | None = None,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> Arithmetic:
    """Return the sample of a sum of latents, and write a figure of the terms and the result, or the result alone.

    DCGAN's "smiling woman less neutral woman plus neutral man" is `plus=[[3, 14, 25], [8, 9, 11]], minus=[[5, 6, 7]]`:
    each term is the mean of the latents of three samples, which is steadier than one.

    Parameters
    ----------
    run : str, Path or Model
        A run, a checkpoint, a model directory, or a model.
    output : str, Path or sequence of these, optional
        Files to write: .png, .pdf or .svg for a figure, or a file or folder that holds the parts and then the result.
    plus : sequence of int or of sequences of int
        Terms to add: the number of a sample of `seed`, or several numbers whose latents are averaged.
    minus : sequence of int or of sequences of int, optional
        Terms to subtract.
    rescale : bool, default False
        Give the noise of the result the usual length of noise.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all samples; by default that of the first one. Classes cannot be added.
    condition : dict, optional
        Value of each condition by name, for all samples.
    mark : bool, default True
        Write into the files that they are synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Arithmetic
        The result in the units of the data, its latents, and the parts.

    Raises
    ------
    UsageError
        No term is to be added, a number is out of range, or the model translates images.
    DataError
        There is no model, or it is damaged.
    GansmithError
        The output cannot be written.

    References
    ----------
    Radford et al. 2016, arXiv 1511.06434, section 6.3.2.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.arithmetic(run.path, plus=[[3, 14], 8], minus=[5]).sample.shape
    (2,)
    """
    model = opened(run, recipe)
    written = places(output, run, model, mark=mark)
    made = arithmetic_of(model, plus, minus, seed=seed, label=label, condition=condition, rescale=rescale)
    samples = np.concatenate([made.parts, made.sample[np.newaxis]])
    write(written, model, Written(rows_of_arithmetic(made), samples), seed=seed, mark=mark)
    return made
