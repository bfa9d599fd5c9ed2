"""Networks as functions of tensors, for a loop of one's own: noise to samples, samples to scores, given labels."""

from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput


class FromNoise(nn.Module):
    """A generator that is called with noise and, where it has classes, labels."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, noise: Tensor, label: Tensor | None = None) -> Tensor:
        """Return samples (N, *shape) of noise (N, Z) and labels (N,), int64, -1 where unknown."""
        samples: Tensor = self.network(GeneratorInput(noise, condition=Condition(label)))
        return samples


class ScoreOf(nn.Module):
    """A critic that is called with samples and, where it has classes, labels, and returns its score alone."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, samples: Tensor, label: Tensor | None = None) -> Tensor:
        """Return scores (N,), unbounded, of samples (N, *shape) and labels (N,), int64, -1 where unknown."""
        score: Tensor = self.network(samples, Condition(label)).score
        return score
