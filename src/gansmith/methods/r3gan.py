"""R3GAN (Huang et al. 2025, arXiv 2501.05441)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    Decay,
    Depth,
    FinalGamma,
    FinalRate,
    Gamma,
    Network,
    Noise,
    Patch,
    Rate,
    Width,
    adams,
    relativistic,
    two_players,
)
from gansmith.methods.registry import picture_network
from gansmith.networks.layers.style import Style, leaky_relu
from gansmith.networks.registry import build_pair, chosen

WIDTH = 16  # of dense networks, where none is asked for


@recipe
def r3gan(
    data: DataSpec,
    *,
    gamma: Gamma = 1.0,
    gamma_end: FinalGamma = 0.1,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    depth: Depth | None = None,
    normalise: bool = True,
    squash: bool = True,
    noise: Noise = 64,
    batch_size: BatchSize = 32,
    learning_rate: Rate = 1e-3,
    learning_rate_end: FinalRate = 1e-4,
    generator_learning_rate: Rate | None = None,
    beta1: Beta1 = 0.0,
    beta2: Beta2 = 0.95,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the relativistic GAN with zero-centred penalties on reals and fakes: gamma / 2 (R1 + R2) at every turn.

    Differs from the paper: smaller networks, one block a size, the same weight of the penalties for any set; where
    values pile up at the ends of their range, as paper and ink do, the network "auto" is "dense", InfoGAN's with
    BatchNorm and tanh in G, which is far ahead there in minutes of a CPU, and elsewhere "residual". The width of
    "dense" is 16 where none is given.

    Parameters
    ----------
    gamma: weight of the penalties at the start; the larger, the smoother the critic.
    gamma_end: weight of the penalties at the end, reached along a half cosine.
    normalise: BatchNorm in G, where its network has any (dcgan, dense, resize, signal).
    squash: end images in tanh, where G's network has any (mlp, maxout, dcgan, dense, resize).
    learning_rate: Adam's at the start, for both networks.
    learning_rate_end: Adam's at the end, reached along a half cosine.
    generator_learning_rate: Adam's at the start for G, which then ends as much below it; left out, the same as D's.
    """
    squash = squash and data.is_image and not data.signals
    style = Style(normalise_generator=normalise, normalise_critic=False, activation=leaky_relu, squash=squash)
    family = chosen(network, data, picture_network(data.piled))
    narrow = width or (WIDTH if family == "dense" else None)
    final_lr_factor = learning_rate_end / learning_rate
    return two_players(
        build_pair(family, data, noise=noise, width=narrow, patch=patch, depth=depth, style=style),
        relativistic(gamma, gamma_end),
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
