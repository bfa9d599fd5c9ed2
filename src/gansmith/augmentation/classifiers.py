"""The classifiers that judge augmentation: the same one for every way of treating rare classes."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.augmentation.encoded import Floats
from gansmith.core.optimizers import Adam
from gansmith.core.ramp import cosine
from gansmith.core.randomness import generator, key, seed_default, undisturbed
from gansmith.features.classifier import BATCH, CHUNK, LEARNING_RATE, Network, as_float32, standardise

Labels = npt.NDArray[np.int64]
TREES, LEAF = 100, 2  # of a forest, and fewest samples of a leaf, so that shares of classes are more than 0 and 1
STEPS = 1000  # of a network, for any number of samples: more samples buy no more training


class Classifies(Protocol):
    """Learns from samples and classes, and gives the probabilities of `classes` classes of other samples."""

    def __call__(
        self, samples: Floats, labels: Labels, weights: Floats, others: Floats, *, classes: int, seed: int
    ) -> Floats:
        """Return probabilities (M, K) of others (M, ...), learnt from samples (N, ...), labels and weights (N,)."""
        ...


@dataclass(frozen=True)
class Forest:
    """A random forest (Breiman 2001), for rows of a table."""

    trees: int = TREES

    def __call__(
        self, samples: Floats, labels: Labels, weights: Floats, others: Floats, *, classes: int, seed: int
    ) -> Floats:
        """Return probabilities (M, K), as `Classifies` says."""
        from sklearn.ensemble import RandomForestClassifier

        forest: Any = RandomForestClassifier(
            self.trees, min_samples_leaf=LEAF, random_state=key(seed, "forest") % 2**32
        )
        forest.fit(samples, labels, sample_weight=weights)
        found = np.zeros((len(others), classes))
        found[:, forest.classes_] = forest.predict_proba(others)
        return found


@dataclass(frozen=True)
class Convolutions:
    """A small convolutional network, for images and signals (N, C, H, W), trained for `steps` steps.

    shift: pixels by which each sample is moved at random, in every step, up to so many each way.
    """

    steps: int = STEPS
    shift: int = 0

    def __call__(
        self, samples: Floats, labels: Labels, weights: Floats, others: Floats, *, classes: int, seed: int
    ) -> Floats:
        """Return probabilities (M, K), as `Classifies` says."""
        with undisturbed():
            seed_default(key(seed, "judging network"))
            network = Network(samples.shape[1:], classes)
        standardise(network, samples)
        self._learn(network, as_float32(samples), torch.from_numpy(labels), as_float32(weights), seed)
        network.requires_grad_(False).eval()
        with torch.inference_mode():
            parts = [network(part).softmax(1) for part in torch.split(as_float32(others), CHUNK)]
        return torch.cat(parts).double().numpy()

    def _learn(self, network: Network, samples: Tensor, labels: Tensor, weights: Tensor, seed: int) -> None:
        parameters = dict(network.named_parameters())
        optimizer = Adam(cosine(LEARNING_RATE, 0.0))
        state = optimizer.start(parameters)
        size = min(BATCH, len(samples))
        with torch.enable_grad():
            for step in range(self.steps):
                draws = generator(seed, "judging", step)
                rows = torch.randint(len(samples), (size,), generator=draws)
                seen = moved(samples[rows], self.shift, draws)
                each = F.cross_entropy(network(seen), labels[rows], reduction="none")
                for parameter in parameters.values():
                    parameter.grad = None
                (each * weights[rows]).mean().backward()  # type: ignore[no-untyped-call]
                optimizer.step(parameters, state, step / self.steps)


def moved(samples: Tensor, most: int, draws: torch.Generator) -> Tensor:
    """Return images (N, C, H, W) that are each shifted by up to `most` pixels each way, their edges repeated."""
    if most == 0:
        return samples
    padded = F.pad(samples, (most,) * 4, mode="replicate")
    height, width = samples.shape[2:]
    tops, lefts = torch.randint(2 * most + 1, (2, len(samples)), generator=draws)
    rows = tops[:, None] + torch.arange(height)
    columns = lefts[:, None] + torch.arange(width)
    places = torch.arange(len(samples))[:, None, None]
    return padded.permute(0, 2, 3, 1)[places, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
