"""GAN (Goodfellow et al. 2014, arXiv 1406.2661)."""

from typing import Literal

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import MINIMAX, NONSATURATING
from gansmith.methods.common import Count, Depth, Fraction, Network, Positive, adams, averaged
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair

ADVERSARIAL = {"nonsaturating": NONSATURATING, "minimax": MINIMAX}


def gan(
    data: DataSpec,
    *,
    loss: Literal["nonsaturating", "minimax"] = "nonsaturating",
    critic_steps: Count = 1,
    network: Network = "mlp",
    width: Count | None = None,
    patch: Count | None = None,
    depth: Depth | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 2e-4,
    generator_learning_rate: Positive | None = None,
    left: Positive = 1.0,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the original GAN: D learns to tell real from fake, G to be taken for real.

    --network maxout has the layers of 2014: maxout and dropout in D, ReLU and sigmoid in G, as 2 sigmoid - 1 since data
    lies in [-1, 1]. Differs from the paper: Adam for SGD, LeakyReLU in D and tanh in G unless so chosen, BatchNorm
    in convolutional G, samples from averaged weights.

    Parameters
    ----------
    loss: the generator's: "nonsaturating" -log D(G(z)), or "minimax" log(1 - D(G(z))), which starves when D wins.
    critic_steps: discriminator steps per generator step, the paper's k.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    depth: hidden layers of mlp; left out, 2.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G; left out, the same. A multiple of D's learns far faster in small networks.
    left: what is left of both learning rates at the end, reached along a half cosine; 1 leaves them as they are.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    game = ADVERSARIAL[loss]
    of_critic, of_generator = adams(learning_rate, generator_learning_rate, beta1, beta2, left=left)
    method = Method(
        networks=build_pair(
            network, data, noise=noise, width=width, patch=patch, depth=depth, style=Style(normalise_critic=False)
        ),
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), game.critic, of_critic, gauges=game.gauges),
            "generator": Player(("generator",), game.generator, of_generator),
        },
        schedule=alternate(critic=critic_steps),
        batch_size=batch_size,
    )
    return averaged(method, average)
