"""(e) R3GAN between residual networks at 32 x 32 x 3: relativistic pairs, R1 on reals and R2 on fakes."""

from collections.abc import Iterator
from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.speed.plain.parts import Array, move_average, pictures, random_batch

NOISE, BATCH, GAMMA = 64, 32, 1.0


class Block(nn.Module):
    """Maps plus what two convolutions between rectifiers make of them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.last = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.last.weight)

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the same shape."""
        branch: Tensor = self.last(F.leaky_relu(self.first(F.leaky_relu(maps, 0.2)), 0.2))
        return maps + branch


def make_generator() -> nn.Module:
    """Return G."""
    layers: list[nn.Module] = [nn.Linear(NOISE, 128 * 16), nn.Unflatten(1, (128, 4, 4)), Block(128)]
    for before, after in ((128, 64), (64, 32), (32, 16)):
        layers.append(nn.Conv2d(before, after, 1, bias=False))
        layers += [nn.Upsample(scale_factor=2, mode="bilinear"), Block(after)]
    return nn.Sequential(*layers, nn.Conv2d(16, 8, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(8, 3, 3, padding=1))


def make_critic() -> nn.Module:
    """Return D."""
    layers: list[nn.Module] = [nn.Conv2d(3, 16, 3, padding=1), Block(16)]
    for before, after in ((16, 32), (32, 64), (64, 128)):
        layers.append(nn.Upsample(scale_factor=0.5, mode="bilinear"))
        layers += [nn.Conv2d(before, after, 1, bias=False), Block(after)]
    return nn.Sequential(*layers, nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(128 * 16, 1))


def squared_slope(score: Tensor, by: Tensor) -> Tensor:
    """Return the mean square of the score's gradient by the input."""
    (slope,) = torch.autograd.grad(score.sum(), by, create_graph=True)
    return slope.flatten(1).square().sum(1).mean()


def iterations(data: Array) -> Iterator[None]:
    """Train for ever on (N, 32, 32, 3) uint8, yielding after every iteration."""
    images = pictures(data)
    generator, critic = make_generator(), make_critic()
    average = deepcopy(generator)
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.95))
    optimizer_d = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.95))
    while True:
        real = random_batch(images, BATCH).requires_grad_()
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, NOISE))
        fake.requires_grad_()
        on_real, on_fake = critic(real), critic(fake)
        penalty = GAMMA / 2 * (squared_slope(on_real, real) + squared_slope(on_fake, fake))
        optimizer_d.zero_grad()
        (F.softplus(on_fake - on_real).mean() + penalty).backward()  # type: ignore[no-untyped-call]
        optimizer_d.step()

        with torch.no_grad():
            on_real = critic(real)
        loss = F.softplus(on_real - critic(generator(torch.randn(BATCH, NOISE)))).mean()
        optimizer_g.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer_g.step()
        move_average(average, generator)
        yield
