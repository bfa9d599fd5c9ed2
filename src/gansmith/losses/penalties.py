"""Penalties on the slope of the critic; g(u) is the gradient of its score by its input at u."""

import torch
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match


def _slope_on_real(match: Match) -> Tensor:
    return match.slope("real").square().sum(1)


def _slope_on_fake(match: Match) -> Tensor:
    return match.slope("fake").square().sum(1)


R1: Loss = term("r1", _slope_on_real, slopes=("real",))
"""|g(x)|^2 on real samples (Mescheder et al. 2018, equation 9, where the weight is gamma / 2)."""

R2: Loss = term("r2", _slope_on_fake, slopes=("fake",))
"""|g(y)|^2 on fakes (Mescheder et al. 2018, equation 10, where the weight is gamma / 2)."""


def _distance_from_one(slope: Tensor) -> Tensor:
    # vector_norm has a zero gradient at zero; the square root of a sum would turn a dead critic into NaN
    excess: Tensor = torch.linalg.vector_norm(slope, dim=1) - 1.0
    return excess.square()


def _gradient_penalty(match: Match) -> Tensor:
    return _distance_from_one(match.slope("between"))


def _penalty_near_data(match: Match) -> Tensor:
    return _distance_from_one(match.slope("near"))


GRADIENT_PENALTY: Loss = term("gradient_penalty", _gradient_penalty, slopes=("between",))
"""(|g(u)| - 1)^2 at u between x and y (Gulrajani et al. 2017, equation 3)."""

DATA_PENALTY: Loss = term("data_penalty", _penalty_near_data, slopes=("near",), batch_independent=False)
"""(|g(u)| - 1)^2 at u = x + a (deviation / 2) v, near the data (Kodali et al. 2017, k = 1).

The perturbation is that of the authors' code; the paper's algorithm has normal noise of a constant deviation instead.
"""
