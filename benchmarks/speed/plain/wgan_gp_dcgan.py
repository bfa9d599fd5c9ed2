"""(d) WGAN-GP between DCGAN's networks at 64 x 64 x 3, one critic step and one generator step."""

from collections.abc import Iterator
from copy import deepcopy

import torch
from torch import nn

from benchmarks.speed.plain.parts import Array, gradient_penalty, move_average, pictures, random_batch

NOISE, WIDTH, BATCH = 128, 64, 64


def make_generator() -> nn.Module:
    """Return G, with BatchNorm."""
    layers: list[nn.Module] = [nn.Linear(NOISE, 8 * WIDTH * 16), nn.Unflatten(1, (8 * WIDTH, 4, 4))]
    for before, after in ((8, 4), (4, 2), (2, 1)):
        layers += [nn.BatchNorm2d(before * WIDTH), nn.ReLU()]
        layers.append(nn.ConvTranspose2d(before * WIDTH, after * WIDTH, 4, 2, 1))
    last = (nn.BatchNorm2d(WIDTH), nn.ReLU(), nn.ConvTranspose2d(WIDTH, 3, 4, 2, 1), nn.Tanh())
    return nn.Sequential(*layers, *last)


def make_critic() -> nn.Module:
    """Return D, without BatchNorm, which a gradient penalty forbids."""
    layers: list[nn.Module] = []
    for before, after in ((3, WIDTH), (WIDTH, 2 * WIDTH), (2 * WIDTH, 4 * WIDTH), (4 * WIDTH, 8 * WIDTH)):
        layers += [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(8 * WIDTH * 16, 1))


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 64, 64, 3) uint8, yielding after every iteration."""
    images = pictures(data)
    generator, critic = make_generator(), make_critic()
    average = deepcopy(generator)
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=1e-4, betas=(0.0, 0.9))
    optimizer_d = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9))
    while True:
        real = random_batch(images, BATCH)
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, NOISE))
        loss = critic(fake).mean() - critic(real).mean() + 10 * gradient_penalty(critic, real, fake)
        optimizer_d.zero_grad()
        loss.backward()
        optimizer_d.step()

        loss = -critic(generator(torch.randn(BATCH, NOISE))).mean()
        optimizer_g.zero_grad()
        loss.backward()
        optimizer_g.step()
        move_average(average, generator)
        yield
