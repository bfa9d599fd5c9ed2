"""(c) The GAN of convolutions with PyTorch-GAN's dcgan.py networks at 32 x 32, in the order of (b)."""

from collections.abc import Iterator

from torch import nn

from benchmarks.speed.plain.gan_mlp import NOISE, train
from benchmarks.speed.plain.parts import Array


def make_generator() -> nn.Module:
    """Return G."""
    network = nn.Sequential(
        nn.Linear(NOISE, 128 * 8 * 8),
        nn.Unflatten(1, (128, 8, 8)),
        nn.BatchNorm2d(128),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(128, 128, 3, padding=1),
        nn.BatchNorm2d(128, 0.8),
        nn.LeakyReLU(0.2),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(128, 64, 3, padding=1),
        nn.BatchNorm2d(64, 0.8),
        nn.LeakyReLU(0.2),
        nn.Conv2d(64, 1, 3, padding=1),
        nn.Tanh(),
    )
    return network.apply(initialise)


def make_critic() -> nn.Module:
    """Return D, whose sigmoid is part of the loss."""
    layers: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(before, after, 3, 2, 1), nn.LeakyReLU(0.2), nn.Dropout2d(0.25)]
        layers += [nn.BatchNorm2d(after, 0.8)] if before > 1 else []
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 2 * 2, 1)).apply(initialise)


def initialise(layer: nn.Module) -> None:
    """Set the weights as dcgan.py does."""
    if isinstance(layer, nn.Conv2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 32, 32) uint8, yielding after every iteration."""
    return train(make_generator(), make_critic(), data)
