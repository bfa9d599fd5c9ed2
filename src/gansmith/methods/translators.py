"""What pix2pix and CycleGAN share: the check of their data, and their generators by name."""

from typing import Literal

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError, option
from gansmith.networks.translator import Translator
from gansmith.networks.unet import UNetGenerator

SMALLEST = 16  # pixels


def require_sources(data: DataSpec, name: str) -> None:
    """Raise UsageError where there is nothing to translate from, or pictures are too small."""
    if not data.source:
        raise UsageError(
            f"{option('method', name)} turns images into images, and the data names no sources. Give two folders with "
            f"{option('pairs', 'A B')}, images that hold both halves with {option('side_by_side')}, or make sources "
            f"from the data with {option('derive', 'edges')}, grey or mask; for samples from noise choose another "
            f"{option('method')}."
        )
    if not data.is_image or min(data.shape[1:]) < SMALLEST or data.source[1:] != data.shape[1:]:
        raise UsageError(
            f"{option('method', name)} takes images of {SMALLEST} x {SMALLEST} or more, sources and targets of one "
            f"size; these are {' x '.join(map(str, data.source))} and {' x '.join(map(str, data.shape))}. Use "
            f"{option('size')}."
        )


def translator(
    network: Literal["resnet", "unet"], source: tuple[int, ...], colours: int, width: int, blocks: int
) -> nn.Module:
    """Return a generator from pictures of a shape (C', H, W) to ones of so many colours; blocks count in resnet."""
    if network == "unet":
        return UNetGenerator(source, colours, width)
    return Translator(source, colours, width, blocks)
