"""WGAN-GP (Gulrajani et al. 2017, arXiv 1704.00028)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import WASSERSTEIN
from gansmith.losses.penalties import GRADIENT_PENALTY
from gansmith.methods.chosen import recipe
from gansmith.methods.common import Count, Depth, Fraction, Network, NonNegative, Positive, adams, two_players
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


@recipe
def wgan_gp(
    data: DataSpec,
    *,
    critic_steps: Count = 5,
    penalty: NonNegative = 10.0,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    depth: Depth | None = None,
    noise: Count = 128,
    batch_size: Count = 64,
    learning_rate: Positive = 1e-4,
    generator_learning_rate: Positive | None = None,
    final_lr_factor: Positive = 1.0,
    beta1: Fraction = 0.0,
    beta2: Fraction = 0.9,
    ema_decay: Fraction = 0.999,
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
