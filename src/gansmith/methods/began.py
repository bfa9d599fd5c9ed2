"""BEGAN (Berthelot et al. 2017, arXiv 1703.10717)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.ramp import cosine
from gansmith.core.schedule import alternate
from gansmith.losses.equilibrium import equilibrium
from gansmith.methods.common import Count, Fraction, Network, NonNegative, Positive, averaged
from gansmith.networks.layers.style import Style, leaky_relu
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.autoencoder import Autoencoder
from gansmith.networks.wrappers.conditioning import built
from gansmith.rules import Equilibrium


def began(
    data: DataSpec,
    *,
    gamma: NonNegative = 0.5,
    balance_rate: NonNegative = 1e-3,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 64,
    batch_size: Count = 16,
    learning_rate: Positive = 1e-4,
    left: Positive = 1.0,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the GAN of a critic that is an autoencoder, with its two reconstruction errors kept in balance.

    The decoder is built as the generator is, and the code is as long as z. k, both errors and the convergence measure M
    are in the record. Differs from the paper: k follows the critic's turn, LeakyReLU for ELU, a learning rate
    falling as --left says and not where M stalls, samples from averaged weights.

    Parameters
    ----------
    gamma: wanted ratio of the errors on fakes and on reals, in (0, 1]: the larger, the more diverse the samples.
    balance_rate: rate at which k follows, the paper's lambda_k.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for both players.
    left: what is left of the learning rate at the end, reached along a half cosine; 1 leaves it as it is.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    optimizer = Adam(cosine(learning_rate, left * learning_rate), beta1, beta2)
    game = equilibrium(gamma)
    style = Style(normalise_critic=False, activation=leaky_relu)
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=style, for_pictures="dense")
    method = Method(
        networks={**pair, "critic": lambda: Autoencoder(built(pair["critic"]), pair["generator"](), code=noise)},
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(
                ("critic",), game.critic, optimizer, (Equilibrium("critic", gamma, balance_rate),), game.gauges
            ),
            "generator": Player(("generator",), game.generator, optimizer),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
