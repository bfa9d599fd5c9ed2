"""AC-GAN (Odena et al. 2017, arXiv 1610.09585)."""

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Normal
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_FAKE, CLASSES_OF_REAL
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    ClassWeight,
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
from gansmith.methods.labelled import classes_of
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair, normalises_batches
from gansmith.networks.wrappers.conditioning import Heads, built, conditional

LEAD = 5.0  # of G's learning rate over D's


@recipe
def acgan(
    data: DataSpec,
    *,
    class_weight: ClassWeight = 1.0,
    network: Network = "auto",
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
    """Return the GAN whose generator is conditioned on the class, and whose D classifies real and fake samples.

    Differs from the paper: no dropout in D, N(0, I) noise beside the label, samples from averaged weights.

    Parameters
    ----------
    class_weight: weight of the classification in the losses of both networks, L_C beside L_S; 0 makes the label
        meaningless.
    generator_learning_rate: Adam's, for G; left out, five times D's, since labels let D learn faster, or the same for
        networks without BatchNorm, as of vectors, whose outputs five times would drive into the ends of tanh.
    """
    classes = classes_of(data, "acgan")
    pair = build_pair(network, data, noise=noise + classes, width=width, patch=patch, style=Style())
    game = NONSATURATING.with_terms(
        critic=class_weight * (CLASSES_OF_REAL + CLASSES_OF_FAKE),
        generator=class_weight * CLASSES_OF_FAKE,
        gauges=ACCURACY,
    )
    usual = (LEAD if normalises_batches(network, data) else 1.0) * learning_rate
    return two_players(
        conditional(pair["generator"], classes, lambda: Heads(built(pair["critic"]), classes)),
        game,
        adams(learning_rate, generator_learning_rate or usual, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise, classes),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
