"""Semi-supervised networks (Salimans et al. 2016, section 5.1, and their code): noise and weight normalisation in D."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, DataSpec, GeneratorInput
from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Method, Pairing, Player, Supervision
from gansmith.core.optimizers import Adam
from gansmith.core.prior import Normal
from gansmith.core.ramp import cosine
from gansmith.core.schedule import Turn, alternate
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.labels import ACCURACY, CLASSES_OF_REAL
from gansmith.methods.common import Count, Fraction, NonNegative, Positive, averaged
from gansmith.methods.labelled import classes_of
from gansmith.rules import Average

UNITS = (1000, 500, 250, 250, 250)  # of D's dense layers, as published
NOISE = (0.3, 0.5)  # deviations at D's input, in units of [0, 1], and before every further layer
END = 0.01  # of the learning rate is left at the end
START = 0.1  # deviation of weights before they are scaled, as published: the smaller, the faster Adam turns their rows


class Noise(nn.Module):
    """Values plus N(0, deviation^2) while training; drawn anew at every call, so batches may not be joined."""

    mixes_samples = True

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, values: Tensor) -> Tensor:
        """Return values of the same shape."""
        return values + self.deviation * torch.randn_like(values) if self.training else values


class Normalised(nn.Module):
    """A dense layer with rows of unit length times a gain (Salimans and Kingma 2016): x (N, D) -> (N, K).

    Gains and biases are measured on the first batch, so that every unit has mean 0 and deviation 1 there. Then gains
    stay, as published, but for those of the last layer: free ones would grow until noise of a given size is none.
    """

    gain: Tensor
    measured: Tensor

    def __init__(self, before: int, units: int, *, free_gain: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(START * torch.randn(units, before))
        self.bias = nn.Parameter(torch.zeros(units))
        gain = torch.ones(units)
        if free_gain:
            self.gain = nn.Parameter(gain)
        else:
            self.register_buffer("gain", gain)
        self.register_buffer("measured", torch.zeros((), dtype=torch.bool))

    def forward(self, values: Tensor) -> Tensor:
        """Return what the layer makes of them; outputs are scaled in place of rows, since there are fewer."""
        made: Tensor = F.linear(values, self.weight)
        length = self.weight.norm(dim=1)
        if self.training and not self.measured:
            self._measure(made / length)
        return made * (self.gain / length) + self.bias

    @torch.no_grad()
    def _measure(self, made: Tensor) -> None:
        self.gain.div_(made.std(0).clamp(min=1e-6))
        self.bias.copy_(-made.mean(0) * self.gain)
        self.measured.fill_(True)


class NoisyClassifier(nn.Module):
    """Samples -> noise, layer, rectifier, again and again -> features -> noise -> K logits; score = log sum exp."""

    def __init__(self, body: nn.Module, features: int, classes: int) -> None:
        super().__init__()
        self.body, self.noise = body, Noise(NOISE[1])
        self.classify = Normalised(features, classes, free_gain=True)

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,), class logits (N, K) and the features before the last noise."""
        features = self.body(samples)
        logits = self.classify(self.noise(features))
        return CriticOutput(torch.logsumexp(logits, 1), class_logits=logits, features=features)


class DenseGenerator(nn.Module):
    """Noise (N, noise) -> two layers of 500 softplus units with BatchNorm -> samples (N, *shape) in [-1, 1]."""

    def __init__(self, shape: tuple[int, ...], noise: int) -> None:
        super().__init__()
        self.shape = shape
        layers: list[nn.Module] = []
        for before in (noise, 500):
            layers += [nn.Linear(before, 500, bias=False), nn.Softplus(), nn.BatchNorm1d(500)]
        self.layers = nn.Sequential(*layers, nn.Linear(500, torch.Size(shape).numel()), nn.Tanh())

    def forward(self, given: GeneratorInput) -> Tensor:
        """Return samples."""
        flat: Tensor = self.layers(given.noise)
        return flat.view(-1, *self.shape)


