"""What generators are fed: the distribution of the noise."""

from dataclasses import dataclass
from typing import Protocol

from gansmith.core.batch import Condition, GeneratorInput
from gansmith.core.randomness import Draws


class Prior(Protocol):
    """A distribution of generator inputs."""

    def draw(self, draws: Draws, count: int, condition: Condition) -> GeneratorInput:
        """Return `count` inputs for the given condition."""
        ...


@dataclass(frozen=True)
class Normal:
    """Noise (N, noise) from N(0, I)."""

    noise: int

    def draw(self, draws: Draws, count: int, condition: Condition) -> GeneratorInput:
        """Return `count` inputs."""
        return GeneratorInput(draws.normal("noise", count, self.noise), condition=condition)
