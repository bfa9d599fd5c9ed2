"""The visible table of architectures, and the choice among them for a given shape of data."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError
from gansmith.networks.dcgan import DCGANCritic, DCGANGenerator
from gansmith.networks.dense import DenseCritic, DenseGenerator
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style
from gansmith.networks.maxout import MaxoutCritic, SigmoidGenerator
from gansmith.networks.mlp import MLPCritic, MLPGenerator
from gansmith.networks.residual import ResidualCritic, ResidualGenerator
from gansmith.networks.signal import SignalCritic, SignalGenerator

FINEST = 40  # the largest side, in maps, that a laptop's CPU trains in minutes


DEPTH = 2  # hidden layers of an mlp


@dataclass(frozen=True)
class Plan:
    """What both networks are built for: the data, the length of z, and their dimensions."""

    data: DataSpec
    noise: int
    width: int
    patch: int
    depth: int
    style: Style


@dataclass(frozen=True)
class Architecture:
    """How a family builds both networks of a plan, which has `width` where none is asked for.

    normalises says that its generator has BatchNorm where the style wants it.
    """

    width: int
    takes_pictures: bool
    takes_vectors: bool
    normalises: bool
    generator: Callable[[Plan], nn.Module]
    critic: Callable[[Plan], Critic]


def _mlp_generator(plan: Plan) -> nn.Module:
    return MLPGenerator(plan.data.shape, plan.noise, plan.width, plan.depth, plan.style)


def _mlp_critic(plan: Plan) -> Critic:
    return MLPCritic(plan.data.shape, plan.width, plan.depth, plan.style)


def _dcgan_generator(plan: Plan) -> nn.Module:
    return DCGANGenerator(plan.data.shape, plan.noise, plan.width, plan.patch, plan.style)


def _resize_generator(plan: Plan) -> nn.Module:
    return DCGANGenerator(plan.data.shape, plan.noise, plan.width, plan.patch, plan.style, resize=True)


def _dcgan_critic(plan: Plan) -> Critic:
    return DCGANCritic(plan.data.shape, plan.width, plan.patch, plan.style)


def _dense_generator(plan: Plan) -> nn.Module:
    return DenseGenerator(plan.data.shape, plan.noise, plan.width, plan.patch, plan.style)


def _dense_critic(plan: Plan) -> Critic:
    return DenseCritic(plan.data.shape, plan.width, plan.patch, plan.style)


def _residual_generator(plan: Plan) -> nn.Module:
    return ResidualGenerator(plan.data.shape, plan.noise, plan.width, plan.patch)


def _residual_critic(plan: Plan) -> Critic:
    return ResidualCritic(plan.data.shape, plan.width, plan.patch)


def _signal_generator(plan: Plan) -> nn.Module:
    return SignalGenerator(plan.data.shape, plan.noise, plan.width, plan.style)


def _signal_critic(plan: Plan) -> Critic:
    return SignalCritic(plan.data.shape, plan.width, plan.style)


def _sigmoid_generator(plan: Plan) -> nn.Module:
    return SigmoidGenerator(plan.data.shape, plan.noise, plan.width, plan.style)


def _maxout_critic(plan: Plan) -> Critic:
    return MaxoutCritic(plan.data.shape, plan.width, plan.style)


ARCHITECTURES = {
    "mlp": Architecture(512, True, True, False, _mlp_generator, _mlp_critic),
    "maxout": Architecture(512, True, True, False, _sigmoid_generator, _maxout_critic),
    "signal": Architecture(16, False, True, True, _signal_generator, _signal_critic),
    "dcgan": Architecture(64, True, False, True, _dcgan_generator, _dcgan_critic),
    "dense": Architecture(64, True, False, True, _dense_generator, _dense_critic),
    "resize": Architecture(64, True, False, True, _resize_generator, _dcgan_critic),
    "residual": Architecture(16, True, False, False, _residual_generator, _residual_critic),
}


def build_pair(
    network: str,
    data: DataSpec,
    *,
    noise: int,
    width: int | None,
    patch: int | None,
    style: Style,
    depth: int | None = None,
    for_pictures: str = "dcgan",
) -> dict[str, Callable[[], nn.Module]]:
    """Return builders of "generator" and "critic"; raises UsageError where the family does not take such data.

    network: a name of ARCHITECTURES, or "auto": `for_pictures` where the data is pictures, else "mlp".
    """
    name = chosen(network, data, for_pictures)
    family = ARCHITECTURES[name]
    if depth is not None and name != "mlp":
        raise UsageError(f"--depth {depth} counts the hidden layers of --network mlp, not of {name}. Leave it out.")
    if data.is_image and not family.takes_pictures:
        raise UsageError(
            f"--network {name} draws signals, but each sample is a picture of {' x '.join(map(str, data.shape))}. "
            "Use --network dcgan or residual, or read the data as vectors with --fold none where it is folded."
        )
    if not (data.is_image or family.takes_vectors):
        raise UsageError(
            f"--network {name} draws pictures, but each sample is a vector of {data.shape[0]} numbers. "
            "Use --network mlp, or --network signal if neighbours belong together, or fold the vector into a picture "
            "with --fold square or --fold HEIGHTxWIDTH."
        )
    block = _checked_patch(patch, data) if patch else best_patch(data)
    plan = Plan(data, noise, width or family.width, block, depth or DEPTH, style)
    return {"generator": lambda: family.generator(plan), "critic": lambda: family.critic(plan)}


def normalises_batches(network: str, data: DataSpec, for_pictures: str = "dcgan") -> bool:
    """Tell whether the generator that `build_pair` makes of the same has BatchNorm where the style wants it."""
    return ARCHITECTURES[chosen(network, data, for_pictures)].normalises


def chosen(network: str, data: DataSpec, for_pictures: str) -> str:
    """Return the name of the family: `for_pictures` or "mlp" where network is "auto", else network itself."""
    return (for_pictures if data.is_image else "mlp") if network == "auto" else network


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
