"""The critic of a run that tells classes, as a classifier of samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gansmith.config.settings import TrainSettings
from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.method import Method
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.data.chunks import Array
from gansmith.data.codec.codec import Codec
from gansmith.errors import DataError, UsageError, option
from gansmith.methods.modify import modified
from gansmith.methods.registry import METHODS, find_recipe
from gansmith.models.directory import CARD_FILE, read_model, read_networks
from gansmith.models.load import require_fit
from gansmith.networks.wrappers.augmentation import Augmented
from gansmith.records.model_card import Card

CHUNK = 250  # samples that are classified at once
TEACHERS = ("sgan", "acgan")  # methods whose critic tells classes

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Classifier:
    """A critic in evaluation mode, with the codec of its samples and the names of its classes."""

    network: nn.Module
    codec: Codec
    class_names: tuple[str, ...]

    def probabilities(self, values: Array) -> Shares:
        """Return (N, K) probabilities of samples in the units of the data; raises DataError for another type."""
        found = [np.empty((0, len(self.class_names)))]
        with torch.inference_mode():
            for first in range(0, len(values), CHUNK):
                encoded = self.codec.encode(as_stored(values[first : first + CHUNK], self.codec))
                logits = said_of(self.network, torch.from_numpy(encoded.astype(np.float32))).class_logits
                assert logits is not None  # noqa: S101 - asked before
                found.append(logits.double().softmax(1).numpy())
        return np.concatenate(found)


def said_of(network: nn.Module, samples: Tensor) -> CriticOutput:
    """Return what a critic says of encoded samples, without labels."""
    output: CriticOutput = network(samples, Condition())
    return output


def as_stored(values: Array, codec: Codec) -> Array:
    """Return samples in the number type of the codec, where that changes none of them by more than rounding."""
    wanted = codec.dtype
    if values.dtype == wanted or (wanted.kind != "f" and values.dtype.kind != "f"):
        return values
    if wanted.kind == "f":
        return values.astype(wanted)
    ends = np.iinfo(wanted)
    whole = np.isfinite(values).all() and (values == np.rint(values)).all()
    return values.astype(wanted) if whole and values.min() >= ends.min and values.max() <= ends.max else values


def method_of(settings: TrainSettings, card: Card) -> Method:
    """Return the method of a run, as it was trained; raises UsageError where its critic tells no classes."""
    if settings.pack > 1:
        raise UsageError(
            f"The critic of this run judges packs of {settings.pack} samples ({option('pack')}), so it cannot classify "
            "single ones. Train without packs."
        )
    method = modified(
        partial(find_recipe(settings.method), **settings.hyper), card.spec, settings.pack, settings.augment
    )
    if settings.method in METHODS and settings.method not in TEACHERS:
        raise UsageError(
            f"A run of {option('method', settings.method)} has no classifier. The critics of "
            f"{' and '.join(TEACHERS)} tell classes: train one of them on labelled samples."
        )
    return method


def classifier_of(place: Path, settings: TrainSettings) -> tuple[Classifier, Card, Method]:
    """Return the classifier in a run or checkpoint, its card and its method.

    Raises UsageError where the method tells no classes, or the place is a model without its critic; DataError where the
    weights do not fit.
    """
    if (place / CARD_FILE).is_file():
        raise UsageError(f"{place} holds a generator alone, and the critic classifies. Name the run or a checkpoint.")
    card, _ = read_model(place)
    method = method_of(settings, card)
    weights = read_networks(place).get("critic")
    if weights is None:
        raise DataError(f"{place} holds no critic. Name another run.")
    network = loaded_critic(method, weights, place)
    said = said_of(network, torch.zeros(2, *card.shape))
    if said.class_logits is None or said.class_logits.shape != (2, card.classes):
        raise UsageError(f"The critic of {option('method', card.method)} tells no classes, so it cannot classify.")
    return Classifier(network, card.codec, card.class_names), card, method


def loaded_critic(method: Method, weights: Mapping[str, Tensor], place: Path) -> nn.Module:
    """Return the critic of a method with these weights; raises DataError where they are those of another network."""
    build = method.networks["critic"]
    try:
        with undisturbed(), shapes_only():
            require_fit(build(), weights)
    except ValueError as error:
        raise DataError(f"{place}: its critic is not that of the run's settings: {error}. Use another copy.") from None
    with undisturbed():
        network = build()
    network.load_state_dict(dict(weights))
    return alone(network)


def alone(network: nn.Module) -> nn.Module:
    """Return a critic in evaluation mode, without the augmentation of what it sees."""
    bare = network.critic if isinstance(network, Augmented) else network
    assert isinstance(bare, nn.Module)  # noqa: S101 - an attribute of a module may be a tensor too
    return bare.requires_grad_(False).eval()
