"""Semi-supervised GAN (Salimans et al. 2016, arXiv 1606.03498, section 5; Odena 2016, arXiv 1606.01583)."""

from torch import Tensor

from gansmith.core.batch import CriticOutput, DataSpec
from gansmith.core.method import Method, Pairing, Player, Supervision
from gansmith.core.prior import Normal
from gansmith.core.schedule import alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_REAL, FEATURE_MATCHING
from gansmith.methods.common import Count, Fraction, Network, NonNegative, Positive, adams, averaged, invariant
from gansmith.methods.labelled import classes_of
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import Classifier, built


def sgan(
    data: DataSpec,
    *,
    labels: Count | None = None,
    labelled_share: Fraction = 0.1,
    feature_matching: bool = False,
    invariance: NonNegative = 0.0,
    class_weight: NonNegative = 1.0,
    network: Network = "auto",
    width: Count | None = None,
    patch: Count | None = None,
    noise: Count = 100,
    batch_size: Count = 100,
    learning_rate: Positive = 3e-4,
    generator_learning_rate: Positive | None = None,
    left: Positive = 1.0,
    beta1: Fraction = 0.5,
    beta2: Fraction = 0.999,
    average: Fraction = 0.999,
) -> Method:
    """Return the GAN whose D is a classifier of the K classes and of fakes, taught by few labels and all samples.

    A sample without a label (-1, or an empty cell) is only known to be real. Differs from the paper: no noise in D and
    no weight normalisation, N(0, I) noise in G, samples from averaged weights. Without the paper's noise a perceptron
    gains little from samples without labels: with 100 labels of MNIST 2,312 errors in 10,000, and 2,545 by the labels
    alone; --network dense --feature-matching --invariance 1 made 224 (means of three; ssl-mnist in RESULTS.md).

    Parameters
    ----------
    labels: how many labels to keep, balanced by class and drawn by the seed, the rest being unknown; left out, all.
    labelled_share: part of each batch that is drawn from the labelled samples alone; 0 draws all samples alike.
    feature_matching: G matches D's mean features of reals in place of fooling D; worse pictures, a better classifier.
    invariance: weight of what D's class of a real picture tells of that of the same, slightly turned and moved (Ji et
        al. 2019, no part of the paper); 1 where such a move leaves the class as it is. Pictures only.
    class_weight: weight of the labelled samples' cross-entropy beside the game, L_supervised beside L_unsupervised.
    network: "mlp", "maxout", "signal" (1-D), "dcgan", "dense", "resize", "residual", or "auto" for what suits the data.
    width: maps of the finest layers, 64 in dcgan, dense and resize, 16 in residual and signal; else hidden units, 512.
    patch: side of the pixel blocks that dcgan works on; left out, the smallest that keeps its maps at 40 x 40 or less.
    noise: length of z.
    batch_size: real samples per turn, over all processes.
    learning_rate: Adam's, for D.
    generator_learning_rate: Adam's, for G; left out, the same. A multiple of D's learns far faster in small networks.
    left: what is left of both learning rates at the end, reached along a half cosine; 1 leaves them as they are.
    beta1: Adam's decay of the first moment.
    beta2: Adam's decay of the second moment.
    average: decay of the averaged generator that samples are drawn from; 0 draws from the last weights.
    """
    classes = classes_of(data, "sgan")
    pair = build_pair(network, data, noise=noise, width=width, patch=patch, style=Style(normalise_critic=False))
    critic = NONSATURATING.critic + class_weight * CLASSES_OF_REAL + invariant(invariance, _classes, data)
    of_critic, of_generator = adams(learning_rate, generator_learning_rate, beta1, beta2, left=left)
    method = Method(
        networks=pair | {"critic": lambda: Classifier(built(pair["critic"]), classes)},
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(("critic",), critic, of_critic, gauges={**NONSATURATING.gauges, **ACCURACY}),
            "generator": Player(
                ("generator",), FEATURE_MATCHING if feature_matching else NONSATURATING.generator, of_generator
            ),
        },
        schedule=alternate(),
        batch_size=batch_size,
        supervision=Supervision(labels, labelled_share),
    )
    return averaged(method, average)


def _classes(said: CriticOutput) -> tuple[Tensor, ...]:
    assert said.class_logits is not None  # noqa: S101 - the critic is a classifier
    return (said.class_logits,)
