"""BEGAN (Berthelot et al. 2017, arXiv 1703.10717)."""

from typing import Annotated

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.declaration import Searched
from gansmith.losses.equilibrium import equilibrium
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    Decay,
    FinalFactor,
    Network,
    Noise,
    NonNegative,
    Patch,
    Rate,
    Width,
    adams,
    two_players,
)
from gansmith.networks.layers.style import Style, leaky_relu
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.autoencoder import Autoencoder
from gansmith.networks.wrappers.conditioning import built
from gansmith.rules import Equilibrium


@recipe
def began(
    data: DataSpec,
    *,
    gamma: Annotated[NonNegative, Searched(0.3, 0.9)] = 0.5,
    balance_rate: Annotated[NonNegative, Searched(1e-4, 1e-2, log=True)] = 1e-3,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 64,
    batch_size: BatchSize = 16,
    learning_rate: Rate = 1e-4,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN of a critic that is an autoencoder, with its two reconstruction errors kept in balance.

    The decoder is built as the generator is, and the code is as long as z. k, both errors and the convergence measure M
    are in the record. Differs from the paper: k follows the critic's turn, LeakyReLU for ELU, a learning rate
    falling as --final-lr-factor says and not where M stalls, samples from averaged weights.

    Parameters
    ----------
    gamma: wanted ratio of the errors on fakes and on reals, in (0, 1]: the larger, the more diverse the samples.
    balance_rate: rate at which k follows, the paper's lambda_k.
    learning_rate: Adam's, for both networks.
    """
    style = Style(normalise_critic=False, activation=leaky_relu)
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=style, for_pictures="dense")
    return two_players(
        {**pair, "critic": lambda: Autoencoder(built(pair["critic"]), pair["generator"](), code=noise)},
        equilibrium(gamma),
        adams(learning_rate, None, beta1, beta2, final_lr_factor=final_lr_factor),
        critic_rules=(Equilibrium("critic", gamma, balance_rate),),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