def dense(shape: tuple[int, ...], classes: int) -> nn.Module:
    """Return the published D: blind to which pixel is where (permutation-invariant)."""
    layers: list[nn.Module] = [nn.Flatten(), Noise(2.0 * NOISE[0])]
    before = torch.Size(shape).numel()
    for count in UNITS:
        layers += [Normalised(before, count), nn.ReLU(), Noise(NOISE[1])]
        before = count
    return NoisyClassifier(nn.Sequential(*layers[:-1]), before, classes)


def salimans(
    data: DataSpec,
    *,
    labels: Count = 100,
    labelled_share: Fraction = 1 / 3,
    game: NonNegative = 1.0,
    class_weight: NonNegative = 2.0,
    noise: Count = 100,
    batch_size: Count = 150,
    learning_rate: Positive = 3e-3,
    average: Fraction = 0.9998,
) -> Method:
    """Return the published game: K + 1 classes against feature matching, D averaged as `critic_average`.

    Differs from the paper: N(0, I) noise in G and no weight normalisation there, half as many labelled samples as
    others in a batch, the learning rate falls along a half cosine.

    Parameters
    ----------
    labels: how many labels are known, balanced by class.
    labelled_share: part of each batch drawn from the labelled samples.
    game: weight of what unlabelled samples and fakes teach; 0 leaves the supervised classifier alone.
    class_weight: weight of the labelled samples' cross-entropy; 2 is the paper's, whose game has halves.
    noise: length of z.
    batch_size: real samples per turn.
    learning_rate: Adam's at the start.
    average: decay of D's average.
    """
    classes = classes_of(data, "salimans")
    optimizer = Adam(cosine(learning_rate, END * learning_rate), 0.5, 0.999)
    taught = class_weight * CLASSES_OF_REAL
    method = Method(
        networks={
            "generator": lambda: DenseGenerator(data.shape, noise),
            "critic": lambda: dense(data.shape, classes),
        },
        pairings=(Pairing(Normal(noise)),),
        players={
            "critic": Player(
                ("critic",),
                game * UNLABELLED + taught if game else taught,
                optimizer,
                rules=(Average("critic", average),),
                gauges=ACCURACY | (dict(NONSATURATING.gauges) if game else {}),
            ),
            "generator": Player(("generator",), MATCHING, optimizer),
        },
        schedule=alternate() if game else lambda step: (Turn("critic"),),
        batch_size=batch_size,
        supervision=Supervision(labels, labelled_share),
    )
    return averaged(method, 0.999)


def _unknown(match: Match) -> Tensor:
    """Return weights (N,) of mean 1 for the samples without a label, 0 for the others, which are far too frequent."""
    label = match.batch.condition.label
    assert label is not None  # noqa: S101 - the data has classes
    unknown = (label < 0).to(match.real.dtype)
    return unknown / match.means(unknown)[0].clamp(min=torch.finfo(unknown.dtype).tiny)


def _unlabelled(match: Match) -> Tensor:
    on_real, on_fake = match.on_both
    return _unknown(match) * F.softplus(-on_real.score) + F.softplus(on_fake.score)


def _matching(match: Match) -> Tensor:
    on_real, on_fake = match.on_real.features, match.on_fake.features
    assert on_real is not None and on_fake is not None  # noqa: S101, PT018 - the critics above give them
    return ((_unknown(match).unsqueeze(1) * on_real).mean(0) - on_fake.mean(0)).square().sum()


UNLABELLED: Loss = term("unlabelled", _unlabelled, batch_independent=False)
"""softplus(-s(x)) over samples without a label, + softplus(s(G(z))): twice the paper's unsupervised loss."""

MATCHING: Loss = term("feature_matching", _matching, batch_independent=False)
"""|E f(x) - E f(G(z))|^2 over samples without a label (Salimans et al. 2016, section 3.1)."""
