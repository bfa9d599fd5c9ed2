"""What a fake tells of its code c: the variational bound of InfoGAN (Chen et al. 2016, equation 5), in nats."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge
from gansmith.core.prior import Code

SHARPEST = 0.1  # the least deviation that Q may claim: the bound has no upper end, and would drown the game


class Information(NamedTuple):
    """-E log Q(c | x) of both kinds of code, and the bounds L_I = H(c) + E log Q(c | x), to be watched."""

    categories: Loss
    continuous: Loss
    gauges: Mapping[str, Gauge]


def information(code: Code) -> Information:
    """Return the terms of a code with one category or more; x = G(z, c), Q categorical, or Gaussian for the values.

    Both players descend them: the critic's features and Q learn to read the code, the generator to write it. A perfect
    Q bounds a category code's information by its entropy, ln K; one that knows nothing gives 0. Of uniform values a
    Gaussian that knows only their spread gives ln 2 - 1/2 ln(2 pi e / 3) = -0.18 each.
    """
    entropy = sum(math.log(options) for options in code.categories)

    def on_categories(match: Match) -> Tensor:
        wanted, told = _parts(match, code)
        pairs = zip(wanted[:-1], told, strict=False)
        return torch.stack([F.cross_entropy(logits, hot, reduction="none") for hot, logits in pairs]).sum(0)

    def on_continuous(match: Match) -> Tensor:
        wanted, told = _parts(match, code)
        return gaussian(wanted[-1], *told[len(code.categories) :])

    return Information(
        categories=term("information/categories", on_categories),
        continuous=term("information/continuous", on_continuous),
        gauges={
            "bound/categories": lambda match: entropy - on_categories(match),
            "bound/continuous": lambda match: code.continuous * math.log(2.0) - on_continuous(match),
        },
    )


def gaussian(values: Tensor, means: Tensor, log_deviations: Tensor) -> Tensor:
    """Return -log N(c; mean, deviation^2) (N,) of values (N, M'), summed over them, in nats."""
    log_deviations = log_deviations.clamp(min=math.log(SHARPEST))
    standard = (values - means) * torch.exp(-log_deviations)
    return (0.5 * standard.square() + log_deviations + 0.5 * math.log(2.0 * math.pi)).sum(1)


def _parts(match: Match, code: Code) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Return the code by its blocks, and Q's parameters by theirs: logits, then means and log deviations."""
    given, told = match.inputs.code, match.on_fake.code_params
    assert given is not None and told is not None, "the prior draws no code, or the critic reads none"  # noqa: S101, PT018
    return torch.split(given, code.blocks, 1), torch.split(told, [*code.blocks, code.continuous], 1)
