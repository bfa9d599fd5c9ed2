"""Principal directions of a generator (GANSpace: Haerkoenen et al. 2020, arXiv 2004.02546)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.sampling import chunk_of
from gansmith.errors import DataError, UsageError, option
from gansmith.latent.arithmetic import UNIFORM
from gansmith.latent.effects import Floats, distances, spread_of
from gansmith.latent.latents import Latents, decoded, encoded, is_uniform, joined, require_noise
from gansmith.latent.stream import latents_of
from gansmith.metrics.standard_errors import mean_estimate
from gansmith.models.conditions import Asked
from gansmith.models.model import Model

SAMPLES = 2048  # whose activations are looked at
MOST_VALUES = 1 << 24  # activations that are kept: 128 MB
REACH = 3.0  # standard deviations
BASES = 32  # samples that the effect of a direction is measured on
_LEAST = 1e-12  # of the variance, below which there is no direction


@dataclass(frozen=True, eq=False)
class Directions:
    """Orthonormal directions of the noise, along which a layer of the generator varies most.

    Attributes
    ----------
    vectors : array of float64, shape (K, Z)
        The directions, of length 1 and orthogonal to each other.
    variance : array of float64, shape (K,)
        Share of the variance of the layer's activations that each principal component has.
    values : array of float64, shape (V,)
        Places along each direction, in standard deviations of the noise.
    samples : array, shape (K, B, V, ...)
        Samples at these places for each direction and base sample, in the units of the data.
    effects : array of float64, shape (K, 2)
        Change of a sample from the first place to the last, over the distance of any two samples: mean and its error.
    layer : str
        Number and name of the layer.
    layers : tuple of str
        All layers that can be chosen.
    notes : tuple of str
        What is to be known of the directions.
    """

    vectors: Floats
    variance: Floats
    values: Floats
    samples: np.ndarray
    effects: Floats
    layer: str
    layers: tuple[str, ...]
    notes: tuple[str, ...] = ()


def directions_of(
    model: Model,
    *,
    layer: int | None = None,
    count: int = 6,
    steps: int = 7,
    numbers: Sequence[int] = (0,),
    seed: int = 0,
    label: str | int | None = None,
    condition: Asked | None = None,
) -> Directions:
    """Return directions of the noise along which a layer of the generator varies most, each drawn from -3 to 3.

    The principal components of the layer's activations are found on 2,048 samples, and carried back to the noise by
    least squares, as GANSpace does for generators without a mapping network; then they are made orthonormal in their
    order. Activations are centred for each class, or category of the first code, so that directions are of the noise
    alone. Layers with weights are numbered from 1; by default the second, as the first is linear in the noise: its
    components are those of its weights alone, which is the closed form of SeFa (Shen and Zhou 2021, arXiv 2007.06600).

    Raises UsageError for a layer or count that is out of range, and for a translator, DataError where the layer does
    not vary.
    """
    require_noise(model)
    if steps < 2:
        raise UsageError(f"{option('steps', steps)}: draw each direction at two places or more.")
    samples = latents_of(model, range(SAMPLES), seed, label, condition)
    names = _layers(model.network, samples.at([0]))
    place = min(2, len(names)) if layer is None else layer
    if not 1 <= place <= len(names):
        raise UsageError(f"{option('layer', place)}: the layers of this generator are {'; '.join(names)}.")
    width = samples.noise.shape[1]
    if not 1 <= count <= width:
        raise UsageError(
            f"{option('count', count)}: the noise has {width} numbers, so there are 1 to {width} directions."
        )
    activations = _centred(_activations(model.network, samples, place), model, samples)
    noise = _centred(samples.noise[: len(activations)].astype(np.float64), model, samples)
    vectors, variance = principal(activations, noise, count)
    values = np.linspace(-REACH, REACH, steps)
    bases = latents_of(model, numbers, seed, label, condition)
    notes = [] if len(vectors) == count else [f"the layer varies in {len(vectors)} directions alone"]
    moved = _moved(model, bases, vectors, values)
    outside = is_uniform(model) and bool((np.abs(joined(moved).noise) > 1).any())
    notes += ["some places lie outside of the noise's range of -1 to 1, which training never showed"] * outside
    drawn = decoded(model, joined(moved))
    drawn = drawn.reshape(len(vectors), len(bases), steps, *drawn.shape[1:])
    effects = _effects(model, vectors, latents_of(model, range(BASES), seed, label, condition), seed)
    return Directions(vectors, variance, values, drawn, effects, names[place - 1], names, tuple(notes))


def principal(activations: Floats, noise: Floats, count: int) -> tuple[Floats, Floats]:
    """Return `count` orthonormal directions (K, Z) of centred noise (N, Z), and each component's share of the variance.

    activations (N, F) are centred. Their principal coordinates X give the directions by least squares: the rows of U
    that minimise |X U - noise|. Each direction's largest number is positive.
    """
    if activations.shape[1] > len(activations):  # the same coordinates, from the smaller matrix of products
        squares, left = np.linalg.eigh(activations @ activations.T)
        squares, left = squares[::-1].clip(min=0), left[:, ::-1]
        coordinates = left * np.sqrt(squares)
    else:
        squares, right = np.linalg.eigh(activations.T @ activations)
        squares, right = squares[::-1].clip(min=0), right[:, ::-1]
        coordinates = activations @ right
    total = squares.sum()
    if not np.isfinite(total) or total <= 0:
        raise DataError(
            "The activations of this layer are the same for all noise, or not finite, so it has no directions. Choose "
            f"another {option('layer')}, or use another checkpoint."
        )
    known = int((squares[:count] > _LEAST * total).sum())
    scaled = coordinates[:, :known] / np.sqrt(squares[:known])
    found = scaled.T @ noise  # the scaled coordinates are orthonormal, so this is the least-squares solution
    vectors = np.linalg.qr(found.T)[0].T
    largest = vectors[np.arange(known), np.abs(vectors).argmax(axis=1)]
    return vectors * np.sign(largest)[:, np.newaxis], squares[:known] / total


def _weighted(network: nn.Module) -> list[tuple[str, nn.Module]]:
    kinds_of = (nn.Linear, nn.modules.conv._ConvNd)
    return [(name, module) for name, module in network.named_modules() if isinstance(module, kinds_of)]


def _layers(network: nn.Module, latents: Latents) -> tuple[str, ...]:
    """Return the layers with weights in the order in which they are computed, each with its number and size."""
    order = list[str]()
    seen = {name: 0 for name, _ in _weighted(network)}

    def look(name: str, made: Tensor) -> None:
        if not seen[name]:
            order.append(name)
        seen[name] = made[0].numel()

    _watch(network, latents, look)
    return tuple(f"{number} ({name}, {seen[name]:,} values)" for number, name in enumerate(order, start=1))


def _activations(network: nn.Module, latents: Latents, layer: int) -> Floats:
    """Return what the layer of this number makes of points, (N, F)."""
    name = _layers(network, latents.at([0]))[layer - 1].partition("(")[2].partition(",")[0]
    found = list[Tensor]()

    def look(named: str, made: Tensor) -> None:
        if named == name:
            found.append(made.flatten(1).float().cpu())

    size = chunk_of(network)
    for first in range(0, len(latents), size):
        _watch(network, latents.at(slice(first, first + size)), look)
        if found[0].shape[1] * sum(map(len, found)) > MOST_VALUES:
            break
    return torch.cat(found).numpy().astype(np.float64)


def _watch(network: nn.Module, latents: Latents, look: Callable[[str, Tensor], None]) -> None:
    """Compute samples, and show the output of each layer with weights, by its name."""
    hooks = [
        module.register_forward_hook(lambda _, given, made, name=name: look(name, made))
        for name, module in _weighted(network)
    ]
    try:
        encoded(network, latents)
    finally:
        for hook in hooks:
            hook.remove()


def _centred(values: Floats, model: Model, latents: Latents) -> Floats:
    """Return values (N, F) less their mean, in each class or category of the first code that samples come in."""
    ours = latents.at(slice(0, len(values)))
    groups = np.zeros(len(values), np.int64)
    if ours.shares is not None:
        groups = ours.shares.argmax(axis=1)
    elif ours.code is not None and model.prior.code.categories:
        groups = ours.code[:, : model.prior.code.categories[0]].argmax(axis=1)
    made = values.copy()
    for group in np.unique(groups):
        made[groups == group] -= values[groups == group].mean(axis=0)
    return made


def _moved(model: Model, bases: Latents, vectors: Floats, values: Floats) -> list[Latents]:
    """Return the bases with each place along each direction in turn: (K, B, V) points as one list of legs."""
    unit = UNIFORM if is_uniform(model) else 1.0
    found = []
    for vector in vectors:
        for place in range(len(bases)):
            base = bases.at(np.full(len(values), place))
            noise = base.noise.astype(np.float64)
            rest = noise - (noise @ vector)[:, np.newaxis] * vector
            moved = rest + unit * values[:, np.newaxis] * vector
            found.append(replace(base, noise=moved.astype(np.float32)))
    return found


def _effects(model: Model, vectors: Floats, bases: Latents, seed: int) -> Floats:
    ends = encoded(model.network, joined(_moved(model, bases, vectors, np.array([-REACH, REACH]))))
    flat = ends.numpy().reshape(len(vectors), len(bases), 2, -1).astype(np.float64)
    apart = distances(flat[:, :, 0], flat[:, :, 1]) / spread_of(model, seed)
    return np.array([mean_estimate(one) for one in apart])
