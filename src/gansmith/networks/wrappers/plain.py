"""Networks as functions of one tensor, for a loop of one's own: noise to samples, and samples to scores."""

from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput


class FromNoise(nn.Module):
    """A generator that is called with noise alone."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, noise: Tensor) -> Tensor:
        """Return samples (N, *shape) of noise (N, Z)."""
        samples: Tensor = self.network(GeneratorInput(noise))
        return samples


class ScoreOf(nn.Module):
    """A critic that returns its score alone."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, samples: Tensor) -> Tensor:
        """Return scores (N,), unbounded, of samples (N, *shape)."""
        score: Tensor = self.network(samples, Condition()).score
        return score
