"""The floor: products of two 2048 x 2048 matrices in float32, the fastest arithmetic there is."""

from collections.abc import Iterator

import torch

from benchmarks.speed.plain.parts import Array

SIDE = 2048
FLOPS = 2 * SIDE**3  # of one product


def iterations(data: Array) -> Iterator[None]:
    """Multiply for ever, yielding after every product; the data is not used."""
    left, right = torch.randn(2, SIDE, SIDE)
    product = torch.empty(SIDE, SIDE)
    while True:
        torch.mm(left, right, out=product)
        yield
