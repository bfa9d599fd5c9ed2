"""R3GAN (Huang et al. 2025, arXiv 2501.05441)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.methods.common import (
    Count,
    Depth,
    Fraction,
    Network,
    NonNegative,
    Positive,
    adams,
    averaged,
    relativistic,
)
from gansmith.methods.registry import picture_network
from gansmith.networks.layers.style import Style, leaky_relu
from gansmith.networks.registry import build_pair, chosen

WIDTH = 16  # of dense networks, where none is asked for


def r3gan(
    data: DataSpec,
    *,
    gamma: NonNegative = 1.0,
    gamma_end: NonNegative = 0.1,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    depth: Depth | None = None,
    normalise: bool = True,
    squash: bool = True,
    noise: Count = 64,
    batch_size: Count = 32,
    learning_rate: Positive = 1e-3,
    learning_rate_end: Positive = 1e-4,
    generator_learning_rate: Positive | None = None,
    beta1: Fraction = 0.0,
    beta2: Fraction = 0.95,
    average: Fraction = 0.999,
) -> Method:
    """Return the relativistic GAN with zero-centred penalties on reals and fakes: gamma / 2 (R1 + R2) at every turn.

    Differs from the paper: smaller networks, one block a size, the same weight of the penalties for any set; where
    values pile up at the ends of their range, as paper and ink do, InfoGAN's networks with BatchNorm and tanh in G,
    which are far ahead there in minutes of a CPU.

    Parameters
    ----------
    gamma: weight of the penalties at the start; the larger, the smoother the critic.
    gamma_end: weight of the penalties at the end, reached along a half cosine.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data:
        pictures "dense" where values pile up at the ends of their range, else "residual".
    width: maps of the finest layers, 64 in dcgan and resize, 16 in dense, residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    depth: hidden layers of mlp; left out, 2.
    normalise: BatchNorm in G, where its network has any (dcgan, dense, resize, signal).
    squash: end pictures in tanh, where G's network has any (mlp, maxout, dcgan, dense, resize).
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's at the start, for both players.
    learning_rate_end: Adam's at the end, reached along a half cosine.
    generator_learning_rate: Adam's at the start for G, which then ends as much below it; left out, the same as D's.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    game = relativistic(gamma, gamma_end)
    squash = squash and data.is_image
    style = Style(normalise_generator=normalise, normalise_critic=False, activation=leaky_relu, squash=squash)
    family = chosen(network, data, picture_network(data.piled))
    narrow = width or (WIDTH if family == "dense" else None)
    pair = build_pair(family, data, noise=noise, width=narrow, patch=patch, depth=depth, style=style)
    left = learning_rate_end / learning_rate
    of_critic, of_generator = adams(learning_rate, generator_learning_rate, beta1, beta2, left=left)
    method = Method(
        networks=pair,
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), game.critic, of_critic, gauges=game.gauges),
            "generator": Player(("generator",), game.generator, of_generator),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
