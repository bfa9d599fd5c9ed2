"""WGAN (Arjovsky et al. 2017, arXiv 1701.07875)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import RMSprop
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import WASSERSTEIN
from gansmith.methods.common import Count, Fraction, Network, Positive, Whole, averaged
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.rules import ClipWeights


def wgan(
    data: DataSpec,
    *,
    critic_steps: Count = 5,
    clip: Positive = 0.01,
    warm_up: Whole = 25,
    warm_up_critic_steps: Count = 100,
    warm_up_every: Whole = 500,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 5e-5,
    average: Fraction = 0.999,
) -> Method:
    """Return the Wasserstein GAN with weight clipping (algorithm 1).

    Differs from the paper: samples from averaged weights, LeakyReLU in the perceptron critic.

    Parameters
    ----------
    critic_steps: critic steps per generator step.
    clip: bound of every weight of the critic.
    warm_up: first steps in which the critic moves warm_up_critic_steps times (the reference code, not the paper).
    warm_up_critic_steps: critic steps of such a step.
    warm_up_every: later steps, each so many, that do the same; 0 for none.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: RMSprop's, for both players.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    optimizer = RMSprop(learning_rate)
    clipping = (ClipWeights("critic", clip),)
    method = Method(
        networks=build_pair(network, data, noise=noise, width=width, patch=patch, style=Style()),
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), WASSERSTEIN.critic, optimizer, clipping, gauges=WASSERSTEIN.gauges),
            "generator": Player(("generator",), WASSERSTEIN.generator, optimizer),
        },
        schedule=alternate(
            critic=critic_steps, warm_up=warm_up, warm_up_critic=warm_up_critic_steps, warm_up_every=warm_up_every
        ),
        batch_size=batch_size,
    )
    return averaged(method, average)
