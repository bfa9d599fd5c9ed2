"""DCGAN (Radford et al. 2016, arXiv 1511.06434)."""

from collections.abc import Callable
from typing import Literal

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.methods.common import Count, Fraction, Network, Positive, adams, averaged
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import built
from gansmith.networks.wrappers.two_outputs import with_two_outputs

OUTPUTS: dict[str, Callable[[Critic], Critic]] = {"sigmoid": lambda critic: critic, "softmax": with_two_outputs}


def dcgan(
    data: DataSpec,
    *,
    outputs: Literal["sigmoid", "softmax"] = "sigmoid",
    network: Network = "dcgan",
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
    """Return the GAN of strided convolutions, BatchNorm in both networks, ReLU in G and LeakyReLU in D.

    For 64 x 64 pixels, --width 128 --patch 1 --batch-size 128 builds the published networks; left out, they have half
    the channels and work on blocks of 2 x 2. Differs from the paper: any picture size, kernels of 4 x 4 for 5 x 5, N(0,
    I) noise, weights from N(0, 0.02) in convolutions only, samples from averaged weights.

    Parameters
    ----------
    outputs: of D: "sigmoid", one; or "softmax", two, real and fake, which is the same loss.
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
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=Style())
    method = Method(
        networks={**pair, "critic": lambda: OUTPUTS[outputs](built(pair["critic"]))},
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), NONSATURATING.critic, of_critic, gauges=NONSATURATING.gauges),
            "generator": Player(("generator",), NONSATURATING.generator, of_generator),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
