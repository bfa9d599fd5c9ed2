"""Features of a discriminator: its hidden layers, convolutions pooled to a coarse grid (Radford et al. 2016, 5.1)."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import Condition
from gansmith.errors import UsageError, option
from gansmith.networks.maxout import Maxout
from gansmith.networks.patches import Judge
from gansmith.networks.residual import ResidualBlock

GRID = 4  # places along each side that maps are pooled to
_ROWS = 256  # samples at once
_INNER = ("critic", "inner", "encoder")  # what a critic that is told or tells more is built around
_WEIGHTS = (nn.Conv1d, nn.Conv2d, nn.Linear)
_WHOLE = (ResidualBlock, Judge, Maxout)  # layers of several parts
_AFTER = (nn.Flatten, nn.PixelUnshuffle)  # parts that only lay out anew what a layer made
Kind = Literal["conv", "dense"]


@dataclass(frozen=True)
class Layer:
    """A hidden layer: its name, such as "conv2", and the module whose output it is."""

    name: str
    kind: Kind
    module: nn.Module


def hidden_layers(critic: nn.Module) -> tuple[Layer, ...]:
    """Return the hidden layers of a critic from the samples to the score, numbered by kind: conv1, conv2, dense1.

    A layer ends with its normalisation and rectifier. Of residual networks each block is a layer. Heads, which read
    the last layer alone, are none.
    """
    for name in _INNER:
        if isinstance(inner := getattr(critic, name, None), nn.Module):
            return hidden_layers(inner)
    blocks = [module for module in critic.modules() if isinstance(module, ResidualBlock)]
    found = [("conv", block) for block in blocks] if blocks else list(_found(critic))
    counts, layers = {"conv": 0, "dense": 0}, []
    for kind, module in found:
        counts[kind] += 1
        layers.append(Layer(f"{kind}{counts[kind]}", "conv" if kind == "conv" else "dense", module))
    return tuple(layers)


def chosen_layers(critic: nn.Module, names: Sequence[str] = ()) -> tuple[Layer, ...]:
    """Return the layers of these names, or all convolutions, or without any all hidden layers; raises UsageError.

    The name "all" stands for all hidden layers.
    """
    layers = hidden_layers(critic)
    if not layers:
        raise UsageError("This discriminator has no hidden layer that is known, so it has no features to give.")
    if not names:
        return tuple(layer for layer in layers if layer.kind == "conv") or layers
    if "all" in names:
        return layers
    known = {layer.name: layer for layer in layers}
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            f"{option('layers', unknown[0][:60])}: this discriminator has the layers {', '.join(known)}. Name some of "
            "them, or all."
        )
    return tuple(known[name] for name in known if name in names)


class DiscriminatorFeatures:
    """Hidden layers of a critic as features (N, F): maps max-pooled to 4 x 4, signals to 4 places, all joined.

    Maps of fewer places along a side keep them. Critics that are told classes or conditions are told none.

    Attributes
    ----------
    layers : tuple of Layer
        The layers, in their order.
    shapes : dict of str to tuple of int
        Shape of each layer's features by its name: (C, H, W), (C, L) or (D,).
    """

    def __init__(self, critic: nn.Module, layers: Sequence[Layer], shape: Sequence[int]) -> None:
        """Take a critic in evaluation mode, some of its layers, and the shape of an encoded sample."""
        self.critic, self.layers = critic, tuple(layers)
        self._kind = next((parameter.dtype for parameter in critic.parameters()), torch.float32)
        found = self._of(torch.zeros(2, *shape, dtype=self._kind))
        self.shapes = {name: tuple(part.shape[1:]) for name, part in found.items()}

    @property
    def sizes(self) -> dict[str, int]:
        """Number of features of each layer."""
        return {name: prod(shape) for name, shape in self.shapes.items()}

    @property
    def count(self) -> int:
        """Number of all features."""
        return sum(self.sizes.values())

    @property
    def names(self) -> list[str]:
        """Names of the features: the layer, the map and the place in the grid, as conv1_0_2_3."""
        return [
            "_".join([layer, *map(str, place)]) for layer, shape in self.shapes.items() for place in np.ndindex(*shape)
        ]

    def __call__(self, encoded: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """Return the features (N, F) of encoded samples (N, ...)."""
        found = np.empty((len(encoded), self.count), np.float32)
        for start in range(0, len(encoded), _ROWS):
            rows = torch.from_numpy(np.ascontiguousarray(encoded[start : start + _ROWS])).to(self._kind)
            parts = [part.flatten(1) for part in self._of(rows).values()]
            found[start : start + _ROWS] = torch.cat(parts, 1).numpy()
        return found

    def _of(self, samples: Tensor) -> dict[str, Tensor]:
        kept: dict[str, Tensor] = {}
        with ExitStack() as stack, torch.no_grad():
            for layer in self.layers:
                handle = layer.module.register_forward_hook(
                    lambda module, given, made, name=layer.name: kept.__setitem__(name, _pooled(made))
                )
                stack.callback(handle.remove)
            self.critic(samples, Condition())
        return {layer.name: kept[layer.name] for layer in self.layers}


def _pooled(made: Tensor) -> Tensor:
    if made.ndim == 4:
        return F.adaptive_max_pool2d(made, tuple(min(GRID, side) for side in made.shape[2:]))
    return F.adaptive_max_pool1d(made, min(GRID, made.shape[2])) if made.ndim == 3 else made


def _found(module: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield the kind and the last part of each layer below a module."""
    if isinstance(module, nn.Sequential):
        yield from _in_a_row(list(module))
        return
    for child in module.children():
        if isinstance(child, _WHOLE):
            yield _kind_of(child), child
        elif isinstance(child, nn.Conv1d | nn.Conv2d) or list(child.children()):
            yield from [("conv", child)] if isinstance(child, nn.Conv1d | nn.Conv2d) else _found(child)


def _in_a_row(parts: Sequence[nn.Module]) -> Iterator[tuple[str, nn.Module]]:
    """Yield the layers of parts in a row: what has weights, with the normalisation and rectifier that follow."""
    kind, last = "", nn.Module()
    for part in parts:
        if isinstance(part, (*_WEIGHTS, *_WHOLE)):
            if kind:
                yield kind, last
            kind, last = _kind_of(part), part
        elif list(part.children()) and not kind:
            yield from _found(part)
        elif kind and not isinstance(part, _AFTER):
            last = part
    if kind:
        yield kind, last


def _kind_of(part: nn.Module) -> str:
    return "dense" if isinstance(part, nn.Linear | Maxout) else "conv"
