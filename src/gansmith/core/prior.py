"""What generators are fed: the distribution of noise, of classes and of codes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.randomness import Draws
from gansmith.errors import UsageError, option


@dataclass(frozen=True)
class Code:
    """A code (N, size): a one-hot block for each category code, then continuous values, uniform in [-1, 1].

    categories counts the values of each category code, continuous the others (Chen et al. 2016, section 7).
    """

    categories: tuple[int, ...] = ()
    continuous: int = 0

    @property
    def size(self) -> int:
        """Length of a code as generators are fed it."""
        return sum(self.categories) + self.continuous

    @property
    def blocks(self) -> list[int]:
        """Lengths of the parts: one per category code, and the continuous values together."""
        return [*self.categories, self.continuous]

    def draw(self, draws: Draws, count: int) -> Tensor:
        """Return (count, size) codes, every category and every value equally likely."""
        hot = [
            one_hot(whole_numbers(draws, f"category {place}", count, options), options, draws.dtype)
            for place, options in enumerate(self.categories)
        ]
        return torch.cat([*hot, 2.0 * draws.uniform("continuous", count, self.continuous) - 1.0], 1)

    def spell(self, values: Sequence[float]) -> Tensor:
        """Return the code (size,) of a value per code: the number of a category for each, then the continuous ones.

        Raises UsageError for another count of values, and for a category that does not exist.
        """
        hot = len(self.categories)
        if len(values) != hot + self.continuous or not all(math.isfinite(value) for value in values):
            raise UsageError(f"{option('code', ' '.join(f'{v:g}' for v in values))}: {self._wanted()}")
        for value, options in zip(values, self.categories, strict=False):
            if value not in range(options):
                raise UsageError(
                    f"{option('code', f'{value:g}')}: a category is a whole number from 0 to {options - 1}."
                )
        parts = [torch.arange(options) == value for value, options in zip(values, self.categories, strict=False)]
        return torch.cat([*parts, torch.tensor(values[hot:], dtype=torch.float64)])

    def in_turn(self, codes: Tensor, first: int) -> Tensor:
        """Return codes whose first category code counts up from `first`, so that all come in equal shares."""
        if not self.categories:
            return codes
        options = self.categories[0]
        numbers = torch.arange(first, first + len(codes), device=codes.device) % options
        return torch.cat([one_hot(numbers, options, codes.dtype), codes[:, options:]], 1)

    def _wanted(self) -> str:
        if not self.size:
            return f"this model takes no code; those of {option('method', 'infogan')} do."
        hot = [f"a category from 0 to {options - 1}" for options in self.categories]
        rest = [f"{self.continuous} values, usually from -1 to 1"] if self.continuous else []
        return f"give {', then '.join(hot + rest)}."


class Prior(Protocol):
    """A distribution of generator inputs.

    classes counts the classes a generator is told, 0 where it is told none, conditions the numbers that a condition
    holds for it, likewise; code is what it is told besides.
    """

    @property
    def classes(self) -> int: ...

    @property
    def conditions(self) -> int: ...

    @property
    def code(self) -> Code: ...

    def draw(self, draws: Draws, count: int, condition: Condition) -> GeneratorInput:
        """Return `count` inputs for the given condition."""
        ...


@dataclass(frozen=True)
class Normal:
    """Noise (N, noise) from N(0, I), a class for every sample where there are `classes`, and a code.

    conditions counts the numbers that it is conditioned on, which are those of the condition as they are.
    A sample's class is its label, or any class, equally likely, where the label is unknown: a fake is always of one.
    The critic is not told that class: a real sample without a label and its fake both go without, and are compared.
    """

    noise: int
    classes: int = 0
    code: Code = Code()
    chances: int = 0  # categories of a table, each drawn by a number of its own
    conditions: int = 0

    def draw(self, draws: Draws, count: int, condition: Condition) -> GeneratorInput:
        """Return `count` inputs."""
        noise = self.draw_noise(draws, count)
        code = self.code.draw(draws, count) if self.code.size else None
        if self.classes:
            condition = condition._replace(label=self._known(draws, count, condition.label))
        chance = draws.uniform("chance", count, self.chances) if self.chances else None
        return GeneratorInput(noise, code, condition, chance)

    def draw_noise(self, draws: Draws, count: int) -> Tensor:
        """Return the noise (count, noise) alone."""
        return draws.normal("noise", count, self.noise)

    def _known(self, draws: Draws, count: int, label: Tensor | None) -> Tensor:
        drawn = whole_numbers(draws, "label", count, self.classes)
        return drawn if label is None else torch.where(label < 0, drawn, label)


@dataclass(frozen=True)
class Uniform(Normal):
    """Noise (N, noise) from U(-1, 1), a third of the variance of N(0, I), so that a code beside it speaks louder."""

    def draw_noise(self, draws: Draws, count: int) -> Tensor:
        """Return the noise (count, noise) alone."""
        return 2.0 * draws.uniform("noise", count, self.noise) - 1.0


def whole_numbers(draws: Draws, purpose: str, count: int, options: int) -> Tensor:
    """Return (count,) int64 draws from 0 to options - 1, all equally likely."""
    return (options * draws.uniform(purpose, count)).long().clamp(max=options - 1)  # a product may round up


def one_hot(numbers: Tensor, options: int, dtype: torch.dtype) -> Tensor:
    """Return (N, options): 1 at each number's place; a number out of range, as -1 for unknown, is all zeros."""
    return (numbers[:, None] == torch.arange(options, device=numbers.device)).to(dtype)
