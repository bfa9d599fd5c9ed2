"""A small classifier of one fixed recipe, on whose verdicts and features many measurements rest."""

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gansmith.core.optimizers import Adam
from gansmith.core.ramp import cosine
from gansmith.core.randomness import generator, key, seed_default, undisturbed
from gansmith.errors import DataError, UsageError
from gansmith.features.extractors import digest
from gansmith.storage.atomic import atomic_file
from gansmith.storage.tensor_file import file_bytes, write_tensors

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

RECIPE = 1  # to be counted up with any change below that alters what is learnt, so that no cache serves the old
BATCH, CHUNK = 128, 500  # samples per step, and per pass where nothing is learnt
STEPS, FEWEST_EPOCHS = 1500, 5  # left to itself, training takes so many steps, and sees every sample so often
HIDDEN = 128  # units of the penultimate layer
COARSEST = 7  # side, in maps, below which a picture is not halved any more
LEARNING_RATE = 2e-3


class Network(nn.Module):
    """A network from samples, standardised, to features (N, HIDDEN) and logits (N, K)."""

    mean: Tensor
    scale: Tensor

    def __init__(self, shape: tuple[int, ...], classes: int) -> None:
        super().__init__()
        self.body = _convolutions(shape) if len(shape) == 3 else _perceptron(shape[0])
        self.score = nn.Linear(HIDDEN, classes)
        self.register_buffer("mean", torch.zeros(shape[0], *(1 for _ in shape[1:])))
        self.register_buffer("scale", torch.ones_like(self.mean))

    def features(self, samples: Tensor) -> Tensor:
        features: Tensor = self.body((samples - self.mean) / self.scale)
        return features

    def forward(self, samples: Tensor) -> Tensor:
        logits: Tensor = self.score(self.features(samples))
        return logits


