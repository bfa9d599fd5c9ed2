"""LSGAN (Mao et al. 2017, arXiv 1611.04076)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.losses.adversarial import LEAST_SQUARES
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    Decay,
    FinalFactor,
    Network,
    Noise,
    Patch,
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


@recipe
def lsgan(
    data: DataSpec,
    *,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN whose critic predicts 1 for real and 0 for fake by least squares.

    A fake on the right side of the boundary but far from the data still pulls at the generator. Without BatchNorm it is
    reported not to converge on digits. Differs from the paper: DCGAN's networks, samples from averaged weights.
    """
    return two_players(
        build_pair(network, data, noise=noise, width=width, patch=patch, style=Style()),
        LEAST_SQUARES,
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
