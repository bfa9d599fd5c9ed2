"""CGAN (Mirza and Osindero 2014, arXiv 1411.1784), also with a projection critic (Miyato and Koyama 2018)."""

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
    FinalGamma,
    Gamma,
    Network,
    Noise,
    Patch,
    Rate,
    Width,
    adams,
    relativistic,
    two_players,
)
from gansmith.methods.labelled import require_told
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair, normalises_batches
from gansmith.networks.wrappers.conditioning import (
    JoinedLabel,
    Projection,
    built,
    conditional,
    joined_spec,
    told_to_generator,
)

FAST, SLOW = (2e-3, 8e-3), (5e-4, 5e-4)  # learning rates of D and G: BatchNorm bears many times what a perceptron does


@recipe
def cgan(
    data: DataSpec,
    *,
    conditioning: Literal["projection", "joined"] = "projection",
    game: Literal["relativistic", "nonsaturating"] = "relativistic",
    gamma: Gamma = 1.0,
    gamma_end: FinalGamma = 0.1,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 64,
    learning_rate: Rate | None = None,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 0.1,
    beta1: Beta1 = 0.0,
    beta2: Beta2 = 0.95,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN whose two networks are conditioned on the class: it draws the digit that is requested.

    Differs from the paper: convolutional networks for images, Adam for SGD, samples from averaged weights, and,
    unless `game` is "nonsaturating", pairs of a real and a fake of the same label are compared, with R3GAN's penalties.

    Parameters
    ----------
    conditioning: what D does with the label: "projection", a direction of its features, or, as published, "joined" to
        the sample.
    game: "relativistic", with gamma / 2 (R1 + R2) and no BatchNorm in D (Huang et al. 2025), or "nonsaturating", the
        published game: -log D(G(z)), BatchNorm in D where its network has any, and no penalty.
    gamma: weight of the penalties at the start; of the relativistic game only.
    gamma_end: weight of the penalties at the end, reached along a half cosine.
    learning_rate: Adam's at the start, for D; left out, 2e-3, or 5e-4 for networks without BatchNorm, as of vectors.
    generator_learning_rate: Adam's at the start, for G; left out, 8e-3, or 5e-4 likewise.
    """
    require_told(data, "cgan")
    classes, conditions, published = data.classes, data.conditions, game == "nonsaturating"
    told = told_to_generator(classes, conditions)
    style, loss = Style(normalise_critic=published), NONSATURATING if published else relativistic(gamma, gamma_end)
    rate, rate_of_generator = FAST if normalises_batches(network, data) else SLOW
    pair = build_pair(network, data, noise=noise + told, width=width, patch=patch, style=style)
    seen = joined_spec(data, network)
    wider = build_pair(network, seen, noise=noise, width=width, patch=patch, style=style)
    critics = {
        "joined": lambda: JoinedLabel(wider["critic"](), classes, not seen.is_image, conditions),
        "projection": lambda: Projection(built(pair["critic"]), classes, conditions),
    }
    rates = learning_rate or rate, generator_learning_rate or rate_of_generator
    return two_players(
        conditional(pair["generator"], classes, critics[conditioning], conditions),
        loss,
        adams(*rates, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise, classes, conditions=conditions),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
