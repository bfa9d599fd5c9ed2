"""LSGAN (Mao et al. 2017, arXiv 1611.04076)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import LEAST_SQUARES
from gansmith.methods.common import Count, Fraction, Network, Positive, adams, averaged
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


def lsgan(
    data: DataSpec,
    *,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 2e-4,
    generator_learning_rate: Positive | None = None,
    left: Positive = 1.0,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the GAN whose critic predicts 1 for real and 0 for fake by least squares.

    A fake on the right side of the boundary but far from the data still pulls at the generator. Without BatchNorm it is
    reported not to converge on digits. Differs from the paper: DCGAN's networks, samples from averaged weights.

    Parameters
    ----------
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G; left out, the same. A multiple of D's learns far faster in small networks.
    left: what is left of both learning rates at the end, reached along a half cosine; 1 leaves them as they are.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    of_critic, of_generator = adams(learning_rate, generator_learning_rate, beta1, beta2, left=left)
    method = Method(
        networks=build_pair(network, data, noise=noise, width=width, patch=patch, style=Style()),
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), LEAST_SQUARES.critic, of_critic, gauges=LEAST_SQUARES.gauges),
            "generator": Player(("generator",), LEAST_SQUARES.generator, of_generator),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
