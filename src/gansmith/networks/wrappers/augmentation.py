"""Augmentation of all a critic sees, reals and fakes alike, by transformations that gradients pass (Zhao et al. 2020).

Pictures (N, C, H, W) in [-1, 1]; every transformation draws for each sample, alone from the default generator, which
the game seeds in every turn, and can be differentiated twice, as penalties on the slope ask.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.core.randomness import SampleNoise

Transformation = Callable[[Tensor, SampleNoise], Tensor]
ALONE = SampleNoise()


def colour(pictures: Tensor, noise: SampleNoise = ALONE) -> Tensor:
    """Return pictures of another brightness (+-0.5), saturation (0 to 2 times) and contrast (0.5 to 1.5 times)."""
    brightness, saturation, contrast = (_uniform(pictures, noise) for _ in range(3))
    brighter = pictures + (brightness - 0.5)
    grey = brighter.mean(1, keepdim=True)
    coloured = grey + (brighter - grey) * 2.0 * saturation
    level = coloured.mean((1, 2, 3), keepdim=True)
    return level + (coloured - level) * (contrast + 0.5)


def translation(pictures: Tensor, noise: SampleNoise = ALONE) -> Tensor:
    """Return pictures moved by whole pixels, at most an eighth of each side; what comes in is 0, mid-grey."""
    down, right = (_shift(pictures, side, noise) for side in pictures.shape[2:])
    return down @ pictures @ right.mT


def cutout(pictures: Tensor, noise: SampleNoise = ALONE) -> Tensor:
    """Return pictures with a box of half their sides blotted out, its centre anywhere."""
    rows, columns = (_stretch(pictures, side, noise) for side in pictures.shape[2:])
    return pictures * (1.0 - rows.unsqueeze(3) * columns.unsqueeze(2))


TRANSFORMATIONS: tuple[Transformation, ...] = (colour, translation, cutout)


def augment(pictures: Tensor, probability: Tensor, noise: SampleNoise = ALONE) -> Tensor:
    """Return pictures, each changed by each transformation with a probability; at 0 they are the same, bit for bit."""
    for transformation in TRANSFORMATIONS:
        chosen = _uniform(pictures, noise) < probability
        pictures = torch.where(chosen, transformation(pictures, noise), pictures)
    return pictures


class Augmented(nn.Module):
    """A critic of augmented pictures; the buffer `probability` is that of each transformation of each sample."""

    mixes_samples = True  # draws of its own differ between one pass over reals and fakes and two
    probability: Tensor

    def __init__(self, critic: nn.Module, probability: float) -> None:
        super().__init__()
        self.critic, self.noise = critic, SampleNoise()
        self.register_buffer("probability", torch.tensor(probability))

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return what the critic says of the samples, augmented."""
        output: CriticOutput = self.critic(augment(samples, self.probability, self.noise), condition)
        return output


def _uniform(pictures: Tensor, noise: SampleNoise) -> Tensor:
    """Return (N, 1, 1, 1) draws of U(0, 1)."""

    def draw(count: int, generator: torch.Generator | None) -> Tensor:
        return torch.rand(count, 1, 1, 1, device=pictures.device, dtype=pictures.dtype, generator=generator)

    return noise.rows(draw, len(pictures))


def _whole(low: int, high: int, pictures: Tensor, noise: SampleNoise) -> Tensor:
    """Return (N, 1, 1, 1) whole numbers from low to high - 1."""

    def draw(count: int, generator: torch.Generator | None) -> Tensor:
        return torch.randint(low, high, (count, 1, 1, 1), device=pictures.device, generator=generator)

    return noise.rows(draw, len(pictures))


def _shift(pictures: Tensor, side: int, noise: SampleNoise) -> Tensor:
    """Return matrices (N, 1, side, side) that move a vector by a random number of places."""
    most = round(side / 8)
    places = torch.arange(side, device=pictures.device)
    amount = _whole(-most, most + 1, pictures, noise)
    return (places.unsqueeze(1) - places == amount).to(pictures.dtype)


def _stretch(pictures: Tensor, side: int, noise: SampleNoise) -> Tensor:
    """Return masks (N, 1, side) of half the places, fewer where the centre is near an end."""
    half = max(side // 2, 1)
    first = _whole(0, side + 1, pictures, noise).squeeze(3) - half // 2
    places = torch.arange(side, device=pictures.device) - first
    return ((places >= 0) & (places < half)).to(pictures.dtype)
