"""(b) The GAN of perceptrons with PyTorch-GAN's gan.py networks: generator first, then critic on the same fakes."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks.speed.plain.parts import Array, pictures, random_batch

NOISE, BATCH, SHAPE = 100, 64, (1, 28, 28)


def make_generator() -> nn.Module:
    """Return G."""
    layers: list[nn.Module] = [nn.Linear(NOISE, 128), nn.LeakyReLU(0.2)]
    for before, after in ((128, 256), (256, 512), (512, 1024)):
        layers += [nn.Linear(before, after), nn.BatchNorm1d(after, 0.8), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, SHAPE))


def make_critic() -> nn.Module:
    """Return D, whose sigmoid is part of the loss."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 512),
        nn.LeakyReLU(0.2),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 28, 28) uint8, yielding after every iteration."""
    return train(make_generator(), make_critic(), data)


def train(generator: nn.Module, critic: nn.Module, data: Array) -> Iterator[None]:
    """Play both players in turn, yielding after every iteration."""
    images = pictures(data)
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optimizer_d = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.5, 0.999))
    is_real, is_fake = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    while True:
        fake = generator(torch.randn(BATCH, NOISE))
        loss = F.binary_cross_entropy_with_logits(critic(fake), is_real)
        optimizer_g.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer_g.step()

        on_real = F.binary_cross_entropy_with_logits(critic(random_batch(images, BATCH)), is_real)
        on_fake = F.binary_cross_entropy_with_logits(critic(fake.detach()), is_fake)
        optimizer_d.zero_grad()
        ((on_real + on_fake) / 2).backward()  # type: ignore[no-untyped-call]
        optimizer_d.step()
        yield
