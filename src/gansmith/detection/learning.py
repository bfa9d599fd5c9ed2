"""The network of a detector, trained on one part and stopped by another."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.optimizers import Adam
from gansmith.core.randomness import key, seed_default, undisturbed
from gansmith.detection.parts import Floats, Part
from gansmith.errors import DivergedError
from gansmith.features.classifier import Network, as_float32, standardise

BATCH, CHUNK = 128, 500
STEPS = 2000  # at most
LEARNING_RATE = 1e-3
_CHECKS = 40  # of the validation loss at most
_PATIENCE = 8  # checks without a better loss

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Learnt:
    """A network, the step of its best validation loss, and that loss in nats; log 2 = 0.693 is that of guessing."""

    network: Network
    step: int
    loss: float


def learn(train: Part, validation: Part, *, seed: int, steps: int = STEPS, tell: Tell | None = None) -> Learnt:
    """Return the network with the least loss on the validation part.

    Each batch is half real, half generated, and every generator has the same share. A function of the arguments; no
    global random state is touched.
    """
    with undisturbed():
        seed_default(key(seed, "detector"))
        network = Network(train.samples.shape[1:], 2)
    standardise(network, train.samples)
    parameters = dict(network.named_parameters())
    optimizer, draw = Adam(LEARNING_RATE), _Batches(train, seed)
    state, every = optimizer.start(parameters), max(1, steps // _CHECKS)
    best, waited = Learnt(network, 0, float("inf")), 0
    weights = _copied(network)
    for step in range(1, steps + 1):
        rows = draw.next()
        loss = F.cross_entropy(network(as_float32(train.samples[rows])), torch.from_numpy((train.sets[rows] > 0) * 1))
        for parameter in parameters.values():
            parameter.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step(parameters, state, step / steps)
        if tell is not None:
            tell(step, steps)
        if step % every == 0 or step == steps:
            found = loss_of(logits_of(network, validation.samples), validation)
            waited += 1
            if found < best.loss:
                best, weights, waited = Learnt(network, step, found), _copied(network), 0
            if waited >= _PATIENCE:
                break
    if not np.isfinite(best.loss):
        raise DivergedError("The detector diverged: its loss is not finite. Check the data for values without measure.")
    network.load_state_dict(weights)
    network.requires_grad_(False).eval()
    return best


class _Batches:
    """Batches of places, half of them of real samples, the rest of the generators in turn."""

    def __init__(self, part: Part, seed: int) -> None:
        self._random = np.random.default_rng(key(seed, "batches"))
        self._places = [np.flatnonzero(part.sets == one) for one in np.unique(part.sets)]

    def next(self) -> npt.NDArray[np.int64]:
        """Return the places of the next batch."""
        real, *others = self._places
        half = BATCH // 2
        shares = [half // len(others) + (at < half % len(others)) for at in range(len(others))]
        drawn = [self._random.choice(real, half)]
        drawn += [self._random.choice(places, share) for places, share in zip(others, shares, strict=True)]
        return np.concatenate(drawn)


def _copied(network: Network) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def logits_of(network: Network, samples: npt.NDArray[np.float32]) -> Floats:
    """Return the logit (N,) that each sample is generated, at as many generated as real ones."""
    return features_and_logits(network, samples)[1]


def features_of(network: Network, samples: npt.NDArray[np.float32]) -> Floats:
    """Return the penultimate layer's activations (N, 128)."""
    return features_and_logits(network, samples)[0]


def features_and_logits(
    network: Network, samples: npt.NDArray[np.float32], tell: Tell | None = None
) -> tuple[Floats, Floats]:
    """Return the activations (N, 128) and the logit (N,) of each sample; tell is called with (samples done, N)."""
    features, logits = [], []
    with torch.inference_mode():
        for first in range(0, len(samples), CHUNK):
            if tell is not None:
                tell(first, len(samples))
            hidden = network.features(as_float32(samples[first : first + CHUNK]))
            two = network.score(hidden)
            features.append(hidden.double().numpy())
            logits.append((two[:, 1] - two[:, 0]).double().numpy())
    if tell is not None:
        tell(len(samples), len(samples))
    width = network.score.in_features
    return np.concatenate([np.empty((0, width)), *features]), np.concatenate([np.empty(0), *logits])


def loss_of(logits: Floats, part: Part) -> float:
    """Return the weighted cross-entropy in nats of logits (N,)."""
    with np.errstate(invalid="ignore"):  # the loss of a network that diverged is no number either
        losses = np.logaddexp(0, np.where(part.generated, -logits, logits))
    return float((part.weights * losses).sum())
