"""(a) WGAN-GP between two perceptrons: five critic steps on new batches, then one of the generator."""

from collections.abc import Iterator
from copy import deepcopy

import torch
from torch import nn

from benchmarks.speed.plain.parts import Array, gradient_penalty, move_average, random_batch

NOISE, WIDTH, BATCH, FEATURES = 128, 512, 64, 4734


def make_generator() -> nn.Module:
    """Return G."""
    return nn.Sequential(
        nn.Linear(NOISE, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, FEATURES), nn.Tanh()
    )


def make_critic() -> nn.Module:
    """Return D."""
    return nn.Sequential(
        nn.Linear(FEATURES, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, 1)
    )


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 4734) float32, yielding after every iteration."""
    rows = torch.from_numpy(data)
    rows = (rows - rows.min()) / (rows.max() - rows.min()) * 2 - 1
    generator, critic = make_generator(), make_critic()
    average = deepcopy(generator)
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=1e-4, betas=(0.0, 0.9))
    optimizer_d = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9))
    while True:
        for _ in range(5):
            real = random_batch(rows, BATCH)
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
