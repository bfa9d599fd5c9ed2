"""CycleGAN (Zhu et al. 2017, arXiv 1703.10593)."""

from collections.abc import Callable
from typing import Annotated, Literal

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.ramp import late_decline
from gansmith.core.schedule import simultaneous
from gansmith.declaration import Searched
from gansmith.losses.adversarial import LEAST_SQUARES
from gansmith.losses.images import CYCLE, IDENTITY
from gansmith.methods.chosen import recipe
from gansmith.methods.common import Beta1, Beta2, Count, Depth, NonNegative, Rate
from gansmith.methods.translators import require_sources, translator
from gansmith.networks.patches import PatchCritic
from gansmith.networks.wrappers.replay import History


@recipe
def cyclegan(
    data: DataSpec,
    *,
    cycle_weight: Annotated[NonNegative, Searched(1.0, 30.0, log=True)] = 10.0,
    identity_weight: Annotated[NonNegative, Searched(choices=(0.0, 0.5, 5.0))] = 5.0,
    network: Literal["resnet", "unet"] = "resnet",
    width: Annotated[Count, Searched(choices=(16, 32, 64))] = 32,
    blocks: Annotated[Depth, Searched(3, 9)] = 6,
    remembered: Annotated[Count, Searched(choices=(1, 50, 200))] = 50,
    batch_size: Annotated[Count, Searched(choices=(1, 4, 8))] = 4,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate | None = None,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
) -> Method:
    """Return the GAN that translates images of two classes into each other, trained without pairs.

    Differs from the paper: half its width and batches of 4 for speed, both networks are updated on one batch at once.

    Parameters
    ----------
    cycle_weight: weight of the way there and back, the paper's lambda.
    identity_weight: weight of leaving alone what is a target already; nothing where sources have other channels.
    network: of G and F: "resnet", the paper's, or "unet", pix2pix's, which keeps outlines from the start.
    width: channels of the finest maps of all networks; the paper's are 64.
    blocks: residual blocks of each resnet, 6 in the paper for 128 x 128 pixels and 9 for more.
    remembered: generated images that are kept and shown to the critics again.
    batch_size: images of each class per turn, over all processes.
    learning_rate: Adam's, for both D, falling to 0 in the second half of the run.
    generator_learning_rate: Adam's, for G and F, falling likewise; left out, the same.
    """
    require_sources(data, "cyclegan")
    aims = 2.0 * LEAST_SQUARES.generator + cycle_weight * CYCLE
    if data.shape[0] == data.source[0] and identity_weight:
        aims = aims + identity_weight * IDENTITY
    rates = (learning_rate, generator_learning_rate or learning_rate)
    of_critic, of_generator = (Adam(late_decline(rate), beta1, beta2) for rate in rates)
    return Method(
        networks=_networks(data, network, width, blocks, remembered),
        pairings=(
            Pairing(Normal(0), back="back", history="history"),
            Pairing(Normal(0), "back", "back_critic", back="generator", swapped=True, history="back_history"),
        ),
        players={
            "critic": Player(("critic", "back_critic"), LEAST_SQUARES.critic, of_critic, gauges=LEAST_SQUARES.gauges),
            "generator": Player(("generator", "back"), aims, of_generator),
        },
        schedule=simultaneous(),
        batch_size=batch_size,
        back_sampler="back",
        sources="unpaired",
    )


def _networks(
    data: DataSpec, network: Literal["resnet", "unet"], width: int, blocks: int, remembered: int
) -> dict[str, Callable[[], nn.Module]]:
    """Return the builders of the networks of both directions."""
    target, source = data.shape, data.source
    return {
        "generator": lambda: translator(network, source, target[0], width, blocks),
        "back": lambda: translator(network, target, source[0], width, blocks),
        "critic": lambda: PatchCritic(target, source, width, conditional=False),
        "back_critic": lambda: PatchCritic(source, target, width, conditional=False),
        "history": lambda: History(target, remembered),
        "back_history": lambda: History(source, remembered),
    }
