"""A critic that is an autoencoder (Zhao et al. 2017; Berthelot et al. 2017), made of any encoder and decoder."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, GeneratorInput
from gansmith.networks.layers.score_head import Critic


class Autoencoder(nn.Module):
    """Samples (N, *shape) -> code (N, code) -> reconstruction; score (N,) = -(mean absolute error), at most zero.

    The encoder is the body of a critic, the decoder a generator fed with the code, so every architecture and size can
    be one, as a perceptron for vectors or by convolution for pictures. The buffer `balance` is BEGAN's k.
    """

    balance: Tensor

    def __init__(self, encoder: Critic, decoder: nn.Module, code: int) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        encoder.score = nn.Linear(encoder.score.in_features, code)  # the head tells a code in place of a score
        self.register_buffer("balance", torch.zeros(()))

    def reconstruct(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Return codes (N, code), unbounded, and what the decoder makes of them (N, *shape)."""
        code: Tensor = self.encoder.score(self.encoder.features(samples))
        return code, self.decoder(GeneratorInput(code))

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return the score, and the codes as features."""
        code, copies = self.reconstruct(samples)
        return CriticOutput(-(samples - copies).abs().flatten(1).mean(1), features=code)
