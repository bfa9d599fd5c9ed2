"""Points of a model's latent space: all numbers that its generator starts from, and the samples it makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.prior import Uniform
from gansmith.core.sampling import chunk_of
from gansmith.errors import UsageError
from gansmith.models.model import Model
from gansmith.networks.wrappers.conditioning import JoinedInput

Floats = npt.NDArray[np.float32]
_PARTS = ("noise", "shares", "numbers", "code", "chances")


@dataclass(frozen=True, eq=False)
class Latents:
    """Points of a latent space, one per sample.

    Attributes
    ----------
    noise : array of float32, shape (N, Z)
        The noise.
    shares : array of float32, shape (N, K), or None
        Share of each class: 1 for the class of a sample, or several shares on a path from class to class.
    numbers : array of float32, shape (N, C), or None
        Conditions, standardised as networks see them.
    code : array of float32, shape (N, M), or None
        Code, as of InfoGAN: one-hot categories, then continuous values.
    chances : array of float32, shape (N, E), or None
        Uniform numbers by which the categories of a table are drawn.
    """

    noise: Floats
    shares: Floats | None = None
    numbers: Floats | None = None
    code: Floats | None = None
    chances: Floats | None = None

    def __len__(self) -> int:
        return len(self.noise)

    def at(self, places: Sequence[int] | npt.NDArray[np.integer] | slice) -> "Latents":
        """Return the points at some places.

        Parameters
        ----------
        places : sequence of int, or slice
            The places.

        Returns
        -------
        Latents
            The points.
        """
        return self.map(lambda part: part[places])

    def map(self, change: Callable[[Floats], Floats]) -> "Latents":
        """Return the points with every part changed.

        Parameters
        ----------
        change : callable
            Function of an array (N, ...) to another one.

        Returns
        -------
        Latents
            The changed points.
        """
        shares, numbers, code, chances = (
            None if part is None else change(part) for part in (self.shares, self.numbers, self.code, self.chances)
        )
        return Latents(change(self.noise), shares, numbers, code, chances)

    def matrix(self) -> Floats:
        """Return all numbers of each point in a row: noise, shares of classes, conditions, code, chances.

        Returns
        -------
        array of float32, shape (N, L)
            The points.
        """
        return np.concatenate(list(self.parts().values()), axis=1)

    def parts(self) -> dict[str, Floats]:
        """Return the parts that are there by name.

        Returns
        -------
        dict of array
            Noise, shares, numbers, code and chances, in this order.
        """
        return {name: part for name in _PARTS if (part := getattr(self, name)) is not None}


def joined(several: Sequence[Latents]) -> Latents:
    """Return points laid end to end; all have the same parts."""
    first = several[0]
    return Latents(**{name: np.concatenate([getattr(one, name) for one in several]) for name in first.parts()})


def require_noise(model: Model) -> None:
    """Raise UsageError for a model that translates images, which has no latent space."""
    if model.card.source is not None:
        raise UsageError(
            f"This model ({model.card.method}) makes images of images and starts from no noise, so it has no latent "
            "space. Use: gansmith translate RUN INPUT -o OUT."
        )


def of_input(given: GeneratorInput, classes: int) -> Latents:
    """Return the inputs of a generator of so many classes as points."""
    shares = None
    if classes and given.condition.label is not None:
        shares = np.eye(classes, dtype=np.float32)[given.condition.label.cpu().numpy()]
    numbers = given.condition.numbers
    return Latents(
        _array(given.noise),
        shares,
        None if numbers is None else _array(numbers),
        None if given.code is None else _array(given.code),
        None if given.chance is None else _array(given.chance),
    )


def _array(tensor: Tensor) -> Floats:
    return tensor.detach().cpu().float().numpy()


def blends_classes(network: nn.Module) -> bool:
    """Tell whether a generator takes shares of several classes, and so interpolates the embeddings of classes."""
    return isinstance(network, JoinedInput)


def inputs_of(network: nn.Module, latents: Latents) -> GeneratorInput:
    """Return points as the input of a generator; one that takes no shares is given the class of the largest."""
    parameter = next(network.parameters())

    def moved(part: Floats | None) -> Tensor | None:
        return None if part is None else torch.from_numpy(np.ascontiguousarray(part)).to(parameter)

    label = moved(latents.shares)
    if label is not None and not (blends_classes(network) and _is_between(latents.shares)):
        label = label.argmax(1)
    noise = moved(latents.noise)
    assert noise is not None  # noqa: S101
    return GeneratorInput(
        noise, moved(latents.code), Condition(label, numbers=moved(latents.numbers)), moved(latents.chances)
    )


def _is_between(shares: Floats | None) -> bool:
    return shares is not None and bool((shares.max(axis=1) != 1).any())


def encoded(network: nn.Module, latents: Latents) -> Tensor:
    """Return what a generator makes of points, as networks see samples: (N, D) or (N, C, H, W) on the CPU."""
    size, made = chunk_of(network), []
    with torch.inference_mode():
        for first in range(0, len(latents), size):
            made.append(network(inputs_of(network, latents.at(slice(first, first + size)))).float().cpu())
    return torch.cat(made)


def decoded(model: Model, latents: Latents, *, calibrate: bool = True) -> np.ndarray:
    """Return the samples (N, ...) of points in the units of the data, those of a table calibrated as of `sample`."""
    codec = model._calibrated if calibrate else model.card.codec
    samples: np.ndarray = codec.decode(encoded(model.network, latents).numpy())
    return samples


def is_uniform(model: Model) -> bool:
    """Tell whether the noise is uniform in [-1, 1], and not normal."""
    return isinstance(model.prior, Uniform)
