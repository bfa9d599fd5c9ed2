"""DCGAN (Radford et al. 2016, arXiv 1511.06434)."""

from collections.abc import Callable
from typing import Literal

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.losses.adversarial import NONSATURATING
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    Decay,
    FinalFactor,
    Network,
    Noise,
    Patch,
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import built
from gansmith.networks.wrappers.two_outputs import with_two_outputs

OUTPUTS: dict[str, Callable[[Critic], Critic]] = {"sigmoid": lambda critic: critic, "softmax": with_two_outputs}


@recipe
def dcgan(
    data: DataSpec,
    *,
    outputs: Literal["sigmoid", "softmax"] = "sigmoid",
    network: Network = "dcgan",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN of strided convolutions, BatchNorm in both networks, ReLU in G and LeakyReLU in D.

    For 64 x 64 pixels, --width 128 --patch 1 --batch-size 128 builds the published networks; left out, they have half
    the channels and work on blocks of 2 x 2. Differs from the paper: any image size, kernels of 4 x 4 for 5 x 5, N(0,
    I) noise, weights from N(0, 0.02) in convolutions only, samples from averaged weights.

    Parameters
    ----------
    outputs: of D: "sigmoid", one; or "softmax", two, real and fake, which is the same loss.
    """
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=Style())
    return two_players(
        {**pair, "critic": lambda: OUTPUTS[outputs](built(pair["critic"]))},
        NONSATURATING,
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
