"""Penalties on the slope of the critic; g(u) is the gradient of its score by its input at u."""

import torch
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match


def slope(score: Tensor, by: Tensor) -> Tensor:
    """Return each sample's gradient of the score by the input, flattened to (N, D); differentiable again.

    A score of several values per sample (a patch critic) is summed first.
    """
    (gradient,) = torch.autograd.grad(score.sum(), by, create_graph=True)
    return gradient.flatten(1)


def _slope_on_real(match: Match) -> Tensor:
    return slope(match.on_real.score, match.real).square().sum(1)


def _slope_on_fake(match: Match) -> Tensor:
    return slope(match.on_fake.score, match.fake).square().sum(1)


R1: Loss = term("r1", _slope_on_real, slopes=("real",))
"""|g(x)|^2 on real samples (Mescheder et al. 2018, equation 9, where the weight is gamma / 2)."""

R2: Loss = term("r2", _slope_on_fake, slopes=("fake",))
"""|g(y)|^2 on fakes (Mescheder et al. 2018, equation 10, where the weight is gamma / 2)."""


def _between(match: Match) -> Tensor:
    """Return a random point on the line from each real sample to its fake, one mix per sample and not per pixel."""
    count, *rest = match.real.shape
    mix = match.draws.uniform("interpolate", count, *(1 for _ in rest))
    return torch.lerp(match.fake.detach(), match.real.detach(), mix).requires_grad_()


def _gradient_penalty(match: Match) -> Tensor:
    between = _between(match)
    # vector_norm has a zero gradient at zero; the square root of a sum would turn a dead critic into NaN
    norm = torch.linalg.vector_norm(slope(match.judge(between).score, between), dim=1)
    excess: Tensor = norm - 1.0
    return excess.square()


GRADIENT_PENALTY: Loss = term("gradient_penalty", _gradient_penalty)
"""(|g(u)| - 1)^2 at u between x and y (Gulrajani et al. 2017, equation 3)."""
