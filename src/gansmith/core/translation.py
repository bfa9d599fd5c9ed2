"""Translations as a function of (weights, picture)."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput


def translate(network: nn.Module, pictures: Tensor) -> Tensor:
    """Return what a translator makes of source pictures (N, C', H, W) in [-1, 1]: (N, C, H, W) on the CPU.

    One picture at a time, so that none depends on its company, not even by rounding.
    """
    parameter = next(network.parameters())
    training = network.training
    network.eval()
    made = []
    with torch.inference_mode():
        for index in range(len(pictures)):
            picture = pictures[index : index + 1].to(parameter)
            given = GeneratorInput(noise=picture.new_empty(1, 0), condition=Condition(image=picture))
            made.append(network(given).cpu())
    network.train(training)
    return torch.cat(made) if made else torch.empty(0)
