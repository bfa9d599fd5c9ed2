"""A small GAN of perceptrons on points in the plane: what is left where arithmetic costs nothing."""

from collections.abc import Iterator
from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks.speed.plain.parts import Array, move_average, random_batch

NOISE, WIDTH, BATCH = 100, 512, 64


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 2) float32, yielding after every iteration."""
    rows = torch.from_numpy(data) / float(abs(data).max())
    generator = nn.Sequential(
        nn.Linear(NOISE, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 2), nn.Tanh()
    )
    critic = nn.Sequential(
        nn.Linear(2, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, 1)
    )
    average = deepcopy(generator)
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optimizer_d = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.5, 0.999))
    while True:
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, NOISE))
        loss = F.softplus(-critic(random_batch(rows, BATCH))).mean() + F.softplus(critic(fake)).mean()
        optimizer_d.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer_d.step()

        loss = F.softplus(-critic(generator(torch.randn(BATCH, NOISE)))).mean()
        optimizer_g.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer_g.step()
        move_average(average, generator)
        yield
