"""Spectral normalisation of a critic (Miyato et al. 2018): every layer's weight is divided by its largest stretch."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

from gansmith.core.method import Networks, Played

FIRST_ROUNDS = 15  # of power iteration, before the first step


class SpectralNorm(nn.Module):
    """Weight (out, ...) -> weight / sigma, sigma = u^T W v, with W the weight as a matrix (out, in).

    u and v, buffers, are its leading singular vectors, but for the error of a power iteration. A forward pass reads
    them and never moves them, so that a critic is one function throughout a turn; the rule PowerIteration moves them.
    """

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        matrix = weight.detach().flatten(1)
        self.left: Tensor
        self.right: Tensor
        self.register_buffer("left", F.normalize(matrix.new_empty(len(matrix)).normal_(), dim=0))
        self.register_buffer("right", F.normalize(matrix.new_empty(matrix.shape[1]).normal_(), dim=0))
        for _ in range(FIRST_ROUNDS):
            self.iterate(weight)

    def forward(self, weight: Tensor) -> Tensor:
        """Return the weight, its largest singular value one."""
        sigma = (self.left * (weight.flatten(1) @ self.right)).sum()
        return weight / sigma

    @torch.no_grad()
    def iterate(self, weight: Tensor) -> None:
        """Move both vectors by one round of power iteration (algorithm 1, lines 1 and 2)."""
        matrix = weight.flatten(1)
        self.right.copy_(F.normalize(matrix.T @ self.left, dim=0))
        self.left.copy_(F.normalize(matrix @ self.right, dim=0))


@dataclass(frozen=True)
class PowerIteration:
    """Let the vectors of a spectrally normalised network follow its weights, one round after each of its steps."""

    network: str

    def prepare(self, networks: Networks) -> None:
        """Keep nothing: the vectors are the network's own."""

    def apply(self, networks: Networks, turn: Played) -> None:
        """Take one round in every layer."""
        for layer in networks[self.network].modules():
            if isinstance(layer, parametrize.ParametrizationList) and isinstance(layer[0], SpectralNorm):
                layer[0].iterate(layer.original)


def spectrally_normalised(network: nn.Module) -> nn.Module:
    """Return the network with every linear and convolutional weight normalised, in place.

    A weight of nothing but zeros, as the last of a residual block starts with, has no direction to keep: it gets one.
    """
    for layer in list(network.modules()):
        if isinstance(layer, nn.Linear | nn.Conv1d | nn.Conv2d):
            if not (layer.weight.is_meta or layer.weight.any()):
                nn.init.xavier_uniform_(layer.weight)
            parametrize.register_parametrization(layer, "weight", SpectralNorm(layer.weight))
    return network
