"""The slope of a critic's score, and the points between and near samples at which penalties take it."""

import torch
from torch import Tensor


def slope(score: Tensor, by: Tensor) -> Tensor:
    """Return the gradient of each score by what it was given, flattened to (N, D); differentiable again.

    A score of several values per sample (a patch critic) is summed first; where m samples share one score (a packed
    critic), they are one input of m D numbers.
    """
    (gradient,) = torch.autograd.grad(score.sum(), by, create_graph=True)
    return gradient.reshape(len(score), -1)


def between(real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
    """Return points (N, *shape) on the lines from fakes to reals: the fake at mix 0, the real at 1.

    mix is (N, 1, ...), one number per sample. No gradient reaches the fake.
    """
    return torch.lerp(fake.detach(), real, mix)


def near(real: Tensor, mean: Tensor, square: Tensor, mix: Tensor, direction: Tensor) -> Tensor:
    """Return points x + a (standard deviation / 2) u near real samples x (N, *shape) (Kodali et al. 2017).

    mean and square are the means () of all values and of their squares; mix a is (N, 1, ...), direction u is
    (N, *shape), both in [0, 1].
    """
    deviation = (square - mean.square()).clamp(min=0).sqrt()
    return real + mix * 0.5 * deviation * direction
