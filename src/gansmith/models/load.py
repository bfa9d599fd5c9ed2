"""From a model directory, a checkpoint or a run to the model in it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from torch import nn

from gansmith import __version__
from gansmith.config.hyper_parameters import resolve
from gansmith.core.method import Method
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.errors import DataError, MemoryShortage, remark
from gansmith.methods.modify import with_chances
from gansmith.methods.registry import find_recipe, find_stored, given_name
from gansmith.models.directory import Weights, read_model
from gansmith.models.model import Model
from gansmith.records.model_card import Card
from gansmith.records.run_record import require_of_run

Recipe = str | Callable[..., Method]
"""A recipe of one's own, or where it is: "file.py:function"."""


def load(path: str | Path, *, recipe: Recipe | None = None) -> Model:
    """Return the model in a run, a checkpoint or a model directory.

    From a run, the final model is loaded, or the newest checkpoint if there is no final model. Loading executes no code
    that the files name: gansmith looks up the method among its own methods.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function". The stored name is
        only compared with it.

    Returns
    -------
    Model
        The model, on the CPU.

    Raises
    ------
    DataError
        There is no model, or it is damaged.
    UsageError
        The model needs a recipe and none was given.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.load(run.path).card.method
    'gan'
    """
    card, weights = read_model(Path(path))
    require_of_run(card, Path(path))
    given = None if recipe is None else given_name(recipe)
    name, changed = find_stored(card.method, card.recipe, given, str(path))
    if changed:
        remark(f"{path}: {changed}.")
    return _build(replace(card, method=name), weights)


def _build(card: Card, weights: Mapping[str, Weights]) -> Model:
    """Return the model of a card and its weights, checked by type and shape before any memory is taken.

    Raises DataError where they do not belong together.
    """
    try:
        hyper = resolve(card.method, card.hyper)
        method = with_chances(find_recipe(card.method)(card.spec, **hyper), card.spec.chances)
        builders = {name: method.networks[name] for name in weights}
        with undisturbed(), shapes_only():
            for name, build in builders.items():
                require_fit(build(), weights[name])
    except Exception as error:  # a recipe raises nearly anything on a shape or a number that it was not made for
        if MemoryShortage.is_one(error):
            raise
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise DataError(f"This gansmith {__version__} cannot build the model that was saved: {lines[-1]}") from error
    with undisturbed():  # initial weights, which are overwritten, are drawn from the default generator
        networks = {name: build() for name, build in builders.items()}
    for name, network in networks.items():
        network.load_state_dict(dict(weights[name]))
        network.requires_grad_(False).eval()
    return Model(card, networks["generator"], method.prior, networks.get("back"))


def require_fit(network: nn.Module, weights: Weights) -> None:
    """Raise ValueError where weights are not those of a network, by name, type and shape."""
    wanted = network.state_dict()
    if wanted.keys() != weights.keys():
        raise ValueError(f"its weights differ in {sorted(wanted.keys() ^ weights.keys())[:3]}")
    for name, tensor in wanted.items():
        found = weights[name]
        if (found.shape, found.dtype) != (tensor.shape, tensor.dtype):
            raise ValueError(
                f"{name} is {found.dtype} of shape {tuple(found.shape)}, not {tensor.dtype} of {tuple(tensor.shape)}"
            )
