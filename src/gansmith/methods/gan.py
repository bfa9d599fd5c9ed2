"""GAN (Goodfellow et al. 2014, arXiv 1406.2661)."""

from typing import Literal

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import MINIMAX, NONSATURATING
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
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair

ADVERSARIAL = {"nonsaturating": NONSATURATING, "minimax": MINIMAX}


@recipe
def gan(
    data: DataSpec,
    *,
    loss: Literal["nonsaturating", "minimax"] = "nonsaturating",
    critic_steps: CriticSteps = 1,
    network: Network = "mlp",
    width: Width | None = None,
    patch: Patch | None = None,
    depth: Depth | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the original GAN: D learns to tell real from fake, G to be taken for real.

    --network maxout has the layers of 2014: maxout and dropout in D, ReLU and sigmoid in G, as 2 sigmoid - 1 since data
    lies in [-1, 1]. Differs from the paper: Adam for SGD, LeakyReLU in D and tanh in G unless so chosen, BatchNorm
    in convolutional G, samples from averaged weights.

    Parameters
    ----------
    loss: the generator's: "nonsaturating" -log D(G(z)), or "minimax" log(1 - D(G(z))), which starves when D wins.
    critic_steps: discriminator steps per generator step, the paper's k.
    """
    style = Style(normalise_critic=False)
    return two_players(
        build_pair(network, data, noise=noise, width=width, patch=patch, depth=depth, style=style),
        ADVERSARIAL[loss],
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        schedule=alternate(critic=critic_steps),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
