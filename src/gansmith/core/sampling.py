"""Samples as a function of (weights, seed): the same whether asked for one at a time or all at once."""

import torch
from torch import Tensor, nn

from gansmith.core.batch import Condition
from gansmith.core.prior import Prior
from gansmith.core.randomness import Draws

CHUNK = 64  # samples per forward pass: larger ones leave the cache (measured 1.2x slower at 256)


def sample(network: nn.Module, prior: Prior, count: int, seed: int) -> Tensor:
    """Return (count, *shape) samples on the CPU.

    Every chunk is drawn and computed whole, keyed by (seed, chunk), so sample i does not depend on `count`.
    """
    parameter = next(network.parameters())
    training = network.training
    network.eval()
    chunks = []
    with torch.inference_mode():
        for index in range(-(-count // CHUNK)):
            draws = Draws(seed, ("sample", index), device=parameter.device, dtype=parameter.dtype)
            chunks.append(network(prior.draw(draws, CHUNK, Condition())).cpu())
    network.train(training)
    return torch.cat(chunks)[:count] if chunks else torch.empty(0)
