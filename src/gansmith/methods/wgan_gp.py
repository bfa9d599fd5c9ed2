"""WGAN-GP (Gulrajani et al. 2017, arXiv 1704.00028)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import WASSERSTEIN
from gansmith.losses.penalties import GRADIENT_PENALTY
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    CriticSteps,
    Decay,
    Depth,
    FinalFactor,
    Network,
    Noise,
    Patch,
    Penalty,
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


@recipe
def wgan_gp(
    data: DataSpec,
    *,
    critic_steps: CriticSteps = 5,
    penalty: Penalty = 10.0,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    depth: Depth | None = None,
    noise: Noise = 128,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 1e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.0,
    beta2: Beta2 = 0.9,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the Wasserstein GAN with gradient penalty (algorithm 1): BatchNorm in G only.

    Differs from the paper: samples from averaged weights.
    """
    style = Style(normalise_critic=False)
    return two_players(
        build_pair(network, data, noise=noise, width=width, patch=patch, depth=depth, style=style),
        WASSERSTEIN.with_terms(critic=penalty * GRADIENT_PENALTY),
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        schedule=alternate(critic=critic_steps),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
