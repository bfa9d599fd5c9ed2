"""A trained generator on its own: weights, codec and how to build it, in one directory that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import labels_of, sample
from gansmith.core.translation import memory_of, translate
from gansmith.data.codec.codec import Codec
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.memory import available
from gansmith.errors import DataError, TooLarge, UsageError, option
from gansmith.methods.translators import SMALLEST
from gansmith.models.directory import write_model
from gansmith.records.model_card import Card

_LARGE = 1 << 20  # pixels of a picture from which on it is asked whether memory holds its translation


@dataclass(frozen=True)
class Model:
    """A generator and the way back to the user's units; back, where there is one, makes sources of samples."""

    card: Card
    network: nn.Module
    prior: Prior
    back: nn.Module | None = None

    def sample(
        self,
        count: int,
        *,
        seed: int = 0,
        label: str | int | None = None,
        labels: np.ndarray | None = None,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
    ) -> np.ndarray:
        """Return `count` samples, samples first, in the units, dtype, shape and range of the data trained on.

        label is the class of all, by name or else by index, labels (count,) the index of each; code a value per code of
        the model's: a category's number, or a number in [-1, 1]. Left out, classes and categories come in turn.
        truncation in (0, 1] scales the noise: less of it gives samples that are more typical and more alike.

        A function of (weights, seed, what is asked for): sample i is the same whatever the count. Raises UsageError for
        a class or code that the model does not know.
        """
        if self.card.source is not None:
            raise UsageError(
                f"This model ({self.card.method}) makes pictures of pictures, not of noise. "
                "Use: gansmith translate RUN INPUT -o OUT."
            )
        if count < 1:
            raise UsageError(f"{option('count', count)}: ask for at least one sample.")
        if not 0.0 < truncation <= 1.0:
            raise UsageError(
                f"{option('truncation', f'{truncation:g}')}: give a factor of the noise above 0, and 1 at most."
            )
        number: int | Tensor | None = None if label is None else self.label_index(label)
        if labels is not None:
            number = self._each(labels, count, label)
        where = key(seed, "model")
        encoded = sample(self.network, self.prior, count, where, label=number, code=code, truncation=truncation)
        samples: np.ndarray = self.card.codec.decode(encoded.numpy())
        return samples

    def translate(self, pictures: np.ndarray, *, back: bool = False) -> np.ndarray:
        """Return what becomes of pictures (N, H, W) or (N, H, W, C): as many of their size, in the targets' units.

        back translates targets to sources. A function of (weights, picture). Raises UsageError for a model that draws
        from noise, has no way back, or has not seen such pictures; DataError for other channels or types.
        """
        (start, end), network = self.codecs(back), self.back if back else self.network
        assert network is not None  # noqa: S101
        if pictures.ndim not in (3, 4) or min(pictures.shape[1:3]) < SMALLEST:
            raise UsageError(
                f"Samples of shape {pictures.shape[1:]} cannot be translated; pictures of {SMALLEST} x {SMALLEST} or "
                "more can."
            )
        height, width = pictures.shape[1:3]
        if height * width > _LARGE:
            _require_memory(network, start.shape[0], height, width)
        start, end = start.of_size(height, width), end.of_size(height, width)
        if not start.complete_rows(pictures).all():
            raise DataError(
                "Some pictures miss values, and such were left out of training. Fill or leave them out first."
            )
        made = translate(network, torch.from_numpy(start.encode(pictures).astype(np.float32)))
        samples: np.ndarray = end.decode(made.numpy().reshape(len(pictures), *end.shape))
        return samples

    def codecs(self, back: bool = False) -> tuple[Codec, Codec]:
        """Return the codecs of what is translated and of what it becomes; raises UsageError as `translate` does."""
        if self.card.source is None:
            raise UsageError(
                f"This model ({self.card.method}) makes samples of noise, not of pictures. Use: gansmith generate RUN "
                "-n COUNT -o OUT."
            )
        if not back:
            return self.card.source, self.card.codec
        if self.back is None:
            raise UsageError(
                f"{option('back')}: a model of {option('method', self.card.method)} leads one way only. Leave it out."
            )
        return self.card.codec, self.card.source

    def labels(self, count: int, *, label: str | int | None = None) -> np.ndarray | None:
        """Return class indices (count,) of what `sample` returns; None where the generator is told no class."""
        told = labels_of(self.prior, count, None if label is None else self.label_index(label))
        return None if told is None else told.numpy()

    def _each(self, labels: np.ndarray, count: int, label: str | int | None) -> Tensor:
        """Return the classes of all samples; raises UsageError where they are not one for each, of those there are."""
        whole = labels.shape == (count,) and labels.dtype.kind in "iu" and label is None
        if not whole or ((labels < 0) | (labels >= self.prior.classes)).any():
            raise UsageError(
                f"labels of shape {labels.shape}: give {count} whole numbers from 0 to {self.prior.classes - 1}, or "
                "else one label for all."
            )
        return torch.from_numpy(labels.astype(np.int64))

    def label_index(self, label: str | int) -> int:
        """Return the index of a class by its name, or else by its index; raises UsageError naming those there are."""
        names, asked = self.card.class_names[: self.prior.classes], str(label)
        if not names:
            raise UsageError(
                f"{option('label', shown(asked))}: this model draws no class on demand, as "
                f"{option('method', self.card.method)} tells "
                f"its generator none. Train with {option('method', 'cgan')} or acgan on labelled data."
            )
        if asked in names:
            return names.index(asked)
        if asked.isdecimal() and len(asked) < 18 and int(asked) < len(names):
            return int(asked)
        known = ", ".join(map(shown, names[:20])) + (f" and {len(names) - 20:,} more" if len(names) > 20 else "")
        raise UsageError(f"{option('label', shown(asked))}: there is no such class. The classes are: {known}.")

    def save(self, path: Path) -> Path:
        """Write the model directory, whole or not at all."""
        networks = {"generator": self.network} | ({} if self.back is None else {"back": self.back})
        return write_model(path, self.card, {name: network.state_dict() for name, network in networks.items()})


def _require_memory(network: nn.Module, channels: int, height: int, width: int) -> None:
    """Raise TooLarge where a picture would take more memory to translate than there is."""
    needed, there = memory_of(network, channels, height * width), available()
    if needed > there:
        raise TooLarge(
            f"A picture of {height} x {width} takes about {needed / 1e9:.1f} GB to translate, and {there / 1e9:.1f} GB "
            "are free. Cut it into parts, or make it smaller."
        )
