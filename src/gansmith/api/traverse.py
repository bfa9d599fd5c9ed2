"""Traverse: what each code of an InfoGAN does."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gansmith.latent.outputs import Outputs, Written, opened, places, write
from gansmith.latent.recognition import read_critic
from gansmith.latent.rows import rows_of_traversal
from gansmith.latent.traversal import Traversal, traversal_of
from gansmith.models.load import Recipe
from gansmith.models.model import Model


def traverse(
    run: str | Path | Model,
    output: Outputs = None,
    *,
    steps: int = 9,
    reach: float = 1.0,
    numbers: Sequence[int] = (0,),
    seed: int = 0,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> Traversal:
    """Return the samples as each code of a model goes through its values, with the measured effect of each code.

    The effect is the mean change of a sample when this code alone changes, in units of the distance of any two samples.
    How well Q reads a code from samples is measured where the critic is at hand, as in a run. A code is reported as
    dead if it has no effect, or if Q reads it no better than chance.

    Parameters
    ----------
    run : str, Path or Model
        A run, a checkpoint, a model directory, or a model.
    output : str, Path or sequence of these, optional
        Files to write: .png, .pdf or .svg for a figure with a row per code, or a file or folder of the samples, code
        after code.
    steps : int, default 9
        Number of values of each continuous code.
    reach : float, default 1.0
        Largest value of continuous codes; training draws them from -1 to 1.
    numbers : sequence of int, default (0,)
        Numbers of the samples of `seed` whose codes are changed.
    seed : int, default 0
        Seed of the noise.
    mark : bool, default True
        Write into the files that they are synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Traversal
        A row for each code: its values, samples in the units of the data, effect and recovery.

    Raises
    ------
    UsageError
        The model has no codes, or a number is out of range.
    DataError
        There is no model, it is damaged, or all its samples are the same.
    GansmithError
        The output cannot be written.

    References
    ----------
    Chen et al. 2016, arXiv 1606.03657, figure 2.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("digits", "infogan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> [row.name for row in gansmith.traverse(run.path).rows]
    ['category 1', 'continuous 1', 'continuous 2']
    """
    model = opened(run, recipe)
    written = places(output, run, model, mark=mark)
    critic = None if isinstance(run, Model) else read_critic(Path(run), model.card)
    made = traversal_of(model, critic, steps=steps, reach=reach, numbers=numbers, seed=seed)
    samples = np.concatenate([row.samples.reshape(-1, *row.samples.shape[2:]) for row in made.rows])
    write(written, model, Written(rows_of_traversal(made), samples), seed=seed, mark=mark)
    return made
