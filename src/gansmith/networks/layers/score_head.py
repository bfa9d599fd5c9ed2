"""What every critic is: a body that turns samples into features, and a linear score."""

from abc import ABC, abstractmethod

from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput


class Critic(nn.Module, ABC):
    """Samples -> features (N, F) -> score (N,); heads for labels and codes read the same features."""

    score: nn.Linear

    @abstractmethod
    def features(self, samples: Tensor) -> Tensor:
        """Return the last hidden activations (N, F)."""

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score (N,), unbounded, and the features."""
        features = self.features(samples)
        score: Tensor = self.score(features)
        return CriticOutput(score.squeeze(1), features=features)
