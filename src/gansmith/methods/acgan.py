"""AC-GAN (Odena et al. 2017, arXiv 1610.09585)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_FAKE, CLASSES_OF_REAL
from gansmith.methods.common import Count, Fraction, Network, NonNegative, Positive, adams, averaged
from gansmith.methods.labelled import classes_of
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair, normalises_batches
from gansmith.networks.wrappers.conditioning import Heads, built, conditional

LEAD = 5.0  # of G's learning rate over D's


def acgan(
    data: DataSpec,
    *,
    class_weight: NonNegative = 1.0,
    network: Network = "auto",
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
    """Return the GAN whose generator is told the label, and whose D has to tell it of reals and of fakes.

    Differs from the paper: no dropout in D, N(0, I) noise beside the label, samples from averaged weights.

    Parameters
    ----------
    class_weight: weight of the classes in both players' losses, L_C beside L_S; 0 makes the label meaningless.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G; left out, five times D's, for D soon leads where it is told labels, or the
        same for networks without BatchNorm, as of vectors, whose outputs five times would drive into the ends of tanh.
    left: what is left of both learning rates at the end, reached along a half cosine; 1 leaves them as they are.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    classes = classes_of(data, "acgan")
    pair = build_pair(network, data, noise=noise + classes, width=width, patch=patch, style=Style())
    critic = NONSATURATING.critic + class_weight * (CLASSES_OF_REAL + CLASSES_OF_FAKE)
    usual = (LEAD if normalises_batches(network, data) else 1.0) * learning_rate
    of_critic, of_generator = adams(learning_rate, generator_learning_rate or usual, beta1, beta2, left=left)
    method = Method(
        networks=conditional(pair["generator"], classes, lambda: Heads(built(pair["critic"]), classes)),
        pairings=(Pairing(Normal(noise, classes)),),
        players={
            "critic": Player(("critic",), critic, of_critic, gauges={**NONSATURATING.gauges, **ACCURACY}),
            "generator": Player(("generator",), NONSATURATING.generator + class_weight * CLASSES_OF_FAKE, of_generator),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
