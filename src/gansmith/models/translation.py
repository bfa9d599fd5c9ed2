"""The methods of a model that translate images, each in its own height and width."""

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from gansmith.core.translation import memory_of
from gansmith.core.translation import translate as translated
from gansmith.data.codec.codec import Codec
from gansmith.data.storage.memory import available
from gansmith.errors import DataError, TooLarge, UsageError, option
from gansmith.methods.translators import SMALLEST

if TYPE_CHECKING:
    from gansmith.models.model import Model

_LARGE = 1 << 20  # pixels of a picture from which on it is asked whether memory holds its translation


def translate(self: "Model", pictures: np.ndarray, *, back: bool = False) -> np.ndarray:
    """Return translated images in the units of the target images.

    The result depends on the weights and the image only. Each image keeps its height and width.

    Parameters
    ----------
    pictures : array, shape (N, H, W) or (N, H, W, C)
        Images in the units of the source images.
    back : bool, default False
        Translate from targets to sources.

    Returns
    -------
    array, shape (N, H, W) or (N, H, W, C)
        The translated images.

    Raises
    ------
    UsageError
        The model generates from noise, has no network for the way back, or cannot take images of this shape or
        size.
    DataError
        The images have other channels or another type than the training data, or missing values.
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
        raise DataError("Some pictures miss values, and such were left out of training. Fill or leave them out first.")
    made = translated(network, torch.from_numpy(start.encode(pictures).astype(np.float32)))
    samples: np.ndarray = end.decode(made.numpy().reshape(len(pictures), *end.shape))
    return samples


def codecs(self: "Model", back: bool = False) -> tuple[Codec, Codec]:
    """Return the codecs of the images that are translated and of the resulting images.

    Parameters
    ----------
    back : bool, default False
        Return those of the translation from targets to sources.

    Returns
    -------
    tuple of Codec
        Codec of the input and codec of the output.

    Raises
    ------
    UsageError
        The model generates from noise, or has no network for the way back.
    """
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


def _require_memory(network: nn.Module, channels: int, height: int, width: int) -> None:
    """Raise TooLarge where a picture would take more memory to translate than there is."""
    needed, there = memory_of(network, channels, height * width), available()
    if needed > there:
        raise TooLarge(
            f"A picture of {height} x {width} takes about {needed / 1e9:.1f} GB to translate, and {there / 1e9:.1f} GB "
            "are free. Cut it into parts, or make it smaller."
        )
