"""Inception v3 as the Frechet Inception distance takes it, with the names of its published weights."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FEATURES, CLASSES = 2048, 1008  # of the network of 2015-12-05, which has 8 classes too many
SIDE = 299  # pixels

Unit = tuple[str, int, tuple[int, int]]
"""A convolution's name, maps and kernel."""

Path = Sequence[Unit | list[Unit]]
"""Units in a row; those of a list stand side by side."""


class _Unit(nn.Module):
    """Convolution without bias, batch normalisation, ReLU."""

    def __init__(self, inputs: int, maps: int, kernel: tuple[int, int], stride: int = 1, same: bool = True) -> None:
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2) if same else (0, 0)
        self.conv = nn.Conv2d(inputs, maps, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(maps, eps=0.001)

    def forward(self, maps: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(maps)))


class _Mixed(nn.Module):
    """Paths side by side, and the pooled maps beside them; their outputs are joined in order.

    The last unit of each path halves the maps where `halves`, and then the pooled maps have no unit of their own.
    """

    def __init__(
        self,
        inputs: int,
        paths: Sequence[Path],
        pool: Callable[[Tensor], Tensor],
        pooled: int = 0,
        halves: bool = False,
    ) -> None:
        super().__init__()
        self.paths = [[[name for name, _, _ in _units(place)] for place in path] for path in paths]
        self.pool = pool
        self.maps = pooled or inputs
        for path in paths:
            width = inputs
            for index, place in enumerate(path):
                last = index == len(path) - 1
                units = _units(place)
                for name, maps, kernel in units:
                    halving = halves and last
                    self.add_module(name, _Unit(width, maps, kernel, stride=1 + halving, same=not halving))
                width = sum(maps for _, maps, _ in units)
            self.maps += width
        self.pooled_unit = bool(pooled)
        if pooled:
            self.branch_pool = _Unit(inputs, pooled, (1, 1))

    def forward(self, maps: Tensor) -> Tensor:
        found = []
        for path in self.paths:
            here = maps
            for names in path:
                here = torch.cat([self.get_submodule(name)(here) for name in names], dim=1)
            found.append(here)
        pooled = self.pool(maps)
        found.append(self.branch_pool(pooled) if self.pooled_unit else pooled)
        return torch.cat(found, dim=1)


class InceptionNetwork(nn.Module):
    """Pictures (N, 3, 299, 299) from -1 to 1 -> features (N, 2048), the mean over the last maps.

    Szegedy et al. 2016, table 1 and figures 5 to 7, with what the TensorFlow network of 2015-12-05 does otherwise:
    means beside the border do not count the padding, and the last block takes the maximum in the place of the mean.
    """

    def __init__(self) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = _Unit(3, 32, (3, 3), stride=2, same=False)
        self.Conv2d_2a_3x3 = _Unit(32, 32, (3, 3), same=False)
        self.Conv2d_2b_3x3 = _Unit(32, 64, (3, 3))
        self.Conv2d_3b_1x1 = _Unit(64, 80, (1, 1))
        self.Conv2d_4a_3x3 = _Unit(80, 192, (3, 3), same=False)
        self.Mixed_5b = _fine(192, 32)
        self.Mixed_5c = _fine(256, 64)
        self.Mixed_5d = _fine(288, 64)
        self.Mixed_6a = _halve_fine(288)
        self.Mixed_6b = _middle(128)
        self.Mixed_6c = _middle(160)
        self.Mixed_6d = _middle(160)
        self.Mixed_6e = _middle(192)
        self.Mixed_7a = _halve_middle()
        self.Mixed_7b = _coarse(1280, _mean_inside)
        self.Mixed_7c = _coarse(2048, _greatest)
        self.fc = nn.Linear(FEATURES, CLASSES)

    def forward(self, pictures: Tensor) -> Tensor:
        maps = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(pictures)))
        maps = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(_halved(maps)))
        maps = self.Mixed_5d(self.Mixed_5c(self.Mixed_5b(_halved(maps))))
        maps = self.Mixed_6c(self.Mixed_6b(self.Mixed_6a(maps)))
        maps = self.Mixed_7a(self.Mixed_6e(self.Mixed_6d(maps)))
        maps = self.Mixed_7c(self.Mixed_7b(maps))
        features: Tensor = maps.mean(dim=(2, 3))
        return features


def _fine(inputs: int, pooled: int) -> _Mixed:
    """Figure 5, with 5 x 5 kept whole in one path, as the published network has it."""
    return _Mixed(
        inputs,
        [
            [("branch1x1", 64, (1, 1))],
            [("branch5x5_1", 48, (1, 1)), ("branch5x5_2", 64, (5, 5))],
            [("branch3x3dbl_1", 64, (1, 1)), ("branch3x3dbl_2", 96, (3, 3)), ("branch3x3dbl_3", 96, (3, 3))],
        ],
        _mean_inside,
        pooled,
    )


def _halve_fine(inputs: int) -> _Mixed:
    double: Path = [("branch3x3dbl_1", 64, (1, 1)), ("branch3x3dbl_2", 96, (3, 3)), ("branch3x3dbl_3", 96, (3, 3))]
    return _Mixed(inputs, [[("branch3x3", 384, (3, 3))], double], _halved, halves=True)


def _middle(maps: int) -> _Mixed:
    """Figure 6: 7 x 7 as rows and columns."""
    row, column = (1, 7), (7, 1)
    return _Mixed(
        768,
        [
            [("branch1x1", 192, (1, 1))],
            [("branch7x7_1", maps, (1, 1)), ("branch7x7_2", maps, row), ("branch7x7_3", 192, column)],
            [
                ("branch7x7dbl_1", maps, (1, 1)),
                ("branch7x7dbl_2", maps, column),
                ("branch7x7dbl_3", maps, row),
                ("branch7x7dbl_4", maps, column),
                ("branch7x7dbl_5", 192, row),
            ],
        ],
        _mean_inside,
        192,
    )


def _halve_middle() -> _Mixed:
    return _Mixed(
        768,
        [
            [("branch3x3_1", 192, (1, 1)), ("branch3x3_2", 320, (3, 3))],
            [
                ("branch7x7x3_1", 192, (1, 1)),
                ("branch7x7x3_2", 192, (1, 7)),
                ("branch7x7x3_3", 192, (7, 1)),
                ("branch7x7x3_4", 192, (3, 3)),
            ],
        ],
        _halved,
        halves=True,
    )


def _coarse(inputs: int, pool: Callable[[Tensor], Tensor]) -> _Mixed:
    """Figure 7: the last convolutions stand side by side."""
    return _Mixed(
        inputs,
        [
            [("branch1x1", 320, (1, 1))],
            [("branch3x3_1", 384, (1, 1)), [("branch3x3_2a", 384, (1, 3)), ("branch3x3_2b", 384, (3, 1))]],
            [
                ("branch3x3dbl_1", 448, (1, 1)),
                ("branch3x3dbl_2", 384, (3, 3)),
                [("branch3x3dbl_3a", 384, (1, 3)), ("branch3x3dbl_3b", 384, (3, 1))],
            ],
        ],
        pool,
        192,
    )


def _units(place: Unit | list[Unit]) -> list[Unit]:
    return place if isinstance(place, list) else [place]


def _mean_inside(maps: Tensor) -> Tensor:
    return F.avg_pool2d(maps, 3, stride=1, padding=1, count_include_pad=False)


def _greatest(maps: Tensor) -> Tensor:
    return F.max_pool2d(maps, 3, stride=1, padding=1)


def _halved(maps: Tensor) -> Tensor:
    return F.max_pool2d(maps, 3, stride=2)
