"""Translations as a function of (weights, picture)."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition, GeneratorInput

_PROBE = 64  # pixels along each side of the picture that is tried
_LAYERS = 3  # of the largest layer's inputs and outputs that are there at once: 2.4 (residual) and 2.9 (U-Net) measured


def memory_of(network: nn.Module, channels: int, pixels: int) -> int:
    """Return about how many bytes the translation of one picture of so many pixels takes, by that of a small one."""
    largest = 0

    def look(_: nn.Module, given: tuple[object, ...], made: object) -> None:
        nonlocal largest
        tensors = [part for part in (*given, made) if isinstance(part, Tensor)]
        largest = max(largest, sum(part.numel() * part.element_size() for part in tensors))

    leaves = [module for module in network.modules() if next(module.children(), None) is None]
    hooks = [module.register_forward_hook(look) for module in leaves]
    try:
        translate(network, torch.zeros(1, channels, _PROBE, _PROBE))
    finally:
        for hook in hooks:
            hook.remove()
    return _LAYERS * largest * pixels // _PROBE**2


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
