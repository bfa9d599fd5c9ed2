"""DCGAN (Radford et al. 2016, arXiv 1511.06434)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.methods.parts import Count, Fraction, Network, Positive, averaged
from gansmith.networks.architectures import build_pair
from gansmith.networks.style import Style


def dcgan(
    data: DataSpec,
    *,
    network: Network = "dcgan",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 2e-4,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the GAN of strided convolutions, BatchNorm in both networks, ReLU in G and LeakyReLU in D.

    Differs from the paper: any picture size, N(0, I) noise, batch 64 for 128, samples from averaged weights.

    Parameters
    ----------
    network: "dcgan", or "residual" or "mlp" in its place.
    width: channels of the finest maps of dcgan and resize (64) or residual (16), hidden units of the mlp (512).
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for both players.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    optimizer = Adam(learning_rate, beta1, beta2)
    sampler, rules = averaged(average)
    return Method(
        networks=build_pair(network, data, noise=noise, width=width, patch=patch, style=Style()),
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), NONSATURATING.critic, optimizer, gauges=NONSATURATING.gauges),
            "generator": Player(("generator",), NONSATURATING.generator, optimizer, rules),
        },
        schedule=alternate(),
        batch_size=batch_size,
        sampler=sampler,
    )
