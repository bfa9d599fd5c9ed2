"""What a fake tells of its code c: the variational bound of InfoGAN (Chen et al. 2016, equation 5), in nats."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from gansmith.core.batch import CriticOutput
from gansmith.core.loss import Loss, term
from gansmith.core.match import Match
from gansmith.core.method import Gauge
from gansmith.core.prior import Code

CLOSEST = 1e-8  # the least squared error that the gauge counts: a bound on a continuous code has no upper end


class Information(NamedTuple):
    """-E log Q(c | x) of both kinds of code, and the bounds L_I = H(c) + E log Q(c | x), to be watched."""

    categories: Loss
    continuous: Loss
    gauges: Mapping[str, Gauge]


def information(code: Code) -> Information:
    """Return the terms of a code with one category or more; x = G(z, c), Q categorical, or Gaussian for the values.

    Both players descend them: the critic's features and Q learn to read the code, the generator to write it. A perfect
    Q bounds a category code's information by its entropy, ln K; one that knows nothing gives 0.

    Q's Gaussians have deviation 1, as in the paper's code: one of learnt deviation gains without end by being sharper,
    and the categories then tell little. The gauge is of the deviation that the batch's errors have: of uniform values,
    one that knows nothing gives ln 2 - 1/2 ln(2 pi e / 3) = -0.18 each.
    """
    entropy = sum(math.log(options) for options in code.categories)

    def on_categories(match: Match) -> Tensor:
        wanted, told = _parts(match, code)
        pairs = zip(wanted[:-1], told, strict=False)
        return torch.stack([F.cross_entropy(logits, hot, reduction="none") for hot, logits in pairs]).sum(0)

    def on_continuous(match: Match) -> Tensor:
        return gaussian(_errors(match, code))

    def watched(match: Match) -> Tensor:
        errors = _errors(match, code).square()
        return code.continuous * math.log(2.0) - fitted(match.means(*errors.unbind(1)) if code.continuous else errors)

    return Information(
        categories=term("information/categories", on_categories),
        continuous=term("information/continuous", on_continuous),
        gauges={
            "bound/categories": lambda match: entropy - on_categories(match),
            "bound/continuous": watched,
        },
    )


def gaussian(errors: Tensor) -> Tensor:
    """Return -log N(error; 0, 1) (N,) of errors (N, M'), summed over them, in nats."""
    return (0.5 * errors.square() + 0.5 * math.log(2.0 * math.pi)).sum(1)


def fitted(squares: Tensor) -> Tensor:
    """Return the mean of -log N(error; 0, s^2) of errors of the mean squares s^2 (M',), summed over them, in nats."""
    return (0.5 * torch.log(2.0 * math.pi * math.e * squares.clamp(min=CLOSEST))).sum()


def by_blocks(said: CriticOutput, code: Code) -> tuple[Tensor, ...]:
    """Return what Q says of a code: the logits (N, K) of every category code, then the means (N, M') of the values."""
    assert said.code_params is not None, "the critic reads no code"  # noqa: S101
    return torch.split(said.code_params, code.blocks, 1)


def _errors(match: Match, code: Code) -> Tensor:
    """Return what Q's means miss of the continuous values, (N, M')."""
    wanted, told = _parts(match, code)
    return wanted[-1] - told[-1]


def _parts(match: Match, code: Code) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Return the code by its blocks, and what Q says by its own: logits, then means."""
    given = match.inputs.code
    assert given is not None, "the prior draws no code"  # noqa: S101
    return torch.split(given, code.blocks, 1), by_blocks(match.on_fake, code)
