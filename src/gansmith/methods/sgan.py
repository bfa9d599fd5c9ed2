"""Semi-supervised GAN (Salimans et al. 2016, arXiv 1606.03498, section 5; Odena 2016, arXiv 1606.01583)."""

from dataclasses import replace
from typing import Annotated

from torch import Tensor

from gansmith.core.batch import CriticOutput, DataSpec
from gansmith.core.method import Method, Supervision
from gansmith.core.prior import Normal
from gansmith.declaration import Searched
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_REAL, FEATURE_MATCHING
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    BatchSize,
    Beta1,
    Beta2,
    ClassWeight,
    Count,
    Decay,
    FinalFactor,
    Fraction,
    Invariance,
    Network,
    Noise,
    Patch,
    Rate,
    Width,
    adams,
    invariant,
    two_players,
)
from gansmith.methods.labelled import classes_of
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import Classifier, built


@recipe
def sgan(
    data: DataSpec,
    *,
    labels: Annotated[Count, Searched(why_not="it decides which labels are known")] | None = None,
    labelled_share: Annotated[Fraction, Searched(0.0, 0.5)] = 0.1,
    feature_matching: bool = False,
    invariance: Invariance = 0.0,
    class_weight: ClassWeight = 1.0,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 100,
    batch_size: BatchSize = 100,
    learning_rate: Rate = 3e-4,
    generator_learning_rate: Rate | None = None,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN whose D is a classifier of the K classes and of fakes, trained on few labels and all samples.

    A sample without a label (-1, or an empty cell) is only known to be real. Differs from the paper: no noise in D and
    no weight normalisation, N(0, I) noise in G, samples from averaged weights. Without the paper's noise a perceptron
    gains little from samples without labels: with 100 labels of MNIST 2,312 errors in 10,000, and 2,545 by the labels
    alone; --network dense --feature-matching --invariance 1 made 224 (means of three; ssl-mnist in RESULTS.md).

    Parameters
    ----------
    labels: how many labels to keep, balanced by class and drawn by the seed, the rest being unknown; left out, all.
    labelled_share: part of each batch that is drawn from the labelled samples alone; 0 draws all samples alike.
    feature_matching: G matches D's mean features of reals in place of fooling D; worse images, a better classifier.
    invariance: weight of the mutual information of D's classes of an image before and after a small affine transform
        (Ji et al. 2019, no part of the paper); 1 where such a transform does not change the class. Images only.
    class_weight: weight of the labelled samples' cross-entropy beside the game, L_supervised beside L_unsupervised.
    """
    classes = classes_of(data, "sgan")
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=Style(normalise_critic=False))
    game = NONSATURATING.with_terms(
        critic=class_weight * CLASSES_OF_REAL + invariant(invariance, _classes, data), gauges=ACCURACY
    )
    method = two_players(
        pair | {"critic": lambda: Classifier(built(pair["critic"]), classes)},
        game._replace(generator=FEATURE_MATCHING) if feature_matching else game,
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Normal(noise),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
    return replace(method, supervision=Supervision(labels, labelled_share))


def _classes(said: CriticOutput) -> tuple[Tensor, ...]:
    assert said.class_logits is not None  # noqa: S101 - the critic is a classifier
    return (said.class_logits,)