@dataclass(frozen=True)
class Classifier:
    """A trained classifier of samples shaped (C, H, W) or (D,) into classes 0 to K - 1, in evaluation mode."""

    network: Network
    shape: tuple[int, ...]
    classes: int

    def logits(self, samples: npt.ArrayLike) -> Floats:
        """Return (N, K) logits of samples (N, *shape), in the units trained on; raises UsageError for other shapes."""
        return self._passed(samples, features=False)

    def features(self, samples: npt.ArrayLike) -> Floats:
        """Return the penultimate layer's activations (N, 128), at least 0; raises UsageError for other shapes."""
        return self._passed(samples, features=True)

    def probabilities(self, samples: npt.ArrayLike) -> Floats:
        """Return (N, K) probabilities: the softmax of the logits."""
        shares = np.exp((logits := self.logits(samples)) - logits.max(1, keepdims=True))
        return np.asarray(shares / shares.sum(1, keepdims=True))

    def predict(self, samples: npt.ArrayLike) -> Whole:
        """Return the most probable class (N,) of each sample."""
        return np.asarray(self.logits(samples).argmax(1), np.int64)

    def accuracy(self, samples: npt.ArrayLike, labels: npt.ArrayLike) -> float:
        """Return the share of samples whose label (N,) is predicted; raises UsageError for other lengths."""
        predicted, wanted = self.predict(samples), np.asarray(labels)
        if wanted.shape != predicted.shape:
            raise UsageError(f"labels: {wanted.shape} do not fit {len(predicted)} samples. Give one for each.")
        return float((predicted == wanted).mean())

    @property
    def digest(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of its weights: figures compare only where it is the same."""
        weights = sorted(self.network.state_dict().items())
        parts = (name.encode() + tensor.contiguous().numpy().tobytes() for name, tensor in weights)
        return digest(f"{self.shape} {self.classes}".encode(), *parts)

    @property
    def name(self) -> str:
        """The name of its features as an `Extractor`."""
        return f"classifier-{self.digest}"

    def __call__(self, samples: npt.ArrayLike) -> Floats:
        """Return `features`, as an `Extractor` does."""
        return self.features(samples)

    def save(self, path: str | Path) -> Path:
        """Write the classifier into one safetensors file, whole or not at all."""
        weights = self.network.state_dict()
        about = {"shape": " ".join(map(str, self.shape)), "classes": str(self.classes), "recipe": str(RECIPE)}
        with atomic_file(path, file_bytes(weights)) as temporary:
            write_tensors(temporary, weights, about)
        return Path(path)

    @classmethod
    def load(cls, path: str | Path) -> "Classifier":
        """Return the classifier of a file; raises DataError where it is not there, damaged, or of another kind."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, "pt") as file:
                about = file.metadata() or {}
                weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            shape, classes = tuple(map(int, about["shape"].split())), int(about["classes"])
            network = Network(shape, classes)
            network.load_state_dict(weights)
        except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise DataError(f"{path} holds no classifier: {reason}. Delete it, and it is trained again.") from error
        return cls(network.requires_grad_(False).eval(), shape, classes)

    def _passed(self, samples: npt.ArrayLike, *, features: bool) -> Floats:
        values = np.asarray(samples)
        if values.shape[1:] != self.shape:
            raise UsageError(f"samples: the classifier knows shape {self.shape}, not {values.shape[1:]}. Reshape them.")
        ask = self.network.features if features else self.network
        width = HIDDEN if features else self.classes
        found = np.empty((len(values), width))
        with torch.inference_mode():
            for first in range(0, len(values), CHUNK):
                found[first : first + CHUNK] = ask(as_float32(values[first : first + CHUNK])).numpy()
        return found


def train_classifier(
    samples: npt.ArrayLike, labels: npt.ArrayLike, *, seed: int, epochs: int | None = None
) -> Classifier:
    """Return a classifier trained on samples (N, C, H, W) or (N, D) in any units, with labels (N,) from 0.

    Pictures of any size go through convolutions and pooling (after LeNet-5, LeCun et al. 1998), vectors through two
    layers; Adam, its rate falling along a half cosine. epochs left out: 1,500 steps, and at least 5 epochs. A function
    of the arguments: the same weights on the same machine, and no global random state is touched. Raises UsageError
    for fewer than two classes, labels that are not whole numbers from 0, other lengths, or values that are not finite.
    """
    values, wanted = checked(samples, labels)
    if epochs is not None and epochs < 1:
        raise UsageError(f"epochs: {epochs}; give 1 or more, or leave it out.")
    classes, shape = int(wanted.max()) + 1, values.shape[1:]
    with undisturbed():
        seed_default(key(seed, "classifier"))
        network = Network(shape, classes)
    standardise(network, values)
    _learn(network, values, torch.from_numpy(wanted), seed, epochs or _enough_epochs(len(values)))
    return Classifier(network.requires_grad_(False).eval(), shape, classes)


def cached_classifier(
    samples: npt.ArrayLike,
    labels: npt.ArrayLike,
    folder: str | Path,
    *,
    seed: int,
    epochs: int | None = None,
) -> Classifier:
    """Return the classifier that `train_classifier` gives, from a file in `folder` where it was trained before.

    The file is named by a hash of data and settings. Raises as `train_classifier`, and DataError for a damaged file.
    """
    values, wanted = checked(samples, labels)
    whole = hashlib.sha256(f"{RECIPE} {seed} {epochs} {values.shape} {values.dtype}".encode())
    for array in (values, wanted):
        whole.update(np.ascontiguousarray(array).data)
    path = Path(folder) / f"classifier-{whole.hexdigest()[:16]}.safetensors"
    if path.exists():
        return Classifier.load(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    classifier = train_classifier(values, wanted, seed=seed, epochs=epochs)
    classifier.save(path)
    return classifier


def checked(samples: npt.ArrayLike, labels: npt.ArrayLike) -> tuple[np.ndarray, Whole]:
    """Return samples and int64 labels that a classifier can learn from; raises UsageError as `train_classifier`."""
    values, given = np.asarray(samples), np.asarray(labels)
    if values.ndim not in (2, 4):
        raise UsageError(f"samples: shape {values.shape}; give vectors (N, D) or pictures (N, C, H, W).")
    if given.shape != values.shape[:1]:
        raise UsageError(f"labels: shape {given.shape} does not fit {len(values)} samples. Give one for each.")
    wanted = given.astype(np.int64)
    if not np.array_equal(wanted, given) or (wanted < 0).any():
        raise UsageError("labels: they must be whole numbers from 0. Leave out samples whose label is unknown.")
    if len(np.unique(wanted)) < 2:
        raise UsageError(f"labels: {len(np.unique(wanted))} class, and there is nothing to tell apart. Give two.")
    if not np.isfinite(values).all():
        raise UsageError("samples: some values are not finite numbers. Leave those samples out.")
    return values, wanted


def _learn(network: Network, values: np.ndarray, labels: Tensor, seed: int, epochs: int) -> None:
    parameters = dict(network.named_parameters())
    optimizer = Adam(cosine(LEARNING_RATE, 0.0))
    state, batches = optimizer.start(parameters), -(-len(values) // BATCH)
    for epoch in range(epochs):
        order = torch.randperm(len(values), generator=generator(seed, "classifier", epoch))
        for place, rows in enumerate(torch.split(order, BATCH)):
            loss = F.cross_entropy(network(as_float32(values[rows.numpy()])), labels[rows])
            for parameter in parameters.values():
                parameter.grad = None
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step(parameters, state, (epoch * batches + place) / (epochs * batches))


def _enough_epochs(count: int) -> int:
    return max(FEWEST_EPOCHS, math.ceil(STEPS * BATCH / max(count, BATCH)))


def standardise(network: Network, values: np.ndarray) -> None:
    """Take mean and deviation per channel of pictures, per feature of vectors; a constant one is only centred."""
    axes = (0, *range(2, values.ndim))
    mean, deviation = values.mean(axes, dtype=np.float64), values.std(axes, dtype=np.float64)
    scale = np.where(deviation > 0, deviation, 1.0)
    network.mean.copy_(torch.from_numpy(mean).view_as(network.mean))
    network.scale.copy_(torch.from_numpy(scale).view_as(network.scale))


def _convolutions(shape: tuple[int, ...]) -> nn.Sequential:
    channels, *sides = shape
    count, layers = 16, []
    while True:
        layers += [nn.Conv2d(channels, count, 5, padding=2), nn.MaxPool2d(2, ceil_mode=True), nn.ReLU()]
        sides = [-(-side // 2) for side in sides]
        channels, count = count, min(2 * count, 64)
        if max(sides) <= COARSEST:
            return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * math.prod(sides), HIDDEN), nn.ReLU())


def _perceptron(features: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(features, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU())


def as_float32(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))
