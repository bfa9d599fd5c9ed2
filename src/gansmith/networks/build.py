"""Generators and critics by name, for a loop of one's own."""

from collections.abc import Callable, Mapping, Sequence

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import JoinedInput, Projection, built
from gansmith.networks.wrappers.plain import FromNoise, ScoreOf


def generator(
    network: str = "auto",
    *,
    shape: Sequence[int],
    latent: int,
    classes: int = 0,
    width: int | None = None,
    patch: int | None = None,
    batch_norm: bool = True,
    squash: bool = True,
    **options: int,
) -> FromNoise:
    """Build a generator from noise to samples.

    Initial weights are drawn by torch's default generator.

    Parameters
    ----------
    network : str, default "auto"
        A name of `NETWORKS`, or "auto": "dcgan" for images, "mlp" for vectors.
    shape : sequence of int
        The shape of one sample: (C, H, W) for images of any size, (D,) for vectors; "signal" takes (C, 1, L) too.
    latent : int
        The length of the noise, at least 1.
    classes : int, default 0
        The number of classes of a conditional generator, whose labels are joined to the noise as one-hot rows.
    width : int, optional
        Channels of the finest maps, or units of a hidden layer; by default the network's own, `NETWORKS[name].width`.
    patch : int, optional
        Side of the pixel blocks that convolutions work on, a divisor of H and W; by default the smallest that keeps
        maps at 40 x 40 or less.
    batch_norm : bool, default True
        Whether to normalise batches, where the network has BatchNorm at all (`NETWORKS[name].batch_norm`).
    squash : bool, default True
        Whether to end in tanh where the network can, so that samples lie in [-1, 1].
    **options : int
        Options of the network's own, `NETWORKS[name].options`, such as depth of "mlp".

    Returns
    -------
    FromNoise
        A module from noise (N, latent), and labels (N,) where there are classes, to samples (N, *shape).

    Raises
    ------
    UsageError
        If there is no network of that name, or it does not take such a shape or option.

    References
    ----------
    Radford et al. 2016, arXiv 1511.06434, for "dcgan"; each file of `gansmith.networks` names its own.

    Examples
    --------
    >>> import torch
    >>> from gansmith import networks
    >>> networks.generator("dcgan", shape=(1, 28, 28), latent=64, width=8)(torch.randn(2, 64)).shape
    torch.Size([2, 1, 28, 28])
    """
    style = Style(normalise_generator=batch_norm, squash=squash)
    noise = _positive("latent", latent) + _count("classes", classes)
    alone = _builders(network, shape, noise, width, patch, style, options)["generator"]()
    return FromNoise(JoinedInput(alone, classes) if classes else alone)


def critic(
    network: str = "auto",
    *,
    shape: Sequence[int],
    classes: int = 0,
    width: int | None = None,
    patch: int | None = None,
    batch_norm: bool = False,
    **options: int,
) -> ScoreOf:
    """Build a critic (discriminator) from samples to scores.

    Initial weights are drawn by torch's default generator.

    Parameters
    ----------
    network : str, default "auto"
        A name of `NETWORKS`, or "auto": "dcgan" for images, "mlp" for vectors.
    shape : sequence of int
        The shape of one sample: (C, H, W) for images of any size, (D,) for vectors; "signal" takes (C, 1, L) too.
    classes : int, default 0
        The number of classes of a conditional critic, which adds the projection of its features on the label.
    width : int, optional
        Channels of the finest maps, or units of a hidden layer; by default the network's own, `NETWORKS[name].width`.
    patch : int, optional
        Side of the pixel blocks that convolutions work on, a divisor of H and W; by default the smallest that keeps
        maps at 40 x 40 or less.
    batch_norm : bool, default False
        Whether to normalise batches, as DCGAN does. Leave it out with penalties on the slope: they are of single
        samples, and BatchNorm makes each score depend on the whole batch.
    **options : int
        Options of the network's own, `NETWORKS[name].options`, such as depth of "mlp".

    Returns
    -------
    ScoreOf
        A module from samples (N, *shape), and labels (N,) where there are classes, to scores (N,), unbounded.

    Raises
    ------
    UsageError
        If there is no network of that name, or it does not take such a shape or option.

    References
    ----------
    Radford et al. 2016, arXiv 1511.06434, for "dcgan"; each file of `gansmith.networks` names its own. Miyato and
    Koyama 2018, arXiv 1802.05637, for classes.

    Examples
    --------
    >>> import torch
    >>> from gansmith import networks
    >>> networks.critic("mlp", shape=(5,), width=32, depth=3)(torch.randn(4, 5)).shape
    torch.Size([4])
    """
    style = Style(normalise_critic=batch_norm)
    alone = built(_builders(network, shape, 1, width, patch, style, options)["critic"])
    return ScoreOf(Projection(alone, classes) if _count("classes", classes) else alone)


def _builders(
    network: str,
    shape: Sequence[int],
    noise: int,
    width: int | None,
    patch: int | None,
    style: Style,
    options: Mapping[str, int],
) -> dict[str, Callable[[], nn.Module]]:
    for side in shape:
        _positive("shape", side)
    if len(shape) not in (1, 3):
        raise UsageError(f"shape={tuple(shape)}: give (C, H, W) for images or (D,) for vectors.")
    data = DataSpec(tuple(shape))
    return build_pair(
        network, data, noise=noise, width=width, patch=patch, style=style, for_pictures="dcgan", **options
    )


def _positive(name: str, value: int) -> int:
    return _count(name, value, least=1)


def _count(name: str, value: int, least: int = 0) -> int:
    if value < least:
        raise UsageError(f"{name}={value}: give whole numbers of at least {least}.")
    return value
