"""WGAN (Arjovsky et al. 2017, arXiv 1701.07875)."""

from typing import Annotated

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.optimizers import RMSprop
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.declaration import Searched
from gansmith.losses.adversarial import WASSERSTEIN
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Count,
    CriticSteps,
    Decay,
    Network,
    Noise,
    Patch,
    Positive,
    Rate,
    Whole,
    Width,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.rules import ClipWeights


@recipe
def wgan(
    data: DataSpec,
    *,
    critic_steps: CriticSteps = 5,
    clip: Annotated[Positive, Searched(3e-3, 0.1, log=True)] = 0.01,
    warm_up: Annotated[Whole, Searched(choices=(0, 25))] = 25,
    warm_up_critic_steps: Annotated[Count, Searched(20, 100)] = 100,
    warm_up_every: Annotated[Whole, Searched(choices=(0, 500))] = 500,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate = 5e-5,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the Wasserstein GAN with weight clipping (algorithm 1).

    Differs from the paper: samples from averaged weights, LeakyReLU in the perceptron critic.

    Parameters
    ----------
    clip: bound of every weight of the critic.
    warm_up: first steps in which the critic moves warm_up_critic_steps times (the reference code, not the paper).
    warm_up_critic_steps: critic steps of such a step.
    warm_up_every: later steps, each so many, that do the same; 0 for none.
    learning_rate: RMSprop's, for both networks.
    """
    return two_players(
        build_pair(network, data, noise=noise, width=width, patch=patch, style=Style()),
        WASSERSTEIN,
        (RMSprop(learning_rate), RMSprop(learning_rate)),
        critic_rules=(ClipWeights("critic", clip),),
        prior=Normal(noise),
        schedule=alternate(
            critic=critic_steps, warm_up=warm_up, warm_up_critic=warm_up_critic_steps, warm_up_every=warm_up_every
        ),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
