"""SNGAN (Miyato et al. 2018, arXiv 1802.05957)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import HINGE
from gansmith.methods.common import Count, Fraction, Network, Positive, adams, averaged
from gansmith.networks.layers.spectral_norm import PowerIteration, spectrally_normalised
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair


def sngan(
    data: DataSpec,
    *,
    critic_steps: Count = 1,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 128,
    batch_size: Count = 64,
    learning_rate: Positive = 1e-3,
    generator_learning_rate: Positive = 2e-4,
    left: Positive = 1.0,
    beta1: Fraction = 0.0,
    beta2: Fraction = 0.9,
    average: Fraction = 0.999,
) -> Method:
    """Return the hinge GAN whose critic's layers are divided by their largest singular value: BatchNorm in G only.

    Differs from the paper: two learning rates (Heusel et al. 2017) in place of several critic steps, LeakyReLU of slope
    0.2 for 0.1, DCGAN's kernels, samples from averaged weights. Of three short runs on digits (width 16, one seed each)
    both with decays of (0.5, 0.999), one with these rates and one with 2e-4 for both, drew one blot for every noise.
    With decays of (0, 0.9) and InfoGAN's networks of that width, a G as fast as D drew far better digits after 3,000
    steps (one seed, Frechet ratio 5.0, where 2e-4 has 19.4); wider networks were not tried.

    Parameters
    ----------
    critic_steps: critic steps per generator step.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G.
    left: what is left of both learning rates at the end, reached along a half cosine; 1 leaves them as they are.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=Style(normalise_critic=False))
    of_critic, of_generator = adams(learning_rate, generator_learning_rate, beta1, beta2, left=left)
    method = Method(
        networks={**pair, "critic": lambda: spectrally_normalised(pair["critic"]())},
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), HINGE.critic, of_critic, (PowerIteration("critic"),), HINGE.gauges),
            "generator": Player(("generator",), HINGE.generator, of_generator),
        },
        schedule=alternate(critic=critic_steps),
        batch_size=batch_size,
    )
    return averaged(method, average)
