"""pix2pix (Isola et al. 2017, arXiv 1611.07004)."""

from dataclasses import replace
from typing import Annotated

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.core.schedule import simultaneous
from gansmith.declaration import Searched
from gansmith.errors import UsageError, option
from gansmith.losses.adversarial import NONSATURATING, Adversarial
from gansmith.losses.images import L1
from gansmith.methods.chosen import recipe
from gansmith.methods.common import Beta1, Beta2, Count, Decay, FinalFactor, NonNegative, Rate, adams, two_players
from gansmith.methods.translators import require_sources
from gansmith.networks.patches import PatchCritic
from gansmith.networks.unet import UNetGenerator


@recipe
def pix2pix(
    data: DataSpec,
    *,
    l1_weight: Annotated[NonNegative, Searched(10.0, 300.0, log=True)] = 100.0,
    adversarial_weight: Annotated[NonNegative, Searched(0.1, 3.0, log=True)] = 1.0,
    width: Annotated[Count, Searched(choices=(16, 32, 64))] = 32,
    batch_size: Annotated[Count, Searched(choices=(1, 4, 8, 16))] = 8,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate = 2e-3,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN that translates an image into another of the same outline, trained on pairs.

    Differs from the paper: half its width and batches of 8 for speed, instance normalisation, no dropout once trained,
    both networks are updated on one batch at once, G learns faster, images from averaged weights.

    Parameters
    ----------
    l1_weight: weight of the mean distance to the true target, the paper's lambda.
    adversarial_weight: weight of fooling D; 0 leaves the distance alone, which blurs.
    width: channels of the finest maps of both networks; the paper's are 64.
    batch_size: pairs per turn, over all processes.
    generator_learning_rate: Adam's, for G; with the paper's 2e-4 short runs on sprites took five times the steps.
    ema_decay: decay of the EMA of G's weights that images are made with; 0 takes the last weights.
    """
    require_sources(data, "pix2pix")
    if not data.paired:
        raise UsageError(
            f"{option('method', 'pix2pix')} learns from pairs, and these sources belong to no target. Give pairs "
            f"({option('pairs', 'A B')} matches files by name), or use {option('method', 'cyclegan')}, which learns "
            "without."
        )
    aims = adversarial_weight * NONSATURATING.generator + l1_weight * L1
    method = two_players(
        {
            "generator": lambda: UNetGenerator(data.source, data.shape[0], width),
            "critic": lambda: PatchCritic(data.shape, data.source, width, conditional=True),
        },
        Adversarial(0.5 * NONSATURATING.critic, aims, NONSATURATING.gauges),
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(0),
        schedule=simultaneous(),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
    return replace(method, sources="paired")
