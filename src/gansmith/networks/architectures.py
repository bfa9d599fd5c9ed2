"""The visible table of architectures, and the choice among them for a given shape of data."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError
from gansmith.networks.dcgan import DCGANCritic, DCGANGenerator
from gansmith.networks.mlp import MLPCritic, MLPGenerator
from gansmith.networks.residual import ResidualCritic, ResidualGenerator
from gansmith.networks.style import Style

FINEST = 40  # the largest side, in maps, that a laptop's CPU trains in minutes


@dataclass(frozen=True)
class Architecture:
    """How a family builds both networks: width None means `width`, patch None means chosen from the shape."""

    width: int
    takes_pictures_only: bool
    generator: Callable[[DataSpec, int, int, int, Style], nn.Module]
    critic: Callable[[DataSpec, int, int, Style], nn.Module]


def _mlp_generator(data: DataSpec, noise: int, width: int, patch: int, style: Style) -> nn.Module:
    return MLPGenerator(data.shape, noise, width, 2, style)


def _mlp_critic(data: DataSpec, width: int, patch: int, style: Style) -> nn.Module:
    return MLPCritic(data.shape, width, 2, style)


def _dcgan_generator(data: DataSpec, noise: int, width: int, patch: int, style: Style) -> nn.Module:
    return DCGANGenerator(data.shape, noise, width, patch, style)


def _resize_generator(data: DataSpec, noise: int, width: int, patch: int, style: Style) -> nn.Module:
    return DCGANGenerator(data.shape, noise, width, patch, style, resize=True)


def _dcgan_critic(data: DataSpec, width: int, patch: int, style: Style) -> nn.Module:
    return DCGANCritic(data.shape, width, patch, style)


def _residual_generator(data: DataSpec, noise: int, width: int, patch: int, style: Style) -> nn.Module:
    return ResidualGenerator(data.shape, noise, width, patch)


def _residual_critic(data: DataSpec, width: int, patch: int, style: Style) -> nn.Module:
    return ResidualCritic(data.shape, width, patch)


ARCHITECTURES = {
    "mlp": Architecture(512, takes_pictures_only=False, generator=_mlp_generator, critic=_mlp_critic),
    "dcgan": Architecture(64, takes_pictures_only=True, generator=_dcgan_generator, critic=_dcgan_critic),
    "resize": Architecture(64, takes_pictures_only=True, generator=_resize_generator, critic=_dcgan_critic),
    "residual": Architecture(16, takes_pictures_only=True, generator=_residual_generator, critic=_residual_critic),
}


def build_pair(
    network: str,
    data: DataSpec,
    *,
    noise: int,
    width: int | None,
    patch: int | None,
    style: Style,
    for_pictures: str = "dcgan",
) -> dict[str, Callable[[], nn.Module]]:
    """Return builders of "generator" and "critic"; raises UsageError where the family does not take such data.

    network: a name of ARCHITECTURES, or "auto": `for_pictures` where the data is pictures, else "mlp".
    """
    name = (for_pictures if data.is_image else "mlp") if network == "auto" else network
    family = ARCHITECTURES[name]
    if family.takes_pictures_only and not data.is_image:
        raise UsageError(
            f"--network {name} draws pictures, but each sample is a vector of {data.shape[0]} numbers. "
            "Use --network mlp, or fold the vector into a picture with --fold square or --fold HEIGHTxWIDTH."
        )
    size = width or family.width
    block = _checked_patch(patch, data) if patch else best_patch(data)
    return {
        "generator": lambda: family.generator(data, noise, size, block, style),
        "critic": lambda: family.critic(data, size, block, style),
    }


def best_patch(data: DataSpec) -> int:
    """Return the smallest block side that divides the picture and leaves maps of at most FINEST a side, else 1."""
    if not data.is_image or max(data.shape[1:]) <= FINEST:
        return 1
    _, height, breadth = data.shape
    fitting = (p for p in range(2, 9) if height % p == 0 and breadth % p == 0 and max(height, breadth) / p <= FINEST)
    return next(fitting, 1)


def _checked_patch(patch: int, data: DataSpec) -> int:
    if data.is_image and any(side % patch for side in data.shape[1:]):
        raise UsageError(
            f"--patch {patch} does not divide the picture's {data.shape[1]} x {data.shape[2]} pixels; "
            "choose a divisor of both sides, or leave it out."
        )
    return patch
