"""DRAGAN (Kodali et al. 2017, arXiv 1705.07215)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.penalties import DATA_PENALTY
from gansmith.methods.common import Count, Fraction, Network, NonNegative, Positive, adams, averaged
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


def dragan(
    data: DataSpec,
    *,
    penalty: NonNegative = 10.0,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 1e-4,
    generator_learning_rate: Positive | None = None,
    left: Positive = 1.0,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the original game with the critic's slope kept at 1 near the data: BatchNorm in G only.

    Differs from the paper: the perturbation is that of the authors' code (losses/penalties.py), the slope is that of
    the score and not of its sigmoid, samples come from averaged weights.

    Parameters
    ----------
    penalty: weight of the gradient penalty, the paper's lambda.
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
        networks=build_pair(network, data, noise=noise, width=width, patch=patch, style=Style(normalise_critic=False)),
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(
                ("critic",), NONSATURATING.critic + penalty * DATA_PENALTY, of_critic, gauges=NONSATURATING.gauges
            ),
            "generator": Player(("generator",), NONSATURATING.generator, of_generator),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
