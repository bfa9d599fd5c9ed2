"""What a family of networks is: how both networks are built, for which data, and with which options of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from torch import nn

from gansmith.networks.layers.score_head import Critic
from gansmith.networks.layers.style import Style


class Option(NamedTuple):
    """A whole number that only this family has: its default, and what it does, as in "counts the hidden layers"."""

    default: int
    does: str


@dataclass(frozen=True)
class Plan:
    """What both networks are built for: the shape of one sample, the length of z, their dimensions and their style."""

    shape: tuple[int, ...]
    noise: int
    width: int
    patch: int
    style: Style
    options: Mapping[str, int] = field(default_factory=dict)
    blocks: tuple[int, ...] = ()  # of a table's columns, as of DataSpec


@dataclass(frozen=True)
class Family:
    """A row of the table of networks.

    width is taken where none is asked for; batch_norm says that the generator has BatchNorm where the style wants it.
    """

    name: str
    generator: Callable[[Plan], nn.Module]
    critic: Callable[[Plan], Critic]
    width: int
    takes_images: bool = True
    takes_vectors: bool = False
    takes_channels: bool = False  # images (C, 1, L) of one row, which are signals of C channels
    batch_norm: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)
