"""Descent in latent space: Adam on the noise and continuous codes of many points at once, each with its own rate."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gansmith.core.batch import GeneratorInput

RATE, HALVINGS = 0.1, 5  # of Adam, in standard deviations of the noise, and how often it is halved before a point ends
WINDOW, GAIN = 20, 0.01  # a point whose error falls by less than 1 % in 20 steps goes on at half its rate
EXACT = 1e-9  # mean square error of a sample that is recovered: about a level of 16 bits in every value
MOST_STEPS = 1000
PRIOR_WEIGHT = 0.1  # of what exceeds the lengths of noise: nothing within them, so a sample of the model is recovered
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Found:
    """The best points of a descent: inputs of the generator, errors (R,) and the steps (R,) taken.

    Errors are mean squares of encoded values.
    """

    given: GeneratorInput
    errors: Tensor
    steps: Tensor


def descend(
    network: nn.Module,
    start: GeneratorInput,
    targets: Tensor,
    *,
    hot: int,
    uniform: bool,
    most_steps: int = MOST_STEPS,
    say: Callable[[int], None] = lambda step: None,
) -> Found:
    """Return the noise and continuous codes at which the generator's samples are nearest to the targets.

    start: R points; targets (R, ...), encoded. The first `hot` numbers of a code are categories, which stay, as classes
    and conditions do. Uniform noise and codes stay within -1 to 1. Normal noise pays for what its mean square exceeds
    three standard errors above 1. A point ends when its rate has been halved five times, or when its error is next to
    nothing; all end after `most_steps`. Rows do not depend on each other but for rounding.
    """
    search = _Search(network, start, targets, hot, uniform)
    for step in range(1, most_steps + 1):
        if not bool(search.active.any()):
            break
        search.step(step)
        say(step)
    return Found(search.given(search.best), search.errors, search.taken)


class _Search:
    """Rows (R, Z + M') of noise and continuous codes that move, and the best of each so far."""

    def __init__(self, network: nn.Module, start: GeneratorInput, targets: Tensor, hot: int, uniform: bool) -> None:
        self.network, self.start, self.targets = network, start, targets
        self.hot, self.uniform, self.noise_width = hot, uniform, start.noise.shape[1]
        parts = [start.noise] if start.code is None else [start.noise, start.code[:, hot:]]
        self.rows = torch.cat(parts, 1).clone()
        self.best = self.rows.clone()
        count = self.rows.new_zeros(len(self.rows))
        self.errors, self.before, self.taken = count + torch.inf, count + torch.inf, count.clone()
        self.rates = count + RATE * (3**-0.5 if uniform else 1.0)
        self.least = float(self.rates[0]) / 2**HALVINGS
        self.mean, self.square = torch.zeros_like(self.rows), torch.zeros_like(self.rows)

    @property
    def active(self) -> Tensor:
        """Which rows (R,) still move."""
        moving: Tensor = (self.rates > self.least) & (self.errors > EXACT)
        return moving

    def given(self, rows: Tensor) -> GeneratorInput:
        """Return rows as the input of the generator."""
        code = self.start.code
        if code is not None:
            code = torch.cat([code[:, : self.hot], rows[:, self.noise_width :]], 1)
        return self.start._replace(noise=rows[:, : self.noise_width], code=code)

    def step(self, step: int) -> None:
        """Keep rows that are better than before, and move those that have not ended along Adam's direction."""
        rows = self.rows.detach().requires_grad_(True)
        made: Tensor = self.network(self.given(rows))
        errors = (made - self.targets).square().flatten(1).mean(1)
        price = 0.0 if self.uniform else PRIOR_WEIGHT * _beyond(rows[:, : self.noise_width])
        (gradient,) = torch.autograd.grad((errors + price).sum(), rows)
        rows, active = rows.detach(), self.active
        better = (errors.detach() < self.errors) & active
        self.errors = torch.where(better, errors.detach(), self.errors)
        self.best = torch.where(better[:, None], rows, self.best)
        self.mean.lerp_(gradient, 1 - BETA1)
        self.square.lerp_(gradient.square(), 1 - BETA2)
        direction = (self.mean / (1 - BETA1**step)) / ((self.square / (1 - BETA2**step)).sqrt() + EPSILON)
        self.rows = rows - (self.rates * active)[:, None] * direction
        bounded = self.rows if self.uniform else self.rows[:, self.noise_width :]
        bounded.clamp_(-1, 1)
        self.taken = self.taken + active
        if step % WINDOW == 0:
            stuck = self.errors > (1 - GAIN) * self.before
            self.rates, self.before = torch.where(stuck, self.rates / 2, self.rates), self.errors.clone()


def _beyond(noise: Tensor) -> Tensor:
    """Return by how much the mean square (R,) of normal noise exceeds what it hardly ever exceeds, squared."""
    most = 1 + 3 * (2 / noise.shape[1]) ** 0.5
    excess: Tensor = (noise.square().mean(1) - most).clamp(min=0)
    return excess.square()
