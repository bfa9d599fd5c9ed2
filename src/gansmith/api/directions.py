"""Directions: along which the generator of a model varies most."""

from collections.abc import Sequence
from pathlib import Path

from gansmith.latent.directions import Directions, directions_of
from gansmith.latent.outputs import Outputs, Written, opened, places, write
from gansmith.latent.rows import rows_of_directions
from gansmith.models.conditions import Asked
from gansmith.models.load import Recipe
from gansmith.models.model import Model


def directions(
    run: str | Path | Model,
    output: Outputs = None,
    *,
    layer: int | None = None,
    count: int = 6,
    steps: int = 7,
    numbers: Sequence[int] = (0,),
    seed: int = 0,
    label: str | int | None = None,
    condition: Asked | None = None,
    mark: bool = True,
    recipe: Recipe | None = None,
) -> Directions:
    """Return the directions of the noise along which a layer of the generator varies most, each drawn from -3 to 3.

    The directions are GANSpace's: the principal components of a layer's activations, carried back to the noise by least
    squares, then made orthonormal. The unit is one standard deviation of the noise.

    Parameters
    ----------
    run : str, Path or Model
        A run, a checkpoint, a model directory, or a model.
    output : str, Path or sequence of these, optional
        Files to write: .png, .pdf or .svg for a figure with a row per direction, or a file or folder of the samples,
        direction after direction.
    layer : int, optional
        Number of the layer, from 1, among the layers with weights; by default the second. The first layer is linear in
        the noise, so its components are those of its weights, as SeFa computes them.
    count : int, default 6
        Number of directions.
    steps : int, default 7
        Number of places from -3 to 3.
    numbers : sequence of int, default (0,)
        Numbers of the samples of `seed` that are moved along each direction.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all samples; by default activations are centred for each class.
    condition : dict, optional
        Value of each condition by name, for all samples.
    mark : bool, default True
        Write into the files that they are synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    Directions
        The directions, their share of the variance, their measured effects, and the samples in the units of the data.

    Raises
    ------
    UsageError
        There is no such layer, a number is out of range, or the model translates images.
    DataError
        There is no model, it is damaged, or the layer does not vary.
    GansmithError
        The output cannot be written.

    References
    ----------
    Haerkoenen et al. 2020, arXiv 2004.02546. Shen and Zhou 2021, arXiv 2007.06600.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.directions(run.path, count=3).samples.shape
    (3, 1, 7, 2)
    """
    model = opened(run, recipe)
    written = places(output, run, model, mark=mark)
    asked = {"layer": layer, "count": count, "steps": steps}
    made = directions_of(model, **asked, numbers=numbers, seed=seed, label=label, condition=condition)  # type: ignore[arg-type]
    samples = made.samples.reshape(-1, *made.samples.shape[3:])
    write(written, model, Written(rows_of_directions(made), samples), title=f"layer {made.layer}", seed=seed, mark=mark)
    return made
