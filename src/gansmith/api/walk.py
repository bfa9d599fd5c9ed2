"""Walk: samples along paths through the latent space of a model."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gansmith.data.load import Source
from gansmith.errors import UsageError, option
from gansmith.latent.inversion import Targets, inversion_of
from gansmith.latent.latents import Latents, decoded
from gansmith.latent.outputs import Outputs, Written, opened, places, whole_classes, write
from gansmith.latent.paths import PathKind
from gansmith.latent.rows import rows_of_walk
from gansmith.latent.run_data import RunData, data_of_run, targets_of_file
from gansmith.latent.stream import Points
from gansmith.latent.walk import (
    SEEDS,
    Stops,
    Walk,
    require_path,
    stops_at_classes,
    stops_at_numbers,
    stops_at_seeds,
    walk_between,
)
from gansmith.models.conditions import Asked
from gansmith.models.load import Recipe
from gansmith.models.model import Model

MOST_GIVEN = 16  # samples of a file that are walked through


def walk(
    run: str | Path | Model,
    output: Outputs = None,
    *,
    seeds: Sequence[int] = (),
    numbers: Sequence[int] = (),
    classes: Sequence[str | int] = (),
    given: Any = None,
    real: Sequence[int] = (),
    latents: Latents | None = None,
    path: PathKind | None = None,
    steps: int = 8,
    loop: bool = False,
    seed: int = 0,
    label: str | int | None = None,
    condition: Asked | None = None,
    data: Source | None = None,
    variable: str | None = None,
    mark: bool = True,
    recipe: Recipe | None = None,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> Walk:
    """Return the samples along a path through the latent space, and write them as a figure, a film or arrays.

    The path leads from point to point: seeds, numbers of samples, classes, given samples, real samples of the
    data or latents; name one of these.
    By default it leads through the first samples of four seeds, from `seed` on. At these points the samples equal those
    of `Model.sample` exactly.

    Parameters
    ----------
    run : str, Path or Model
        A run, a checkpoint, a model directory, or a model.
    output : str, Path or sequence of these, optional
        Files to write: .png, .pdf or .svg for a figure with a row from point to point, .gif for a film, or a file or
        folder of samples as for `generate`.
    seeds : sequence of int, optional
        Seeds, of which the first sample is taken.
    numbers : sequence of int, optional
        Numbers of samples of `seed`, from 0: sample i is that of `generate` for the same seed.
    classes : sequence of str or int, optional
        Classes by name or index. The noise stays the same, and the embedding of the class is interpolated where the
        generator allows it; otherwise the class changes in one step.
    given : str, Path or array, optional
        Samples in a file, a folder or an array, the first 16 of which are inverted first: see `invert`.
    real : sequence of int, optional
        Numbers of samples in the data of the run, from 0, which are inverted first, as `invert` takes them.
    latents : Latents, optional
        Points of the latent space, such as those of an inversion.
    path : {"spherical", "straight"}, optional
        Path of the noise; by default spherical, because normal noise of many numbers has nearly one length, and a
        straight path leads through shorter points that training hardly showed.
    steps : int, default 8
        Steps from one point to the next.
    loop : bool, default False
        Whether the path leads back to the first point.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all points, for models that are conditioned on classes.
    condition : dict, optional
        Value of each condition by name, for all points.
    data : str, Path or array, optional
        With `real`: current location of the data of the run, if it has moved, or the data of a model without a run.
    variable : str, optional
        With given: the variable of a .mat, .npz or HDF5 file of samples.
    mark : bool, default True
        Write into the files that they are synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".
    progress : callable, optional
        Function called with (work done, work in total) while given samples are inverted.

    Returns
    -------
    Walk
        The samples in the units of the data, the latents, and what changes along the path beside the noise.

    Raises
    ------
    UsageError
        The model translates images, an option is out of range, or the output would replace an input.
    DataError
        There is no model, it is damaged, or the samples to invert do not fit it, or the data is not found.
    GansmithError
        The output cannot be written.

    References
    ----------
    White 2016, arXiv 1609.04468.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.walk(run.path, seeds=[1, 2], steps=4).samples.shape
    (5, 2)
    """
    model = opened(run, recipe)
    named = {"seeds": seeds, "numbers": numbers, "classes": classes, "given": given, "real": real}
    named |= {"latents": latents}
    used = [name for name, value in named.items() if value is not None and len(_sized(value))]
    if len(used) > 1:
        raise UsageError(f"{option(used[0])} and {option(used[1])} both name the points of the walk. Leave one out.")
    fixed = {"label": label is not None, "condition": bool(condition) and used != ["classes"]}
    for name in (name for name, is_given in fixed.items() if is_given):
        if used[:1] in (["classes"], ["given"], ["real"], ["latents"]):
            raise UsageError(f"{option(name)} and {option(used[0])} do not go together. Leave one out.")
    if data is not None and used != ["real"]:
        raise UsageError(f"{option('data')} is for {option('real')}, the numbers of samples in the data. Leave it out.")
    if variable is not None and used != ["given"]:
        raise UsageError(
            f"{option('variable')} is for a file of samples, {option('given')}. Name the file, or leave it out."
        )
    written = places(output, run, model, mark=mark, inputs=(given, data), films=True)
    if latents is not None:
        found = _stops(model, latents)
    elif used == ["given"]:
        found = _given(model, given, variable, seed, steps, progress)
    elif used == ["real"]:
        around = data_of_run(None if isinstance(run, Model) else Path(run), model, data, recipe)
        found = _real(model, real, around, seed, steps, progress)
    elif classes:
        found = stops_at_classes(model, classes, seed, condition)
    elif numbers:
        found = stops_at_numbers(model, numbers, seed, label, condition)
    else:
        found = stops_at_seeds(model, seeds or range(seed, seed + SEEDS), label, condition)
    made = walk_between(model, found, steps=steps, path=path, loop=loop)
    shown = Written(rows_of_walk(made), made.samples, whole_classes(made.latents), made.stops)
    of_noise = used[:1] not in (["given"], ["real"], ["latents"])
    write(written, model, shown, seed=seed if of_noise else None, mark=mark)
    return made


def _sized(value: Any) -> Any:
    """Return what has a length: a file counts as one thing that is named."""
    return [value] if isinstance(value, str | Path) or not hasattr(value, "__len__") else value


def _given(
    model: Model, given: Any, variable: str | None, seed: int, steps: int, progress: Callable[[int, int], None]
) -> Stops:
    targets, notes = targets_of_file(given, model, MOST_GIVEN, variable)
    names = tuple(f"given {number}" for number in range(len(targets.samples)))
    require_path(len(names), steps)
    return _inverted(model, targets, names, notes, seed, progress)


def _real(
    model: Model,
    numbers: Sequence[int],
    around: RunData | None,
    seed: int,
    steps: int,
    progress: Callable[[int, int], None],
) -> Stops:
    if around is None:
        raise UsageError(
            f"{option('real', numbers[0])}: this model stands alone, so its data is not known. Name the run, the data "
            f"with {option('data')}, or a file of samples with {option('given')}."
        )
    names = tuple(f"real {number}" for number in numbers)
    require_path(len(names), steps)
    return _inverted(model, around.targets(numbers, model), names, around.notes, seed, progress)


def _inverted(
    model: Model,
    targets: Targets,
    names: tuple[str, ...],
    notes: tuple[str, ...],
    seed: int,
    progress: Callable[[int, int], None],
) -> Stops:
    found = inversion_of(model, targets, seed=seed, progress=progress)
    kind = names[0].split()[0]
    worst = f"{kind} samples are inverted first, with errors of {found.errors.min():.3g} to {found.errors.max():.3g}"
    return Stops(
        Points(found.latents, found.inverted), names, (*notes, *found.notes, f"{worst} ({found.unit})"), calibrate=False
    )


def _stops(model: Model, latents: Latents) -> Stops:
    names = tuple(f"point {number}" for number in range(len(latents)))
    return Stops(Points(latents, decoded(model, latents)), names)
