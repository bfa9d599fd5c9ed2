"""DRAGAN (Kodali et al. 2017, arXiv 1705.07215)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.penalties import DATA_PENALTY
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
    Penalty,
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


@recipe
def dragan(
    data: DataSpec,
    *,
    penalty: Penalty = 10.0,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 1e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the original game with the critic's slope kept at 1 near the data: BatchNorm in G only.

    Differs from the paper: the perturbation is that of the authors' code (losses/penalties.py), the slope is that of
    the score and not of its sigmoid, samples come from averaged weights.
    """
    style = Style(normalise_critic=False)
    return two_players(
        build_pair(network, data, noise=noise, width=width, patch=patch, style=style),
        NONSATURATING.with_terms(critic=penalty * DATA_PENALTY),
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
