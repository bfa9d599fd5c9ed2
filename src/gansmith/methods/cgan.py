"""CGAN (Mirza and Osindero 2014, arXiv 1411.1784), also with a projection critic (Miyato and Koyama 2018)."""

from typing import Literal

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method, Pairing, Player
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.methods.labelled import classes_of
from gansmith.methods.parts import Count, Fraction, Network, Positive, averaged
from gansmith.networks.architectures import build_pair
from gansmith.networks.conditioning import JoinedLabel, Projection, built, conditional, joined_spec
from gansmith.networks.style import Style


def cgan(
    data: DataSpec,
    *,
    conditioning: Literal["joined", "projection"] = "joined",
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 64,
    learning_rate: Positive = 2e-4,
    generator_learning_rate: Positive = 1e-3,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the GAN whose players are both told the label; ask it for the digit 5, and it draws 5s.

    Differs from the paper: convolutional networks for pictures, Adam for SGD, samples from averaged weights.

    Parameters
    ----------
    conditioning: what D does with the label: "joined" to the sample, or "projection", a direction of its features.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "resize" (no checkerboard), "residual", or "auto" for what suits.
    width: channels of the finest maps of dcgan and resize (64), residual or signal (16), hidden units of others (512).
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G: larger, as in InfoGAN's code, for D soon leads where it is told labels.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    classes, style = classes_of(data, "cgan"), Style()
    pair = build_pair(network, data, noise=noise + classes, width=width, patch=patch, style=style)
    seen = joined_spec(data, network)
    wider = build_pair(network, seen, noise=noise, width=width, patch=patch, style=style)
    critics = {
        "joined": lambda: JoinedLabel(wider["critic"](), classes, flat=not seen.is_image),
        "projection": lambda: Projection(built(pair["critic"]), classes),
    }
    method = Method(
        networks=conditional(pair["generator"], classes, critics[conditioning]),
        pairings=(Pairing(Normal(noise, classes)),),
        players={
            "critic": Player(
                ("critic",), NONSATURATING.critic, Adam(learning_rate, beta1, beta2), gauges=NONSATURATING.gauges
            ),
            "generator": Player(("generator",), NONSATURATING.generator, Adam(generator_learning_rate, beta1, beta2)),
        },
        schedule=alternate(),
        batch_size=batch_size,
    )
    return averaged(method, average)
